import { randomInt } from 'node:crypto';

/** The symbols of Crockford's base 32: no I, L, O and U, so that none can be taken for another. */
export const crockfordSymbols = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Draws so many symbols, 5 bits each. */
export function drawSymbols(count: number): string {
  return Array.from({ length: count }, () => crockfordSymbols.charAt(randomInt(crockfordSymbols.length))).join('');
}

/**
 * The symbols that somebody typed: in upper case, without spaces and hyphens, with the digit for a letter that is none of
 * them because it looks like one (O, I and L).
 */
export function readSymbols(typed: string): string {
  return typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
}
