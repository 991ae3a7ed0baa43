import { createHash, createPrivateKey, generateKeyPairSync, type JsonWebKey, sign } from 'node:crypto';
import { conflict } from '@countersign/errors';
import { type Keyring, keyedHash, matchesKeyedHash, open, seal } from '@countersign/sealing';
import { p256 } from '@noble/curves/nist.js';

/** A signing key, its private half sealed. */
export interface SigningKey {
  id: string;
  /** User that it belongs to. */
  owner: string;
  algorithm: string;
  /** SubjectPublicKeyInfo, DER. */
  publicKey: Buffer;
  /** Empty once destroyed. */
  sealedPrivateKey: Buffer;
  state: 'active' | 'destroyed';
  /** Rises with each change of the record. */
  version: number;
}

/** A key with the authentication code of its record. */
export type KeyRecord = SigningKey & { mac: Buffer };

const possessionText = 'countersign-key-possession';

/** Makes a P-256 key; the private half is sealed to its row as a JSON Web Key, which loads faster than PKCS#8. */
export function generateSigningKey(keyring: Keyring, { id, owner }: { id: string; owner: string }): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = Buffer.from(JSON.stringify(privateKey.export({ format: 'jwk' })));
  const sealedPrivateKey = seal(keyring, jwk, sealedAt(id));
  jwk.fill(0);
  return {
    id,
    owner,
    algorithm: 'P-256',
    publicKey: publicKey.export({ type: 'spki', format: 'der' }),
    sealedPrivateKey,
    state: 'active',
    version: 1,
  };
}

/** The key without its private half, for good. */
export function destroyed(key: SigningKey): SigningKey {
  return { ...key, sealedPrivateKey: Buffer.alloc(0), state: 'destroyed', version: key.version + 1 };
}

/**
 * Signs the record of a key: whoever can write to the database still cannot give a key another owner, another sealed
 * blob, or its life back.
 */
export function authenticate(macKeyring: Keyring, key: SigningKey): KeyRecord {
  return { ...key, mac: keyedHash(macKeyring, recordLabel, ...recordParts(key)) };
}

/** Throws `KEY_RECORD_BROKEN` unless the record is as this process wrote it. */
export function requireIntact(macKeyring: Keyring, key: KeyRecord): void {
  if (!matchesKeyedHash(macKeyring, key.mac, recordLabel, ...recordParts(key))) throw recordBroken();
}

/** The error for a record that was changed behind the signer's back. */
export function recordBroken(): Error {
  return conflict('KEY_RECORD_BROKEN', 'the record of this key is damaged; it cannot be used');
}

/** Proves possession: ECDSA with SHA-256, DER, over the fixed text and the caller's nonce. */
export function provePossession(keyring: Keyring, key: SigningKey, nonce: Uint8Array): Buffer {
  const privateKey = createPrivateKey({ key: openKey(keyring, key), format: 'jwk' });
  return sign('sha256', Buffer.concat([Buffer.from(possessionText), nonce]), privateKey);
}

/** Signs SHA-256 digests as they are, in their order: ECDSA, DER. The key is opened once for all of them. */
export function signDigests(keyring: Keyring, key: SigningKey, digests: readonly Uint8Array[]): Buffer[] {
  const secret = Buffer.from(openKey(keyring, key).d ?? '', 'base64url');
  try {
    // node:crypto cannot: `sign(null, …)` with an EC key hashes once more. Hedged nonces (RFC 6979 3.6): neither a weak
    // random generator nor a fault that repeats a signature discloses the key.
    return digests.map((digest) =>
      Buffer.from(p256.sign(digest, secret, { prehash: false, lowS: false, extraEntropy: true, format: 'der' })),
    );
  } finally {
    secret.fill(0);
  }
}

const recordLabel = 'signing-key-record';

function recordParts(key: SigningKey): (string | Buffer)[] {
  const blob = createHash('sha256').update(key.sealedPrivateKey).digest();
  return [key.id, key.owner, key.algorithm, blob, key.publicKey, key.state, String(key.version)];
}

function openKey(keyring: Keyring, key: SigningKey): JsonWebKey {
  const jwk = open(keyring, key.sealedPrivateKey, sealedAt(key.id));
  try {
    return JSON.parse(jwk.toString('utf8')) as JsonWebKey;
  } finally {
    jwk.fill(0);
  }
}

function sealedAt(id: string) {
  return { table: 'keys', row: id, column: 'sealed_private_key' };
}
