import { isIP } from 'node:net';

/**
 * The canonical form of an IP address (RFC 5952 for IPv6); undefined for anything else, also with a zone, which is no part
 * of an address that another machine could use.
 */
export function normalIpAddress(text: string): string | undefined {
  const family = isIP(text);
  if (family === 0 || text.includes('%')) return undefined;
  return family === 6 ? new URL(`http://[${text}]`).hostname.slice(1, -1) : text;
}
