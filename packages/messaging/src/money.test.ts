import type { Locale } from '@countersign/texts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatMoney } from './money.ts';

// So that the expectations below can be read.
const spaced = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');
const write = (locale: Locale, currency: string, minorUnits: bigint, exponent = 2) =>
  spaced(formatMoney(locale, { currency, minorUnits, exponent }));

describe('an amount of money', () => {
  it.each<[Locale, string, string, string]>([
    ['en', '$1,234.50', '€1,234.50', '¥123,450'],
    ['fr', '1 234,50 $', '1 234,50 €', '123 450 ¥'],
    ['de', '1.234,50 $', '1.234,50 €', '123.450 ¥'],
    ['es', '1234,50 $', '1234,50 €', '123.450 ¥'],
  ])('is written in the manner of the language: %s', (locale, dollars, euros, yen) => {
    expect(write(locale, 'USD', 123_450n)).toBe(dollars);
    expect(write(locale, 'EUR', 123_450n)).toBe(euros);
    expect(write(locale, 'JPY', 123_450n, 0)).toBe(yen);
  });

  it('keeps its spaces from breaking over two lines', () => {
    expect(formatMoney('fr', { currency: 'EUR', minorUnits: 123_450n, exponent: 2 })).not.toContain(' ');
  });

  it.each<[bigint, string]>([
    [0n, '$0.00'],
    [5n, '$0.05'],
    [-5n, '-$0.05'],
    [40_000n, '$400.00'],
    [-123_450n, '-$1,234.50'],
  ])('shows all decimal places: %p', (minorUnits, written) => {
    expect(write('en', 'USD', minorUnits)).toBe(written);
  });

  it('does not show another dollar as the US dollar', () => {
    expect(write('en', 'CAD', 100n)).toBe('CA$1.00');
  });

  it('is exact beyond what a floating-point number holds', () => {
    expect(write('en', 'USD', 9_007_199_254_740_993n)).toBe('$90,071,992,547,409.93');
    expect(write('de', 'EUR', 2n ** 63n - 1n)).toBe('92.233.720.368.547.758,07 €');
    expect(write('en', 'JPY', 2n ** 63n - 1n, 0)).toBe('¥9,223,372,036,854,775,807');
  });

  it('has the digits of its minor units, whatever its size and its decimal places', () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.integer({ min: 0, max: 4 }), (minorUnits, exponent) => {
        const written = write('en', 'USD', minorUnits, exponent);
        expect(BigInt(written.replaceAll(/[^\d-]/g, ''))).toBe(minorUnits);
        expect(written.split('.')[1]?.length ?? 0).toBe(exponent);
      }),
    );
  });
});
