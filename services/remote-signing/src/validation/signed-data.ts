import { identifiers as cmsIdentifiers } from '@countersign/cms';
import { type Element, tags, writeElement } from '@countersign/der';
import { findHash } from './algorithms.ts';
import { inside, notReadable, one, readDerOrBer, readOid, readSmall, take, takeOptional } from './asn1.ts';

/** Attributes of a signer by their type; each type once (RFC 5652 5.3). */
export type Attributes = ReadonlyMap<string, readonly Element[]>;

/** One signer of a SignedData (RFC 5652 5.3). */
export interface SignerInfo {
  /** Issuer and serial number, or the subject key identifier. */
  identifier: { issuer: Buffer; serialNumber: Buffer } | { subjectKeyIdentifier: Buffer };
  /** Undefined for a hash function that is not computed here. */
  digestHash: string | undefined;
  /** Undefined when the content is signed without any. */
  signedAttributes: Attributes | undefined;
  /** What is signed in place of the content: the attributes as SET OF. */
  signedBytes: Buffer;
  algorithm: Element;
  signature: Buffer;
  unsignedAttributes: Attributes;
}

/** A SignedData (RFC 5652 5.1) as far as validation needs it. */
export interface SignedData {
  contentType: string;
  /** Undefined when the signature is detached. */
  content: Buffer | undefined;
  certificates: Buffer[];
  crls: Buffer[];
  ocsps: Buffer[];
  signers: SignerInfo[];
}

/** Identifiers of what is read: ours, and what others put into theirs (RFC 5035, RFC 5126, ISO 32000-1 12.8.3.3.2). */
export const identifiers = {
  ...cmsIdentifiers,
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signaturePolicy: '1.2.840.113549.1.9.16.2.15',
  certificateValues: '1.2.840.113549.1.9.16.2.23',
  revocationValues: '1.2.840.113549.1.9.16.2.24',
  revocationArchival: '1.2.840.113583.1.1.8',
} as const;

/** Signers that are read at most. */
export const maxSignatures = 100;

/**
 * Reads a ContentInfo with a SignedData; `rest` is what stands behind it. Throws an Error for anything else, for BER that is
 * nested too deeply, and for attributes that are there twice.
 */
export function readSignedData(bytes: Buffer): { signedData: SignedData; rest: Buffer } {
  const { element, rest } = firstElement(bytes);
  try {
    return { signedData: readContentInfo(element), rest };
  } catch {
    // Streams are written as BER, with open lengths inside.
    const { der } = readDerOrBer(element);
    return { signedData: readContentInfo(der), rest };
  }
}

/** The first element, and what is behind it, without looking inside. */
function firstElement(bytes: Buffer): { element: Buffer; rest: Buffer } {
  const [tag, first = 0x80] = bytes;
  if (tag !== tags.sequence) throw notReadable();
  if (first === 0x80) {
    const { rest } = readDerOrBer(bytes);
    return { element: bytes.subarray(0, bytes.length - rest.length), rest };
  }
  const octets = first < 0x80 ? 0 : first - 0x80;
  if (octets > 4 || bytes.length < 2 + octets) throw notReadable();
  const end = 2 + octets + (octets === 0 ? first : bytes.readUIntBE(2, octets));
  if (bytes.length < end) throw notReadable();
  return { element: bytes.subarray(0, end), rest: bytes.subarray(end) };
}

function readContentInfo(bytes: Buffer): SignedData {
  const [type, wrapped, ...more] = inside(one(bytes, tags.sequence), tags.sequence);
  if (readOid(type) !== identifiers.signedData || wrapped?.tag !== 0xa0 || more.length > 0) throw notReadable();
  const fields = inside(one(wrapped.content), tags.sequence);
  take(fields, tags.integer);
  take(fields, tags.set);
  const [contentType, content, ...others] = inside(take(fields, tags.sequence), tags.sequence);
  const certificates = takeOptional(fields, 0xa0);
  const revocations = takeOptional(fields, 0xa1);
  const signers = inside(take(fields, tags.set), tags.set);
  if (fields.length > 0 || others.length > 0 || signers.length > maxSignatures) throw notReadable();
  const choices = revocations === undefined ? [] : inside(revocations, 0xa1);
  return {
    contentType: readOid(contentType),
    content:
      content === undefined
        ? undefined
        : one(inside(content, 0xa0)[0]?.raw ?? Buffer.alloc(0), tags.octetString).content,
    certificates: certificates === undefined ? [] : inside(certificates, 0xa0).map(({ raw }) => raw),
    crls: choices.filter(({ tag }) => tag === tags.sequence).map(({ raw }) => raw),
    ocsps: choices.flatMap(readOtherRevocation),
    signers: signers.map(readSigner),
  };
}

/** OtherRevocationInfoFormat with an OCSP response (RFC 5940 2.1). */
function readOtherRevocation(choice: Element): Buffer[] {
  if (choice.tag !== 0xa1) return [];
  const [format, info] = inside(choice, 0xa1);
  return readOid(format) === identifiers.ocspResponse && info !== undefined ? [info.raw] : [];
}

function readSigner(signer: Element): SignerInfo {
  const fields = inside(signer, tags.sequence);
  const version = readSmall(fields.shift());
  const keyIdentifier = takeOptional(fields, 0x80);
  if (version !== (keyIdentifier === undefined ? 1 : 3)) throw notReadable();
  const identifier =
    keyIdentifier === undefined
      ? readIssuerAndSerial(take(fields, tags.sequence))
      : { subjectKeyIdentifier: keyIdentifier.content };
  const digestAlgorithm = take(fields, tags.sequence);
  const signed = takeOptional(fields, 0xa0);
  const algorithm = take(fields, tags.sequence);
  const signature = take(fields, tags.octetString).content;
  const unsigned = takeOptional(fields, 0xa1);
  if (fields.length > 0) throw notReadable();
  return {
    identifier,
    digestHash: findHash(digestAlgorithm),
    signedAttributes: signed === undefined ? undefined : readAttributes(inside(signed, 0xa0)),
    // RFC 5652 5.4: signed as SET OF, though it is sent with another tag.
    signedBytes: signed === undefined ? Buffer.alloc(0) : writeElement(tags.set, signed.content),
    algorithm,
    signature,
    unsignedAttributes: unsigned === undefined ? new Map() : readUnsigned(inside(unsigned, 0xa1)),
  };
}

function readIssuerAndSerial(sequence: Element): { issuer: Buffer; serialNumber: Buffer } {
  const parts = inside(sequence, tags.sequence);
  return { issuer: take(parts, tags.sequence).raw, serialNumber: take(parts, tags.integer).content };
}

function readAttributes(all: readonly Element[]): Attributes {
  const attributes = new Map<string, readonly Element[]>();
  for (const [type, values] of all.map(readAttribute)) {
    if (attributes.has(type)) throw notReadable();
    attributes.set(type, values);
  }
  return attributes;
}

/** Nobody vouches for these; the values of a type that is there twice are taken together. */
function readUnsigned(all: readonly Element[]): Attributes {
  const attributes = new Map<string, readonly Element[]>();
  for (const [type, values] of all.map(readAttribute)) {
    attributes.set(type, [...(attributes.get(type) ?? []), ...values]);
  }
  return attributes;
}

function readAttribute(attribute: Element): [string, Element[]] {
  const parts = inside(attribute, tags.sequence);
  return [readOid(parts.shift()), inside(take(parts, tags.set), tags.set)];
}

/** The one value of an attribute; undefined without it. Throws an Error when there are more. */
export function findValue(attributes: Attributes, type: string): Element | undefined {
  const values = attributes.get(type);
  if (values === undefined) return undefined;
  if (values.length !== 1) throw notReadable();
  return values[0];
}

/** Certificates, lists and responses that a signer keeps for later (RFC 5126 6.3; Adobe's own attribute in PDFs). */
export function readKeptValues({ signedAttributes, unsignedAttributes }: SignerInfo): {
  certificates: Buffer[];
  crls: Buffer[];
  ocsps: Buffer[];
} {
  const certificates = unsignedAttributes.get(identifiers.certificateValues) ?? [];
  const revocations = [
    ...(unsignedAttributes.get(identifiers.revocationValues) ?? []),
    ...(signedAttributes?.get(identifiers.revocationArchival) ?? []),
  ];
  // [0] lists, [1] responses, in both of them.
  const kept = (tag: number) =>
    revocations.flatMap((value) =>
      inside(value, tags.sequence)
        .filter((field) => field.tag === tag)
        .flatMap((field) => inside(one(field.content), tags.sequence).map(({ raw }) => raw)),
    );
  return {
    certificates: certificates.flatMap((value) => inside(value, tags.sequence).map(({ raw }) => raw)),
    crls: kept(0xa0),
    ocsps: kept(0xa1),
  };
}
