import { isIP } from 'node:net';
import { domainToASCII, domainToUnicode } from 'node:url';
import { type FieldFault, invalid } from '@countersign/errors';
import { parse } from 'tldts';
import type { ServerNames, TlsProfile } from './request.ts';

const mostNames = 250;
// RFC 6761, 7686, 8375 and 9476, and ICANN's .internal.
const reserved = ['alt', 'arpa', 'example', 'internal', 'invalid', 'local', 'localhost', 'onion', 'test'];

/**
 * The names of a certificate, each once and in the order given: DNS names in lower case and A-label form, IP addresses in
 * their canonical form. Throws `SERVER_NAME_INVALID` with every name at fault: below `tls-public` only names of the public
 * DNS are taken (BR 4.2.2, 7.1.2.7.12), and no wildcard directly under a public suffix (BR 3.2.2.6).
 */
export function readNames(given: readonly string[], profile: TlsProfile): ServerNames {
  if (given.length < 1 || given.length > mostNames) {
    throw refusal([{ pointer: '/names', detail: `must be 1 to ${mostNames} names` }]);
  }
  const names: ServerNames = { dnsNames: [], ipAddresses: [] };
  const faults: FieldFault[] = [];
  for (const [index, text] of given.entries()) {
    const { value, kind, fault } = readName(text, profile === 'tls-public');
    if (fault !== undefined) faults.push({ pointer: `/names/${index}`, detail: fault });
    else if (!names[kind].includes(value)) names[kind].push(value);
  }
  if (faults.length > 0) throw refusal(faults);
  return names;
}

/** All names of a certificate in one list. */
export function allNames({ dnsNames, ipAddresses }: ServerNames): string[] {
  return [...dnsNames, ...ipAddresses];
}

/** Whether two certificates have the same names. */
export function haveSameNames(a: ServerNames, b: ServerNames): boolean {
  return isWithin(a, b) && isWithin(b, a);
}

/** Whether every name of `a` is one of `b`. */
export function isWithin(a: ServerNames, b: ServerNames): boolean {
  const known = new Set(allNames(b));
  return allNames(a).every((name) => known.has(name));
}

interface ReadName {
  value: string;
  kind: keyof ServerNames;
  fault?: string;
}

function readName(text: string, isPublic: boolean): ReadName {
  const given = text.trim();
  if (isIP(given) !== 0) {
    const fault = ipFault(given, isPublic);
    return {
      value: fault === undefined ? canonicalIp(given) : '',
      kind: 'ipAddresses',
      ...(fault !== undefined && { fault }),
    };
  }
  const isWildcard = given.startsWith('*.');
  const base = isWildcard ? given.slice(2) : given;
  // The conversion reads a URL: it would decode percent signs, and leave out what follows a name, and control characters.
  const ascii = /[\p{Cc}%/\\?#]/u.test(base) ? '' : domainToASCII(base).toLowerCase();
  const fault = dnsFault(ascii, { isWildcard, isPublic });
  return { value: `${isWildcard ? '*.' : ''}${ascii}`, kind: 'dnsNames', ...(fault !== undefined && { fault }) };
}

function ipFault(given: string, isPublic: boolean): string | undefined {
  if (isPublic) return 'must not be an IP address in a public certificate';
  return given.includes('%') ? 'must be an IP address without a zone' : undefined;
}

function canonicalIp(given: string): string {
  return isIP(given) === 6 ? new URL(`http://[${given}]`).hostname.slice(1, -1) : given;
}

function dnsFault(
  base: string,
  { isWildcard, isPublic }: { isWildcard: boolean; isPublic: boolean },
): string | undefined {
  const labels = base.split('.');
  const last = labels.at(-1) ?? '';
  if (!labels.every(isLabel)) return 'must be a domain name, with at most *. in front';
  if (base.length + (isWildcard ? 2 : 0) > 253) return 'must have 253 characters at most';
  if (/^\d+$/.test(last)) return 'must not end with a label of digits only';
  const { publicSuffix, isIcann } = parse(base, {
    allowPrivateDomains: false,
    detectIp: false,
    extractHostname: false,
  });
  if (isWildcard && isIcann === true && publicSuffix === base) return 'must not cover a whole public suffix';
  if (!isPublic) return undefined;
  if (reserved.includes(last)) return `must not be under .${last}, which is not in the public DNS`;
  if (isIcann !== true) return 'must end with a suffix that the public DNS has';
  return publicSuffix === base ? 'must be below a public suffix' : undefined;
}

/** RFC 5890 2.3.1; two hyphens at third and fourth place only in an A-label, which must decode. */
function isLabel(label: string): boolean {
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label)) return false;
  if (label.slice(2, 4) !== '--') return true;
  if (!label.startsWith('xn--')) return false;
  const decoded = domainToUnicode(label);
  return decoded !== '' && decoded !== label && domainToASCII(decoded) === label;
}

function refusal(fields: readonly FieldFault[]) {
  return invalid('SERVER_NAME_INVALID', 'the names cannot stand in a server certificate', { fields });
}
