import { X509Certificate } from 'node:crypto';
import { readSequence } from '@countersign/der';
import { authorityProfiles } from './authority-profiles.ts';
import { type ContentSigner, writeSigned } from './content-signer.ts';
import { keyUsageExtension, ocspNoCheckExtension, pointersTo } from './extensions.ts';
import { type CertificateProfile, extensionIds } from './profiles.ts';
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
  /** Certificate of the issuing authority, DER; absent for a root, which signs itself. */
  issuerCertificate: Buffer | undefined;
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

// Of the length of a signature on the authority's curve; it never leaves this process.
const placeholders = { 'P-256': new Uint8Array(64).fill(1), 'P-384': new Uint8Array(96).fill(1) } as const;

/**
 * Writes the certificate of a plan with a placeholder for the authority's signature: to be checked before the
 * authority's key is used. DER.
 */
export async function draftCertificate(plan: CertificatePlan): Promise<Buffer> {
  const { profile, issuerCertificate } = plan;
  const issuer = issuerCertificate === undefined ? undefined : new x509.X509Certificate(issuerCertificate);
  const publicKey = new x509.PublicKey(plan.publicKey);
  // As objects with their encoding: the library would read quotes, escapes and '#' in plain text.
  const subject = new x509.Name(
    plan.subject.attributes.map(({ type, encoding, value }) => ({ [type]: [{ [encoding]: value }] })),
  );
  const { algorithm, hash } = authorityProfiles[profile.issuer];
  const draft = await x509.X509CertificateGenerator.create({
    serialNumber: plan.serialNumber,
    subject,
    issuer: issuer?.subjectName ?? subject,
    notBefore: plan.notBefore,
    notAfter: plan.notAfter,
    publicKey,
    signature: placeholders[algorithm],
    signingAlgorithm: { name: 'ECDSA', namedCurve: algorithm, hash },
    extensions: await draftExtensions(plan, { publicKey, issuerKey: issuer?.publicKey ?? publicKey }),
  });
  return Buffer.from(draft.rawData);
}

async function draftExtensions(
  plan: CertificatePlan,
  { publicKey, issuerKey }: { publicKey: x509.PublicKey; issuerKey: x509.PublicKey },
): Promise<x509.Extension[]> {
  const { profile, subject } = plan;
  const isCritical = (id: string) => criticalityOf(plan, id) === true;
  const possible = [
    new x509.BasicConstraintsExtension(profile.authority !== undefined, profile.authority?.pathLength, true),
    keyUsageExtension(profile.keyUsage),
    new x509.ExtendedKeyUsageExtension([...profile.extendedKeyUsage], isCritical(extensionIds.extendedKeyUsage)),
    await x509.SubjectKeyIdentifierExtension.create(publicKey),
    await x509.AuthorityKeyIdentifierExtension.create(issuerKey),
    new x509.SubjectAlternativeNameExtension(
      [...subject.alternativeNames],
      isCritical(extensionIds.subjectAlternativeName),
    ),
    new x509.CertificatePolicyExtension([...profile.policies]),
    ...pointersTo(plan.pkiUrl, profile.issuer),
    ocspNoCheckExtension(),
  ];
  return possible.filter(({ type }) => profile.extensions[type] !== undefined);
}

/** The part of a certificate that is signed, its TBSCertificate (RFC 5280 4.1). */
export function readTbs(certificate: Buffer): Buffer {
  const [tbs] = readSequence(certificate);
  if (tbs === undefined) throw new Error('a certificate is empty');
  return tbs.raw;
}

/**
 * Signs a TBSCertificate with the issuer's key, and checks the outcome under the issuer's certificate before anyone gets
 * it; without a certificate of the issuer, under its own. The same TBSCertificate may be signed again: it remains the
 * same certificate with another signature.
 */
export async function signCertificate(
  tbs: Buffer,
  { signer, certificate: issuer }: { signer: ContentSigner; certificate: Buffer | undefined },
): Promise<Buffer> {
  // The algorithm stands inside, too, after version and serial number (RFC 5280 4.1.2.3).
  const [, , algorithm] = readSequence(tbs);
  if (algorithm === undefined) throw new Error('a TBSCertificate has no signature algorithm');
  const certificate = writeSigned(tbs, algorithm.raw, await signer.sign(tbs));
  const made = new X509Certificate(certificate);
  const authority = issuer === undefined ? made : new X509Certificate(issuer);
  if (!made.verify(authority.publicKey) || !made.checkIssued(authority)) {
    throw new Error('the signature of a new certificate does not hold under its issuer');
  }
  return certificate;
}
