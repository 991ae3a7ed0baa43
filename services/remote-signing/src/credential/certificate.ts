import { X509Certificate } from 'node:crypto';
import { conflict } from '@countersign/errors';

/** A certificate in words. */
export interface CertificateDescription {
  /** Distinguished names (RFC 4514). */
  subject: string;
  issuer: string;
  /** Hexadecimal. */
  serialNumber: string;
  notBefore: Date;
  notAfter: Date;
}

/** What a new certificate must say; names stand in it in NFC. */
export interface ExpectedCertificate {
  /** SubjectPublicKeyInfo, DER. */
  publicKey: Buffer;
  givenName: string;
  surname: string;
  country: string;
  /** Value that makes the name unique. */
  serialNumber: string;
  /** Moment that it must not outlive. */
  notAfterLimit: Date;
}

const documentSigning = '1.3.6.1.5.5.7.3.36';
const emailProtection = '1.3.6.1.5.5.7.3.4';

/** Reads what people want to know of a certificate in DER. */
export function describeCertificate(der: Buffer): CertificateDescription {
  const certificate = new X509Certificate(der);
  return {
    subject: toRfc4514(certificate.subject),
    issuer: toRfc4514(certificate.issuer),
    serialNumber: certificate.serialNumber.toLowerCase(),
    notBefore: new Date(certificate.validFrom),
    notAfter: new Date(certificate.validTo),
  };
}

/** Certificates as one PEM text, in their order. */
export function toPem(certificates: readonly Buffer[]): string {
  return certificates.map((der) => new X509Certificate(der).toString()).join('');
}

/**
 * Trust is good: whatever was issued is used only if it is for this key and person, ends in time, may sign documents,
 * and every certificate of the chain signed the one before it. Throws `CERTIFICATE_UNEXPECTED`.
 */
export function requireExpected(der: Buffer, chain: readonly Buffer[], expected: ExpectedCertificate): void {
  const certificate = new X509Certificate(der);
  const subject = certificate.toLegacyObject().subject as Readonly<Record<string, unknown>>;
  const usages: readonly string[] = certificate.keyUsage ?? [];
  const path = [certificate, ...chain.map((authority) => new X509Certificate(authority))];
  const holds =
    certificate.publicKey.export({ type: 'spki', format: 'der' }).equals(expected.publicKey) &&
    subject['GN'] === expected.givenName.normalize('NFC') &&
    subject['SN'] === expected.surname.normalize('NFC') &&
    subject['C'] === expected.country &&
    subject['serialNumber'] === expected.serialNumber &&
    new Date(certificate.validTo) <= expected.notAfterLimit &&
    usages.includes(documentSigning) &&
    usages.includes(emailProtection) &&
    !certificate.ca &&
    chain.length > 0 &&
    path.every((each, index) => {
      const authority = path[index + 1] ?? each;
      return each.checkIssued(authority) && each.verify(authority.publicKey);
    });
  if (!holds) throw conflict('CERTIFICATE_UNEXPECTED', 'the certificate that was issued is not the one asked for');
}

/** OpenSSL's names of attributes that the directory calls otherwise. */
const attributeNames: Readonly<Record<string, string>> = { GN: 'givenName', SN: 'sn' };

/** RFC 4514 2.1: last relative name first, joined by commas. Node has one per line, values escaped as RFC 2253 does. */
function toRfc4514(name: string): string {
  return name
    .split('\n')
    .toReversed()
    .map((part) => part.replace(/^[^=]+/, (type) => attributeNames[type] ?? type))
    .join(',');
}
