import { createHash } from 'node:crypto';
import {
  readElements,
  writeElement,
  writeInteger,
  writeObjectIdentifier,
  writeOctetString,
  writeSequence,
  writeSetOf,
} from '@countersign/der';

const data = writeObjectIdentifier('1.2.840.113549.1.7.1');
const signedDataType = writeObjectIdentifier('1.2.840.113549.1.7.2');
const contentType = writeObjectIdentifier('1.2.840.113549.1.9.3');
const messageDigestType = writeObjectIdentifier('1.2.840.113549.1.9.4');
const signingCertificateV2 = writeObjectIdentifier('1.2.840.113549.1.9.16.2.47');
const sha256 = writeSequence(writeObjectIdentifier('2.16.840.1.101.3.4.2.1'));
const ecdsaWithSha256 = writeSequence(writeObjectIdentifier('1.2.840.10045.4.3.2'));

/**
 * The signed attributes of a PAdES baseline signature (EN 319 142-1 6.3): content-type, message-digest and
 * signing-certificate-v2 (RFC 5035), as DER SET OF. No signing-time: PAdES bans it, the time stands in the PDF. The
 * signature is over the SHA-256 of exactly these bytes (RFC 5652 5.4).
 */
export function signedAttributes({
  messageDigest,
  certificate,
}: {
  /** SHA-256 of what the ByteRange covers. */
  messageDigest: Uint8Array;
  /** Of the signer, DER. */
  certificate: Buffer;
}): Buffer {
  const { issuer, serialNumber } = readIssuerAndSerial(certificate);
  // ESSCertIDv2 without its hashAlgorithm: SHA-256 is the default, and DER omits defaults.
  const certificateId = writeSequence(
    writeOctetString(createHash('sha256').update(certificate).digest()),
    writeSequence(writeSequence(writeElement(0xa4, issuer)), serialNumber),
  );
  return writeSetOf(
    attribute(contentType, data),
    attribute(messageDigestType, writeOctetString(messageDigest)),
    attribute(signingCertificateV2, writeSequence(writeSequence(certificateId))),
  );
}

/** A detached CMS SignedData (RFC 5652) of one ECDSA signature with SHA-256, in its ContentInfo, DER. */
export function signedData({
  attributes,
  signature,
  certificates,
}: {
  /** As `signedAttributes` made them. */
  attributes: Buffer;
  /** ECDSA, DER. */
  signature: Uint8Array;
  /** Signer first, then the issuing authorities; DER. */
  certificates: readonly [Buffer, ...Buffer[]];
}): Buffer {
  const { issuer, serialNumber } = readIssuerAndSerial(certificates[0]);
  const [{ content: attributeList } = { content: Buffer.alloc(0) }] = readElements(attributes);
  const signerInfo = writeSequence(
    writeInteger(1n),
    writeSequence(issuer, serialNumber),
    sha256,
    writeElement(0xa0, attributeList),
    ecdsaWithSha256,
    writeOctetString(signature),
  );
  const inner = writeSequence(
    writeInteger(1n),
    writeSetOf(sha256),
    writeSequence(data),
    writeElement(0xa0, ...certificates.toSorted((a, b) => Buffer.compare(a, b))),
    writeSetOf(signerInfo),
  );
  return writeSequence(signedDataType, writeElement(0xa0, inner));
}

/** Bytes that `signedData` needs at most with these certificates. */
export function signedDataLimit(certificates: readonly Buffer[]): number {
  // Twice the issuer's name (it is part of the certificate), attributes, signature, and all the tags and lengths.
  return 1024 + certificates.reduce((sum, { length }, index) => sum + (index === 0 ? 3 * length : length), 0);
}

function attribute(type: Buffer, value: Buffer): Buffer {
  return writeSequence(type, writeSetOf(value));
}

/** Issuer and serial number as they stand in a certificate (RFC 5280 4.1), byte by byte. */
function readIssuerAndSerial(certificate: Buffer): { issuer: Buffer; serialNumber: Buffer } {
  const [outer] = readElements(certificate);
  const [tbs] = readElements(outer?.content ?? Buffer.alloc(0));
  // [0] version, serialNumber, signature, issuer, …
  const [version, serialNumber, , issuer] = readElements(tbs?.content ?? Buffer.alloc(0));
  if (version?.tag !== 0xa0 || serialNumber?.tag !== 0x02 || issuer?.tag !== 0x30) {
    throw new Error('not an X.509 version 3 certificate');
  }
  return { issuer: issuer.raw, serialNumber: serialNumber.raw };
}
