import { DomainError } from '@countersign/errors';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seededCatalog } from '../test/seeded.ts';
import { checkLine, type Line, priceLine } from './pricing.ts';

const { products } = seededCatalog();
const aLine = (over: Partial<Line> = {}): Line => ({
  productCode: 'tls-ov-multi',
  termYears: 1,
  paymentOption: 'one_time',
  licences: 3,
  extraDomains: ['a.example.com', 'b.example.com'],
  ...over,
});
const check = (line: Line, currency = 'USD') => checkLine(line, products.get(line.productCode), currency, '/lines/0');
const price = (over: Partial<Line> = {}, currency = 'USD') => priceLine(check(aLine(over), currency));

describe('the price of a line', () => {
  it('is licences × years × (licence + extra domains + extra wildcards), in minor units', () => {
    expect(price()).toMatchObject({ listTotal: 156_000n, termTotal: 156_000n, dueNow: 156_000n, discounts: [] });
    expect(price({ extraDomains: ['*.example.com', 'b.example.com'] }).termTotal).toBe(228_000n);
  });

  it('is due by equal years with annual payment, without the discount by term', () => {
    const { dueNow, termTotal, charges, discounts } = price({ paymentOption: 'annual', termYears: 2 });
    expect({ dueNow, termTotal, charges, discounts }).toEqual({
      dueNow: 156_000n,
      termTotal: 312_000n,
      charges: 2,
      discounts: [],
    });
  });

  it.each([
    [1, 4, []],
    [2, 4, ['TERM-2Y']],
    [3, 4, ['TERM-3Y']],
    [1, 5, ['VOLUME-5']],
    [1, 19, ['VOLUME-5']],
    [2, 20, ['TERM-2Y', 'VOLUME-20']],
  ])('over %d years for %d licences, paid at once, has the discounts %j', (termYears, licences, ids) => {
    expect(price({ termYears, licences }).discounts.map(({ id }) => id)).toEqual(ids);
  });

  it('takes off the second discount from what the first one left', () => {
    const { listTotal, discounts, termTotal } = price({ termYears: 3, licences: 20, extraDomains: [] });
    expect(listTotal).toBe(2_400_000n);
    expect(discounts.map(({ amount }) => amount)).toEqual([432_000n, 236_160n]);
    expect(termTotal).toBe(1_731_840n);
  });

  it('keeps to whole units of a currency that has no smaller ones', () => {
    const priced = price({ licences: 7, termYears: 2, productCode: 'tls-ev-multi', extraDomains: [] }, 'JPY');
    expect(priced.price.exponent).toBe(0);
    // 75,000 × 7 × 2 less 10 %, less 5 %.
    expect(priced.termTotal).toBe(897_750n);
  });

  it('rounds a discount down to the minor unit, so that no line becomes free', () => {
    const checked = check(aLine({ licences: 5, extraDomains: [] }));
    const odd = { ...checked, price: { ...checked.price, licenceYear: 1 } };
    expect(priceLine(odd)).toMatchObject({ listTotal: 5n, discounts: [{ id: 'VOLUME-5', amount: 0n }], termTotal: 5n });
  });

  const wishes = fc.record({
    licences: fc.integer({ min: 1, max: 1000 }),
    termYears: fc.constantFrom(1, 2, 3),
    paymentOption: fc.constantFrom('annual' as const, 'one_time' as const),
    hosts: fc.integer({ min: 0, max: 240 }),
    wildcards: fc.integer({ min: 0, max: 6 }),
    currency: fc.constantFrom('USD', 'EUR', 'JPY'),
  });
  const of = ({ hosts, wildcards, currency, ...over }: typeof wishes extends fc.Arbitrary<infer T> ? T : never) =>
    price(
      {
        ...over,
        extraDomains: [
          ...Array.from({ length: hosts }, (_, n) => `h${n}.example.com`),
          ...Array.from({ length: wildcards }, (_, n) => `*.w${n}.example.com`),
        ],
      },
      currency,
    );

  it('is exact however large, and what is listed less the discounts is the sum of the charges', () => {
    fc.assert(
      fc.property(wishes, (wish) => {
        const priced = of(wish);
        const { licenceYear, extraDomainYear, extraWildcardYear = 0 } = priced.price;
        const each = BigInt(licenceYear + wish.hosts * extraDomainYear + wish.wildcards * extraWildcardYear);
        expect(priced.listTotal).toBe(each * BigInt(wish.licences) * BigInt(wish.termYears));
        const off = priced.discounts.reduce((sum, { amount }) => sum + amount, 0n);
        expect(priced.listTotal - off).toBe(priced.termTotal);
        expect(priced.dueNow * BigInt(priced.charges)).toBe(priced.termTotal);
        expect(priced.dueNow).toBeGreaterThan(0n);
        expect(priced.discounts.every(({ amount }) => amount >= 0n)).toBe(true);
      }),
    );
  });

  it('grows with each licence within a tier of the discount by number', () => {
    fc.assert(
      fc.property(wishes, (wish) => {
        fc.pre(![4, 19, 1000].includes(wish.licences));
        const more = of({ ...wish, licences: wish.licences + 1 }).termTotal;
        expect(more).toBeGreaterThan(of(wish).termTotal);
      }),
    );
  });

  it('may fall by one licence more where such a tier begins: the twentieth makes all twenty cheaper than nineteen', () => {
    const total = (licences: number) => price({ licences, extraDomains: [] }).termTotal;
    expect(total(5)).toBeGreaterThan(total(4));
    expect([total(19), total(20)]).toEqual([722_000n, 704_000n]);
  });
});

describe('a line at fault', () => {
  const refusal = (line: Line, currency = 'USD') => {
    try {
      check(line, currency);
    } catch (error) {
      if (error instanceof DomainError) return { reason: error.reason, pointer: error.fields[0]?.pointer };
      throw error;
    }
    return undefined;
  };

  it.each([
    [aLine({ termYears: 4 }), 'PRODUCT_OPTION_NOT_OFFERED', '/lines/0/termYears'],
    [aLine({ paymentOption: undefined }), 'PRODUCT_OPTION_NOT_OFFERED', '/lines/0/paymentOption'],
    [aLine({ licences: 0 }), 'LICENCES_OUT_OF_RANGE', '/lines/0/licences'],
    [aLine({ licences: 1001 }), 'LICENCES_OUT_OF_RANGE', '/lines/0/licences'],
    [aLine({ licences: 1.5 }), 'LICENCES_OUT_OF_RANGE', '/lines/0/licences'],
    [aLine({ extraDomains: ['a.example.com', 'A.example.com'] }), 'EXTRA_DOMAIN_INVALID', '/lines/0/extraDomains/1'],
    [aLine({ extraDomains: ['localhost'] }), 'EXTRA_DOMAIN_INVALID', '/lines/0/extraDomains/0'],
    [aLine({ productCode: 'tls-ov' }), 'EXTRA_DOMAINS_NOT_ALLOWED', '/lines/0/extraDomains'],
    [
      aLine({ productCode: 'tls-ev-multi', extraDomains: ['*.example.com'] }),
      'EXTRA_DOMAIN_INVALID',
      '/lines/0/extraDomains/0',
    ],
    [aLine({ productCode: 'mark-verified', extraDomains: [] }), 'PRODUCT_NOT_AVAILABLE', '/lines/0/productCode'],
    [aLine({ productCode: 'none' }), 'PRODUCT_NOT_FOUND', '/lines/0/productCode'],
  ])('is refused, naming the field', (line, reason, pointer) => {
    expect(refusal(line)).toEqual({ reason, pointer });
  });

  it('is refused in a currency without prices', () => {
    expect(refusal(aLine(), 'XAU')).toEqual({ reason: 'CURRENCY_NOT_OFFERED', pointer: '/currency' });
  });

  it('is none with internal names in a private certificate', () => {
    expect(refusal(aLine({ productCode: 'tls-private', extraDomains: ['db', '10.0.0.5'] }))).toBeUndefined();
  });
});
