import { createHash, randomBytes, randomInt } from 'node:crypto';

/** A new bearer token: 256 random bits as 43 characters of base64url. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * The SHA-256 under which a random token is stored and looked up. Only for tokens of 256 random bits: anything a
 * person could guess needs `keyedHash` or a password hash.
 */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}

/** A one-time code of `length` decimal digits, each equally likely (randomInt rejects what would bias it). */
export function randomDigits(length: number): string {
  if (!Number.isInteger(length) || length < 1) throw new RangeError('a code has at least one digit');
  return Array.from({ length }, () => randomInt(10)).join('');
}
