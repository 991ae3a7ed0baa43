import { writeElement, writeObjectIdentifier, writeSequence } from '@countersign/der';

/** A hash of a signature, as node:crypto names it. */
export type SignatureHash = 'sha256' | 'sha384';

/** The algorithms of a signature: hash of the content and of the signed attributes, and their identifiers in DER. */
export interface SignatureSuite {
  hash: SignatureHash;
  /** AlgorithmIdentifier of the hash; without parameters (RFC 5754 2). */
  digestAlgorithm: Buffer;
  /** AlgorithmIdentifier of the signature. */
  signatureAlgorithm: Buffer;
}

const noParameters = writeElement(0x05);
const sha256 = writeSequence(writeObjectIdentifier('2.16.840.1.101.3.4.2.1'));
const sha384 = writeSequence(writeObjectIdentifier('2.16.840.1.101.3.4.2.2'));

/** What a key of each kind signs with. */
export const signatureSuites = {
  /** ecdsa-with-SHA256 (RFC 5758 3.2). */
  'P-256': {
    hash: 'sha256',
    digestAlgorithm: sha256,
    signatureAlgorithm: writeSequence(writeObjectIdentifier('1.2.840.10045.4.3.2')),
  },
  /** ecdsa-with-SHA384. */
  'P-384': {
    hash: 'sha384',
    digestAlgorithm: sha384,
    signatureAlgorithm: writeSequence(writeObjectIdentifier('1.2.840.10045.4.3.3')),
  },
  /** sha256WithRSAEncryption, whose parameters are NULL and present (RFC 4055 5). */
  'RSA-3072': {
    hash: 'sha256',
    digestAlgorithm: sha256,
    signatureAlgorithm: writeSequence(writeObjectIdentifier('1.2.840.113549.1.1.11'), noParameters),
  },
} as const satisfies Record<string, SignatureSuite>;

/** Kinds of keys that sign. */
export type SignatureKey = keyof typeof signatureSuites;
