import { createHmac, type KeyObject } from 'node:crypto';

/** Hash functions of OATH codes. */
export type OathHash = 'sha1' | 'sha256' | 'sha512';

/** How codes are made. */
export interface CodeOptions {
  readonly hash: OathHash;
  /** 4 to 10. */
  readonly digits: number;
}

/**
 * The code of a counter (RFC 4226 5.3); the hash may be any of RFC 6238. Who makes many codes of one key gives a KeyObject:
 * bytes cost five times as much, each time. Throws a RangeError outside 4 to 10 digits.
 */
export function hotp(key: Uint8Array | KeyObject, counter: number | bigint, { hash, digits }: CodeOptions): string {
  return truncate(createHmac(hash, key).update(uint64(counter)).digest(), digits);
}

/** The time step of a moment (RFC 6238 4.2, T0 = 0), in whole numbers: a fraction would break replay checks. */
export function timeStep(atMs: number, periodSeconds = 30): number {
  return Math.floor(atMs / (periodSeconds * 1000));
}

/** The code of a moment (RFC 6238). */
export function totp(
  key: Uint8Array,
  atMs: number,
  options: CodeOptions & { readonly periodSeconds?: number },
): string {
  return hotp(key, timeStep(atMs, options.periodSeconds), options);
}

/** Dynamic truncation (RFC 4226 5.3) to so many digits, leading zeros kept. */
export function truncate(mac: Buffer, digits: number): string {
  if (!Number.isInteger(digits) || digits < 4 || digits > 10) throw new RangeError('a code has 4 to 10 digits');
  const offset = mac.readUInt8(mac.length - 1) & 0x0f;
  const number = mac.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/** An unsigned 64-bit number, big-endian. */
export function uint64(value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}
