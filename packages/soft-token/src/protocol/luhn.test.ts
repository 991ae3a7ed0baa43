import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { hasLuhnDigit, luhnDigitOf, withLuhnDigit } from './luhn.ts';

const digits = fc.stringMatching(/^\d{1,30}$/);

test.each(['6935019387', '0505428340110157', '1853011441', '79927398713', '00'])('%s has its Luhn digit', (known) => {
  expect(hasLuhnDigit(known)).toBe(true);
});

describe('the Luhn digit', () => {
  it('is that of exactly one of ten endings', () => {
    fc.assert(
      fc.property(digits, (text) => {
        const endings = '0123456789'.split('').filter((digit) => hasLuhnDigit(text + digit));
        expect(endings).toEqual([luhnDigitOf(text)]);
      }),
    );
  });

  it('shows every single wrong digit', () => {
    fc.assert(
      fc.property(digits, fc.nat(), fc.integer({ min: 1, max: 9 }), (text, at, by) => {
        const right = withLuhnDigit(text);
        const place = at % right.length;
        const wrong = right
          .split('')
          .map((digit, index) => (index === place ? (Number(digit) + by) % 10 : digit))
          .join('');
        expect(hasLuhnDigit(wrong)).toBe(false);
      }),
    );
  });

  it('shows every swap of neighbours but that of 0 and 9', () => {
    fc.assert(
      fc.property(digits, fc.nat(), (text, at) => {
        const right = withLuhnDigit(text);
        const place = at % (right.length - 1);
        const [a = '', b = ''] = right.slice(place, place + 2);
        const swapped = right.slice(0, place) + b + a + right.slice(place + 2);
        const isHidden = a === b || `${a}${b}` === '09' || `${a}${b}` === '90';
        expect(hasLuhnDigit(swapped)).toBe(isHidden);
      }),
    );
  });
});
