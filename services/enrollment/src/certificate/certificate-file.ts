import { invalidField } from '@countersign/errors';
import { type Certificate, titleOf } from './certificate.ts';
import type { CertificateBytes } from './certificate-store.ts';
import { x509 } from './x509.ts';

/** A certificate as a file. */
export interface CertificateFile {
  content: Buffer;
  mediaType: string;
  fileName: string;
}

interface Format {
  mediaType: string;
  extension: string;
  write: (bytes: CertificateBytes) => Buffer;
}

const pemType = 'application/x-pem-file';

const formats: Readonly<Record<string, Format>> = {
  pem: { mediaType: pemType, extension: '.pem', write: ({ certificate }) => toPem([certificate]) },
  der: { mediaType: 'application/pkix-cert', extension: '.cer', write: ({ certificate }) => certificate },
  pkcs7: {
    mediaType: 'application/pkcs7-mime',
    extension: '.p7b',
    // RFC 5652 5.1: SignedData without content and signers, which only carries certificates.
    write: ({ certificate, chain }) =>
      Buffer.from(
        new x509.X509Certificates([certificate, ...chain].map((each) => new x509.X509Certificate(each))).export('raw'),
      ),
  },
  // RFC 8446 4.4.2: the root may be left out of what a server sends; who wants it takes the chain.
  chain: { mediaType: pemType, extension: '-chain.pem', write: ({ chain }) => toPem(chain) },
  'full-chain': {
    mediaType: pemType,
    extension: '-full-chain.pem',
    write: ({ certificate, chain }) => toPem([certificate, ...chain]),
  },
};

/** Writes a certificate in a format. Throws `FORMAT_UNKNOWN`. */
export function writeCertificateFile(certificate: Certificate & CertificateBytes, format: string): CertificateFile {
  const known = Object.hasOwn(formats, format) ? formats[format] : undefined;
  if (known === undefined) {
    throw invalidField('FORMAT_UNKNOWN', '/format', `must be one of ${Object.keys(formats).join(', ')}`);
  }
  const name = titleOf(certificate)
    .replace('*', 'wildcard')
    .replaceAll(/[^a-z0-9.-]/g, '_');
  return { content: known.write(certificate), mediaType: known.mediaType, fileName: `${name}${known.extension}` };
}

function toPem(certificates: readonly Buffer[]): Buffer {
  const blocks = certificates.map((der) => {
    const lines = der.toString('base64').replaceAll(/.{64}/g, '$&\n').trimEnd();
    return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
  });
  return Buffer.from(blocks.join(''));
}
