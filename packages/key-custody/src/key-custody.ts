import type { SealedAt } from '@countersign/sealing';

/** Keys that can be made: ECDSA on a NIST curve, or RSASSA-PKCS1-v1_5. */
export const keyAlgorithms = ['P-256', 'P-384', 'RSA-3072'] as const;
export type KeyAlgorithm = (typeof keyAlgorithms)[number];

/** Hashes whose digests are signed, with their length in bytes. */
export const digestLengths = { 'SHA-256': 32, 'SHA-384': 48, 'SHA-512': 64 } as const;
export type HashAlgorithm = keyof typeof digestLengths;

/** A key: its public half, and what keeps the private one. */
export interface CustodyKey {
  algorithm: KeyAlgorithm;
  /** Private key as its backend stores it: sealed, or wrapped by a token. Says itself which backend and generation. */
  blob: Buffer;
}

/** One attack on the custody, tried. */
export interface Protection {
  /** Short name, for example `kek-value-readable`. */
  name: string;
  /** Whether it was refused. */
  holds: boolean;
  /** What was tried and what came of it, one sentence. */
  finding: string;
}

/** Names of protections that a kind of custody cannot give: they tell of it, and are no fault of an installation. */
export const inherentLimits: ReadonlySet<string> = new Set([
  'key-outside-process-memory',
  'new-key-taken-along',
  'token-is-hardware',
]);

/**
 * Where private keys live: they are made here, sign here, and leave only as blobs that are worth nothing elsewhere. The
 * caller keeps the blobs, and authenticates the records that they stand in: a blob alone does not say whose it is.
 */
export interface KeyCustody {
  /** Backend of keys that are made now. */
  readonly backend: 'sealed' | 'pkcs11';
  /** Module and token for people; empty for `sealed`. */
  readonly token: string;
  /** Generation of the key-encryption key that new blobs are under. */
  readonly generation: number;
  /** Makes a key for one place in a database. RSA takes half a second or more, off the event loop. */
  generateKey(algorithm: KeyAlgorithm, place: SealedAt): Promise<CustodyKey & { publicKey: Buffer }>;
  /**
   * Signs digests in their order, opening the key once: ECDSA in DER, or RSASSA-PKCS1-v1_5. Throws `SealBrokenError` when
   * the blob does not belong to the place or the key-encryption key.
   */
  signDigests(
    key: CustodyKey,
    place: SealedAt,
    wanted: { hash: HashAlgorithm; digests: readonly Uint8Array[] },
  ): Promise<Buffer[]>;
  /** Generation of the key-encryption key that a blob is under. */
  generationOf(blob: Buffer): number;
  /** The same key under the current generation, for the same or another place. */
  rewrap(key: CustodyKey, places: { from: SealedAt; to: SealedAt }): Promise<Buffer>;
  /** Tries to break the custody, for the operator's report. */
  examine(): Promise<Protection[]>;
  /** Throws unless keys can be made and used: for readiness. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** Throws an Error unless all digests have the length of their hash. */
export function requireDigests({ hash, digests }: { hash: HashAlgorithm; digests: readonly Uint8Array[] }): void {
  const length = digestLengths[hash];
  if (digests.some((digest) => digest.length !== length)) throw new Error(`a digest of ${hash} has ${length} bytes`);
}
