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
