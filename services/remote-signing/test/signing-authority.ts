import 'reflect-metadata';
import { createPublicKey, randomBytes, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto);

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const documentSigning = '1.3.6.1.5.5.7.3.36';

/** Names and key of a certificate to be issued. */
export interface CertificateOrder {
  /** SubjectPublicKeyInfo, DER. */
  publicKey: Uint8Array;
  givenName: string;
  surname: string;
  country: string;
  serialNumber: string;
  email: string;
  notBefore: Date;
  notAfter: Date;
}

/** When a list was made, and when the next one comes. */
export interface ListTimes {
  thisUpdate: Date;
  nextUpdate: Date;
}

/** One certificate on a list. */
export interface RevokedEntry {
  certificate: Buffer;
  at: Date;
  /** As in RFC 5280 5.3.1: 6 for a certificate that is on hold. */
  reason?: number;
}

/** A throw-away authority with the shape of the real one: a root and the authority that issues to signers. */
export interface SigningAuthority {
  /** Issuing authority first, root last, DER. */
  chain: [Buffer, Buffer];
  issue(order: CertificateOrder): Promise<Buffer>;
  /** The list of an authority, 0 for the issuing one and 1 for the root. */
  revocationList(index: 0 | 1, times: ListTimes, revoked?: readonly RevokedEntry[]): Promise<Buffer>;
  /** A certificate of one that answers in the issuing authority's name. */
  delegate(usage: 'timeStamping' | 'ocspSigning', publicKey: Uint8Array): Promise<Buffer>;
}

/** Makes a root and an issuing authority. */
export async function createSigningAuthority(): Promise<SigningAuthority> {
  const notBefore = new Date('2020-01-01T00:00:00Z');
  const [rootKeys, issuingKeys] = await Promise.all([generate(), generate()]);
  const keyUsage = new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true);
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: 'CN=Example Root CA, O=Example',
    notBefore,
    notAfter: new Date('2049-01-01T00:00:00Z'),
    keys: rootKeys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      keyUsage,
      await x509.SubjectKeyIdentifierExtension.create(rootKeys.publicKey),
    ],
  });
  const issuing = await x509.X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: 'CN=Example Signers CA, O=Example',
    issuer: root.subject,
    notBefore,
    notAfter: new Date('2048-01-01T00:00:00Z'),
    publicKey: issuingKeys.publicKey,
    signingKey: rootKeys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      keyUsage,
      await x509.AuthorityKeyIdentifierExtension.create(rootKeys.publicKey),
      await x509.SubjectKeyIdentifierExtension.create(issuingKeys.publicKey),
    ],
  });
  return {
    chain: [Buffer.from(issuing.rawData), Buffer.from(root.rawData)],
    issue: async (order) => {
      const publicKey = await importKey(order.publicKey);
      const certificate = await x509.X509CertificateGenerator.create({
        serialNumber: serial(),
        subject: new x509.Name([
          { CN: [{ utf8String: `${order.givenName} ${order.surname}`.normalize('NFC') }] },
          { '2.5.4.42': [{ utf8String: order.givenName.normalize('NFC') }] },
          { '2.5.4.4': [{ utf8String: order.surname.normalize('NFC') }] },
          { C: [{ printableString: order.country }] },
          { '2.5.4.5': [{ printableString: order.serialNumber.replaceAll('_', '-') }] },
        ]),
        issuer: issuing.subject,
        notBefore: order.notBefore,
        notAfter: order.notAfter,
        publicKey,
        signingKey: issuingKeys.privateKey,
        signingAlgorithm: algorithm,
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.nonRepudiation, true),
          new x509.ExtendedKeyUsageExtension([documentSigning, x509.ExtendedKeyUsage.emailProtection]),
          new x509.SubjectAlternativeNameExtension([{ type: 'email', value: order.email }]),
          await x509.AuthorityKeyIdentifierExtension.create(issuingKeys.publicKey),
          await x509.SubjectKeyIdentifierExtension.create(publicKey),
        ],
      });
      return Buffer.from(certificate.rawData);
    },
    revocationList: async (index, times, revoked = []) => {
      const [keys, issuer] = index === 0 ? [issuingKeys, issuing.subject] : [rootKeys, root.subject];
      const list = await x509.X509CrlGenerator.create({
        issuer,
        ...times,
        entries: revoked.map(({ certificate, at, reason }) => ({
          serialNumber: new x509.X509Certificate(certificate).serialNumber,
          revocationDate: at,
          ...(reason === undefined ? {} : { reason }),
        })),
        signingKey: keys.privateKey,
        signingAlgorithm: algorithm,
      });
      return Buffer.from(list.rawData);
    },
    delegate: async (usage, spki) => {
      const publicKey = await importKey(spki);
      const certificate = await x509.X509CertificateGenerator.create({
        serialNumber: serial(),
        subject: `CN=Example ${usage}, O=Example`,
        issuer: issuing.subject,
        notBefore,
        notAfter: new Date('2047-01-01T00:00:00Z'),
        publicKey,
        signingKey: issuingKeys.privateKey,
        signingAlgorithm: algorithm,
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
          // RFC 3161 2.3: alone, and critical.
          new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage[usage]], usage === 'timeStamping'),
          // RFC 6960 4.2.2.2.1: nobody need ask about the one who answers.
          ...(usage === 'ocspSigning'
            ? [new x509.Extension('1.3.6.1.5.5.7.48.1.5', false, Buffer.from('0500', 'hex'))]
            : []),
          await x509.AuthorityKeyIdentifierExtension.create(issuingKeys.publicKey),
          await x509.SubjectKeyIdentifierExtension.create(publicKey),
        ],
      });
      return Buffer.from(certificate.rawData);
    },
  };
}

/** A public key of any kind that signs here, for web cryptography. */
async function importKey(spki: Uint8Array): Promise<webcrypto.CryptoKey> {
  const key = createPublicKey({ key: Buffer.from(spki), type: 'spki', format: 'der' });
  const { asymmetricKeyType, asymmetricKeyDetails } = key;
  const namedCurve = asymmetricKeyDetails?.namedCurve === 'secp384r1' ? 'P-384' : 'P-256';
  const kind =
    asymmetricKeyType === 'rsa' ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } : { name: 'ECDSA', namedCurve };
  return await webcrypto.subtle.importKey('spki', spki, kind, true, ['verify']);
}

function generate() {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

function serial(): string {
  return `40${randomBytes(15).toString('hex')}`;
}
