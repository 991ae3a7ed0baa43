import {
  type Element,
  NotDerError,
  readElements,
  readFields,
  readObjectIdentifier,
  readUnsigned,
  tags,
} from '@countersign/der';

/** Certificates that one request may ask about. */
export const mostCertificates = 20;
/** RFC 9654 2.1: octets that a nonce may have. */
const longestNonce = 128;
const nonceId = '1.3.6.1.5.5.7.48.1.2';

/** Names a certificate by its issuer and its serial number (RFC 6960 4.1.1). */
export interface CertificateId {
  /** As it was sent, DER: the answer repeats it. */
  raw: Buffer;
  /** Object identifier of the hash. */
  hash: string;
  issuerNameHash: Buffer;
  issuerKeyHash: Buffer;
  serialNumber: bigint;
}

/** What was asked. */
export interface OcspRequest {
  certificates: readonly CertificateId[];
  /** The nonce as the extension that was sent, DER: the answer repeats it. Absent when none was sent. */
  nonce?: Buffer;
}

/**
 * Reads an OCSPRequest (RFC 6960 4.1.1, RFC 9654). Undefined when it is malformed, asks about no certificate or about too
 * many, or has a critical extension that nobody here knows. A signature on it is not looked at: everybody may ask.
 */
export function findOcspRequest(bytes: Buffer): OcspRequest | undefined {
  try {
    return readOcspRequest(bytes);
  } catch (error) {
    if (error instanceof NotDerError) return undefined;
    throw error;
  }
}

function readOcspRequest(bytes: Buffer): OcspRequest {
  const whole = readFields({ content: bytes });
  const outer = readFields(whole.take(tags.sequence));
  whole.end();
  const request = readFields(outer.take(tags.sequence));
  const signature = outer.takeIf(0xa0);
  if (signature !== undefined) readFields(signature).take(tags.sequence);
  outer.end();

  const version = request.takeIf(0xa0);
  // DER leaves out the only version, 0, because it is the default; some write it nevertheless.
  if (version !== undefined && readUnsigned(readFields(version).take(tags.integer)) !== 0n) throw new NotDerError();
  request.takeIf(0xa1);
  const certificates = readElements(request.take(tags.sequence).content).map(readSingleRequest);
  if (certificates.length === 0 || certificates.length > mostCertificates) throw new NotDerError();
  const nonce = readNonce(request.takeIf(0xa2));
  request.end();
  return { certificates, ...(nonce === undefined ? {} : { nonce }) };
}

function readSingleRequest(element: Element): CertificateId {
  if (element.tag !== tags.sequence) throw new NotDerError();
  const single = readFields(element);
  const id = single.take(tags.sequence);
  readExtensions(single.takeIf(0xa0));
  single.end();
  const fields = readFields(id);
  const algorithm = readFields(fields.take(tags.sequence));
  const hash = readObjectIdentifier(algorithm.take(tags.objectIdentifier));
  const issuerNameHash = fields.take(tags.octetString).content;
  const issuerKeyHash = fields.take(tags.octetString).content;
  const serialNumber = readUnsigned(fields.take(tags.integer));
  fields.end();
  return { raw: id.raw, hash, issuerNameHash, issuerKeyHash, serialNumber };
}

function readNonce(extensions: Element | undefined): Buffer | undefined {
  const nonce = readExtensions(extensions).find(({ id }) => id === nonceId);
  if (nonce === undefined) return undefined;
  const value = readFields({ content: nonce.value });
  const { length } = value.take(tags.octetString).content;
  value.end();
  // RFC 9654 2.1: a request with another length is rejected as malformed.
  if (length === 0 || length > longestNonce) throw new NotDerError();
  return nonce.raw;
}

function readExtensions(wrapped: Element | undefined): { id: string; raw: Buffer; value: Buffer }[] {
  if (wrapped === undefined) return [];
  const list = readFields(wrapped);
  const extensions = readElements(list.take(tags.sequence).content).map((element) => {
    if (element.tag !== tags.sequence) throw new NotDerError();
    const fields = readFields(element);
    const id = readObjectIdentifier(fields.take(tags.objectIdentifier));
    const critical = fields.takeIf(tags.boolean);
    const value = fields.take(tags.octetString).content;
    fields.end();
    if (critical !== undefined && critical.content[0] !== 0 && id !== nonceId) throw new NotDerError();
    return { id, raw: element.raw, value };
  });
  list.end();
  return extensions;
}
