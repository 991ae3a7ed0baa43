import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { invalid, invalidField } from '@countersign/errors';

// SubjectPublicKeyInfo of an uncompressed point on P-256, up to the point (RFC 5480 2): the one form that we certify.
const spkiHead = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d03010703420004', 'hex');
const spkiLength = 91;
const possessionLabel = 'countersign-key-possession';

/**
 * Reads the public key to certify, a SubjectPublicKeyInfo in DER. Throws `PUBLIC_KEY_UNSUPPORTED` unless it is an
 * uncompressed point on P-256.
 */
export function readPublicKey(spki: Buffer): KeyObject {
  const key =
    spki.length === spkiLength && spki.subarray(0, spkiHead.length).equals(spkiHead) ? parse(spki) : undefined;
  if (key === undefined) throw invalidField('PUBLIC_KEY_UNSUPPORTED', '/publicKey', 'must be a key on P-256');
  return key;
}

function parse(spki: Buffer): KeyObject | undefined {
  try {
    // Refuses a point that is not on the curve.
    return createPublicKey({ key: spki, format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

/**
 * Checks that whoever asks holds the private key: ECDSA with SHA-256, DER, over the text `countersign-key-possession`
 * followed by the nonce of 16 to 64 bytes. Throws `PROOF_OF_POSSESSION_INVALID`.
 */
export function requirePossession(key: KeyObject, nonce: Buffer, proof: Buffer): void {
  const message = Buffer.concat([Buffer.from(possessionLabel), nonce]);
  const proved = nonce.length >= 16 && nonce.length <= 64 && verify('sha256', message, key, proof);
  if (!proved) throw invalid('PROOF_OF_POSSESSION_INVALID', 'possession of the private key was not proved');
}
