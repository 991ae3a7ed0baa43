import type { IdentityTransaction } from '../database.ts';
import type { IdentityDeps } from '../dependencies.ts';
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
const executions: Readonly<Partial<Record<ApprovalAction, ExecuteApproved>>> = {};

/** How an action is executed. */
export function getExecution(action: ApprovalAction): ExecuteApproved {
  const execute = executions[action];
  if (execute === undefined) throw new Error(`nothing executes ${action}`);
  return execute;
}
