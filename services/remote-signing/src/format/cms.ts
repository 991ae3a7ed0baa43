import {
  signedData as assemble,
  signedAttributes as assembleAttributes,
  identifiers,
  type SignatureKey,
  signatureSuites,
  writeAttribute,
} from '@countersign/cms';
import type { RevocationValues } from './revocation.ts';

/** Hash of everything that a key of this kind signs: of the document, and of the signed attributes. */
export function hashOf(algorithm: SignatureKey): 'sha256' | 'sha384' {
  return signatureSuites[algorithm].hash;
}

/**
 * The signed attributes of a PAdES (EN 319 142-1 6.3) or CAdES (EN 319 122-1 6.3) baseline signature, DER. What is
 * authorised and signed is their digest with `hashOf` the key.
 */
export function signedAttributes(order: {
  /** Of what the ByteRange covers, or of the file; with `hashOf` the key. */
  messageDigest: Uint8Array;
  /** Of the signer, DER. */
  certificate: Buffer;
  /** Moment that the signer claims. For CAdES only: in PAdES it stands in the PDF, and is banned from here. */
  signingTime?: Date;
}): Buffer {
  return assembleAttributes({ contentType: identifiers.data, ...order });
}

/** The signature: what is embedded into a prepared PDF, or, as a file of its own, CAdES; detached without `content`. DER. */
export function signedData({
  timestampToken,
  certificates,
  ...order
}: {
  algorithm: SignatureKey;
  /** As `signedAttributes` made them. */
  attributes: Buffer;
  /** Over the digest of the attributes: ECDSA in DER, or RSASSA-PKCS1-v1_5. */
  signature: Uint8Array;
  /** Signer first, then the issuing authorities; for CAdES B-LT also those of the time-stamp and of OCSP. DER. */
  certificates: readonly [Buffer, ...Buffer[]];
  /** Over the signature value, as `createTimestampRequest` checked it; absent for B-B. */
  timestampToken?: Buffer;
  /** What was signed, for CAdES that has it within. */
  content?: Uint8Array;
  /** For CAdES B-LT; in PAdES it stands in the PDF. */
  revocation?: RevocationValues;
}): Buffer {
  return assemble({
    ...order,
    contentType: identifiers.data,
    signer: certificates[0],
    certificates,
    unsignedAttributes:
      timestampToken === undefined ? [] : [writeAttribute(identifiers.signatureTimestamp, timestampToken)],
  });
}

/** Largest time-stamp token that room is kept for: its certificates are most of it. */
const timestampLimit = 6 * 1024;

/** Bytes that `signedData` needs at most with these certificates, with a time-stamp or without one. */
export function signedDataLimit(certificates: readonly Buffer[], { timestamped = false } = {}): number {
  // Twice the issuer's name (it is part of the certificate), attributes, signature, and all the tags and lengths.
  const signature =
    1024 + certificates.reduce((sum, { length }, index) => sum + (index === 0 ? 3 * length : length), 0);
  return signature + (timestamped ? timestampLimit : 0);
}
