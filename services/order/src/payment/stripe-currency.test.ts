import { describe, expect, it } from '@jest/globals';
import { refusalOf } from './stripe-currency.ts';

describe('an amount that is sent to Stripe', () => {
  it('is the one of ISO 4217, whatever the number of decimals', () => {
    for (const currency of ['USD', 'EUR', 'JPY', 'KRW', 'HUF', 'TWD']) {
      expect(refusalOf({ amountMinor: 1n, currency })).toBeUndefined();
    }
  });

  it('is refused in a currency whose unit is another one there', () => {
    for (const currency of ['ISK', 'UGX', 'MGA']) {
      expect(refusalOf({ amountMinor: 100n, currency })).toBe('currency_not_supported');
    }
  });

  it('of three decimals ends in 0', () => {
    expect(refusalOf({ amountMinor: 5_120n, currency: 'KWD' })).toBeUndefined();
    expect(refusalOf({ amountMinor: 5_124n, currency: 'KWD' })).toBe('amount_not_supported');
  });
});
