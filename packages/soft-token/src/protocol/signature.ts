import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** The 32 raw bytes of an Ed25519 public key; takes the private key, too. */
export function rawPublicKey(key: KeyObject): Buffer {
  const { x } = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
  if (key.asymmetricKeyType !== 'ed25519' || x === undefined) throw new Error('an Ed25519 key is needed');
  return Buffer.from(x, 'base64url');
}

/** An Ed25519 signature (64 bytes) over text. */
export function signText(privateKey: KeyObject, text: string): Buffer {
  return sign(null, Buffer.from(text, 'utf8'), privateKey);
}

/** Whether an Ed25519 signature over text was made with the key whose 32 raw bytes are given. */
export function isSignedBy(publicKey: Uint8Array, text: string, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  try {
    const x = Buffer.from(publicKey).toString('base64url');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    return verify(null, Buffer.from(text, 'utf8'), key, signature);
  } catch {
    return false;
  }
}
