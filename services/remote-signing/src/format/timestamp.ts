import { createHash, randomBytes } from 'node:crypto';
import { identifiers, readIssuerAndSerial, readSignedData } from '@countersign/cms';
import {
  type Element,
  readElements,
  readFields,
  readObjectIdentifier,
  readUnsigned,
  tags,
  writeElement,
  writeInteger,
  writeObjectIdentifier,
  writeOctetString,
  writeSequence,
} from '@countersign/der';
import { readGeneralizedTime } from './generalized-time.ts';

/** A request for a time-stamp, and what reads its answer. */
export interface TimestampRequest {
  /** TimeStampReq (RFC 3161 2.4.1), DER; asks for the certificates of the authority. */
  request: Buffer;
  /**
   * The token in a TimeStampResp, DER. Throws an Error when there is none, its nonce is another, or its imprint is not
   * that which was asked for. Verifies no signature.
   */
  readToken: (response: Buffer) => Buffer;
}

/** What a time-stamp token says. */
export interface Timestamp {
  at: Date;
  /** Hash of the imprint. */
  hash: 'sha256' | 'sha384' | 'sha512';
  imprint: Buffer;
  /** Policy under which it was made, as numbers with dots. */
  policy: string;
  /** Absent when the request had none. */
  nonce?: bigint;
  /** Certificates in the token, DER; whose key signed it first. */
  certificates: Buffer[];
}

const hashes = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
} as const;

/** A request for a time-stamp over a signature value (EN 319 122-1 5.3). */
export function createTimestampRequest(signature: Uint8Array): TimestampRequest {
  const imprint = createHash('sha256').update(signature).digest();
  return createImprintRequest({ hash: 'sha256', imprint, nonce: randomBytes(8).readBigUInt64BE() });
}

/** A request for a time-stamp over a digest; without a nonce, an answer to another request for the same digest is taken. */
export function createImprintRequest({
  hash,
  imprint,
  nonce,
}: Pick<Timestamp, 'hash' | 'imprint' | 'nonce'>): TimestampRequest {
  const [algorithm = ''] = Object.entries(hashes).find(([, name]) => name === hash) ?? [];
  const request = writeSequence(
    writeInteger(1n),
    writeSequence(writeSequence(writeObjectIdentifier(algorithm)), writeOctetString(imprint)),
    ...(nonce === undefined ? [] : [writeInteger(nonce)]),
    writeElement(tags.boolean, Uint8Array.of(0xff)),
  );
  return {
    request,
    readToken: (response) => {
      const token = tokenOf(response);
      const read = readTimestamp(token);
      if (read.nonce !== nonce) throw new Error('the time-stamp answers another request');
      if (read.hash !== hash || !read.imprint.equals(imprint)) {
        throw new Error('the time-stamp is not over this digest');
      }
      return token;
    },
  };
}

function tokenOf(response: Buffer): Buffer {
  const [outer, ...more] = readElements(response);
  if (outer === undefined || more.length > 0) throw new Error('the answer is no TimeStampResp');
  const fields = readFields(outer);
  const status = readUnsigned(readFields(fields.take(tags.sequence)).take(tags.integer));
  // 0 is granted, 1 granted with modifications (RFC 3161 2.4.2).
  if (status > 1n) throw new Error(`no time-stamp was made: status ${status}`);
  return fields.take(tags.sequence).raw;
}

/** Reads a time-stamp token (RFC 3161 2.4.2); throws an Error for anything else. Verifies no signature. */
export function readTimestamp(token: Buffer): Timestamp {
  const { contentType, content, certificates, signers } = readSignedData(token);
  const [signer, ...otherSigners] = signers;
  if (contentType !== identifiers.timestampInfo || content === undefined || signer === undefined) {
    throw new Error('this is no time-stamp token');
  }
  if (otherSigners.length > 0) throw new Error('a time-stamp token has one signature');
  const isSigner = (certificate: Buffer) => {
    const { issuer, serialNumber } = readIssuerAndSerial(certificate);
    return issuer.equals(signer.issuer) && serialNumber.equals(signer.serialNumber);
  };
  const own = certificates.filter(isSigner);
  return { ...readTimestampInfo(content), certificates: [...own, ...certificates.filter((each) => !isSigner(each))] };
}

function readTimestampInfo(content: Buffer): Omit<Timestamp, 'certificates'> {
  const [outer, ...more] = readElements(content);
  if (outer === undefined || more.length > 0) throw new Error('this is no time-stamp token');
  const fields = readFields(outer);
  fields.take(tags.integer);
  const policy = readObjectIdentifier(fields.take(tags.objectIdentifier));
  const { hash, imprint } = readImprint(fields.take(tags.sequence));
  fields.take(tags.integer);
  const at = readGeneralizedTime(fields.take(tags.generalizedTime));
  fields.takeIf(tags.sequence); // Accuracy.
  fields.takeIf(tags.boolean); // Ordering.
  const nonce = fields.takeIf(tags.integer);
  return { at, hash, imprint, policy, ...(nonce === undefined ? {} : { nonce: readUnsigned(nonce) }) };
}

function readImprint(element: Element): Pick<Timestamp, 'hash' | 'imprint'> {
  const fields = readFields(element);
  const algorithm = readObjectIdentifier(readFields(fields.take(tags.sequence)).take(tags.objectIdentifier));
  const hash = Object.entries(hashes).find(([identifier]) => identifier === algorithm)?.[1];
  if (hash === undefined) throw new Error('the time-stamp has an unknown hash');
  return { hash, imprint: fields.take(tags.octetString).content };
}
