import type { Generated, Selectable } from 'kysely';

interface SignerInvitationsTable {
  id: string;
  tokenHash: Buffer;
  pepperVersion: number;
  email: string;
  language: string;
  invitedBy: string;
  createdAt: Date;
  expiresAt: Date;
  withdrawnAt: Generated<Date | null>;
  usedAt: Generated<Date | null>;
  usedBy: Generated<string | null>;
}

/** Tables of invitations of signers. */
export interface SignerInvitationTables {
  signerInvitations: SignerInvitationsTable;
}

export type SignerInvitationRow = Selectable<SignerInvitationsTable>;
