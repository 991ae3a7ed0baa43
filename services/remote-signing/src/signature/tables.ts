import type { Factor } from '@countersign/proto/second-factor';
import type { ColumnType, Generated } from 'kysely';
import type { Appearance } from '../format/appearance.ts';

/** A signature request as stored; one that was not authorised in time may still say that it waits. */
export interface SignatureRequestTable {
  id: string;
  userId: string;
  credentialId: string;
  idempotencyKey: string;
  /** Of what was asked for with that key. */
  fingerprint: Buffer;
  state: 'awaiting_authorisation' | 'signing' | 'signed' | 'expired' | 'cancelled';
  /** What is authorised: for documents, of the signed attributes of each. */
  digests: Buffer[];
  hashAlgorithm: HashAlgorithm;
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
  /** Of the signer, for what it activated; null before, and for requests from before there were any. */
  receipt: string | null;
  soleControlLevel: number | null;
  createdAt: Date;
}

/** Names of hashes as contracts write them. */
export type HashAlgorithm = 'SHA-256' | 'SHA-384' | 'SHA-512';
/** PAdES: a signature inside a PDF. CAdES: a detached one over any file. */
export type SignatureFormat = 'pades' | 'cades';
/** EN 319 142-1 and EN 319 122-1: with nothing more, with a time-stamp, with validation data. */
export type SignatureLevel = 'B-B' | 'B-T' | 'B-LT';

/** A document of a request, in the order of its digests. */
export interface SignatureItemTable {
  requestId: string;
  /** From 0. */
  ordinal: number;
  documentId: string;
  format: SignatureFormat;
  level: SignatureLevel;
  reason: string;
  location: string;
  appearance: ColumnType<Appearance | null, string | null, never>;
  /** Time of signing that the signature states. */
  claimedAt: Date;
  /** What preparing added to the PDF, sealed; null for CAdES and after the end. */
  addition: Buffer | null;
  /** Where in the prepared PDF the signature's string begins and ends; null for CAdES. */
  contentsStart: number | null;
  contentsEnd: number | null;
  signedDocumentId: string | null;
}

/** The document of a request of before documents were stored for themselves. */
export interface SignatureDocumentTable {
  requestId: string;
  /** Sealed. */
  content: Buffer;
  /** Where the signature's string begins and ends. */
  contentsStart: number;
  contentsEnd: number;
  createdAt: Generated<Date>;
}
