import { domainToASCII, domainToUnicode } from 'node:url';
import { parse } from 'tldts';

// RFC 6761, 7686, 8375 and 9476, and ICANN's .internal. `.arpa` holds the reverse zones, which BR 7.1.2.7.12 forbids, and
// nobody's servers.
const reserved = ['alt', 'arpa', 'example', 'internal', 'invalid', 'local', 'localhost', 'onion', 'test'];

/** Which names a profile allows. */
export interface DnsNameRules {
  /** Only names below a suffix of the public DNS. */
  isPublic: boolean;
  wildcards: boolean;
}

/**
 * The A-label form of a host name in lower case (RFC 5890), `*.` in front kept; empty, or a text at fault, for what is no
 * host name.
 */
export function normalDnsName(text: string): string {
  const isWildcard = text.startsWith('*.');
  const base = isWildcard ? text.slice(2) : text;
  // The conversion reads a URL: it would decode percent signs, and leave out what follows a name, and control characters.
  const ascii = /[\p{Cc}%/\\?#]/u.test(base) ? '' : domainToASCII(base).toLowerCase();
  return `${isWildcard ? '*.' : ''}${ascii}`;
}

/**
 * What would be right where a DNS name cannot stand in a server certificate; undefined when it can. Names are in lower
 * case and A-label form (RFC 5890), with `*.` in front for a wildcard.
 */
export function findDnsNameFault(name: string, { isPublic, wildcards }: DnsNameRules): string | undefined {
  const isWildcard = name.startsWith('*.');
  const base = isWildcard ? name.slice(2) : name;
  const labels = base.split('.');
  if (name.length > 253) return 'must have 253 characters at most';
  if (!labels.every(isLabel)) {
    return 'must be made of labels of 1 to 63 letters a to z, digits and inner hyphens, with at most *. in front';
  }
  if (!labels.every(isEncodedAsItShould)) return 'must have A-labels (xn--) that decode';
  // WHATWG and resolvers would read it as an IPv4 address.
  if (/^\d+$/.test(labels.at(-1) ?? '')) return 'must not end with a label of digits only';
  if (isWildcard && !wildcards) return 'must not be a wildcard under this validation';
  const { publicSuffix, isIcann } = parse(base, {
    allowPrivateDomains: false,
    detectIp: false,
    extractHostname: false,
  });
  // BR 3.2.2.6: *.co.uk would cover what belongs to others.
  if (isWildcard && isIcann === true && publicSuffix === base) return 'must not cover a whole public suffix';
  if (!isPublic) return undefined;
  const tld = labels.at(-1) ?? '';
  // BR 4.2.2: no internal name.
  if (reserved.includes(tld)) return `must not be under .${tld}, which is not in the public DNS`;
  if (isIcann !== true) return 'must end with a suffix that the public DNS has';
  if (publicSuffix === base) return 'must be below a public suffix';
  return undefined;
}

/** RFC 5890 2.3.1: letters, digits and hyphens; hyphens at third and fourth place only in an A-label. */
function isLabel(label: string): boolean {
  return /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label) && (label.slice(2, 4) !== '--' || label.startsWith('xn--'));
}

function isEncodedAsItShould(label: string): boolean {
  if (!label.startsWith('xn--')) return true;
  const decoded = domainToUnicode(label);
  return decoded !== '' && decoded !== label && domainToASCII(decoded) === label;
}
