import type { IdentityTransaction } from '../database.ts';
import type { IdentityDeps } from '../dependencies.ts';
import { approveValidation } from '../personal-validation/decision.ts';
import { executeRelease } from '../release/release-service.ts';
import { executeInvitation } from '../staff/staff-invitation-service.ts';
import { executeRoles } from '../staff/staff-service.ts';
import type { Approval, ApprovalAction } from './approval.ts';

/** A decision in favour of an action. */
export interface Approved {
  approval: Approval;
  /** The second officer. */
  decidedBy: string;
  at: Date;
}

/**
 * Does what was asked for, in the transaction of the decision. Whatever it throws undoes the decision: the approval stays
 * pending, and the officer is told why.
 */
export type ExecuteApproved = (trx: IdentityTransaction, deps: IdentityDeps, approved: Approved) => Promise<void>;

/** What becomes of an approved action. */
export const executions: Readonly<Record<ApprovalAction, ExecuteApproved>> = {
  user_release: executeRelease,
  personal_validation: approveValidation,
  staff_invitation: executeInvitation,
  staff_roles: executeRoles,
  // The officer who asked collects the code by himself: it is made then, and shown to nobody else.
  emergency_code: async () => undefined,
};
