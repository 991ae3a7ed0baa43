import { setImmediate } from 'node:timers/promises';
import { type HashAlgorithm, requireDigests } from '../key-custody.ts';
import { getOpenSsl, type OpenSsl, preparePkcs1 } from './openssl.ts';

/** Verifications in a row, a few milliseconds, after which others get their turn. */
const verificationsPerTurn = 32;

/**
 * Whether each signature holds over the digest at its place: ECDSA in DER, or RSASSA-PKCS1-v1_5; false when there are not as
 * many of both. `publicKey` is a SubjectPublicKeyInfo, DER. Throws an Error when that is no key, or a digest has another
 * length than its hash.
 */
export async function areSignatures(
  publicKey: Buffer,
  wanted: { hash: HashAlgorithm; digests: readonly Uint8Array[]; signatures: readonly Uint8Array[] },
): Promise<boolean> {
  const { hash, digests, signatures } = wanted;
  requireDigests(wanted);
  if (digests.length !== signatures.length) return false;
  const openSsl = getOpenSsl();
  const bio = openSsl.newBio(publicKey, publicKey.length);
  if (bio === null) throw failed(openSsl, 'no memory to read a public key');
  const key = openSsl.readPublicKey(bio, null);
  openSsl.freeBio(bio);
  if (key === null) throw failed(openSsl, 'this is no public key');
  try {
    const context = openSsl.newContext(key, null);
    if (context === null) throw failed(openSsl, 'no memory to verify');
    try {
      if (openSsl.beginVerifying(context) !== 1) throw failed(openSsl, 'verifying could not be begun');
      if (isRsa(openSsl, key) && !preparePkcs1(openSsl, context, hash)) {
        throw failed(openSsl, `RSA cannot verify ${hash}`);
      }
      for (const [index, digest] of digests.entries()) {
        const signature = Buffer.from(signatures[index] ?? []);
        if (openSsl.verify(context, signature, signature.length, Buffer.from(digest), digest.length) !== 1) {
          openSsl.clearErrors();
          return false;
        }
        // oxlint-disable-next-line no-await-in-loop -- lets others have their turn
        if ((index + 1) % verificationsPerTurn === 0) await setImmediate();
      }
      return true;
    } finally {
      openSsl.freeContext(context);
    }
  } finally {
    openSsl.freeKey(key);
  }
}

function isRsa(openSsl: OpenSsl, key: bigint): boolean {
  return openSsl.isKeyOfType(key, 'RSA') === 1;
}

function failed(openSsl: OpenSsl, message: string): Error {
  openSsl.clearErrors();
  return new Error(message);
}
