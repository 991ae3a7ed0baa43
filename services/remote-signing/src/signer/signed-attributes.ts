import { createHash } from 'node:crypto';
import { identifiers } from '@countersign/cms';
import {
  type Element,
  NotDerError,
  readElements,
  readFields,
  readObjectIdentifier,
  readSequence,
  tags,
  writeObjectIdentifier,
} from '@countersign/der';
import { invalidField } from '@countersign/errors';
import { digestLengths, type HashAlgorithm } from '@countersign/key-custody';

/** Digests of signed attributes: over these the signatures are made. */
export interface AttributeHashes {
  hash: HashAlgorithm;
  digests: readonly Buffer[];
}

const mostBytes = 16_384;
const mostAttributes = 32;
/** Lengths of digests, in bytes. */
const lengths: readonly number[] = Object.values(digestLengths);

/**
 * Hashes sets of signed attributes (RFC 5652 5.3) of a user's signature. Throws `DIGEST_INVALID` unless each is DER of a SET
 * OF Attribute without any twice, with the content type of data, one message digest and the reference to the signer's
 * certificate (RFC 5035 3). With `contents`, the message digests must be these, in their order.
 */
export function hashAttributes(
  sets: readonly Buffer[],
  { hash, contents }: { hash: HashAlgorithm; contents?: readonly Buffer[] },
): AttributeHashes {
  for (const [index, set] of sets.entries()) {
    const messageDigest = readMessageDigest(set, index);
    const content = contents?.[index];
    if (contents !== undefined && (content === undefined || !messageDigest.equals(content))) {
      throw attributesInvalid(index, 'must be for the content that was authorised');
    }
  }
  const algorithm = hash.replace('-', '');
  return { hash, digests: sets.map((set) => createHash(algorithm).update(set).digest()) };
}

function readMessageDigest(set: Buffer, index: number): Buffer {
  try {
    return readAttributes(set);
  } catch (error) {
    if (error instanceof NotDerError) throw attributesInvalid(index, 'must be signed attributes in DER');
    throw error;
  }
}

/** The message digest of a set. Throws `NotDerError` for anything that is not such a set to the last bit. */
function readAttributes(bytes: Buffer): Buffer {
  const [set, ...others] = bytes.length > mostBytes ? [] : readElements(bytes);
  if (set?.tag !== tags.set || others.length > 0) throw new NotDerError();
  const attributes = readSetOf(set);
  if (attributes.length > mostAttributes) throw new NotDerError();
  const values = new Map<string, Element>();
  for (const attribute of attributes) {
    const fields = readFields(requireTag(attribute, tags.sequence));
    const type = readType(fields.take(tags.objectIdentifier));
    const [value, ...more] = readSetOf(fields.take(tags.set));
    fields.end();
    // Several values would be legal where none is known to have them.
    if (value === undefined || more.length > 0 || values.has(type)) throw new NotDerError();
    values.set(type, value);
  }
  const get = (type: string): Element => {
    const value = values.get(type);
    if (value === undefined) throw new NotDerError();
    return value;
  };
  if (readType(get(identifiers.contentType)) !== identifiers.data) throw new NotDerError();
  requireCertificateReference(get(identifiers.signingCertificateV2));
  return readDigest(get(identifiers.messageDigest));
}

/** Members of a SET OF, in the order of DER (X.690 11.6) and none twice. */
function readSetOf({ content }: Element): Element[] {
  const members = readElements(content);
  const isSorted = members.every((member, index) => {
    const before = members[index - 1];
    return before === undefined || Buffer.compare(before.raw, member.raw) < 0;
  });
  if (!isSorted) throw new NotDerError();
  return members;
}

/** An object identifier in the one form that it has in DER. */
function readType(element: Element): string {
  const type = readObjectIdentifier(element);
  if (!writeObjectIdentifier(type).equals(element.raw)) throw new NotDerError();
  return type;
}

/** SigningCertificateV2 (RFC 5035 3) with at least one hash of a certificate. Which one it is, remote-signing knows. */
function requireCertificateReference(value: Element): void {
  const fields = readFields(requireTag(value, tags.sequence));
  const certificates = fields.take(tags.sequence);
  fields.takeIf(tags.sequence);
  fields.end();
  const [first] = readElements(certificates.content);
  if (first === undefined) throw new NotDerError();
  const reference = readFields(requireTag(first, tags.sequence));
  const algorithm = reference.takeIf(tags.sequence);
  if (algorithm !== undefined) readSequence(algorithm.raw);
  readDigest(reference.take(tags.octetString));
  reference.takeIf(tags.sequence);
  reference.end();
}

function readDigest(element: Element): Buffer {
  const { content } = requireTag(element, tags.octetString);
  if (!lengths.includes(content.length)) throw new NotDerError();
  return content;
}

function requireTag(element: Element, tag: number): Element {
  if (element.tag !== tag) throw new NotDerError();
  return element;
}

function attributesInvalid(index: number, detail: string): Error {
  return invalidField('DIGEST_INVALID', `/signedAttributes/${index}`, detail);
}
