import type { ErrorKind } from '@countersign/errors';
import type { ColumnType, Generated } from 'kysely';
import type { KeyAlgorithm, StoredPolicy } from './policy.ts';

/** Why a credential could not be made: the error that its owner gets, also when he asks again. */
export interface Failure {
  kind: ErrorKind;
  reason: string;
  message: string;
}

/** Where a credential stands, as stored: one whose certificate has ended still says `active` or `suspended`. */
export type CredentialState = 'creating' | 'active' | 'suspended' | 'revoked' | 'failed';

/**
 * Why a credential rests: its owner or staff wished it, staff who did let go of it, its owner replaced factors without
 * his identity being validated anew. With a revoked one `licence_ended` says that its purchase was paid back.
 */
export type SuspensionCause = 'by_owner' | 'by_staff' | 'released' | 'factor_replaced' | 'licence_ended';

/** A credential as stored. What is null was not reached yet. */
export interface CredentialTable {
  id: string;
  userId: string;
  accountId: string;
  idempotencyKey: string;
  state: CredentialState;
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
  keyAlgorithm: Generated<KeyAlgorithm>;
  /** What its key asks for before it signs; null for those of before there was a choice. */
  policy: ColumnType<StoredPolicy | null, string | null, string | null>;
  /** Where its key is kept; empty until it was made. */
  custody: Generated<string>;
  /** End of its certificate; null until issued, and for a moment for those of before. */
  notAfter: Date | null;
  /** Credential in whose place it came. */
  replaces: string | null;
  /** Credential under whose id its licence was reserved; null for its own. */
  licenceOf: string | null;
  suspensionCause: SuspensionCause | null;
  suspendedAt: Date | null;
  revokedAt: Date | null;
  /** As in RFC 5280 5.3.1. */
  revocationReason: string | null;
  /** Rises with each change of its life. */
  version: Generated<number>;
  /** Whether the signer has still to be told where it stands. */
  signerDue: Generated<boolean>;
  /** Whether the certificate authority has. */
  authorityDue: Generated<boolean>;
  /** Whether its licence has still to be given back. */
  licenceDue: Generated<boolean>;
  /** Days before its end of which its owner was told last; 0 once the end was noted. */
  toldExpiryDays: number | null;
}

/** Something that the owner of a credential is mailed. */
export interface CredentialNoticeTable {
  id: string;
  credentialId: string;
  kind: string;
  at: Date;
  sentAt: Date | null;
}
