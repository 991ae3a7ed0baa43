import { extensionIds, pointerRule, purposes, type Rule } from '@countersign/certificates';
import { findDnsNameFault } from '@countersign/tls-subject';
import { findKeyFault } from './key-policy.ts';
import { organisationAttributes } from './organisation.ts';
import { privatePolicy, reservedPolicies, type ValidationLevel } from './policies.ts';

// BR and EVG are the CA/Browser Forum's TLS and EV documents.

const dnsName = 0x82;
const ipAddress = 0x87;
const { country, state, locality, name, jurisdictionCountry, jurisdictionState, businessCategory, registrationNumber } =
  organisationAttributes;

const serverRules: readonly Rule[] = [
  pointerRule,
  {
    rule: 'RFC 5280 4.2.1.6: it has alternative names, critical exactly if it has no distinguished name',
    holds: ({ alternativeNames, extensions, attributes }) =>
      alternativeNames.length > 0 &&
      extensions.get(extensionIds.subjectAlternativeName)?.critical === (attributes.length === 0),
  },
  {
    // A BIT STRING of the first bit alone.
    rule: 'BR 7.1.2.7.11: its key makes digital signatures and does nothing else',
    holds: ({ extensions }) => isExactly(extensions.get(extensionIds.keyUsage), '03020780'),
  },
  {
    rule: 'BR 7.1.2.7.10: it is for servers and for nothing else',
    holds: ({ extendedKeyUsage }) => extendedKeyUsage.length === 1 && extendedKeyUsage[0] === purposes.serverAuth,
  },
  {
    rule: 'BR 7.1.2.7.12: no name is there twice',
    holds: ({ alternativeNames }) =>
      new Set(alternativeNames.map(({ tag, content }) => `${tag}:${content.toString('hex')}`)).size ===
      alternativeNames.length,
  },
];

/** Rules for servers of the public web. */
export const publicRules = (level: ValidationLevel): readonly Rule[] => [
  ...serverRules,
  {
    rule: 'BR 7.1.2.7.12 and 4.2.2, EVG 7.1.2.1: its names are those of the public DNS, without wildcards for ev',
    holds: ({ alternativeNames }) =>
      alternativeNames.every(
        ({ tag, content }) =>
          tag === dnsName &&
          findDnsNameFault(content.toString('latin1'), { isPublic: true, wildcards: level !== 'ev' }) === undefined,
      ),
  },
  {
    rule: 'BR 7.1.2.7.9: it has the reserved policy of its validation and no other',
    holds: ({ policies }) => policies.length === 1 && policies[0] === reservedPolicies[level],
  },
  {
    rule: 'BR 7.1.2.7.6: it has no extension that is not listed there',
    holds: ({ extensions }) => [...extensions.keys()].every((id) => publicExtensions.includes(id)),
  },
  {
    rule: 'BR 6.1.1.3, 6.1.5 and 6.1.6: its key is of a strong kind',
    holds: ({ publicKey }) => findKeyFault(publicKey, { isPublic: true }) === undefined,
  },
  ...subjectRules[level],
];

const publicExtensions: readonly string[] = [
  extensionIds.basicConstraints,
  extensionIds.keyUsage,
  extensionIds.extendedKeyUsage,
  extensionIds.authorityKeyIdentifier,
  extensionIds.subjectAlternativeName,
  extensionIds.certificatePolicies,
  extensionIds.crlDistributionPoints,
  extensionIds.authorityInfoAccess,
];

const ordered = [country, state, locality, name];
const orderRule: Rule = {
  rule: 'BR 7.1.4.2: country, state, town and organisation stand in this order',
  holds: ({ attributes }) => {
    const places = attributes.map(({ type }) => ordered.indexOf(type as (typeof ordered)[number])).filter(isThere);
    return places.every((place, index) => index === 0 || place >= (places[index - 1] ?? 0));
  },
};
const isThere = (place: number) => place >= 0;

/** Which attributes a distinguished name may have, and which it must; none may be there twice. */
const attributeRule = (rule: string, must: readonly string[], may: readonly string[]): Rule => ({
  rule,
  holds: ({ attributes }) => {
    const types = attributes.map(({ type }) => type);
    return (
      must.every((type) => types.includes(type)) &&
      types.every((type) => must.includes(type) || may.includes(type)) &&
      new Set(types).size === types.length
    );
  },
});
const placeRule: Rule = {
  rule: 'BR 7.1.2.7.4: it tells town or state',
  holds: ({ attributes }) => attributes.some(({ type }) => type === locality || type === state),
};

const subjectRules: Readonly<Record<ValidationLevel, readonly Rule[]>> = {
  dv: [attributeRule('BR 7.1.2.7.2: it says nothing about whoever runs the server', [], [])],
  ov: [
    attributeRule('BR 7.1.2.7.4: it names an organisation by its name and place', [country, name], [state, locality]),
    placeRule,
    orderRule,
  ],
  ev: [
    attributeRule(
      'EVG 7.1.4.2: it names an organisation by name, place, category and register',
      [country, name, businessCategory, jurisdictionCountry, registrationNumber],
      [state, locality, jurisdictionState],
    ),
    placeRule,
    orderRule,
  ],
};

/** Rules for servers within an organisation's own network. */
export const privateRules: readonly Rule[] = [
  ...serverRules,
  {
    rule: 'our own: its names are DNS names and IP addresses',
    holds: ({ alternativeNames }) =>
      alternativeNames.every(({ tag, content }) =>
        tag === ipAddress
          ? content.length === 4 || content.length === 16
          : tag === dnsName &&
            findDnsNameFault(content.toString('latin1'), { isPublic: false, wildcards: true }) === undefined,
      ),
  },
  {
    rule: 'BR 7.1.6.1: a private certificate has no policy of the public web',
    holds: ({ policies }) => policies.length === 1 && policies[0] === privatePolicy,
  },
  {
    rule: 'our own: its key is of a strong kind',
    holds: ({ publicKey }) => findKeyFault(publicKey, { isPublic: false }) === undefined,
  },
  attributeRule('our own: it says nothing but the organisation', [], [country, name, state, locality]),
  orderRule,
];

function isExactly(extension: { critical: boolean; value: Buffer } | undefined, hex: string): boolean {
  return extension?.critical === true && extension.value.toString('hex') === hex;
}
