import type { ErrorKind } from '@countersign/errors';
import type { ColumnType } from 'kysely';

/** Why a credential could not be made: the error that its owner gets, also when he asks again. */
export interface Failure {
  kind: ErrorKind;
  reason: string;
  message: string;
}

/** A credential as stored. What is null was not reached yet. */
export interface CredentialTable {
  id: string;
  userId: string;
  accountId: string;
  idempotencyKey: string;
  state: 'creating' | 'active' | 'failed';
  /** Over which the signer proves possession. */
  nonce: Buffer;
  licenceValidUntil: Date | null;
  /** SubjectPublicKeyInfo, DER. */
  publicKey: Buffer | null;
  proofOfPossession: Buffer | null;
  /** DER. */
  certificate: Buffer | null;
  /** Issuing authority first, root last, DER. */
  chain: Buffer[] | null;
  failure: ColumnType<Failure | null, string | null, string | null>;
  /** Until then one process works on it. */
  claimedUntil: Date | null;
  createdAt: Date;
}
