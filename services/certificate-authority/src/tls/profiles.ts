import { type CertificateProfile, extensionIds, type LifeLimit, purposes } from '@countersign/certificates';
import { privatePolicy, reservedPolicies, type ValidationLevel } from './policies.ts';
import { privateRules, publicRules } from './rules.ts';

/**
 * Seconds from notBefore to notAfter in a certificate of so many days. BR 1.6.1 counts both ends into the validity
 * period, and BR 6.3.2 counts a day as 86,400 seconds, of which even a fraction makes another day.
 */
export function secondsOfDays(days: number): number {
  return days * 86_400 - 1;
}

/** BR 6.3.2. The EV Guidelines 6.3.2 allow 398 days, so that this decides for them, too. */
const publicLimits: readonly LifeLimit[] = [
  { from: new Date('2020-09-01T00:00:00Z'), seconds: secondsOfDays(398) },
  { from: new Date('2026-03-15T00:00:00Z'), seconds: secondsOfDays(200) },
  { from: new Date('2027-03-15T00:00:00Z'), seconds: secondsOfDays(100) },
  { from: new Date('2029-03-15T00:00:00Z'), seconds: secondsOfDays(47) },
];

const extensions = {
  [extensionIds.basicConstraints]: true,
  [extensionIds.keyUsage]: true,
  [extensionIds.extendedKeyUsage]: false,
  [extensionIds.authorityKeyIdentifier]: false,
  // Critical in a certificate without a distinguished name.
  [extensionIds.subjectAlternativeName]: false,
  [extensionIds.certificatePolicies]: false,
  [extensionIds.crlDistributionPoints]: false,
  [extensionIds.authorityInfoAccess]: false,
};

const server = {
  holder: 'servers',
  leastLifeSeconds: 3600,
  // BR 7.1.2.7: notBefore is within 48 hours of the signature.
  signWithinSeconds: 48 * 3600,
  keyUsage: ['digitalSignature'],
  extendedKeyUsage: [purposes.serverAuth],
} as const;

const publicServer = (level: ValidationLevel): CertificateProfile => ({
  ...server,
  name: `tls-public-${level}-2`,
  issuer: 'tls',
  lifeLimits: publicLimits,
  policies: [reservedPolicies[level]],
  // Without the subject key identifier, which BR 7.1.2.7.6 does not recommend.
  extensions,
  rules: publicRules(level),
});

/** Certificates of servers by the rules of the public web (BR 7.1.2.7), under our own root. */
export const publicServerProfiles: Readonly<Record<ValidationLevel, CertificateProfile>> = {
  dv: publicServer('dv'),
  ov: publicServer('ov'),
  ev: publicServer('ev'),
};

/** Certificates of servers within an organisation's own network, where internal names and addresses are at home. */
export const privateServerProfile: CertificateProfile = {
  ...server,
  name: 'tls-private-2',
  issuer: 'private',
  lifeLimits: [{ from: new Date(0), seconds: secondsOfDays(825) }],
  policies: [privatePolicy],
  extensions: { ...extensions, [extensionIds.subjectKeyIdentifier]: false },
  rules: privateRules,
};
