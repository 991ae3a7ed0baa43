import { invalidField } from '@countersign/errors';

/** What a token of a provider looks like, and what of it is random hexadecimal. */
interface TokenForm {
  shape: RegExp;
  /** 128 random bits: digits among them make a card number by chance too often to refuse them for it. */
  randomHex?: RegExp;
}

const forms: Readonly<Record<string, TokenForm>> = {
  sandbox: { shape: /^(tok|pm)_[A-Za-z0-9_-]{1,124}$/, randomHex: /^(tok|pm)_[0-9a-f]{32}$/ },
  // Its tokens (`tok_`) cannot be kept for later charges; what its scripts make today are payment methods.
  stripe: { shape: /^pm_[A-Za-z0-9_]{1,124}$/ },
};

/**
 * Throws `PAYMENT_TOKEN_INVALID` unless the text is a token or payment method of the named provider: `tok_` or `pm_`, 128
 * characters at most, and no card number anywhere in it, whatever separates its digits. The text is never part of the
 * error.
 */
export function requirePaymentToken(token: string, provider: string): void {
  const form = forms[provider];
  const isToken = form?.shape.test(token) === true && (form.randomHex?.test(token) === true || !holdsCardNumber(token));
  if (!isToken) {
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
