import { BlockList, isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { invalidField } from '@countersign/errors';
import type { Product } from './product.ts';

/**
 * Names that no public certificate may carry: special-use names of RFC 6761, 6762, 7686 and 8375, and those that networks
 * use within.
 */
const internalSuffixes =
  /(^|\.)(alt|arpa|corp|home|internal|intranet|invalid|lan|local|localdomain|localhost|onion|private)$/;
const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

const privateAddresses = new BlockList();
privateAddresses.addSubnet('10.0.0.0', 8, 'ipv4');
privateAddresses.addSubnet('172.16.0.0', 12, 'ipv4');
privateAddresses.addSubnet('192.168.0.0', 16, 'ipv4');
privateAddresses.addSubnet('fc00::', 7, 'ipv6');

/** Which names are taken beside public ones. */
export interface NameKinds {
  wildcard: boolean;
  /** Internal names, and addresses of private networks (RFC 1918, RFC 4193). */
  internal: boolean;
}

/**
 * The A-label form of a host name in lower case, or a private address as it is written canonically; undefined for what is
 * neither or is not taken. At least two labels unless internal names are taken, 253 octets at most.
 */
export function normaliseName(given: string, { wildcard, internal }: NameKinds): string | undefined {
  if (isIP(given) !== 0) return internal ? privateAddress(given) : undefined;
  const isWildcard = given.startsWith('*.');
  if (isWildcard && !wildcard) return undefined;
  // Percent-encoding belongs to URLs; the conversion would decode it.
  if (given.includes('%')) return undefined;
  const name = domainToASCII(isWildcard ? given.slice(2) : given).toLowerCase();
  const labels = name.split('.');
  const isNumeric = /^[0-9]+$/.test(labels.at(-1) ?? '');
  if (name.length > 253 || isNumeric || !labels.every((each) => label.test(each))) return undefined;
  if (labels.length < 2 && (!internal || isWildcard)) return undefined;
  if (!internal && internalSuffixes.test(name)) return undefined;
  return isWildcard ? `*.${name}` : name;
}

function privateAddress(given: string): string | undefined {
  const family = isIP(given) === 4 ? 'ipv4' : 'ipv6';
  // A zone is no part of an address that another machine could use.
  if (given.includes('%') || !privateAddresses.check(given, family)) return undefined;
  return family === 'ipv4' ? given : new URL(`http://[${given}]`).hostname.slice(1, -1);
}

/** The extra names of a line, normalised. Throws a typed error that names the one at fault. */
export function checkExtraNames(names: readonly string[], product: Product, pointer: string): string[] {
  const { maxExtra, wildcard, internalNames } = product.names;
  if (names.length > maxExtra) {
    const limit = maxExtra === 0 ? `${product.name.en} takes no extra domains` : `${maxExtra} at most`;
    throw invalidField('EXTRA_DOMAINS_NOT_ALLOWED', `${pointer}/extraDomains`, limit);
  }
  const kinds = { wildcard: wildcard === 'extra', internal: internalNames };
  const seen = new Set<string>();
  return names.map((given, index) => {
    const at = `${pointer}/extraDomains/${index}`;
    const name = normaliseName(given, kinds);
    if (name === undefined) {
      const what = internalNames
        ? 'a domain name, an internal name or a private address'
        : 'a public domain name such as shop.example.com';
      const wildcards = kinds.wildcard ? ', with *. in front of a domain for a wildcard' : '';
      throw invalidField('EXTRA_DOMAIN_INVALID', at, `must be ${what}${wildcards}`);
    }
    if (seen.has(name)) throw invalidField('EXTRA_DOMAIN_INVALID', at, 'must not be there twice');
    seen.add(name);
    return name;
  });
}
