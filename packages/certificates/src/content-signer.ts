import { type KeyObject, sign } from 'node:crypto';
import { tags, writeBitString, writeElement, writeObjectIdentifier } from '@countersign/der';

/** Hashes under which authorities and their delegates sign, all with ECDSA. */
export type SigningHash = 'SHA-256' | 'SHA-384';

/** What signs in the name of an authority or a delegate, wherever its key is. */
export interface ContentSigner {
  hash: SigningHash;
  /** Signs what is given, not a digest of it: ECDSA over its hash, in DER. */
  sign(content: Buffer): Promise<Buffer>;
}

/** AlgorithmIdentifiers of ECDSA with a hash, in DER; without parameters (RFC 5758 3.2). */
export const ecdsaAlgorithms: Readonly<Record<SigningHash, Buffer>> = {
  'SHA-256': writeElement(tags.sequence, writeObjectIdentifier('1.2.840.10045.4.3.2')),
  'SHA-384': writeElement(tags.sequence, writeObjectIdentifier('1.2.840.10045.4.3.3')),
};

/** Signs with a private key that is open in this process, as in a ceremony. */
export function signerOf(key: KeyObject, hash: SigningHash): ContentSigner {
  return { hash, sign: async (content) => sign(hash, content, { key, dsaEncoding: 'der' }) };
}

/**
 * What is to be signed, its algorithm and its signature in one sequence: the form of certificates, revocation lists and
 * certification requests (RFC 5280 4.1.1 and 5.1.1, RFC 2986 4.2). DER.
 */
export function writeSigned(content: Buffer, algorithm: Buffer, signature: Buffer): Buffer {
  return writeElement(tags.sequence, content, algorithm, writeBitString(signature));
}
