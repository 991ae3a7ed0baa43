import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** Special-purpose networks of IPv4 (RFC 6890 and its registry): none of them is a host of somebody in the Internet. */
const closedNetworks4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  // Multicast, reserved and broadcast.
  ['224.0.0.0', 3],
];

/** The same within the global unicast addresses of IPv6; 2001::/23 and 2002::/16 carry addresses of IPv4 in them. */
const closedNetworks6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
];

const closed4 = listOf(closedNetworks4, 'ipv4');
const closed6 = listOf(closedNetworks6, 'ipv6');
/** All that is in use of IPv6 (RFC 4291 2.4); outside lie loopback, link-local, unique local, mapped and translated ones. */
const global6 = listOf([['2000::', 3]], 'ipv6');

/**
 * Whether an address is that of a host in the Internet: not loopback, link-local, private, unique local, shared, multicast,
 * reserved, for documents, or one of IPv6 that stands for one of IPv4. False for what is no address.
 */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !closed4.check(address, 'ipv4');
  // A zone (`%eth0`) makes it an address of a link.
  if (!isIPv6(address) || address.includes('%')) return false;
  return global6.check(address, 'ipv6') && !closed6.check(address, 'ipv6');
}

function listOf(networks: readonly (readonly [string, number])[], type: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const [net, prefix] of networks) list.addSubnet(net, prefix, type);
  return list;
}
