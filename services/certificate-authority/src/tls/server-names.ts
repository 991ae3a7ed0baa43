import { type AlternativeName, readIpAddress, writeIpAddress } from '@countersign/certificates';
import { type FieldFault, invalid } from '@countersign/errors';
import { type DnsNameRules, findDnsNameFault } from '@countersign/tls-subject';

const mostNames = 250;

/** Names of a server as the caller gives them. */
export interface ServerNames {
  dnsNames: readonly string[];
  ipAddresses: readonly string[];
}

/**
 * The names of a server for its certificate, DNS names first, in the given order. Throws `SERVER_NAME_INVALID` with
 * every name at fault: one that the rules do not allow, that stands there twice, or that is an IP address where only
 * public names are allowed (who holds an address, nobody validates).
 */
export function readServerNames({ dnsNames, ipAddresses }: ServerNames, rules: DnsNameRules): AlternativeName[] {
  const count = dnsNames.length + ipAddresses.length;
  if (count < 1 || count > mostNames) {
    throw refusal([{ pointer: '/dnsNames', detail: `must be 1 to ${mostNames} names, addresses included` }]);
  }
  const seen = new Set<string>();
  const isRepeated = (name: string) => seen.size === seen.add(name).size;
  const faults: FieldFault[] = [];
  const look = (pointer: string, key: string, fault: string | undefined) => {
    const detail = fault ?? (isRepeated(key) ? 'must not be there twice' : undefined);
    if (detail !== undefined) faults.push({ pointer, detail });
  };
  for (const [index, name] of dnsNames.entries()) look(`/dnsNames/${index}`, name, findDnsNameFault(name, rules));
  // Written anew, because the library that makes certificates does not read every form.
  const addresses = ipAddresses.map((text) => readIpAddress(text));
  for (const [index, octets] of addresses.entries()) {
    const unreadable = octets === undefined ? 'must be an IPv4 or IPv6 address without a zone' : undefined;
    const unwanted = rules.isPublic ? 'must not be there: a public certificate names no IP address' : undefined;
    look(`/ipAddresses/${index}`, octets?.toString('hex') ?? '', unwanted ?? unreadable);
  }
  if (faults.length > 0) throw refusal(faults);
  return [
    ...dnsNames.map((value) => ({ type: 'dns', value }) as const),
    ...addresses.flatMap((octets) =>
      octets === undefined ? [] : [{ type: 'ip', value: writeIpAddress(octets) } as const],
    ),
  ];
}

function refusal(fields: readonly FieldFault[]) {
  return invalid('SERVER_NAME_INVALID', 'the names cannot stand in a server certificate', { fields });
}
