import { type KeyObject, sign, X509Certificate } from 'node:crypto';
import { readSequence, tags, writeElement } from './der.ts';
import { keyUsageExtension, pointersTo } from './extensions.ts';
import { authorityProfiles, type PersonProfile } from './profiles.ts';
import type { Subject } from './subject.ts';
import { x509 } from './x509.ts';

/** Everything that a person's certificate will say. */
export interface CertificatePlan {
  profile: PersonProfile;
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
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      keyUsageExtension(profile.keyUsage),
      new x509.ExtendedKeyUsageExtension([...profile.extendedKeyUsage]),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      new x509.SubjectAlternativeNameExtension([{ type: 'email', value: subject.email }]),
      new x509.CertificatePolicyExtension([...profile.policies]),
      ...pointersTo(plan.pkiUrl, profile.issuer),
    ],
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
  const signature = sign(issuer.hash, tbs, { key: issuer.key, dsaEncoding: 'der' });
  // No unused bits at the end of the BIT STRING.
  const bits = writeElement(tags.bitString, Uint8Array.of(0), signature);
  const certificate = writeElement(tags.sequence, tbs, algorithm.raw, bits);
  const authority = new X509Certificate(issuer.certificate);
  const made = new X509Certificate(certificate);
  if (!made.verify(authority.publicKey) || !made.checkIssued(authority)) {
    throw new Error('the signature of a new certificate does not hold under its issuer');
  }
  return certificate;
}
