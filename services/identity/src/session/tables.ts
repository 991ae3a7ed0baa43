import type { Generated } from 'kysely';
import type { SessionScope } from './session.ts';

interface SessionsTable {
  id: string;
  userId: string;
  scope: SessionScope;
  acr: string;
  amr: string[];
  authenticatedAt: Date;
  /** When it was last prolonged; null until then. */
  lastUsedAt: Generated<Date | null>;
  /** `Firefox on Linux`; empty when the client did not name itself. */
  device: Generated<string>;
  /** Network address from which it was last used. */
  address: Generated<string>;
  /** Account that the user chose; null when he chose none. */
  accountId: Generated<string | null>;
  expiresAt: Date;
  endedAt: Generated<Date | null>;
  /** Null while it lives, and for one that ended by itself. */
  endedReason: Generated<string | null>;
}

interface RefreshTokensTable {
  tokenHash: Buffer;
  sessionId: string;
  createdAt: Date;
  usedAt: Generated<Date | null>;
}

/** Tables of sessions. */
export interface SessionTables {
  sessions: SessionsTable;
  refreshTokens: RefreshTokensTable;
}
