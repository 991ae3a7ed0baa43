import {
  type Element,
  NotDerError,
  readElements,
  readFields,
  readObjectIdentifier,
  readUnsigned,
  tags,
} from '@countersign/der';
import type { TimestampFailure } from './response.ts';

/** What is to be stamped (RFC 3161 2.4.1). */
export interface TimestampRequest {
  /** MessageImprint as it was sent, DER: the stamp repeats it. */
  imprint: Buffer;
  /** Policy that is asked for; absent for ours. */
  policy?: string;
  /** INTEGER as it was sent, DER. */
  nonce?: Buffer;
  /** Whether the certificates are to be in the stamp. */
  wantsCertificates: boolean;
}

/** Octets of the hashes that are stamped, by object identifier. SHA-1 has collisions: it is not among them. */
const imprintLengths: ReadonlyMap<string, number> = new Map([
  ['2.16.840.1.101.3.4.2.1', 32],
  ['2.16.840.1.101.3.4.2.2', 48],
  ['2.16.840.1.101.3.4.2.3', 64],
]);
/** Far more than anybody's nonce. */
const longestNonce = 64;

/** Reads a TimeStampReq (RFC 3161 2.4.1), or says with which failure it is to be refused. */
export function readTimestampRequest(bytes: Buffer): TimestampRequest | TimestampFailure {
  try {
    return readRequest(bytes);
  } catch (error) {
    if (error instanceof NotDerError) return 'badDataFormat';
    throw error;
  }
}

function readRequest(bytes: Buffer): TimestampRequest | TimestampFailure {
  const whole = readFields({ content: bytes });
  const request = readFields(whole.take(tags.sequence));
  whole.end();
  const version = readUnsigned(request.take(tags.integer));
  const imprint = request.take(tags.sequence);
  const policy = request.takeIf(tags.objectIdentifier);
  const nonce = request.takeIf(tags.integer);
  // DER leaves out the default, false; some write it nevertheless.
  const wantsCertificates = readBoolean(request.takeIf(tags.boolean));
  const extensions = request.takeIf(0xa0);
  request.end();

  if (version !== 1n) return 'badRequest';
  const failure = findImprintFailure(imprint);
  if (failure !== undefined) return failure;
  if (nonce !== undefined && (nonce.content.length === 0 || nonce.content.length > longestNonce)) return 'badRequest';
  // RFC 3161 2.4.1: an extension that is not known is refused, critical or not.
  if (extensions !== undefined && readElements(extensions.content).length > 0) return 'unacceptedExtension';
  return {
    imprint: imprint.raw,
    ...(policy === undefined ? {} : { policy: readObjectIdentifier(policy) }),
    ...(nonce === undefined ? {} : { nonce: nonce.raw }),
    wantsCertificates,
  };
}

function findImprintFailure(imprint: Element): TimestampFailure | undefined {
  const fields = readFields(imprint);
  const algorithm = readFields(fields.take(tags.sequence));
  const hash = readObjectIdentifier(algorithm.take(tags.objectIdentifier));
  const parameters = algorithm.takeIf(0x05);
  algorithm.end();
  const { length } = fields.take(tags.octetString).content;
  fields.end();
  const expected = imprintLengths.get(hash);
  if (expected === undefined || (parameters !== undefined && parameters.content.length > 0)) return 'badAlg';
  return length === expected ? undefined : 'badDataFormat';
}

function readBoolean(element: Element | undefined): boolean {
  const [octet = 0] = element?.content ?? [];
  if (element !== undefined && (element.content.length !== 1 || (octet !== 0 && octet !== 0xff)))
    throw new NotDerError();
  return octet === 0xff;
}
