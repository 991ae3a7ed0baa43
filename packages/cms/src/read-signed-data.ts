import { type Element, readElements, readFields, readObjectIdentifier, tags, writeElement } from '@countersign/der';
import { identifiers } from './identifiers.ts';

/** A CMS SignedData, taken apart. Nothing of it is verified. */
export interface ReadSignedData {
  contentType: string;
  /** Absent in a detached signature. */
  content?: Buffer;
  /** X.509, DER, in their order there. */
  certificates: Buffer[];
  crls: Buffer[];
  /** OCSPResponse each (RFC 5940). */
  ocsps: Buffer[];
  signers: ReadSigner[];
}

/** One signature in it. */
export interface ReadSigner {
  /** Name, DER; empty when the signer is named by his key's identifier. */
  issuer: Buffer;
  /** INTEGER, DER; empty like `issuer`. */
  serialNumber: Buffer;
  /** Object identifiers. */
  digestAlgorithm: string;
  signatureAlgorithm: string;
  /** SET OF as it was signed, DER; empty without signed attributes. */
  attributes: Buffer;
  /** Values of the signed attributes by their object identifier, DER. */
  signed: Map<string, Buffer[]>;
  /** Values of the others. */
  unsigned: Map<string, Buffer[]>;
  signature: Buffer;
}

/** Reads a SignedData in its ContentInfo (RFC 5652 3 and 5.1). Throws `NotDerError` for what is none, or is BER only. */
export function readSignedData(bytes: Buffer): ReadSignedData {
  const [outer, ...more] = readElements(bytes);
  if (outer?.tag !== tags.sequence || more.length > 0) throw new Error('this is no CMS');
  const info = readFields(outer);
  if (readObjectIdentifier(info.take(tags.objectIdentifier)) !== identifiers.signedData) {
    throw new Error('this CMS is no SignedData');
  }
  const fields = readFields(readFields(info.take(0xa0)).take(tags.sequence));
  fields.take(tags.integer);
  fields.take(tags.set);
  const encapsulated = readFields(fields.take(tags.sequence));
  const contentType = readObjectIdentifier(encapsulated.take(tags.objectIdentifier));
  const content = encapsulated.takeIf(0xa0);
  const certificates = membersOf(fields.takeIf(0xa0)).filter(({ tag }) => tag === tags.sequence);
  const revocation = membersOf(fields.takeIf(0xa1));
  const signers = readElements(fields.take(tags.set).content).map(readSigner);
  return {
    contentType,
    ...(content === undefined ? {} : { content: readFields(content).take(tags.octetString).content }),
    certificates: certificates.map(({ raw }) => raw),
    crls: revocation.filter(({ tag }) => tag === tags.sequence).map(({ raw }) => raw),
    ocsps: revocation.flatMap(readOcspResponse),
    signers,
  };
}

function readSigner(element: Element): ReadSigner {
  const fields = readFields(element);
  fields.take(tags.integer);
  const byIssuer = fields.takeIf(tags.sequence);
  const [issuer, serialNumber] = byIssuer === undefined ? [] : readElements(byIssuer.content);
  if (byIssuer === undefined) fields.take(0x80);
  const digestAlgorithm = readAlgorithm(fields.take(tags.sequence));
  const attributes = fields.takeIf(0xa0);
  const signatureAlgorithm = readAlgorithm(fields.take(tags.sequence));
  const signature = fields.take(tags.octetString).content;
  return {
    issuer: issuer?.raw ?? Buffer.alloc(0),
    serialNumber: serialNumber?.raw ?? Buffer.alloc(0),
    digestAlgorithm,
    signatureAlgorithm,
    // Signed under the tag of a SET OF, whatever stands there (RFC 5652 5.4).
    attributes: attributes === undefined ? Buffer.alloc(0) : writeElement(tags.set, attributes.content),
    signed: readAttributes(attributes),
    unsigned: readAttributes(fields.takeIf(0xa1)),
    signature,
  };
}

function readAttributes(set: Element | undefined): Map<string, Buffer[]> {
  return new Map(
    membersOf(set).map((attribute) => {
      const fields = readFields(attribute);
      const type = readObjectIdentifier(fields.take(tags.objectIdentifier));
      return [type, readElements(fields.take(tags.set).content).map(({ raw }) => raw)];
    }),
  );
}

function readAlgorithm(element: Element): string {
  return readObjectIdentifier(readFields(element).take(tags.objectIdentifier));
}

function readOcspResponse({ tag, content }: Element): Buffer[] {
  if (tag !== 0xa1) return [];
  const [format, response] = readElements(content);
  if (format === undefined || response === undefined) throw new Error('revocation information without a value');
  return readObjectIdentifier(format) === identifiers.ocspResponse ? [response.raw] : [];
}

function membersOf(set: Element | undefined): Element[] {
  return set === undefined ? [] : readElements(set.content);
}
