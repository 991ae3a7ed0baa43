import { type Element, readElements, readObjectIdentifier, readSequence, tags } from '@countersign/der';
import { extensionIds } from '../profiles.ts';

type TbsField = 'version' | 'serial' | 'algorithm' | 'issuer' | 'validity' | 'subject' | 'publicKey' | 'extensions';

/** The fields of a certificate, DER, of version 3 (RFC 5280 4.1). Throws an Error when it has others. */
export function readTbsFields(certificate: Buffer): Record<TbsField, Element> {
  const [tbs] = readSequence(certificate);
  if (tbs === undefined) throw new Error('it has no content');
  return readFieldsOfTbs(tbs.raw);
}

/** The same of the part that is signed, the TBSCertificate. */
export function readFieldsOfTbs(tbs: Buffer): Record<TbsField, Element> {
  const [version, serial, algorithm, issuer, validity, subject, publicKey, extensions, ...more] = readSequence(tbs);
  if (
    version === undefined ||
    serial === undefined ||
    algorithm === undefined ||
    issuer === undefined ||
    validity === undefined ||
    subject === undefined ||
    publicKey === undefined ||
    extensions?.tag !== 0xa3 ||
    more.length > 0
  ) {
    throw new Error('it has other fields than a certificate of version 3');
  }
  return { version, serial, algorithm, issuer, validity, subject, publicKey, extensions };
}

/** The extensions of a certificate, DER. */
export function readExtensions(certificate: Buffer): Element[] {
  return readSequence(readTbsFields(certificate).extensions.content);
}

/** RFC 5280 4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050, both to the second and in UTC; undefined for any other form. */
export function readTime({ tag, content }: Element): Date | undefined {
  const form = tag === tags.utcTime ? /^\d{12}Z$/ : /^\d{14}Z$/;
  const text = content.toString('latin1');
  if (!form.test(text)) return undefined;
  const parts = (tag === tags.utcTime ? `20${text}` : text).replace(
    /^(....)(..)(..)(..)(..)(..)Z$/,
    '$1-$2-$3T$4:$5:$6Z',
  );
  const expected = Number(parts.slice(0, 4)) < 2050 ? tags.utcTime : tags.generalizedTime;
  return tag === expected ? new Date(parts) : undefined;
}

/** What the rules for a kind of certificate look at. */
export interface CertificateReading {
  /** The distinguished name, in order: object identifiers and texts. */
  attributes: readonly { type: string; value: string }[];
  /** The Subject Alternative Name: context tags and contents. */
  alternativeNames: readonly { tag: number; content: Buffer }[];
  /** By object identifier. */
  extensions: ReadonlyMap<string, { critical: boolean; value: Buffer }>;
  extendedKeyUsage: readonly string[];
  policies: readonly string[];
  /** Kinds of addresses in the Authority Information Access. */
  accessMethods: readonly string[];
  /** SubjectPublicKeyInfo, DER. */
  publicKey: Buffer;
}

/** Reads a certificate in DER. Throws an Error for one that cannot be read. */
export function readCertificate(certificate: Buffer): CertificateReading {
  const { subject, publicKey } = readTbsFields(certificate);
  const extensions = new Map(readExtensions(certificate).map(readExtension));
  const inside = (id: string) => {
    const value = extensions.get(id)?.value;
    return value === undefined ? [] : readSequence(value);
  };
  return {
    attributes: readSequence(subject.raw).flatMap(({ content }) => readElements(content).map(readAttribute)),
    alternativeNames: inside(extensionIds.subjectAlternativeName),
    extensions,
    extendedKeyUsage: inside(extensionIds.extendedKeyUsage).map(readObjectIdentifier),
    policies: inside(extensionIds.certificatePolicies).map(({ raw }) => readObjectIdentifier(first(readSequence(raw)))),
    accessMethods: inside(extensionIds.authorityInfoAccess).map(({ raw }) =>
      readObjectIdentifier(first(readSequence(raw))),
    ),
    publicKey: publicKey.raw,
  };
}

function readExtension({ raw }: Element): [string, { critical: boolean; value: Buffer }] {
  const parts = readSequence(raw);
  const value = parts.at(-1);
  if (value?.tag !== tags.octetString) throw new Error('an extension has no value');
  return [readObjectIdentifier(first(parts)), { critical: parts[1]?.tag === tags.boolean, value: value.content }];
}

function readAttribute({ raw }: Element): { type: string; value: string } {
  const [type, value] = readSequence(raw);
  return { type: readObjectIdentifier(first([type])), value: value?.content.toString() ?? '' };
}

function first(elements: readonly (Element | undefined)[]): Element {
  const [element] = elements;
  if (element === undefined) throw new Error('an element is missing');
  return element;
}

/** The key identifier that an issuer's own certificate has, which need not follow any method. */
export function readIssuerKeyIdentifier(issuerCertificate: Buffer): Buffer {
  const extension = readCertificate(issuerCertificate).extensions.get(extensionIds.subjectKeyIdentifier);
  const [identifier] = readElements(extension?.value ?? Buffer.alloc(0));
  if (identifier === undefined) throw new Error('the issuer has no key identifier');
  return identifier.content;
}
