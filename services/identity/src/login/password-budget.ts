import { isIPv6 } from 'node:net';
import { type AttemptDb, clearThrottlesBelow, type ThrottleRule } from '@countersign/attempts';
import { type Keyring, keyedHash } from '@countersign/sealing';
import type { Policy } from '../policy/policy.ts';

/** Keyed hash of a user ID in normal form: names budgets of attempts, whether or not there is such a user. */
export function userIdHashOf(pepper: Keyring, email: string): string {
  return keyedHash(pepper, 'login-user-id', email).toString('base64url');
}

/** Who tries a password of a user. */
export interface PasswordPlace {
  userIdHash: string;
  /** Known device of that user; absent for all others, which share one budget. */
  deviceId?: string;
  /** Session that proves its user again from a device that is not known. */
  sessionId?: string;
}

/**
 * The bucket in which a wrong password counts. Each known device has its own, and so has a session: a stranger's guesses
 * close the door of strangers only, a thief's the door of what he stole (OWASP, Device Cookies).
 */
export function passwordBucket({ userIdHash, deviceId, sessionId }: PasswordPlace): string {
  return ['password', userIdHash, deviceId ?? sessionId].filter((part) => part !== undefined).join(':');
}

/** How wrong passwords slow a bucket down, and after how many it is stopped (SP 800-63B-4 3.2.2: at most 100). */
export function passwordRule({ attempts }: Policy): ThrottleRule {
  return { free: 3, firstMs: 1_000, capMs: 15 * 60_000, stopAfter: attempts.missesToStop };
}

/** Opens every bucket of a user's password: after a recovery or an officer's release. May be part of a transaction. */
export async function clearPasswordBudgets(db: Pick<AttemptDb, 'getExecutor'>, userIdHash: string): Promise<void> {
  await clearThrottlesBelow(db, passwordBucket({ userIdHash }));
}

/**
 * The budget of wrong passwords that one network may spend on unknown devices in an hour, whoever's they are; undefined
 * when the address is not known.
 */
export function networkBudget({ attempts }: Policy, address: string | undefined) {
  if (address === undefined) return undefined;
  return { bucket: `login-address:${networkOf(address)}`, limit: attempts.missesPerAddress, windowMs: 3_600_000 };
}

/** The network that one customer has: an IPv4 address, or the /64 of an IPv6 address. */
export function networkOf(address: string): string {
  const [plain = ''] = address.toLowerCase().split('%');
  if (!isIPv6(plain)) return plain;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = plain.split('::');
  const groups = head.split(':').filter((group) => group !== '');
  // What `::` leaves out is zero; only the first four groups matter here.
  const rest = (tail ?? '').split(':').filter((group) => group !== '');
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - rest.length) }, () => '0');
  const all = [...groups, ...zeros, ...rest].slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${all.join(':')}::/64`;
}
