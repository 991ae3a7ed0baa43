import { constants, type KeyObject, publicDecrypt } from 'node:crypto';
import { writeElement, writeObjectIdentifier, writeOctetString, writeSequence } from '@countersign/der';
import { p256, p384 } from '@noble/curves/nist.js';
import type { HashAlgorithm } from './tables.ts';

const identifiers: Readonly<Record<HashAlgorithm, string>> = {
  'SHA-256': '2.16.840.1.101.3.4.2.1',
  'SHA-384': '2.16.840.1.101.3.4.2.2',
  'SHA-512': '2.16.840.1.101.3.4.2.3',
};

/**
 * Whether a signature over a digest holds: ECDSA in DER, or RSASSA-PKCS1-v1_5. Node's own function would hash the digest
 * again.
 */
export function isSignatureOver(
  publicKey: KeyObject,
  { digest, signature, hashAlgorithm }: { digest: Buffer; signature: Buffer; hashAlgorithm: HashAlgorithm },
): boolean {
  if (publicKey.asymmetricKeyType === 'rsa') {
    // DigestInfo (RFC 8017 9.2).
    const algorithm = writeSequence(writeObjectIdentifier(identifiers[hashAlgorithm]), writeElement(0x05));
    const signed = publicDecrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, signature);
    return signed.equals(writeSequence(algorithm, writeOctetString(digest)));
  }
  const { x = '', y = '', crv } = publicKey.export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  const curve = crv === 'P-384' ? p384 : p256;
  return curve.verify(signature, digest, point, { prehash: false, lowS: false, format: 'der' });
}
