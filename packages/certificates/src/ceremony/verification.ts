import { X509Certificate } from 'node:crypto';
import { readSequence } from '@countersign/der';
import { authorityCertificateProfile, authorityProfiles, organisationOf, ownName } from '../authority-profiles.ts';
import type { CertificatePlan } from '../certificate.ts';
import { lintCertificate } from '../lint/lint.ts';
import { readTbsFields, readTime } from '../lint/reading.ts';
import { rootCertifies } from './certification.ts';

/**
 * What is wrong with a certificate as a root's own: empty when it is signed by itself and is in every octet what a root
 * of its organisation is.
 */
export function findRootFaults(certificate: Buffer): string[] {
  return faultsOf(() => {
    const { title } = authorityProfiles.root;
    const subject = { attributes: ownName(organisationOf(certificate), title), alternativeNames: [] };
    const profile = authorityCertificateProfile('root');
    return [
      ...(isSignedBy(certificate, certificate) ? [] : ['it is not signed by itself']),
      ...lintCertificate(certificate, { ...read(certificate), profile, issuerCertificate: undefined, subject }),
    ];
  });
}

/**
 * What is wrong with a certificate that a ceremony is said to have made for a name and a key: empty when it is signed by
 * this root and is in every octet what the root certifies under this name, with these addresses.
 */
export function findCeremonyFaults(
  { name, certificate }: { name: string; certificate: Buffer },
  { root, publicKey, pkiUrl }: { root: Buffer; publicKey: Buffer; pkiUrl: string },
): string[] {
  return faultsOf(() => {
    const { profile, title } = rootCertifies(name);
    const subject = { attributes: ownName(organisationOf(root), title), alternativeNames: [] };
    const plan = { ...read(certificate), profile, issuerCertificate: root, subject, publicKey, pkiUrl };
    return [
      ...(isSignedBy(certificate, root) ? [] : ['it is not signed by this root']),
      ...lintCertificate(certificate, plan),
    ];
  });
}

function faultsOf(check: () => string[]): string[] {
  try {
    return check();
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

function isSignedBy(certificate: Buffer, issuer: Buffer): boolean {
  const made = new X509Certificate(certificate);
  const authority = new X509Certificate(issuer);
  return made.checkIssued(authority) && made.verify(authority.publicKey);
}

/** What no one but the certificate itself knows, and the linter holds against the limits. */
function read(
  certificate: Buffer,
): Pick<CertificatePlan, 'serialNumber' | 'publicKey' | 'notBefore' | 'notAfter' | 'pkiUrl'> {
  const { serial, validity, publicKey } = readTbsFields(certificate);
  const [notBefore, notAfter] = readSequence(validity.raw).map(readTime);
  if (notBefore === undefined || notAfter === undefined) throw new Error('it has no life');
  return { serialNumber: serial.content.toString('hex'), publicKey: publicKey.raw, notBefore, notAfter, pkiUrl: '' };
}
