import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { invalid, invalidField } from '@countersign/errors';
import { type KeyAlgorithm, keyAlgorithms } from '@countersign/key-custody';
import { findKeyFault } from './tls/key-policy.ts';
import { keyTypeOf, readRsaKey } from './tls/key-type.ts';

const possessionLabel = 'countersign-key-possession';

/**
 * The kind of a person's public key, a SubjectPublicKeyInfo in DER: an uncompressed point on P-256 or P-384, or RSA with
 * 3072 bits that are not weak in a known way; undefined for any other.
 */
export function findPersonKeyAlgorithm(spki: Buffer): KeyAlgorithm | undefined {
  const type = readOrNothing(() => keyTypeOf(spki));
  if (type !== 'rsa') return keyAlgorithms.find((each) => each === type);
  const isRsa3072 = readOrNothing(
    () => readRsaKey(spki).modulus.toString(2).length === 3072 && findKeyFault(spki, { isPublic: true }) === undefined,
  );
  return isRsa3072 === true ? 'RSA-3072' : undefined;
}

/** Reads the public key to certify, a SubjectPublicKeyInfo in DER. Throws `PUBLIC_KEY_UNSUPPORTED` unless it is of these kinds. */
export function readPublicKey(spki: Buffer): { key: KeyObject; algorithm: KeyAlgorithm } {
  const algorithm = findPersonKeyAlgorithm(spki);
  // Refuses a point that is not on the curve.
  const key =
    algorithm === undefined
      ? undefined
      : readOrNothing(() => createPublicKey({ key: spki, format: 'der', type: 'spki' }));
  if (algorithm === undefined || key === undefined || !isExactly(key, spki)) {
    throw invalidField(
      'PUBLIC_KEY_UNSUPPORTED',
      '/publicKey',
      'must be a key on P-256 or P-384, or of RSA with 3072 bits',
    );
  }
  return { key, algorithm };
}

/** Whether these octets are the key and nothing else, in its one form. */
function isExactly(key: KeyObject, spki: Buffer): boolean {
  return key.export({ format: 'der', type: 'spki' }).equals(spki);
}

function readOrNothing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/**
 * Checks that whoever asks holds the private key: ECDSA in DER or RSASSA-PKCS1-v1_5, with SHA-256, or SHA-384 for P-384,
 * over the text `countersign-key-possession` followed by the nonce of 16 to 64 bytes. Throws
 * `PROOF_OF_POSSESSION_INVALID`.
 */
export function requirePossession(
  { key, algorithm }: { key: KeyObject; algorithm: KeyAlgorithm },
  nonce: Buffer,
  proof: Buffer,
): void {
  const message = Buffer.concat([Buffer.from(possessionLabel), nonce]);
  const hash = algorithm === 'P-384' ? 'sha384' : 'sha256';
  const proved = nonce.length >= 16 && nonce.length <= 64 && verify(hash, message, key, proof);
  if (!proved) throw invalid('PROOF_OF_POSSESSION_INVALID', 'possession of the private key was not proved');
}
