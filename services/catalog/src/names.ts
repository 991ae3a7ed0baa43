import { BlockList, isIP } from 'node:net';
import { invalidField } from '@countersign/errors';
import { findDnsNameFault, normalDnsName, normalIpAddress } from '@countersign/tls-subject';
import type { Product } from './product.ts';

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
 * neither, is not taken, or can stand in no certificate.
 */
export function normaliseName(given: string, { wildcard, internal }: NameKinds): string | undefined {
  if (isIP(given) !== 0) return internal ? privateAddress(given) : undefined;
  const name = normalDnsName(given);
  return findDnsNameFault(name, { isPublic: !internal, wildcards: wildcard }) === undefined ? name : undefined;
}

function privateAddress(given: string): string | undefined {
  const address = normalIpAddress(given);
  const isPrivate = address !== undefined && privateAddresses.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
  return isPrivate ? address : undefined;
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
