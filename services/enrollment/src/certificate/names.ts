import { isIP } from 'node:net';
import { type FieldFault, invalid } from '@countersign/errors';
import { findDnsNameFault, normalDnsName, normalIpAddress } from '@countersign/tls-subject';
import type { ServerNames, TlsProfile } from './request.ts';

const mostNames = 250;

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
  fault?: string | undefined;
}

function readName(text: string, isPublic: boolean): ReadName {
  const given = text.trim();
  if (isIP(given) !== 0) return { kind: 'ipAddresses', ...readIpAddress(given, isPublic) };
  const value = normalDnsName(given);
  return { value, kind: 'dnsNames', fault: findDnsNameFault(value, { isPublic, wildcards: true }) };
}

function readIpAddress(given: string, isPublic: boolean): Omit<ReadName, 'kind'> {
  const value = normalIpAddress(given);
  if (isPublic) return { value: '', fault: 'must not be an IP address in a public certificate' };
  return value === undefined ? { value: '', fault: 'must be an IP address without a zone' } : { value };
}

function refusal(fields: readonly FieldFault[]) {
  return invalid('SERVER_NAME_INVALID', 'the names cannot stand in a server certificate', { fields });
}
