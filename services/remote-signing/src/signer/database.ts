import type { Generated } from 'kysely';
import type { DigestKind } from './authorisation.ts';

/** A signing key as stored. */
export interface KeyTable {
  id: string;
  owner: string;
  algorithm: string;
  /** SubjectPublicKeyInfo, DER. */
  publicKey: Buffer;
  /** Private key as the custody stores it; empty once destroyed. */
  sealedPrivateKey: Buffer;
  state: 'active' | 'suspended' | 'destroyed';
  version: number;
  /** Authentication code over all the columns above, and below up to `macVersion`. */
  mac: Buffer;
  /** Kinds of factors that may authorise, sorted; null for one whose record is of version 1. */
  policyKinds: string[] | null;
  policyBound: boolean | null;
  policyMax: number | null;
  /** Signatures of one authorisation whose digests may be named later. */
  policyOpen: Generated<number>;
  /** Seconds for which such an authorisation may hold; 0 for as long as any other. */
  policyOpenSeconds: Generated<number>;
  /** Backend that keeps it: `sealed` or `pkcs11`. */
  custody: string;
  /** What the authentication code covers: 1 without policy and custody, as it was before there were any. */
  macVersion: number;
  /** Generation of the key-encryption key; null while nobody looked. */
  generation: number | null;
  createdAt: Date;
}

/** A key that waits for its owner: those that take long to make. */
export interface PooledKeyTable {
  id: string;
  algorithm: string;
  publicKey: Buffer;
  sealedPrivateKey: Buffer;
  custody: string;
  generation: number;
  mac: Buffer;
  createdAt: Date;
}

/** A key of the signer's own, for receipts and roots. */
export interface OwnKeyTable {
  /** Thumbprint (RFC 7638) of the public key: the `kid`. */
  id: string;
  algorithm: string;
  publicKey: Buffer;
  sealedPrivateKey: Buffer;
  mac: Buffer;
  createdAt: Date;
  /** From when on it signs nothing any more; null for the one that signs. */
  retiredAt: Date | null;
}

/** An assertion that was used: its authorisation (signature activation data). */
export interface AuthorisationTable {
  /** Challenge of the second factor. */
  jti: string;
  keyId: string;
  owner: string;
  /** Moment at which the assertion was used. */
  reservedAt: Date;
  /** What the assertion says of how the user proved himself; null is what it did not say. */
  amr: string[] | null;
  factorId: string | null;
  factorKind: string | null;
  bound: boolean | null;
  authenticatedAt: Date | null;
  /** Null in all that follows: used by the code of before, which signed at once. */
  id: string | null;
  /** SHA-256 of the handle. */
  handleHash: Buffer | null;
  clientId: string | null;
  hashAlgorithm: string | null;
  /** SHA-256 over the digests, in order. */
  digestsHash: Buffer | null;
  digestCount: number | null;
  level: number | null;
  expiresAt: Date | null;
  mac: Buffer | null;
  /** When the first of its digests was reserved; only lets an unused handle be replaced. */
  usedAt: Generated<Date | null>;
  /** Signatures in all; 0, in a row that the code of before wrote, for as many as digests. */
  signatures: number;
  digestKind: DigestKind;
  /** Whether the code was entered on our own page, which showed the digests. */
  shown: boolean;
  /** Digests of an open one that were named so far, or signed without. Only grows: the chain of the key tells of it. */
  named: number;
  /** Whether it was ended: its handle is gone then. */
  ended: Generated<boolean>;
}

/** One authorised digest. */
export interface AuthorisedDigestTable {
  jti: string;
  /** Position in the assertion, from 0. */
  ord: number;
  digest: Buffer;
  state: 'authorised' | 'reserved' | 'consumed';
  signature: Buffer | null;
  /** Authentication code over all of it; that of a batch once it belongs to one. */
  mac: Buffer;
  /** Batch that reserved it. */
  batchId: string | null;
  /** Position in the batch, from 0. */
  batchOrd: number | null;
}

/** Digests that one call signed. */
export interface BatchTable {
  id: string;
  jti: string;
  /** SHA-256 over the digests, in the order of the call, and over the attributes that were signed for them. */
  digestsHash: Buffer;
  reservedAt: Date;
  signedAt: Date | null;
  receipt: string | null;
  /** When it was given up: what it reserved got no signature. */
  lostAt: Date | null;
}

/** The state of a chain that the newest root covers. */
export interface AuditLeafTable {
  stream: string;
  /** Position in the tree, from 0; never another. */
  position: number;
  seq: bigint;
  hash: Buffer;
}

/** A node of the tree over all chains, leaves at level 0. */
export interface AuditNodeTable {
  level: number;
  position: number;
  hash: Buffer;
}

/** A signed root. */
export interface AuditRootTable {
  seq: number;
  at: Date;
  /** Number of chains. */
  size: number;
  root: Buffer;
  /** Compact JWS. */
  jws: string;
}

/** Tables of the signer. */
export interface SignerDatabase {
  keys: KeyTable;
  pooledKeys: PooledKeyTable;
  ownKeys: OwnKeyTable;
  authorisations: AuthorisationTable;
  authorisedDigests: AuthorisedDigestTable;
  batches: BatchTable;
  auditLeaves: AuditLeafTable;
  auditNodes: AuditNodeTable;
  auditRoots: AuditRootTable;
}
