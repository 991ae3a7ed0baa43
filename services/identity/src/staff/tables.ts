import type { Generated } from 'kysely';

/** Also those of the operator command, which gave the table its name. */
interface OperatorInvitationsTable {
  id: string;
  tokenHash: Buffer;
  pepperVersion: number;
  email: string | null;
  roles: Generated<string[]>;
  language: Generated<string>;
  /** Null for the operator command. */
  invitedBy: Generated<string | null>;
  createdAt: Date;
  expiresAt: Date;
  usedAt: Generated<Date | null>;
  usedBy: Generated<string | null>;
  withdrawnAt: Generated<Date | null>;
}

interface StaffRoleChangesTable {
  id: string;
  userId: string;
  /** From then on. */
  roles: string[];
  changedBy: string;
  changedAt: Date;
}

/** Tables of staff. */
export interface StaffTables {
  operatorInvitations: OperatorInvitationsTable;
  staffRoleChanges: StaffRoleChangesTable;
}
