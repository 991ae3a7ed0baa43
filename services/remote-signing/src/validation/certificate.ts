import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { type Element, tags } from '@countersign/der';
import { checkSignature, digest, type SignatureOutcome } from './algorithms.ts';
import { inside, need, notReadable, one, readBits, readOid, readSmall, readTime, take, takeOptional } from './asn1.ts';

/** An X.509 certificate as far as a path needs it (RFC 5280 4). */
export interface Certificate {
  raw: Buffer;
  /** What its issuer signed. */
  signed: Buffer;
  algorithm: Element;
  signature: Buffer;
  version: number;
  /** Octets of the serial number. */
  serialNumber: Buffer;
  /** Names, DER. */
  issuer: Buffer;
  subject: Buffer;
  notBefore: Date;
  notAfter: Date;
  /** Undefined for a kind that this runtime does not know. */
  publicKey: KeyObject | undefined;
  /** Octets of the subjectPublicKey, without tag, length and unused bits. */
  publicKeyBits: Buffer;
  extensions: ReadonlyMap<string, { critical: boolean; value: Buffer }>;
  /** SHA-256 of `raw`, hexadecimal: tells certificates apart. */
  fingerprint: string;
}

/** Identifiers of the extensions that are understood (RFC 5280 4.2, RFC 6960 4.2.2.2.1). */
export const extensionIds = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  certificatePolicies: '2.5.29.32',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  ocspNoCheck: '1.3.6.1.5.5.7.48.1.5',
} as const;

/** Reads a certificate. Throws an Error for what is none, has an extension twice, or is no DER. */
export function readCertificate(raw: Buffer): Certificate {
  const [tbs, algorithm, signature] = inside(one(raw, tags.sequence), tags.sequence);
  const fields = inside(tbs, tags.sequence);
  const version = takeOptional(fields, 0xa0);
  const serialNumber = take(fields, tags.integer).content;
  const inner = take(fields, tags.sequence);
  const issuer = take(fields, tags.sequence).raw;
  const [notBefore, notAfter] = inside(fields.shift(), tags.sequence);
  const subject = take(fields, tags.sequence).raw;
  const publicKey = take(fields, tags.sequence);
  // Both places must name the same algorithm (RFC 5280 4.1.1.2).
  if (algorithm?.raw.equals(inner.raw) !== true) throw notReadable();
  const extensions = fields.find(({ tag }) => tag === 0xa3);
  return {
    raw,
    signed: need(tbs, tags.sequence).raw,
    algorithm,
    signature: readBits(signature),
    version: version === undefined ? 1 : readSmall(one(version.content)) + 1,
    serialNumber,
    issuer,
    subject,
    notBefore: readTime(notBefore),
    notAfter: readTime(notAfter),
    publicKey: findKey(publicKey.raw),
    publicKeyBits: readBits(inside(publicKey, tags.sequence)[1]),
    extensions: extensions === undefined ? new Map() : readExtensions(one(extensions.content)),
    fingerprint: digest('sha256', raw).toString('hex'),
  };
}

/** Reads Extensions (RFC 5280 4.1). Throws an Error for one that is there twice. */
export function readExtensions(sequence: Element): Map<string, { critical: boolean; value: Buffer }> {
  const extensions = new Map<string, { critical: boolean; value: Buffer }>();
  for (const extension of inside(sequence, tags.sequence)) {
    const parts = inside(extension, tags.sequence);
    const id = readOid(parts.shift());
    const critical = takeOptional(parts, tags.boolean)?.content[0] === 0xff;
    if (extensions.has(id)) throw notReadable();
    extensions.set(id, { critical, value: take(parts, tags.octetString).content });
  }
  return extensions;
}

/** Reads those of the certificates that are some; the others stand in the way of nothing. */
export function readCertificates(all: readonly Buffer[]): Certificate[] {
  const known = new Map<string, Certificate>();
  for (const raw of all) {
    try {
      const certificate = readCertificate(raw);
      known.set(certificate.fingerprint, certificate);
    } catch {
      // Attribute certificates and garbage.
    }
  }
  return [...known.values()];
}

/** Key usage bits (RFC 5280 4.2.1.3), numbered as there; undefined without the extension. */
export function findKeyUsage({ extensions }: Certificate): ((bit: number) => boolean) | undefined {
  const value = extensions.get(extensionIds.keyUsage)?.value;
  if (value === undefined) return undefined;
  const { content } = one(value, tags.bitString);
  return (bit) => ((content[1 + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))) !== 0;
}

/** Purposes of the key (RFC 5280 4.2.1.12); undefined without the extension. */
export function findPurposes({ extensions }: Certificate): string[] | undefined {
  const value = extensions.get(extensionIds.extendedKeyUsage)?.value;
  return value === undefined ? undefined : inside(one(value), tags.sequence).map(readOid);
}

/** Whether it is an authority, and how many authorities may stand below it (RFC 5280 4.2.1.9). */
export function readBasicConstraints({ extensions }: Certificate): { isAuthority: boolean; pathLength?: number } {
  const value = extensions.get(extensionIds.basicConstraints)?.value;
  if (value === undefined) return { isAuthority: false };
  const parts = inside(one(value), tags.sequence);
  const isAuthority = takeOptional(parts, tags.boolean)?.content[0] === 0xff;
  const limit = takeOptional(parts, tags.integer);
  return limit === undefined ? { isAuthority } : { isAuthority, pathLength: readSmall(limit) };
}

/** Whether `certificate` was signed with the key of `issuer`; names are not looked at. */
export function checkIssued(certificate: Certificate, issuer: Certificate): SignatureOutcome {
  if (issuer.publicKey === undefined) return 'unsupported';
  const { algorithm, signed: data, signature } = certificate;
  return checkSignature({ algorithm, key: issuer.publicKey, data, signature });
}

function findKey(spki: Buffer): KeyObject | undefined {
  try {
    return createPublicKey({ key: spki, format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

/** The certificates in a PEM text, in their order. Throws an Error for what cannot be read. */
export function readPemCertificates(pem: string): Buffer[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block).raw);
}
