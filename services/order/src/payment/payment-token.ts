import { invalidField } from '@countersign/errors';

const shape = /^tok_[A-Za-z0-9_-]{1,124}$/;
/** 128 random bits: digits among them make a card number by chance too often to refuse them for it. */
const randomHex = /^tok_[0-9a-f]{32}$/;

/**
 * Throws `PAYMENT_TOKEN_INVALID` unless the text is a provider's token: `tok_`, 128 characters at most, and no card
 * number anywhere in it, whatever separates its digits. The text is never part of the error.
 */
export function requirePaymentToken(token: string): void {
  if (!shape.test(token) || (!randomHex.test(token) && holdsCardNumber(token))) {
    throw invalidField(
      'PAYMENT_TOKEN_INVALID',
      '/paymentToken',
      "must be the token from the payment provider's own page, never a card number",
    );
  }
}

function holdsCardNumber(text: string): boolean {
  const runs = text.replaceAll(/[^A-Za-z0-9]/g, '').match(/[0-9]{13,}/g) ?? [];
  return runs.some((run) =>
    Array.from(run).some((_, start) =>
      [13, 14, 15, 16, 17, 18, 19].some(
        (length) => start + length <= run.length && passesLuhn(run.slice(start, start + length)),
      ),
    ),
  );
}

/** ISO/IEC 7812-1, annex B: the check digit of a card number. */
function passesLuhn(digits: string): boolean {
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, index) => {
      const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0;
}
