import { createHash } from 'node:crypto';
import { conflict } from '@countersign/errors';
import {
  type CustodyKey,
  digestLengths,
  type HashAlgorithm,
  type KeyAlgorithm,
  type KeyCustody,
  keyAlgorithms,
} from '@countersign/key-custody';
import { type Keyring, keyedHash, matchesKeyedHash, type SealedAt } from '@countersign/sealing';
import { isOpen, type KeyPolicy, openPolicy } from './key-policy.ts';

/** A signing key, its private half as the custody stores it. */
export interface SigningKey {
  id: string;
  /** User that it belongs to. */
  owner: string;
  algorithm: string;
  /** SubjectPublicKeyInfo, DER. */
  publicKey: Buffer;
  /** Empty once destroyed. */
  sealedPrivateKey: Buffer;
  state: 'active' | 'suspended' | 'destroyed';
  /** Rises with each change of the record. */
  version: number;
  policy: KeyPolicy;
  /** Backend that keeps it. */
  custody: string;
}

/** A key with the authentication code of its record. */
export type KeyRecord = SigningKey & {
  mac: Buffer;
  /** What the code covers: 1 without policy and custody, as it was before there were any; 2 everything. */
  macVersion: number;
  /** Generation of the key-encryption key; null while nobody looked. Only finds what a rotation left: not covered. */
  generation: number | null;
};

/** A key as it was found. */
export type StoredKey = KeyRecord & {
  /** Changes of it that its chain tells of: each made one version. */
  changes: bigint;
};

const possessionText = 'countersign-key-possession';
const recordLabels: Readonly<Record<number, string>> = { 1: 'signing-key-record', 2: 'signing-key-record-2' };
/** Of records whose policy lets digests be named later: without, the code stays what it was before there was that. */
const openLabel = 'signing-key-record-open';

/** A record that somebody with access to the database changed signs nothing: `KEY_RECORD_BROKEN` says so. */
export function recordBroken(): Error {
  return conflict('KEY_RECORD_BROKEN', 'the record of this key is damaged; it cannot be used');
}

/** The algorithm of a stored key; throws `KEY_RECORD_BROKEN` for one that there is not. */
export function algorithmOf({ algorithm }: Pick<SigningKey, 'algorithm'>): KeyAlgorithm {
  const known = keyAlgorithms.find((one) => one === algorithm);
  if (known === undefined) throw recordBroken();
  return known;
}

/** The key without its private half, for good. */
export function destroyed(key: KeyRecord): KeyRecord {
  return { ...key, sealedPrivateKey: Buffer.alloc(0), state: 'destroyed' };
}

/**
 * Signs the next version of a record: whoever can write to the database still cannot give a key another owner, another
 * blob, a weaker policy, or its life back.
 */
export function authenticate(macKeyring: Keyring, key: SigningKey & { generation: number | null }): KeyRecord {
  return { ...key, macVersion: 2, mac: keyedHash(macKeyring, labelOf(key, 2) ?? '', ...recordParts(key, 2)) };
}

/**
 * Whether the record is as this process wrote it last: an older version that was put back has its code, too, but its chain
 * tells of later changes.
 */
export function isRecordIntact(macKeyring: Keyring, key: StoredKey): boolean {
  const label = labelOf(key, key.macVersion);
  if (BigInt(key.version) !== key.changes) return false;
  return label !== undefined && matchesKeyedHash(macKeyring, key.mac, label, ...recordParts(key, key.macVersion));
}

/** Throws `KEY_RECORD_BROKEN` unless the record is as this process wrote it last. */
export function requireIntact(macKeyring: Keyring, key: StoredKey): void {
  // A record of before says nothing of policies: one that does was changed.
  if (!isRecordIntact(macKeyring, key) || (key.macVersion === 1 && key.policy !== openPolicy)) throw recordBroken();
}

function labelOf({ policy }: SigningKey, macVersion: number): string | undefined {
  return macVersion === 2 && isOpen(policy) ? openLabel : recordLabels[macVersion];
}

function recordParts(key: SigningKey, macVersion: number): (string | Buffer)[] {
  const blob = createHash('sha256').update(key.sealedPrivateKey).digest();
  const first = [key.id, key.owner, key.algorithm, blob, key.publicKey, key.state, String(key.version)];
  if (macVersion === 1) return first;
  const { kinds, contentBound, maxDigests, openSignatures, openSeconds } = key.policy;
  const open = isOpen(key.policy) ? [String(openSignatures), String(openSeconds)] : [];
  return [...first, key.custody, ...open, contentBound ? 'bound' : 'any', String(maxDigests), ...kinds];
}

/** The key as the custody takes it. */
export function custodyKeyOf(key: Pick<SigningKey, 'algorithm' | 'sealedPrivateKey'>): CustodyKey {
  return { algorithm: algorithmOf(key), blob: key.sealedPrivateKey };
}

/** Where the blob of a key belongs. */
export function placeOf(id: string): SealedAt {
  return { table: 'keys', row: id, column: 'sealed_private_key' };
}

/** The hash that a key signs with where nobody says another. */
export function hashOfKey({ algorithm }: Pick<SigningKey, 'algorithm'>): HashAlgorithm {
  return algorithm === 'P-384' ? 'SHA-384' : 'SHA-256';
}

/** Proves possession over the fixed text and the caller's nonce, with SHA-256 or, for P-384, SHA-384. */
export async function provePossession(custody: KeyCustody, key: SigningKey, nonce: Uint8Array): Promise<Buffer> {
  const hash = hashOfKey(key);
  const digest = createHash(hash.replace('-', '')).update(possessionText).update(nonce).digest();
  const [proof] = await custody.signDigests(custodyKeyOf(key), placeOf(key.id), { hash, digests: [digest] });
  if (proof === undefined) throw new Error('the custody made no signature');
  return proof;
}

/** The hash algorithm of that name; undefined for one that there is not. */
export function findHash(name: string): HashAlgorithm | undefined {
  return Object.hasOwn(digestLengths, name) ? (name as HashAlgorithm) : undefined;
}
