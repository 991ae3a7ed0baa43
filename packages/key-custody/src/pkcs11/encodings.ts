import {
  readSequence,
  tags,
  writeBitString,
  writeElement,
  writeInteger,
  writeObjectIdentifier,
  writeOctetString,
  writeSequence,
} from '@countersign/der';
import type { HashAlgorithm } from '../key-custody.ts';

/** Names of curves as DER, which is what tokens call their parameters. */
export const curveParameters = {
  'P-256': writeObjectIdentifier('1.2.840.10045.3.1.7'),
  'P-384': writeObjectIdentifier('1.3.132.0.34'),
} as const;

const ecPublicKey = writeObjectIdentifier('1.2.840.10045.2.1');
const rsaEncryption = writeObjectIdentifier('1.2.840.113549.1.1.1');
const absent = writeElement(0x05);
const hashIdentifiers: Record<HashAlgorithm, Buffer> = {
  'SHA-256': writeObjectIdentifier('2.16.840.1.101.3.4.2.1'),
  'SHA-384': writeObjectIdentifier('2.16.840.1.101.3.4.2.2'),
  'SHA-512': writeObjectIdentifier('2.16.840.1.101.3.4.2.3'),
};
const pointLengths = { 'P-256': 65, 'P-384': 97 } as const;

/** SubjectPublicKeyInfo of a point on a curve (RFC 5480), as a token gives it: in an OCTET STRING, or bare. */
export function ecPublicKeyInfo(curve: keyof typeof curveParameters, point: Buffer): Buffer {
  const bare = point.length === pointLengths[curve] + 2 ? point.subarray(2) : point;
  if (bare.length !== pointLengths[curve] || bare[0] !== 0x04) throw new Error('the token gave no point of the curve');
  return writeSequence(writeSequence(ecPublicKey, curveParameters[curve]), writeBitString(bare));
}

/** SubjectPublicKeyInfo of an RSA key (RFC 3279 2.3.1). */
export function rsaPublicKeyInfo(modulus: Buffer, exponent: Buffer): Buffer {
  const integer = (bytes: Buffer) => writeInteger(BigInt(`0x${bytes.toString('hex')}`));
  const key = writeSequence(integer(modulus), integer(exponent));
  return writeSequence(writeSequence(rsaEncryption, absent), writeBitString(key));
}

/** DigestInfo, which RSASSA-PKCS1-v1_5 signs (RFC 8017 9.2). */
export function digestInfo(hash: HashAlgorithm, digest: Uint8Array): Buffer {
  return writeSequence(writeSequence(hashIdentifiers[hash], absent), writeOctetString(digest));
}

/** An ECDSA signature in DER (RFC 3279 2.2.3) from r and s one behind the other. */
export function ecdsaSignature(raw: Buffer): Buffer {
  const half = raw.length / 2;
  const integer = (bytes: Buffer) => writeInteger(BigInt(`0x${bytes.toString('hex')}`));
  return writeSequence(integer(raw.subarray(0, half)), integer(raw.subarray(half)));
}

/** Private number of an elliptic-curve key in SEC 1 inside PKCS #8 (RFC 5915), to be erased by the caller. */
export function ecPrivateNumber(pkcs8: Buffer): Buffer {
  const key = readSequence(pkcs8)[2];
  const number = key?.tag === tags.octetString ? readSequence(key.content)[1] : undefined;
  if (number?.tag !== tags.octetString) throw new Error('this is no elliptic-curve key');
  return Buffer.from(number.content);
}

/** The numbers of an RSA key in PKCS #1 inside PKCS #8 (RFC 8017 A.1.2), to be erased by the caller. */
export function rsaPrivateNumbers(pkcs8: Buffer): Buffer[] {
  const key = readSequence(pkcs8)[2];
  const numbers = key?.tag === tags.octetString ? readSequence(key.content).slice(1, 9) : [];
  if (numbers.length !== 8 || numbers.some(({ tag }) => tag !== tags.integer)) throw new Error('this is no RSA key');
  return numbers.map(({ content }) => Buffer.from(content[0] === 0 ? content.subarray(1) : content));
}
