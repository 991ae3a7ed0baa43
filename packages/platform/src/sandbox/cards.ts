/** What becomes of charges with a test card. */
export type CardBehaviour =
  | 'ok'
  | 'card_declined'
  | 'insufficient_funds'
  | 'expired_card'
  | 'incorrect_cvc'
  | 'authenticate_always'
  | 'authenticate_on_session'
  | 'declined_later'
  | 'late_and_twice'
  | 'captured_twice'
  | 'wrong_amount'
  | 'disputed'
  | 'refund_fails';

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

/** A well-known number, and in words what becomes of its charges. */
export interface TestCard {
  readonly number: string;
  readonly brand: string;
  readonly behaviour: CardBehaviour;
  readonly effect: string;
}

const visa = (number: string, behaviour: CardBehaviour, effect: string): TestCard => ({
  number,
  brand: 'visa',
  behaviour,
  effect,
});

/** All cards that are taken here. Numbers that Stripe documents for tests do here what they do there. */
export const testCards: readonly TestCard[] = [
  visa('4242424242424242', 'ok', 'is charged'),
  { number: '5555555555554444', brand: 'mastercard', behaviour: 'ok', effect: 'is charged' },
  { number: '378282246310005', brand: 'amex', behaviour: 'ok', effect: 'is charged' },
  visa('4000000000000002', 'card_declined', 'is declined'),
  visa('4000000000009995', 'insufficient_funds', 'is declined: insufficient funds'),
  visa('4000000000000069', 'expired_card', 'is declined: the card has expired'),
  visa('4000000000000127', 'incorrect_cvc', 'is declined: wrong security code'),
  visa('4000000000003220', 'authenticate_always', 'asks for 3-D Secure; declined without the buyer'),
  visa('4000000000003063', 'authenticate_always', 'asks for 3-D Secure; declined without the buyer'),
  visa('4000002760003184', 'authenticate_always', 'asks for 3-D Secure; declined without the buyer, also once saved'),
  visa('4000002500003155', 'authenticate_on_session', 'asks for 3-D Secure; once saved, charged without the buyer'),
  visa('4000000000000341', 'declined_later', 'is charged; once saved, every later charge is declined'),
  visa('4000000000000077', 'late_and_twice', 'is charged; the event comes 3 s late, and twice'),
  visa('4000000000006009', 'captured_twice', 'is charged, and a second charge captures the same payment again'),
  visa('4000000000007007', 'wrong_amount', 'is charged; the event names a wrong amount'),
  visa('4000000000000259', 'disputed', 'is charged, and disputed 3 s later'),
  visa('4000000000005126', 'refund_fails', 'is charged; paying back fails'),
];

const cardsByNumber = new Map(testCards.map((card) => [card.number, card]));

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
  const card = cardsByNumber.get(number);
  if (card === undefined) {
    return { code: 'not_a_test_card', field: 'number', message: 'Only test cards are taken here.' };
  }
  return { brand: card.brand, behaviour: card.behaviour, last4: number.slice(-4) };
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
