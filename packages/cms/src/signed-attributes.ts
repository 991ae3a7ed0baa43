import { createHash } from 'node:crypto';
import {
  writeElement,
  writeObjectIdentifier,
  writeOctetString,
  writeSequence,
  writeSetOf,
  writeTime,
} from '@countersign/der';
import { readIssuerAndSerial } from './certificate-identity.ts';
import { identifiers } from './identifiers.ts';

/** What a signer says beside the content, under his signature. */
export interface SignedAttributesOrder {
  /** Object identifier of the content: `identifiers.data` or `identifiers.timestampInfo`. */
  contentType: string;
  /** Of the content, with the hash of the signature. */
  messageDigest: Uint8Array;
  /** Of the signer, DER. */
  certificate: Buffer;
  /** Moment that the signer claims; absent for none. */
  signingTime?: Date;
}

/**
 * The signed attributes content-type, message-digest, signing-certificate-v2 (RFC 5035) and, where it is given,
 * signing-time, as DER SET OF. The signature is over the hash of exactly these bytes (RFC 5652 5.4).
 */
export function signedAttributes({
  contentType,
  messageDigest,
  certificate,
  signingTime,
}: SignedAttributesOrder): Buffer {
  const { issuer, serialNumber } = readIssuerAndSerial(certificate);
  // ESSCertIDv2 without its hashAlgorithm: SHA-256 is the default, and DER omits defaults.
  const certificateId = writeSequence(
    writeOctetString(createHash('sha256').update(certificate).digest()),
    writeSequence(writeSequence(writeElement(0xa4, issuer)), serialNumber),
  );
  return writeSetOf(
    writeAttribute(identifiers.contentType, writeObjectIdentifier(contentType)),
    writeAttribute(identifiers.messageDigest, writeOctetString(messageDigest)),
    ...(signingTime === undefined ? [] : [writeAttribute(identifiers.signingTime, writeTime(signingTime))]),
    writeAttribute(identifiers.signingCertificateV2, writeSequence(writeSequence(certificateId))),
  );
}

/** An Attribute with one value (RFC 5652 5.3). */
export function writeAttribute(type: string, value: Buffer): Buffer {
  return writeSequence(writeObjectIdentifier(type), writeSetOf(value));
}
