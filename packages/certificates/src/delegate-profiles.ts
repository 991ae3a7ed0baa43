import { type AuthorityName, authorityProfiles } from './authority-profiles.ts';
import { pointerRule, type Rule } from './lint/rule.ts';
import { type CertificateProfile, extensionIds, purposes } from './profiles.ts';

const day = 86_400;
const digitalSignature = '03020780';
const digitalSignatureAndNonRepudiation = '030206c0';

const ocspRules: readonly Rule[] = [
  {
    rule: 'RFC 6960 4.2.2.2: it is for OCSP answers and for nothing else',
    holds: ({ extendedKeyUsage }) => extendedKeyUsage.length === 1 && extendedKeyUsage[0] === purposes.ocspSigning,
  },
  {
    rule: 'RFC 6960 4.2.2.2.1: nobody has to ask for its own status, and this is said by NULL',
    holds: ({ extensions }) => extensions.get(extensionIds.ocspNoCheck)?.value.toString('hex') === '0500',
  },
  {
    rule: 'RFC 5280 4.2.1.3: its key makes digital signatures and does nothing else',
    holds: ({ extensions }) => extensions.get(extensionIds.keyUsage)?.value.toString('hex') === digitalSignature,
  },
  pointerRule,
];

const timestampRules: readonly Rule[] = [
  {
    rule: 'RFC 3161 2.3: it is for time-stamps and for nothing else, and says so critically',
    holds: ({ extensions, extendedKeyUsage }) =>
      extendedKeyUsage.length === 1 &&
      extendedKeyUsage[0] === purposes.timeStamping &&
      extensions.get(extensionIds.extendedKeyUsage)?.critical === true,
  },
  {
    rule: 'RFC 3161 2.3 and RFC 5280 4.2.1.12: its key makes digital signatures, also such that cannot be denied',
    holds: ({ extensions }) =>
      extensions.get(extensionIds.keyUsage)?.value.toString('hex') === digitalSignatureAndNonRepudiation,
  },
  pointerRule,
];

const extensions = {
  [extensionIds.basicConstraints]: true,
  [extensionIds.keyUsage]: true,
  [extensionIds.extendedKeyUsage]: false,
  [extensionIds.subjectKeyIdentifier]: false,
  [extensionIds.authorityKeyIdentifier]: false,
  [extensionIds.crlDistributionPoints]: false,
  [extensionIds.authorityInfoAccess]: false,
};

/** Who answers OCSP requests in an authority's place (RFC 6960 4.2.2.2): 90 days; the root's, from a ceremony, a year. */
export function ocspDelegateProfile(issuer: AuthorityName): CertificateProfile {
  return {
    name: 'ocsp-delegate-1',
    issuer,
    holder: 'delegates',
    lifeLimits: [{ from: new Date(0), seconds: (issuer === 'root' ? 366 : 90) * day }],
    leastLifeSeconds: 1,
    keyUsage: ['digitalSignature'],
    extendedKeyUsage: [purposes.ocspSigning],
    policies: [],
    extensions: { ...extensions, [extensionIds.ocspNoCheck]: false },
    rules: ocspRules,
  };
}

/** Who makes time-stamps (RFC 3161 2.3), under the authority `services`. */
export const timestampProfile: CertificateProfile = {
  name: 'timestamp-1',
  issuer: 'services',
  holder: 'delegates',
  lifeLimits: [{ from: new Date(0), seconds: 5 * 365 * day }],
  leastLifeSeconds: 1,
  keyUsage: ['digitalSignature', 'nonRepudiation'],
  extendedKeyUsage: [purposes.timeStamping],
  policies: [],
  extensions: { ...extensions, [extensionIds.extendedKeyUsage]: true },
  rules: timestampRules,
};

/** Title of the delegate that answers for an authority; follows the organisation's name. */
export function ocspDelegateTitle(issuer: AuthorityName): string {
  return `${authorityProfiles[issuer].title} OCSP`;
}
