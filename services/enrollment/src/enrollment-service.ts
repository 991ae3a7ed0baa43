import type { Handlers } from '@countersign/grpc';
import type { EnrollmentServiceService } from '@countersign/proto/enrollment';
import { type AccountDeps, createAccountHandlers } from './account/account-service.ts';
import { type ActivationDeps, createActivationHandlers } from './activation/activation-service.ts';
import { createClaimHandlers } from './activation/claim-service.ts';
import { createReissueHandlers, type ReissueDeps } from './activation/reissue-service.ts';
import { createCertificateHandlers } from './certificate/certificate-service.ts';
import type { CertificateDeps } from './certificate/deps.ts';
import { createRequestHandlers } from './certificate/request-service.ts';
import { createSlotHandlers } from './certificate/slot-service.ts';
import { createInventoryHandlers, type InventoryDeps } from './inventory/inventory-service.ts';
import type { CatalogClient } from './inventory/products.ts';
import { createAcceptanceHandlers } from './member/acceptance-service.ts';
import { createMemberAuthenticatorHandlers, type MemberAuthenticatorDeps } from './member/authenticator-service.ts';
import { createInvitationHandlers } from './member/invitation-service.ts';
import { createMemberHandlers } from './member/member-service.ts';
import { createMembershipChangeHandlers } from './member/membership-change.ts';

/** What the handlers of enrollment need. */
export type EnrollmentDeps = AccountDeps &
  ActivationDeps &
  ReissueDeps &
  InventoryDeps &
  CertificateDeps &
  MemberAuthenticatorDeps & { catalog: Pick<CatalogClient, 'planRenewals'> };

/** Handlers of `EnrollmentService`. */
export function createEnrollmentService(deps: EnrollmentDeps): Handlers<typeof EnrollmentServiceService> {
  return {
    ...createAccountHandlers(deps),
    ...createMemberHandlers(deps),
    ...createMemberAuthenticatorHandlers(deps),
    ...createMembershipChangeHandlers(deps),
    ...createInvitationHandlers(deps),
    ...createAcceptanceHandlers(deps),
    ...createActivationHandlers(deps),
    ...createReissueHandlers(deps),
    ...createClaimHandlers(deps),
    ...createInventoryHandlers(deps),
    ...createSlotHandlers(deps),
    ...createRequestHandlers(deps),
    ...createCertificateHandlers(deps),
  };
}
