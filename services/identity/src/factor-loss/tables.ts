import type { Generated } from 'kysely';

interface FactorLossesTable {
  id: string;
  userId: string;
  /** The session that the login opened by which it was reported. */
  sessionId: string;
  address: string;
  reportedAt: Date;
  /** Version that was submitted in that session; null until then. */
  validationId: Generated<string | null>;
  validationVersion: Generated<number | null>;
}

/** Tables of reports of loss. */
export interface FactorLossTables {
  factorLosses: FactorLossesTable;
}
