import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { hashRaw } from '@node-rs/argon2';
import { AppFault } from './app-fault.ts';

/** Cost of one try of a PIN, Argon2id. */
export interface PinCost {
  readonly memoryKib: number;
  readonly passes: number;
}

/** 64 MiB and 3 passes, about 150 ms: what somebody who stole the state file pays for each PIN that he tries. */
export const defaultPinCost: PinCost = { memoryKib: 65_536, passes: 3 };

/** Keys under a PIN. There is nothing in it by which a right PIN can be told from a wrong one. */
export interface PinSealed extends PinCost {
  /** base64. */
  readonly salt: string;
  /** base64, as long as what is in it. */
  readonly text: string;
}

/** Keys that the PIN opens. */
export interface TokenSecrets {
  readonly seed: Uint8Array;
  readonly transaction: Uint8Array;
}

const keyLength = 32;

/**
 * Seals the keys under a PIN with AES-256-CTR and without a tag (SP 800-63B-4, 3.1.6.1): a wrong PIN gives other keys and
 * therefore wrong codes, which only the service can tell, and it counts them.
 */
export async function sealUnderPin(secrets: TokenSecrets, pin: string, cost: PinCost): Promise<PinSealed> {
  const salt = randomBytes(16);
  const { key, iv } = await stretched(pin, salt, cost);
  const cipher = createCipheriv('aes-256-ctr', key, iv);
  const text = Buffer.concat([cipher.update(secrets.seed), cipher.update(secrets.transaction), cipher.final()]);
  return {
    memoryKib: cost.memoryKib,
    passes: cost.passes,
    salt: salt.toString('base64'),
    text: text.toString('base64'),
  };
}

/** Opens the keys. Any PIN gives some; only the right one gives the right ones. */
export async function openWithPin(sealed: PinSealed, pin: string): Promise<TokenSecrets> {
  const { key, iv } = await stretched(pin, Buffer.from(sealed.salt, 'base64'), sealed);
  const decipher = createDecipheriv('aes-256-ctr', key, iv);
  const text = Buffer.concat([decipher.update(Buffer.from(sealed.text, 'base64')), decipher.final()]);
  return { seed: text.subarray(0, keyLength), transaction: text.subarray(keyLength) };
}

/** Throws an AppFault for a PIN of another length than the service asks for. */
export function requirePinLength(pin: string, length: number): void {
  if (!/^\d+$/.test(pin) || pin.length !== length) throw new AppFault('pin-length', { length });
}

/** Throws an AppFault for a new PIN of another length, and for one that is among the first that anybody would try. */
export function requireNewPin(pin: string, length: number): void {
  requirePinLength(pin, length);
  if (isCommon(pin)) throw new AppFault('pin-common');
}

/** One digit or a short group repeated, digits in a row, pairs (112233), mirrored halves (123321), and years. */
function isCommon(pin: string): boolean {
  const isRepeated = /^(\d{1,3})\1+$/.test(pin);
  const isRow = '01234567890123456789'.includes(pin) || '98765432109876543210'.includes(pin);
  const isPairs = /^(?:(\d)\1)+$/.test(pin);
  const isMirrored =
    pin === pin.split('').toReversed().join('') && '0123456789 9876543210'.includes(pin.slice(0, pin.length / 2));
  const isYear = pin.length === 4 && /^(19|20)/.test(pin);
  const isPhonePattern = ['147258', '159753', '147258369', '2580', '258025'].includes(pin);
  return isRepeated || isRow || isPairs || isMirrored || isYear || isPhonePattern;
}

async function stretched(
  pin: string,
  salt: Uint8Array,
  { memoryKib, passes }: PinCost,
): Promise<{ key: Buffer; iv: Buffer }> {
  const output = await hashRaw(Buffer.from(pin, 'utf8'), {
    salt,
    memoryCost: memoryKib,
    timeCost: passes,
    parallelism: 1,
    outputLen: 48,
  });
  return { key: output.subarray(0, 32), iv: output.subarray(32) };
}
