import { DomainError } from '@countersign/errors';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Line, normaliseDomain, priceLine } from './pricing.ts';
import type { Product } from './product.ts';
import { seed } from './seed-data.ts';
import { decideTier } from './tier.ts';

const product = (code: string): Product => {
  const found = seed.products.find((each) => each.code === code);
  if (found === undefined) throw new Error(code);
  return { ...found, versionId: `pv_${code}` };
};
const aLine = (over: Partial<Line> = {}): Line => ({
  productCode: 'tls-ov-multi',
  termYears: 2,
  paymentOption: 'one_time',
  licences: 3,
  extraDomains: ['a.example.com', 'b.example.com'],
  ...over,
});
const refusal = (line: Line, currency = 'USD') => {
  try {
    priceLine(line, product(line.productCode), currency, '/lines/0');
  } catch (error) {
    if (error instanceof DomainError) return { reason: error.reason, pointer: error.fields[0]?.pointer };
    throw error;
  }
  return undefined;
};

describe('the price of a line', () => {
  it('is licences × years × (licence + extra domains), in minor units', () => {
    expect(priceLine(aLine(), product('tls-ov-multi'), 'USD', '')).toMatchObject({
      termTotal: 312_000n,
      dueNow: 312_000n,
    });
  });

  it('is due for one year with annual payment', () => {
    const priced = priceLine(aLine({ paymentOption: 'annual' }), product('tls-ov-multi'), 'USD', '');
    expect(priced).toMatchObject({ termTotal: 312_000n, dueNow: 156_000n });
  });

  it('keeps the exponent of the currency', () => {
    const priced = priceLine(aLine({ extraDomains: [] }), product('tls-ov-multi'), 'JPY', '');
    expect(priced.price.exponent).toBe(0);
    expect(priced.termTotal).toBe(360_000n);
  });

  it('grows with each licence by the same amount, whatever the numbers', () => {
    const numbers = fc.record({ licences: fc.integer({ min: 1, max: 999 }), termYears: fc.constantFrom(1, 2, 3) });
    fc.assert(
      fc.property(numbers, (over) => {
        const price = (licences: number) =>
          priceLine(aLine({ ...over, licences }), product('tls-ov-multi'), 'EUR', '').termTotal;
        expect(price(over.licences + 1) - price(over.licences)).toBe(price(1));
      }),
    );
  });

  it.each([
    [aLine({ termYears: 4 }), 'PRODUCT_OPTION_NOT_OFFERED', '/lines/0/termYears'],
    [aLine({ paymentOption: undefined }), 'PRODUCT_OPTION_NOT_OFFERED', '/lines/0/paymentOption'],
    [aLine({ licences: 0 }), 'LICENCES_OUT_OF_RANGE', '/lines/0/licences'],
    [aLine({ licences: 1001 }), 'LICENCES_OUT_OF_RANGE', '/lines/0/licences'],
    [aLine({ licences: 1.5 }), 'LICENCES_OUT_OF_RANGE', '/lines/0/licences'],
    [aLine({ extraDomains: ['a.example.com', 'A.example.com'] }), 'EXTRA_DOMAIN_INVALID', '/lines/0/extraDomains/1'],
    [aLine({ extraDomains: ['localhost'] }), 'EXTRA_DOMAIN_INVALID', '/lines/0/extraDomains/0'],
    [aLine({ productCode: 'tls-ov' }), 'EXTRA_DOMAINS_NOT_ALLOWED', '/lines/0/extraDomains'],
    [aLine({ productCode: 'mark-verified', extraDomains: [] }), 'PRODUCT_NOT_AVAILABLE', '/lines/0/productCode'],
  ])('is refused for a line at fault, naming the field', (line, reason, pointer) => {
    expect(refusal(line)).toEqual({ reason, pointer });
  });

  it('is refused in a currency without prices', () => {
    expect(refusal(aLine(), 'XAU')).toEqual({ reason: 'CURRENCY_NOT_OFFERED', pointer: '/currency' });
  });
});

describe('an extra domain', () => {
  it.each([
    ['Shop.Example.COM', 'shop.example.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['*.example.com', '*.example.com'],
  ])('%s is kept as %s', (given, kept) => {
    expect(normaliseDomain(given, true)).toBe(kept);
  });

  it.each([
    '',
    '.',
    'a',
    'a..example.com',
    '-a.example.com',
    'a_b.example.com',
    '10.0.0.1',
    '*.*.example.com',
    'a b.example.com',
    `${'a'.repeat(64)}.example.com`,
  ])('%j is none', (given) => {
    expect(normaliseDomain(given, true)).toBeUndefined();
  });

  it('is no wildcard unless the product allows one', () => {
    expect(normaliseDomain('*.example.com', false)).toBeUndefined();
  });
});

describe('the tier', () => {
  const tierOf = (...lines: [string, number][]) =>
    decideTier(
      seed.tierRules,
      lines.map(([productCode, licences]) => ({ productCode, licences })),
    ).ruleId;

  it('follows from type and number of products, and a rule is named', () => {
    expect(tierOf(['tls-ov', 9])).toBe('STARTER');
    expect(tierOf(['tls-ov', 5], ['tls-dv', 5])).toBe('ENTERPRISE-LICENCES');
    expect(tierOf(['tls-ov', 1], ['tls-private', 1])).toBe('ENTERPRISE-PRODUCT');
  });
});
