import { isIPv4, isIPv6 } from 'node:net';

/** The octets of an IP address in text form, 4 or 16 (RFC 5280 4.2.1.6); undefined for anything else, also with a zone. */
export function readIpAddress(text: string): Buffer | undefined {
  if (isIPv4(text)) return Buffer.from(text.split('.').map(Number));
  if (!isIPv6(text) || text.includes('%')) return undefined;
  // The last 32 bits may be written as an IPv4 address (RFC 4291 2.2).
  const groups = text.replace(/\d+\.\d+\.\d+\.\d+$/, (v4) => {
    const octets = Buffer.from(v4.split('.').map(Number));
    return `${octets.readUInt16BE(0).toString(16)}:${octets.readUInt16BE(2).toString(16)}`;
  });
  const [head = [], tail] = groups.split('::').map((part) => (part === '' ? [] : part.split(':')));
  const zeros = tail === undefined ? 0 : 8 - head.length - tail.length;
  const all = [...head, ...Array.from({ length: zeros }, () => '0'), ...(tail ?? [])];
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

/** The text form of an address of 4 or 16 octets; for 16 the eight groups of RFC 4291 2.2, none left out. */
export function writeIpAddress(octets: Buffer): string {
  if (octets.length === 4) return octets.join('.');
  return Array.from({ length: 8 }, (_, group) => octets.readUInt16BE(group * 2).toString(16)).join(':');
}
