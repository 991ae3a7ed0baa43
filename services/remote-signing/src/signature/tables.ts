import type { Factor } from '@countersign/proto/second-factor';
import type { ColumnType, Generated } from 'kysely';

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
