import type { NameAttribute } from './certificate.ts';
import { readCertificate } from './lint/reading.ts';
import { pointerRule, type Rule } from './lint/rule.ts';
import { type CertificateProfile, extensionIds, type Holder, purposes } from './profiles.ts';

/** What an authority is made as. The first one signs itself, each other is signed by the root. */
export interface AuthorityProfile {
  /** Follows the organisation's name in the common name. */
  title: string;
  issuer: string;
  /** Of its key; with it goes the hash that it signs. */
  algorithm: 'P-256' | 'P-384';
  hash: 'SHA-256' | 'SHA-384';
  lifeYears: number;
  /** Authorities that may follow below; absent where it is not limited. */
  pathLength?: number;
  /** Purposes that the certificates below it may have; absent where they are not limited. */
  extendedKeyUsage?: readonly string[];
  policies: readonly string[];
  /** Whom it certifies, beside its own delegate for OCSP. */
  certifies: Holder;
}

const anyPolicy = '2.5.29.32.0';
const issuing = {
  issuer: 'root',
  algorithm: 'P-256',
  hash: 'SHA-256',
  lifeYears: 5,
  pathLength: 0,
  policies: [anyPolicy],
} as const;

/** The authorities, root first. */
export const authorityProfiles = {
  root: {
    title: 'Root CA',
    issuer: 'root',
    algorithm: 'P-384',
    hash: 'SHA-384',
    lifeYears: 20,
    policies: [],
    certifies: 'authorities',
  },
  signers: { ...issuing, title: 'Signers CA', certifies: 'signers' },
  // BR 7.1.2.10.6: an authority of TLS servers names their purpose, and no other, not even its delegate's.
  tls: { ...issuing, title: 'TLS CA', extendedKeyUsage: [purposes.serverAuth], certifies: 'servers' },
  private: { ...issuing, title: 'Private CA', extendedKeyUsage: [purposes.serverAuth], certifies: 'servers' },
  services: { ...issuing, title: 'Services CA', certifies: 'delegates' },
} as const satisfies Readonly<Record<string, AuthorityProfile>>;

/** Name of an authority. */
export type AuthorityName = keyof typeof authorityProfiles;

/** Names of the authorities, root first. */
export const authorityNames = Object.keys(authorityProfiles) as AuthorityName[];

/** The authority of a name; undefined when there is none. */
export function findAuthorityName(name: string): AuthorityName | undefined {
  return authorityNames.find((each) => each === name);
}

/** The longest that so many years can be, with their leap days. */
const secondsOfYears = (years: number) => (years * 365 + Math.ceil(years / 4)) * 86_400;

const authorityRules: readonly Rule[] = [
  {
    rule: 'RFC 5280 4.2.1.3: it signs certificates and revocation lists and nothing else, and says so critically',
    // A BIT STRING of the sixth and seventh bit.
    holds: ({ extensions }) => extensions.get(extensionIds.keyUsage)?.value.toString('hex') === '03020106',
  },
  {
    rule: 'RFC 5280 4.2.1.9: it says critically that it is an authority',
    holds: ({ extensions }) => {
      const constraints = extensions.get(extensionIds.basicConstraints);
      return constraints?.critical === true && constraints.value.subarray(2, 5).toString('hex') === '0101ff';
    },
  },
  {
    rule: 'RFC 5280 4.1.2.6: it has a name',
    holds: ({ attributes }) => attributes.length > 0,
  },
];

/** The profile of an authority's own certificate. */
export function authorityCertificateProfile(name: AuthorityName): CertificateProfile {
  const { issuer, lifeYears, pathLength, extendedKeyUsage, policies }: AuthorityProfile = authorityProfiles[name];
  const isRoot = name === issuer;
  return {
    name: `authority-${name}-1`,
    issuer: 'root',
    holder: 'authorities',
    lifeLimits: [{ from: new Date(0), seconds: secondsOfYears(lifeYears) }],
    leastLifeSeconds: 1,
    authority: pathLength === undefined ? {} : { pathLength },
    keyUsage: ['keyCertSign', 'cRLSign'],
    extendedKeyUsage: extendedKeyUsage ?? [],
    policies,
    extensions: {
      [extensionIds.basicConstraints]: true,
      [extensionIds.keyUsage]: true,
      ...(extendedKeyUsage === undefined ? {} : { [extensionIds.extendedKeyUsage]: false }),
      [extensionIds.subjectKeyIdentifier]: false,
      [extensionIds.authorityKeyIdentifier]: false,
      ...(policies.length === 0 ? {} : { [extensionIds.certificatePolicies]: false }),
      ...(isRoot ? {} : { [extensionIds.crlDistributionPoints]: false, [extensionIds.authorityInfoAccess]: false }),
    },
    rules: isRoot ? authorityRules : [...authorityRules, pointerRule],
  };
}

// X.520
const countryAttribute = '2.5.4.6';
const organisationAttribute = '2.5.4.10';

/** Who runs the authorities: stands in their names. */
export interface Organisation {
  name: string;
  /** ISO 3166-1 alpha-2; absent when it is not to be told. */
  country?: string;
}

/** The distinguished name of what an organisation runs: country, organisation, title behind the organisation's name. */
export function ownName({ name, country }: Organisation, title: string): NameAttribute[] {
  return [
    ...(country === undefined
      ? []
      : [{ type: countryAttribute, encoding: 'printableString', value: country } as const]),
    { type: organisationAttribute, encoding: 'utf8String', value: name },
    { type: '2.5.4.3', encoding: 'utf8String', value: `${name} ${title}` },
  ];
}

/** Who runs an authority, as its own certificate tells. Throws an Error when it does not. */
export function organisationOf(certificate: Buffer): Organisation {
  const { attributes } = readCertificate(certificate);
  const find = (type: string) => attributes.find((attribute) => attribute.type === type)?.value;
  const name = find(organisationAttribute);
  const country = find(countryAttribute);
  if (name === undefined) throw new Error('the certificate of an authority names no organisation');
  return country === undefined ? { name } : { name, country };
}
