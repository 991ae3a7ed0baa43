import { ProtocolError, type ProtocolFault } from './protocol-error.ts';

/** The Luhn digit (ISO/IEC 7812-1 annex B) of a string of digits; throws a plain Error for anything else. */
export function luhnDigitOf(digits: string): string {
  if (!/^\d+$/.test(digits)) throw new Error('a Luhn digit is computed over digits');
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits[digits.length - 1 - place]);
    // Seen from the right, every second digit is doubled, beginning with the one beside the check digit.
    const weighed = place % 2 === 0 ? digit * 2 : digit;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return String((10 - (sum % 10)) % 10);
}

/** The digits with their Luhn digit behind them. */
export function withLuhnDigit(digits: string): string {
  return digits + luhnDigitOf(digits);
}

/** Whether the last digit is the Luhn digit of those before it. */
export function hasLuhnDigit(digits: string): boolean {
  return /^\d{2,}$/.test(digits) && luhnDigitOf(digits.slice(0, -1)) === digits.at(-1);
}

/**
 * Reads digits that a person typed or pasted: spaces, hyphens and dots between them are dropped. Throws a ProtocolError
 * for another length, for anything but digits, and for a wrong Luhn digit.
 */
export function readLuhnDigits(typed: string, length: number, fault: ProtocolFault): string {
  const digits = plainDigits(typed);
  if (!/^\d+$/.test(digits) || digits.length !== length) throw new ProtocolError(fault, `${length} digits are needed`);
  if (!hasLuhnDigit(digits))
    throw new ProtocolError(fault, 'the check digit does not fit: one of the digits is mistyped');
  return digits;
}

/** What was typed without the spaces, hyphens and dots by which people group digits. */
export function plainDigits(typed: string): string {
  return typed.replaceAll(/[\s.\u00ad\u2010-\u2015-]/g, '');
}
