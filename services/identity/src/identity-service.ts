import type { Handlers } from '@countersign/grpc';
import type { IdentityServiceService } from '@countersign/proto/identity';
import { createApprovalHandlers } from './approval/approval-service.ts';
import { createAuditHandlers } from './audit/audit-service.ts';
import { createContactHandlers } from './contact/contact-service.ts';
import type { IdentityDeps } from './dependencies.ts';
import { createEmergencyCodeHandlers } from './emergency-code/emergency-code-service.ts';
import { createLoginHandlers } from './login/login-service.ts';
import { createPasswordHandlers } from './password/password-service.ts';
import { createEvidenceFileHandlers } from './personal-validation/evidence-file-service.ts';
import { createPersonalValidationHandlers } from './personal-validation/personal-validation-service.ts';
import { createConformanceHandlers } from './policy/policy-service.ts';
import { createQuestionHandlers } from './question/question-service.ts';
import { createRecoveryHandlers } from './recovery/recovery-service.ts';
import { createReleaseHandlers } from './release/release-service.ts';
import { createSessionHandlers } from './session/session-service.ts';
import { createSetUpHandlers } from './set-up/set-up-service.ts';
import { createSignerInvitationHandlers } from './signer-invitation/signer-invitation-service.ts';
import { createStaffInvitationHandlers } from './staff/staff-invitation-service.ts';
import { createStaffHandlers } from './staff/staff-service.ts';
import { createUserHandlers } from './user/user-service.ts';

/** All RPCs of the service. */
export function createIdentityService(deps: IdentityDeps): Handlers<typeof IdentityServiceService> {
  return {
    ...createLoginHandlers(deps),
    ...createPasswordHandlers(deps),
    ...createRecoveryHandlers(deps),
    ...createQuestionHandlers(deps),
    ...createSessionHandlers(deps),
    ...createUserHandlers(deps),
    ...createSetUpHandlers(deps),
    ...createConformanceHandlers(deps),
    ...createPersonalValidationHandlers(deps),
    ...createEvidenceFileHandlers(deps),
    ...createSignerInvitationHandlers(deps),
    ...createContactHandlers(deps),
    ...createStaffInvitationHandlers(deps),
    ...createStaffHandlers(deps),
    ...createReleaseHandlers(deps),
    ...createEmergencyCodeHandlers(deps),
    ...createApprovalHandlers(deps),
    ...createAuditHandlers(deps),
  };
}
