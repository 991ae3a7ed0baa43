import { type KeyObject, sign, X509Certificate } from 'node:crypto';
import { readSequence, tags, writeElement } from '@countersign/der';
import { keyUsageExtension, pointersTo } from './extensions.ts';
import { authorityProfiles, type CertificateProfile, extensionIds } from './profiles.ts';
import { x509 } from './x509.ts';

/** One attribute of a distinguished name. */
export interface NameAttribute {
  /** Object identifier (ITU-T X.520). */
  type: string;
  encoding: 'utf8String' | 'printableString';
  value: string;
}

/** One name of a Subject Alternative Name (RFC 5280 4.2.1.6): in ASCII; an IP address in text form. */
export interface AlternativeName {
  type: 'email' | 'dns' | 'ip';
  value: string;
}

/** Whom or what a certificate names. */
export interface Subject {
  /** The distinguished name, one attribute per relative name, in order. */
  attributes: readonly NameAttribute[];
  alternativeNames: readonly AlternativeName[];
}

/** Everything that a certificate will say. */
export interface CertificatePlan {
  profile: CertificateProfile;
  /** Certificate of the issuing authority, DER. */
  issuerCertificate: Buffer;
  /** Hexadecimal. */
  serialNumber: string;
  subject: Subject;
  /** SubjectPublicKeyInfo, DER. */
  publicKey: Buffer;
  notBefore: Date;
  notAfter: Date;
  /** Public base of the addresses of revocation lists and certificates, without a slash at its end. */
  pkiUrl: string;
}

/** Whether an extension of a planned certificate is critical; undefined when the certificate does not have it. */
export function criticalityOf({ profile, subject }: CertificatePlan, id: string): boolean | undefined {
  const critical = profile.extensions[id];
  // RFC 5280 4.2.1.6: without a distinguished name these are the only names.
  return critical === false && id === extensionIds.subjectAlternativeName ? subject.attributes.length === 0 : critical;
}

// Of the length of a signature on P-256; it never leaves this process.
const placeholder = new Uint8Array(64).fill(1);

/**
 * Writes the certificate of a plan with a placeholder for the authority's signature: to be checked before the
 * authority's key is used. DER.
 */
export async function draftCertificate(plan: CertificatePlan): Promise<Buffer> {
  const { profile, subject } = plan;
  const issuer = new x509.X509Certificate(plan.issuerCertificate);
  const publicKey = new x509.PublicKey(plan.publicKey);
  const { curve, hash } = authorityProfiles[profile.issuer];
  const extensions = [
    new x509.BasicConstraintsExtension(false, undefined, true),
    keyUsageExtension(profile.keyUsage),
    new x509.ExtendedKeyUsageExtension([...profile.extendedKeyUsage]),
    await x509.SubjectKeyIdentifierExtension.create(publicKey),
    await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    new x509.SubjectAlternativeNameExtension(
      [...subject.alternativeNames],
      criticalityOf(plan, extensionIds.subjectAlternativeName) === true,
    ),
    new x509.CertificatePolicyExtension([...profile.policies]),
    ...pointersTo(plan.pkiUrl, profile.issuer),
  ];
  const draft = await x509.X509CertificateGenerator.create({
    serialNumber: plan.serialNumber,
    // As objects with their encoding: the library would read quotes, escapes and '#' in plain text.
    subject: new x509.Name(
      subject.attributes.map(({ type, encoding, value }) => ({ [type]: [{ [encoding]: value }] })),
    ),
    issuer: issuer.subjectName,
    notBefore: plan.notBefore,
    notAfter: plan.notAfter,
    publicKey,
    signature: placeholder,
    signingAlgorithm: { name: 'ECDSA', namedCurve: curve, hash },
    extensions: extensions.filter(({ type }) => profile.extensions[type] !== undefined),
  });
  return Buffer.from(draft.rawData);
}

/** The part of a certificate that is signed, its TBSCertificate (RFC 5280 4.1). */
export function readTbs(certificate: Buffer): Buffer {
  const [tbs] = readSequence(certificate);
  if (tbs === undefined) throw new Error('a certificate is empty');
  return tbs.raw;
}

/**
 * Signs a TBSCertificate with the issuer's key, and checks the outcome under the issuer's certificate before anyone gets
 * it. The same TBSCertificate may be signed again: it remains the same certificate with another signature.
 */
export function signCertificate(
  tbs: Buffer,
  issuer: { key: KeyObject; certificate: Buffer; hash: 'SHA-256' | 'SHA-384' },
): Buffer {
  // The algorithm stands inside, too, after version and serial number (RFC 5280 4.1.2.3).
  const [, , algorithm] = readSequence(tbs);
  if (algorithm === undefined) throw new Error('a TBSCertificate has no signature algorithm');
  const certificate = writeSigned(tbs, algorithm.raw, issuer);
  const authority = new X509Certificate(issuer.certificate);
  const made = new X509Certificate(certificate);
  if (!made.verify(authority.publicKey) || !made.checkIssued(authority)) {
    throw new Error('the signature of a new certificate does not hold under its issuer');
  }
  return certificate;
}

/** What is to be signed, its algorithm and its ECDSA signature in one sequence (RFC 5280 4.1.1 and 5.1.1). DER. */
export function writeSigned(
  content: Buffer,
  algorithm: Buffer,
  { key, hash }: { key: KeyObject; hash: 'SHA-256' | 'SHA-384' },
): Buffer {
  const signature = sign(hash, content, { key, dsaEncoding: 'der' });
  // No unused bits at the end of the BIT STRING.
  return writeElement(tags.sequence, content, algorithm, writeElement(tags.bitString, Uint8Array.of(0), signature));
}
