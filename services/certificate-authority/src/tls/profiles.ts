import { type CertificateProfile, extensionIds, type LifeLimit, serverAuth } from '../profiles.ts';

/** How far the identity behind a public certificate was validated: domain, organisation, extended. */
export type ValidationLevel = 'dv' | 'ov' | 'ev';

/** Names of the validation levels. */
export const validationLevels = ['dv', 'ov', 'ev'] as const satisfies readonly ValidationLevel[];

/** Policy identifiers that the CA/Browser Forum reserved (BR 7.1.6.1, EVG 7.1.6.1). */
export const reservedPolicies: Readonly<Record<ValidationLevel, string>> = {
  dv: '2.23.140.1.2.1',
  ov: '2.23.140.1.2.2',
  ev: '2.23.140.1.1',
};

/** Under 2.25, where a UUID makes an arc that needs no registration (ITU-T X.667). */
export const privatePolicy = '2.25.336360247634993809843986747030117149932.2';

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
  leastLifeSeconds: 3600,
  // BR 7.1.2.7: notBefore is within 48 hours of the signature.
  signWithinSeconds: 48 * 3600,
  keyUsage: ['digitalSignature'],
  extendedKeyUsage: [serverAuth],
} as const;

const publicServer = (level: ValidationLevel): CertificateProfile => ({
  ...server,
  name: `tls-public-${level}-1`,
  issuer: 'tls',
  lifeLimits: publicLimits,
  policies: [reservedPolicies[level]],
  // Without the subject key identifier, which BR 7.1.2.7.6 does not recommend.
  extensions,
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
  name: 'tls-private-1',
  issuer: 'private',
  lifeLimits: [{ from: new Date(0), seconds: secondsOfDays(825) }],
  policies: [privatePolicy],
  extensions: { ...extensions, [extensionIds.subjectKeyIdentifier]: false },
};
