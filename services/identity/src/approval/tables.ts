import type { Generated, JSONColumnType } from 'kysely';
import type { ApprovalAction, ApprovalState } from './approval.ts';

interface ApprovalsTable {
  id: string;
  action: ApprovalAction;
  subjectId: string;
  aboutUserId: string | null;
  parameters: JSONColumnType<Record<string, string>>;
  reason: string;
  state: ApprovalState;
  requestedBy: string;
  requestedAt: Date;
  expiresAt: Date;
  decidedBy: Generated<string | null>;
  decidedAt: Generated<Date | null>;
  decisionReason: Generated<string>;
  /** When the officer who asked for an emergency code was given it. */
  collectedAt: Generated<Date | null>;
}

/** Tables of approvals. */
export interface ApprovalTables {
  approvals: ApprovalsTable;
}
