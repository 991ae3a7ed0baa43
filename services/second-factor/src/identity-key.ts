import { createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';

/** The key by which the service proves to an app which one it is (Ed25519). */
export interface IdentityKey {
  /** Raw, 32 bytes. */
  readonly publicKey: Buffer;
  readonly privateKey: KeyObject;
}

/**
 * Reads the first key of a private JSON Web Key Set (OKP, Ed25519). Throws an Error that repeats nothing of the set.
 */
export function readIdentityKey(jwks: string): IdentityKey {
  try {
    const [jwk] = (JSON.parse(jwks) as { keys: JsonWebKey[] }).keys;
    if (jwk?.kty !== 'OKP' || jwk.crv !== 'Ed25519') throw new Error('another kind of key');
    const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
    const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
    return { publicKey: Buffer.from(x ?? '', 'base64url'), privateKey };
  } catch {
    // Without its cause: a parser's message quotes what it read.
    throw new Error('IDENTITY_KEY must be a key set whose first key is a private Ed25519 key');
  }
}
