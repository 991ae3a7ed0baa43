import { randomBytes } from 'node:crypto';

/** Bits of keyUsage that our profiles use (RFC 5280 4.2.1.3). */
export type KeyUsage = 'digitalSignature' | 'nonRepudiation' | 'keyCertSign' | 'cRLSign';

/** What an authority is made as. The first one signs itself, each other is signed by its `issuer`. */
export interface AuthorityProfile {
  /** Follows the organisation's name in the common name. */
  title: string;
  issuer: string;
  curve: 'P-256' | 'P-384';
  hash: 'SHA-256' | 'SHA-384';
  lifeYears: number;
  /** Authorities that may follow below; absent where it is not limited. */
  pathLength?: number;
  keyUsage: readonly KeyUsage[];
  /** Purposes that the certificates below it may have; absent where they are not limited. */
  extendedKeyUsage?: readonly string[];
  policies: readonly string[];
  /** Whom it certifies. A key is certified for one of them, never for another. */
  certifies: 'authorities' | 'signers' | 'servers';
}

const anyPolicy = '2.5.29.32.0';

/** Purpose of a TLS server (RFC 5280 4.2.1.12). */
export const serverAuth = '1.3.6.1.5.5.7.3.1';

/** The authorities, root first. */
export const authorityProfiles = {
  root: {
    title: 'Root CA',
    issuer: 'root',
    curve: 'P-384',
    hash: 'SHA-384',
    lifeYears: 20,
    keyUsage: ['keyCertSign', 'cRLSign'],
    policies: [],
    certifies: 'authorities',
  },
  signers: {
    title: 'Signers CA',
    issuer: 'root',
    curve: 'P-256',
    hash: 'SHA-256',
    lifeYears: 5,
    pathLength: 0,
    keyUsage: ['keyCertSign', 'cRLSign'],
    policies: [anyPolicy],
    certifies: 'signers',
  },
  tls: {
    title: 'TLS CA',
    issuer: 'root',
    curve: 'P-256',
    hash: 'SHA-256',
    lifeYears: 5,
    pathLength: 0,
    keyUsage: ['keyCertSign', 'cRLSign'],
    // BR 7.1.2.10.6: an authority of TLS servers names their purpose, and no other.
    extendedKeyUsage: [serverAuth],
    policies: [anyPolicy],
    certifies: 'servers',
  },
  private: {
    title: 'Private CA',
    issuer: 'root',
    curve: 'P-256',
    hash: 'SHA-256',
    lifeYears: 5,
    pathLength: 0,
    keyUsage: ['keyCertSign', 'cRLSign'],
    extendedKeyUsage: [serverAuth],
    policies: [anyPolicy],
    certifies: 'servers',
  },
} as const satisfies Readonly<Record<string, AuthorityProfile>>;

/** Name of an authority. */
export type AuthorityName = keyof typeof authorityProfiles;

/** Names of the authorities, root first. */
export const authorityNames = Object.keys(authorityProfiles) as AuthorityName[];

/** How long a certificate may live that begins at `from` or later. */
export interface LifeLimit {
  from: Date;
  /** From notBefore to notAfter at most. */
  seconds: number;
}

/** What a certificate is made as. */
export interface CertificateProfile {
  /** Kept with each issuance: another content needs another name. */
  name: string;
  issuer: AuthorityName;
  /** Oldest first; the licence and the issuer may end a certificate earlier. */
  lifeLimits: readonly LifeLimit[];
  /** What must be left until the licence ends. */
  leastLifeSeconds: number;
  /** Time after notBefore in which the authority's key must sign; absent where it does not matter. */
  signWithinSeconds?: number;
  keyUsage: readonly KeyUsage[];
  extendedKeyUsage: readonly string[];
  policies: readonly string[];
  /** Every extension that the certificate has, and whether it is critical. */
  extensions: Readonly<Record<string, boolean>>;
}

/** Life at most, in seconds from notBefore to notAfter, of a certificate that begins at a moment. */
export function longestLifeSeconds({ name, lifeLimits }: CertificateProfile, at: Date): number {
  const limit = lifeLimits.findLast(({ from }) => from <= at);
  if (limit === undefined) throw new Error(`the profile ${name} is not in force at ${at.toISOString()}`);
  return limit.seconds;
}

/** Object identifiers of the extensions that we use (RFC 5280 4.2). */
export const extensionIds = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAlternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  crlNumber: '2.5.29.20',
  crlDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
} as const;

/** The certificate with which a person signs documents. */
export const documentSigning: CertificateProfile = {
  name: 'document-signing-1',
  issuer: 'signers',
  lifeLimits: [{ from: new Date(0), seconds: 365 * 86_400 }],
  leastLifeSeconds: 1,
  keyUsage: ['digitalSignature', 'nonRepudiation'],
  extendedKeyUsage: [
    // documentSigning (RFC 9336). Alone it makes pdfsig and `openssl cms -verify` refuse, so emailProtection joins it.
    '1.3.6.1.5.5.7.3.36',
    '1.3.6.1.5.5.7.3.4',
  ],
  // Under 2.25, where a UUID makes an arc that needs no registration (ITU-T X.667).
  policies: ['2.25.336360247634993809843986747030117149932.1'],
  extensions: {
    [extensionIds.basicConstraints]: true,
    [extensionIds.keyUsage]: true,
    [extensionIds.extendedKeyUsage]: false,
    [extensionIds.subjectKeyIdentifier]: false,
    [extensionIds.authorityKeyIdentifier]: false,
    [extensionIds.subjectAlternativeName]: false,
    [extensionIds.certificatePolicies]: false,
    [extensionIds.crlDistributionPoints]: false,
    [extensionIds.authorityInfoAccess]: false,
  },
};

/** A new serial number in hexadecimal: 128 random bits behind an octet that keeps it positive and of one length. */
export function newSerialNumber(): string {
  return `01${randomBytes(16).toString('hex')}`;
}
