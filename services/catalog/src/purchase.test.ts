import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seededCatalog } from '../test/seeded.ts';
import type { Line } from './pricing.ts';
import { isAvailable } from './product.ts';
import { pricePurchase, type Wish } from './purchase.ts';

const catalog = seededCatalog();
const sold = [...catalog.products.values()].filter(isAvailable);
const at = new Date('2026-11-21T12:00:00Z');
const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);

const lines: fc.Arbitrary<Line> = fc.constantFrom(...sold).chain((product) =>
  fc.record({
    productCode: fc.constant(product.code),
    termYears: fc.constantFrom(...product.termYears),
    paymentOption: fc.constantFrom(...product.paymentOptions),
    licences: fc.integer({ min: 1, max: 1000 }),
    extraDomains: fc
      .integer({ min: 0, max: product.names.maxExtra })
      .map((count) => Array.from({ length: count }, (_, n) => `h${n}.example.com`)),
  }),
);
const wishes: fc.Arbitrary<Wish> = fc
  .record({
    lines: fc.array(lines, { minLength: 1, maxLength: 6 }),
    currency: fc.constantFrom('USD', 'EUR', 'JPY'),
    buyer: fc.constantFrom(
      ['DE', ''],
      ['FI', ''],
      ['HU', ''],
      ['CH', ''],
      ['JP', ''],
      ['US', ''],
      ['FR', 'FR12345678901'],
      ['', ''],
    ),
  })
  .map(({ buyer: [country = '', taxId = ''], ...wish }) => ({ ...wish, country, taxId, at }));

describe('a purchase', () => {
  it('is the sum of its lines and its tax, now and over the whole terms, whatever is bought', () => {
    fc.assert(
      fc.property(wishes, (wish) => {
        const purchase = pricePurchase(catalog, wish);
        const each = purchase.lines;
        expect(sum(each.map(({ dueNow }) => dueNow))).toBe(purchase.netDueNow);
        expect(sum(each.map(({ taxDueNow }) => taxDueNow))).toBe(purchase.taxDueNow);
        expect(purchase.netDueNow + purchase.taxDueNow).toBe(purchase.dueNow);
        expect(sum(each.map(({ termTotal, taxTotal }) => termTotal + taxTotal))).toBe(purchase.termTotal);
        for (const line of each) {
          expect(line.dueNow * BigInt(line.charges)).toBe(line.termTotal);
          expect(line.taxDueNow * BigInt(line.charges)).toBe(line.taxTotal);
          expect(line.dueNow > 0n && line.taxDueNow >= 0n && line.termTotal <= line.listTotal).toBe(true);
        }
      }),
    );
  });

  it('bears the tax of its sum, to half a minor unit', () => {
    fc.assert(
      fc.property(wishes, (wish) => {
        const { netDueNow, taxDueNow, tax } = pricePurchase(catalog, wish);
        const off = taxDueNow * 10_000n - netDueNow * BigInt(tax.basisPoints);
        expect(-5_000n < off && off <= 5_000n).toBe(true);
      }),
    );
  });

  it('costs the same without tax wherever the buyer is', () => {
    fc.assert(
      fc.property(wishes, (wish) => {
        const net = pricePurchase(catalog, wish).netDueNow;
        expect(pricePurchase(catalog, { ...wish, country: '', taxId: '' }).dueNow).toBe(net);
      }),
    );
  });

  it('shares out a tax that does not divide', () => {
    const licence = { termYears: 1, paymentOption: 'annual' as const, licences: 1, extraDomains: [] };
    const cheap = seededCatalog();
    const products = new Map(
      [...cheap.products].map(([code, product]) => [
        code,
        { ...product, prices: [{ currency: 'USD', exponent: 2, licenceYear: 3, extraDomainYear: 1 }] },
      ]),
    );
    const purchase = pricePurchase(
      { ...cheap, products },
      {
        lines: ['tls-dv', 'tls-ov', 'tls-ov-plus'].map((productCode) => ({ ...licence, productCode })),
        currency: 'USD',
        country: 'DE',
        taxId: '',
        at,
      },
    );
    // 19 % of 0.09 is 0.0171; each line alone would bear 0.0057, and three of them 0.03.
    expect(purchase.taxDueNow).toBe(2n);
    expect(purchase.lines.map(({ taxDueNow }) => taxDueNow)).toEqual([1n, 1n, 0n]);
  });

  it('plans the certificates of each line from the moment of pricing to the end of its term', () => {
    const from = new Date('2028-02-29T10:00:00Z');
    const line = {
      productCode: 'document-person',
      termYears: 1,
      paymentOption: 'annual' as const,
      licences: 2,
      extraDomains: [],
    };
    const wish = { lines: [line], currency: 'EUR', country: '', taxId: '', at: from };
    const [priced] = pricePurchase(catalog, wish).lines;
    expect(priced?.calendar).toMatchObject([
      { issueAt: from, ruleId: 'DOC', days: 365 },
      { endsAt: new Date('2029-03-01T10:00:00Z'), ruleId: 'DOC' },
    ]);
  });
});
