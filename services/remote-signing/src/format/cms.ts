import { createHash } from 'node:crypto';
import { element, objectIdentifier, octetString, readElements, sequence, setOf, smallInteger } from './der.ts';

const data = objectIdentifier('1.2.840.113549.1.7.1');
const signedDataType = objectIdentifier('1.2.840.113549.1.7.2');
const contentType = objectIdentifier('1.2.840.113549.1.9.3');
const messageDigestType = objectIdentifier('1.2.840.113549.1.9.4');
const signingCertificateV2 = objectIdentifier('1.2.840.113549.1.9.16.2.47');
const sha256 = sequence(objectIdentifier('2.16.840.1.101.3.4.2.1'));
const ecdsaWithSha256 = sequence(objectIdentifier('1.2.840.10045.4.3.2'));

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
  const certificateId = sequence(
    octetString(createHash('sha256').update(certificate).digest()),
    sequence(sequence(element(0xa4, issuer)), serialNumber),
  );
  return setOf(
    attribute(contentType, data),
    attribute(messageDigestType, octetString(messageDigest)),
    attribute(signingCertificateV2, sequence(sequence(certificateId))),
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
  const signerInfo = sequence(
    smallInteger(1),
    sequence(issuer, serialNumber),
    sha256,
    element(0xa0, attributeList),
    ecdsaWithSha256,
    octetString(signature),
  );
  const inner = sequence(
    smallInteger(1),
    setOf(sha256),
    sequence(data),
    element(0xa0, ...certificates.toSorted((a, b) => Buffer.compare(a, b))),
    setOf(signerInfo),
  );
  return sequence(signedDataType, element(0xa0, inner));
}

/** Bytes that `signedData` needs at most with these certificates. */
export function signedDataLimit(certificates: readonly Buffer[]): number {
  // Twice the issuer's name (it is part of the certificate), attributes, signature, and all the tags and lengths.
  return 1024 + certificates.reduce((sum, { length }, index) => sum + (index === 0 ? 3 * length : length), 0);
}

function attribute(type: Buffer, value: Buffer): Buffer {
  return sequence(type, setOf(value));
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
