/** What becomes of a charge with a test card. */
export type CardBehaviour = 'ok' | 'card_declined' | 'insufficient_funds' | 'late_and_twice' | 'wrong_amount';

/** What is kept of a card: never its number. */
export interface Card {
  readonly brand: string;
  readonly last4: string;
  readonly behaviour: CardBehaviour;
}

/** Card data as it is typed in; nothing in it can be trusted. */
export interface CardFields {
  readonly number?: unknown;
  readonly expMonth?: unknown;
  readonly expYear?: unknown;
  readonly cvc?: unknown;
}

/** Why card data is refused: the field and a code for programs. */
export interface CardFault {
  readonly code: 'invalid_number' | 'not_a_test_card' | 'invalid_expiry' | 'expired_card' | 'invalid_cvc';
  readonly field: keyof CardFields;
  readonly message: string;
}

const testCards: Readonly<Record<string, { brand: string; behaviour: CardBehaviour }>> = {
  '4242424242424242': { brand: 'visa', behaviour: 'ok' },
  '5555555555554444': { brand: 'mastercard', behaviour: 'ok' },
  '378282246310005': { brand: 'amex', behaviour: 'ok' },
  '4000000000000002': { brand: 'visa', behaviour: 'card_declined' },
  '4000000000009995': { brand: 'visa', behaviour: 'insufficient_funds' },
  '4000000000000077': { brand: 'visa', behaviour: 'late_and_twice' },
  '4000000000000259': { brand: 'visa', behaviour: 'wrong_amount' },
};

/** Reads card data, or says what is wrong with it. Only the well-known test cards are taken: nobody's real one. */
export function readCard(fields: CardFields, at: Date): Card | CardFault {
  const number = digitsOf(fields.number);
  if (number === undefined || !/^\d{12,19}$/.test(number) || !passesLuhn(number)) {
    return { code: 'invalid_number', field: 'number', message: 'The card number is wrong.' };
  }
  const expiry = readExpiry(fields);
  if (expiry === undefined) return { code: 'invalid_expiry', field: 'expMonth', message: 'The expiry date is wrong.' };
  // A card is good to the end of its month.
  if (expiry.year * 12 + expiry.month < at.getUTCFullYear() * 12 + at.getUTCMonth() + 1) {
    return { code: 'expired_card', field: 'expYear', message: 'The card has expired.' };
  }
  if (!/^\d{3,4}$/.test(digitsOf(fields.cvc) ?? '')) {
    return { code: 'invalid_cvc', field: 'cvc', message: 'The security code is wrong.' };
  }
  const card = testCards[number];
  if (card === undefined) {
    return { code: 'not_a_test_card', field: 'number', message: 'Only test cards are taken here.' };
  }
  return { ...card, last4: number.slice(-4) };
}

/** ISO/IEC 7812-1, annex B: the check digit of a card number. */
export function passesLuhn(number: string): boolean {
  const sum = number
    .split('')
    .toReversed()
    .reduce((total, digit, index) => {
      const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0;
}

function readExpiry({ expMonth, expYear }: CardFields): { month: number; year: number } | undefined {
  const month = Number(digitsOf(expMonth));
  const year = Number(digitsOf(expYear));
  if (!(month >= 1 && month <= 12) || !(year >= 0 && year <= 9999)) return undefined;
  return { month, year: year < 100 ? 2000 + year : year };
}

function digitsOf(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value).replaceAll(/[\s-]/g, '');
  return /^\d+$/.test(text) ? text : undefined;
}
