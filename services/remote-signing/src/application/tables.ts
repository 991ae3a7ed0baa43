import type { ColumnType } from 'kysely';
import type { Failure } from '../credential/tables.ts';
import type { HashAlgorithm } from '../signature/tables.ts';

/** An authorisation of the signer that an application holds. */
export interface ApplicationAuthorisationTable {
  /** The signer's id of it, prefixed `sad_`. */
  id: string;
  /** Grant from which it comes: of scope credential, or of scope service for one that the application asked for itself. */
  grantId: string;
  clientId: string;
  userId: string;
  credentialId: string;
  /** In all. */
  signatures: number;
  /** DigestKind of signer.v1. */
  digestKind: number;
  hashAlgorithm: HashAlgorithm;
  expiresAt: Date;
  /** When it was taken back; null while it was not. */
  endedAt: Date | null;
  createdAt: Date;
}

/** What was signed by an authorisation; one row for each receipt, so that a repeated call is not told of twice. */
export interface ApplicationSigningTable {
  /** SHA-256 of the activation receipt. */
  receiptHash: Buffer;
  authorisationId: string;
  signatures: number;
  madeAt: Date;
}

/** A result that an application asks for later. */
export interface ApplicationResponseTable {
  /** Prefixed `rsp_`. */
  id: string;
  clientId: string;
  userId: string;
  grantId: string;
  kind: 'hashes' | 'documents';
  /** One that works for minutes was interrupted, whatever it says. */
  state: 'working' | 'ready' | 'failed';
  /** The answer, sealed; null before it is there, and for one that failed. */
  result: Buffer | null;
  /** What ended it; null for others. */
  failure: ColumnType<Failure | null, string | null, string | null>;
  /** For how long it is kept once it is there. */
  validityMs: number;
  createdAt: Date;
  finishedAt: Date | null;
  /** When it was given out first. */
  firstReadAt: Date | null;
  /** When it is deleted. */
  expiresAt: Date;
}
