import { randomBytes } from 'node:crypto';
import type { AuthorityName } from './authority-profiles.ts';
import type { Rule } from './lint/rule.ts';

/** Bits of keyUsage that our profiles use (RFC 5280 4.2.1.3). */
export type KeyUsage = 'digitalSignature' | 'nonRepudiation' | 'keyCertSign' | 'cRLSign';

/** Whom a key is certified for; one that is certified for one of them is never certified for another. */
export type Holder = 'authorities' | 'signers' | 'servers' | 'delegates';

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
  holder: Holder;
  /** Oldest first; the licence and the issuer may end a certificate earlier. */
  lifeLimits: readonly LifeLimit[];
  /** What must be left until the licence ends. */
  leastLifeSeconds: number;
  /** Time after notBefore in which the authority's key must sign; absent where it does not matter. */
  signWithinSeconds?: number;
  /** Of an authority's certificate: how many may follow below, without a limit where that is absent. */
  authority?: { pathLength?: number };
  keyUsage: readonly KeyUsage[];
  extendedKeyUsage: readonly string[];
  policies: readonly string[];
  /** Every extension that the certificate has, and whether it is critical. */
  extensions: Readonly<Record<string, boolean>>;
  /** What a standard wants of this kind of certificate; the linter holds each one against them. */
  rules: readonly Rule[];
}

/** Life at most, in seconds from notBefore to notAfter, of a certificate that begins at a moment. */
export function longestLifeSeconds({ name, lifeLimits }: CertificateProfile, at: Date): number {
  const limit = lifeLimits.findLast(({ from }) => from <= at);
  if (limit === undefined) throw new Error(`the profile ${name} is not in force at ${at.toISOString()}`);
  return limit.seconds;
}

/** Object identifiers of the extensions that we use (RFC 5280 4.2; RFC 6960 4.2.2.2.1). */
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
  ocspNoCheck: '1.3.6.1.5.5.7.48.1.5',
} as const;

/** Purposes of keys (RFC 5280 4.2.1.12; documentSigning: RFC 9336). */
export const purposes = {
  serverAuth: '1.3.6.1.5.5.7.3.1',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  ocspSigning: '1.3.6.1.5.5.7.3.9',
  documentSigning: '1.3.6.1.5.5.7.3.36',
} as const;

/** A new serial number in hexadecimal: 128 random bits behind an octet that keeps it positive and of one length. */
export function newSerialNumber(): string {
  return `01${randomBytes(16).toString('hex')}`;
}
