import type { ErrorKind } from '@countersign/errors';
import type { Factor } from '@countersign/proto/second-factor';
import type { ColumnType, Generated } from 'kysely';

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

/** A signature request as stored; one that was not authorised in time may still say that it waits. */
export interface SignatureRequestTable {
  id: string;
  userId: string;
  credentialId: string;
  idempotencyKey: string;
  /** Of what was asked for with that key. */
  fingerprint: Buffer;
  state: 'awaiting_authorisation' | 'signing' | 'signed' | 'expired';
  digests: Buffer[];
  /** In the order of the digests. */
  labels: string[];
  hasDocument: boolean;
  /** Null until the second factor opened it. */
  challengeId: string | null;
  challengeKind: string | null;
  /** Who may answer the challenge; null before it is open, for requests of before there was a choice, and after the end. */
  factors: ColumnType<Factor[] | null, never, string | null>;
  /** What the app of a soft token is shown; null as above, and empty for a user who has none. */
  transactionUri: ColumnType<string | null, never, string | null>;
  transactionQrSvg: ColumnType<string | null, never, string | null>;
  expiresAt: Date;
  signingSince: Date | null;
  signatures: Buffer[] | null;
  signedAt: Date | null;
  createdAt: Date;
}

/** The document of a request: prepared at first, signed in the end. */
export interface SignatureDocumentTable {
  requestId: string;
  /** Sealed. */
  content: Buffer;
  /** Where the signature's string begins and ends. */
  contentsStart: number;
  contentsEnd: number;
  createdAt: Generated<Date>;
}

/** Tables of remote signing. */
export interface RemoteSigningDatabase {
  credentials: CredentialTable;
  signatureRequests: SignatureRequestTable;
  signatureDocuments: SignatureDocumentTable;
}
