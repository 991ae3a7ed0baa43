import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { requirePaymentToken } from './payment-token.ts';

const refused = expect.objectContaining({ reason: 'PAYMENT_TOKEN_INVALID' });
const outcome = (token: string, provider = 'sandbox'): unknown => {
  try {
    requirePaymentToken(token, provider);
    return 'taken';
  } catch (error) {
    return error;
  }
};

/** A number of the given digits with its check digit, by the definition: double every second digit from the right. */
const cardNumber = (digits: number[]) => {
  const sum = digits.toReversed().reduce((total, digit, index) => {
    const doubled = index % 2 === 0 ? digit * 2 : digit;
    return total + Math.floor(doubled / 10) + (doubled % 10);
  }, 0);
  return [...digits, (10 - (sum % 10)) % 10].join('');
};

describe('a payment token', () => {
  it('is taken as providers make them', () => {
    for (const token of ['tok_1', 'tok_visa', 'tok_1N3T00LkdIwHu7ixt44h1F8k', `tok_${'a'.repeat(124)}`]) {
      expect(outcome(token)).toBe('taken');
    }
  });

  it('is taken when it is random hexadecimal, whatever digits are in it', () => {
    const token = 'tok_4242424242424242abcdefabcdefabcd';
    expect(outcome(token)).toBe('taken');
    fc.assert(
      fc.property(fc.constant(null), () => outcome(`tok_${randomBytes(16).toString('hex')}`) === 'taken'),
      { numRuns: 2000 },
    );
  });

  it('is refused in any other form', () => {
    for (const token of [
      '',
      'tok_',
      'card_1',
      'TOK_1',
      'tok_ä',
      'tok_a b',
      ' tok_1',
      'tok_1\n',
      `tok_${'a'.repeat(125)}`,
    ]) {
      expect(outcome(token)).toEqual(refused);
    }
  });

  it('is refused with the number of a well-known test card in it', () => {
    for (const card of ['4242424242424242', '5555555555554444', '378282246310005', '6011111111111117']) {
      for (const token of [
        card,
        `tok_${card}`,
        `tok_a${card}b`,
        `tok_0${card}9`,
        `tok_${card.replaceAll(/(.{4})/g, '$1-')}`,
      ]) {
        expect(outcome(token)).toEqual(refused);
      }
    }
  });

  it('is refused with any card number in it, however its digits are separated', () => {
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 12, maxLength: 18 });
    const separator = fc.constantFrom('', '-', '_', '--');
    fc.assert(
      fc.property(digits, separator, fc.constantFrom('', 'x', 'card-'), (given, between, prefix) => {
        const number = Array.from(cardNumber(given)).join(between);
        expect(outcome(`tok_${prefix}${number}`)).toEqual(refused);
      }),
    );
  });

  it("is a payment method's id with Stripe, and either with the sandbox", () => {
    const method = 'pm_1N3T00LkdIwHu7ixt44h1F8k';
    expect(outcome(method, 'stripe')).toBe('taken');
    expect(outcome('pm_card_visa', 'stripe')).toBe('taken');
    expect(outcome('tok_1N3T00LkdIwHu7ixt44h1F8k', 'stripe')).toEqual(refused);
    expect(outcome(method)).toBe('taken');
    expect(outcome(method, 'unknown')).toEqual(refused);
    for (const token of ['pm_4242424242424242', 'pm_4242_4242_4242_4242', 'pm_4242424242424242abcdefabcdefabcd']) {
      expect(outcome(token, 'stripe')).toEqual(refused);
    }
  });

  it('is not repeated in the error', () => {
    expect(JSON.stringify(outcome('tok_4242424242424242'))).not.toContain('4242');
  });
});
