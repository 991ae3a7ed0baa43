import { X509Certificate } from 'node:crypto';
import { invalidField } from '@countersign/errors';

/** The certificate of a print shop. */
export interface PrinterCertificate {
  /** DER. */
  der: Buffer;
  /** Its subject, on one line. */
  subject: string;
}

const leastBits = 2048;

/**
 * Reads the certificate of a print shop from PEM. Throws `PRINTER_CERTIFICATE_INVALID` unless it is one X.509 certificate
 * with an RSA key of 2048 bits or more that is good at the moment and may be used to encipher keys. Who it belongs to
 * is what the operator vouches for.
 */
export function requirePrinterCertificate(pem: string, at: Date): PrinterCertificate {
  const certificate = parse(pem);
  const { publicKey, validFromDate, validToDate } = certificate;
  if (publicKey.asymmetricKeyType !== 'rsa' || (publicKey.asymmetricKeyDetails?.modulusLength ?? 0) < leastBits) {
    throw refused(`needs an RSA key of ${leastBits} bits or more`);
  }
  if (validFromDate > at || validToDate <= at) throw refused('is not good at the moment');
  return { der: certificate.raw, subject: certificate.subject.replaceAll('\n', ', ').slice(0, 300) };
}

function parse(pem: string): X509Certificate {
  if (pem.match(/-----BEGIN CERTIFICATE-----/g)?.length !== 1) throw refused('must be one certificate in PEM');
  try {
    return new X509Certificate(pem);
  } catch {
    throw refused('must be one certificate in PEM');
  }
}

const refused = (message: string) => invalidField('PRINTER_CERTIFICATE_INVALID', '/printerCertificate', message);
