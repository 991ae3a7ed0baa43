import type { Handlers } from '@countersign/grpc';
import type { IdentityServiceService } from '@countersign/proto/identity';
import { createApprovalHandlers } from './approval/approval-service.ts';
import type { IdentityDeps } from './dependencies.ts';
import { createInvitationHandlers } from './invitation/invitation-service.ts';
import { createLoginHandlers } from './login/login-service.ts';
import { createPersonalValidationHandlers } from './personal-validation/personal-validation-service.ts';
import { createSessionHandlers } from './session/session-service.ts';
import { createUserHandlers } from './user/user-service.ts';

/** All RPCs of the service. */
export function createIdentityService(deps: IdentityDeps): Handlers<typeof IdentityServiceService> {
  return {
    ...createLoginHandlers(deps),
    ...createSessionHandlers(deps),
    ...createUserHandlers(deps),
    ...createPersonalValidationHandlers(deps),
    ...createInvitationHandlers(deps),
    ...createApprovalHandlers(deps),
  };
}
