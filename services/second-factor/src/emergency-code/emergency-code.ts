import { randomInt } from 'node:crypto';

/** The symbols of Crockford's base 32: no I, L, O or U. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const length = 10;

/** A code of 50 random bits. */
export function drawEmergencyCode(): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
}

/** The code as it is shown: two groups of five. */
export function showEmergencyCode(code: string): string {
  return `${code.slice(0, 5)}-${code.slice(5)}`;
}

/** The code as it was meant: in upper case, with the digits that letters are read for. */
export function normaliseEmergencyCode(code: string): string {
  return code.toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1');
}

/** Time in which it opens a login, and in which lost authenticators are replaced after it. */
export const emergencyLifeMs = 24 * 3_600_000;

/** Label of its slow hash. */
export const emergencyLabel = 'emergency-code';
