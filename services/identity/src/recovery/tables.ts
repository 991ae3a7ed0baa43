import type { Generated } from 'kysely';
import type { FactorColumns } from '../factor/factor-columns.ts';
import type { RecoveryFlowState } from './recovery-flow.ts';

interface RecoveryFlowsTable extends FactorColumns {
  id: string;
  secretHash: Buffer;
  /** Null when nobody has the user ID. */
  userId: string | null;
  userIdHash: string;
  /** Null unless it was begun on a known device of the user. */
  deviceId: Generated<string | null>;
  state: RecoveryFlowState;
  language: string;
  languageChosen: boolean;
  /** Mails that were ordered. */
  sends: Generated<number>;
  resendAt: Date;
  codeAttempts: Generated<number>;
  factorAttempts: Generated<number>;
  /** Of the password that the user had when his mailed code was right. */
  passwordVersion: Generated<number | null>;
  createdAt: Date;
  expiresAt: Date;
}

/** Tables of recovery. */
export interface RecoveryTables {
  recoveryFlows: RecoveryFlowsTable;
}
