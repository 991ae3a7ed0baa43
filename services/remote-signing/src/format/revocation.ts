import { createHash, type KeyObject, verify, X509Certificate } from 'node:crypto';
import { readIssuerAndSerial } from '@countersign/cms';
import {
  type Element,
  type Fields,
  readElements,
  readFields,
  readObjectIdentifier,
  tags,
  writeElement,
  writeObjectIdentifier,
  writeOctetString,
  writeSequence,
} from '@countersign/der';
import { readGeneralizedTime } from './generalized-time.ts';

/** What shows that certificates were not revoked, DER. */
export interface RevocationValues {
  crls: readonly Buffer[];
  /** OCSPResponse each. */
  ocsps: readonly Buffer[];
}

/** What OCSP says of a certificate (RFC 6960 4.2.1). */
export interface OcspStatus {
  status: 'good' | 'revoked' | 'unknown';
  thisUpdate: Date;
  /** Absent when newer information is there at any time. */
  nextUpdate?: Date;
  /** Of the responder, as they stand in the answer; DER. */
  certificates: Buffer[];
}

const sha1 = writeSequence(writeObjectIdentifier('1.3.14.3.2.26'), writeElement(0x05));
const basicResponse = '1.3.6.1.5.5.7.48.1.1';
const ocspSigning = '1.3.6.1.5.5.7.3.9';
const hashOfSignature: Record<string, string> = {
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.113549.1.1.11': 'sha256',
};

/**
 * An OCSPRequest (RFC 6960 4.1.1) about one certificate, DER. Without a nonce, so that the answer may come from a cache;
 * by SHA-1, which every verifier that is to read the answer later knows (RFC 5019 2.1.1): it names, and protects nothing.
 */
export function ocspRequest(certificate: Buffer, issuer: Buffer): Buffer {
  return writeSequence(writeSequence(writeSequence(writeSequence(certificateId(certificate, issuer)))));
}

/**
 * Reads the answer to `ocspRequest`. Throws an Error when it is none, is about another certificate, or its signature is
 * neither the issuer's nor that of a responder which the issuer certified. Does not judge its times.
 */
export function readOcspResponse(
  response: Buffer,
  { certificate, issuer }: { certificate: Buffer; issuer: Buffer },
): OcspStatus {
  const basic = readFields(readBasicResponse(response));
  const data = basic.take(tags.sequence);
  const algorithm = readObjectIdentifier(readFields(basic.take(tags.sequence)).take(tags.objectIdentifier));
  const signature = basic.take(tags.bitString).content.subarray(1);
  const embedded = basic.takeIf(0xa0);
  const certificates =
    embedded === undefined ? [] : readElements(readFields(embedded).take(tags.sequence).content).map(({ raw }) => raw);
  const hash = hashOfSignature[algorithm];
  const keys = responderKeys(certificates, issuer);
  if (hash === undefined || !keys.some((key) => verify(hash, data.raw, key, signature))) {
    throw new Error('the answer of OCSP is not signed by the issuer or its responder');
  }
  return { ...readStatus(data, certificateId(certificate, issuer)), certificates };
}

/** CertID (RFC 6960 4.1.1). */
function certificateId(certificate: Buffer, issuer: Buffer): Buffer {
  const { issuer: name, serialNumber } = readIssuerAndSerial(certificate);
  const digest = (bytes: Uint8Array) => writeOctetString(createHash('sha1').update(bytes).digest());
  return writeSequence(sha1, digest(name), digest(publicKeyOf(issuer)), serialNumber);
}

/** The bits of the public key, without algorithm and count of unused bits. */
function publicKeyOf(certificate: Buffer): Buffer {
  const { publicKey } = new X509Certificate(certificate);
  const [outer] = readElements(publicKey.export({ type: 'spki', format: 'der' }));
  if (outer === undefined) throw new Error('not a public key');
  const fields = readFields(outer);
  fields.take(tags.sequence);
  return fields.take(tags.bitString).content.subarray(1);
}

function readBasicResponse(response: Buffer): Element {
  const [outer, ...more] = readElements(response);
  if (outer === undefined || more.length > 0) throw new Error('the answer is no OCSPResponse');
  const fields = readFields(outer);
  const status = fields.take(tags.enumerated).content;
  if (!status.equals(Buffer.of(0))) throw new Error(`OCSP refused to answer: status ${status.toString('hex')}`);
  const bytes = readFields(readFields(fields.take(0xa0)).take(tags.sequence));
  if (readObjectIdentifier(bytes.take(tags.objectIdentifier)) !== basicResponse) {
    throw new Error('the answer of OCSP has an unknown form');
  }
  const [basic] = readElements(bytes.take(tags.octetString).content);
  if (basic === undefined) throw new Error('the answer of OCSP is empty');
  return basic;
}

/** The issuer's own key, and those that it certified for answering (RFC 6960 4.2.2.2). */
function responderKeys(certificates: readonly Buffer[], issuer: Buffer): KeyObject[] {
  const authority = new X509Certificate(issuer);
  const delegates = certificates
    .map((certificate) => new X509Certificate(certificate))
    // Node names the extended key usages `keyUsage`.
    .filter((each) => each.verify(authority.publicKey) && each.keyUsage.includes(ocspSigning));
  return [authority.publicKey, ...delegates.map(({ publicKey }) => publicKey)];
}

function readStatus(data: Element, wanted: Buffer): Omit<OcspStatus, 'certificates'> {
  const fields = readFields(data);
  fields.takeIf(0xa0); // Version.
  if (fields.takeIf(0xa1) === undefined) fields.take(0xa2); // Name or key of the responder.
  fields.take(tags.generalizedTime); // When the answer was made.
  const single = readElements(fields.take(tags.sequence).content)
    .map((element) => readFields(element))
    .find((each) => each.take(tags.sequence).raw.equals(wanted));
  if (single === undefined) throw new Error('the answer of OCSP is about another certificate');
  const status = readCertificateStatus(single);
  const thisUpdate = readGeneralizedTime(single.take(tags.generalizedTime));
  const next = single.takeIf(0xa0);
  if (next === undefined) return { status, thisUpdate };
  return { status, thisUpdate, nextUpdate: readGeneralizedTime(readFields(next).take(tags.generalizedTime)) };
}

function readCertificateStatus(single: Fields): OcspStatus['status'] {
  if (single.takeIf(0x80) !== undefined) return 'good';
  if (single.takeIf(0xa1) !== undefined) return 'revoked';
  single.take(0x82);
  return 'unknown';
}
