import { DomainError } from '@countersign/errors';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seededCatalog } from '../test/seeded.ts';
import { allocate, decideTax, taxOf } from './tax.ts';

const { taxes } = seededCatalog();
const tax = (country: string, taxId = '', at = '2026-11-21T12:00:00Z') =>
  decideTax(taxes, { country, taxId, at: new Date(at) });
const refusal = (country: string, taxId: string) => {
  try {
    tax(country, taxId);
    return undefined;
  } catch (error) {
    return error instanceof DomainError ? [error.reason, error.fields[0]?.pointer] : error;
  }
};

describe('the tax of a purchase', () => {
  it.each([
    ['DE', 'VAT', 1900, 'DE-1'],
    ['FI', 'VAT', 2550, 'FI-2'],
    ['GR', 'VAT', 2400, 'GR-1'],
    ['GB', 'VAT', 2000, 'GB-1'],
    ['CH', 'VAT', 810, 'CH-2'],
    ['NO', 'VAT', 2500, 'NO-1'],
    ['JP', 'Consumption tax', 1000, 'JP-1'],
    ['AU', 'GST', 1000, 'AU-1'],
    ['US', '', 0, 'NONE'],
    ['BR', '', 0, 'NONE'],
  ])('is that of the buyer: %s pays %s at %d basis points by the rule %s', (country, name, basisPoints, ruleId) => {
    const { name: text, ...rest } = tax(country);
    expect([text.en, rest]).toEqual([name, { country, basisPoints, reverseCharge: false, ruleId }]);
  });

  it('changes at midnight UTC of the day on which a rate does', () => {
    expect(tax('EE', '', '2025-06-30T23:59:59.999Z')).toMatchObject({ basisPoints: 2200, ruleId: 'EE-1' });
    expect(tax('EE', '', '2025-07-01T00:00:00.000Z')).toMatchObject({ basisPoints: 2400, ruleId: 'EE-2' });
  });

  it('knows a rate for each of the twenty-seven members, by one row at any moment', () => {
    expect(taxes.union.members).toHaveLength(27);
    const moment = fc.date({ min: new Date('2001-01-01'), max: new Date('2060-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, fc.constantFrom(...taxes.union.members), (at, { country }) => {
        const inForce = taxes.rules.filter(
          (rule) =>
            rule.country === country &&
            rule.validFrom <= at &&
            (rule.validBefore ?? at) >= at &&
            rule.validBefore?.getTime() !== at.getTime(),
        );
        expect(inForce).toHaveLength(1);
        expect(decideTax(taxes, { country, taxId: '', at }).ruleId).toBe(inForce[0]?.ruleId);
      }),
    );
  });

  it.each([
    ['FR', 'FR12345678901'],
    ['GR', 'EL 123456789'],
    ['NL', 'nl123456789b01'],
    ['AT', 'ATU 1234.5678'],
    ['ES', 'ESB12345678'],
  ])('is owed by a business in %s with the id %s itself', (country, taxId) => {
    expect(tax(country, taxId)).toMatchObject({
      country,
      basisPoints: 0,
      reverseCharge: true,
      name: { en: 'VAT', fr: 'TVA' },
    });
  });

  it.each([
    ['DE', 'DE123456789', 1900],
    ['GB', 'GB123456789', 2000],
    ['CH', 'CHE-123.456.789', 810],
    ['US', '12-3456789', 0],
  ])('is charged in %s with a tax id as well: at home, or outside the union', (country, taxId, basisPoints) => {
    expect(tax(country, taxId)).toMatchObject({ basisPoints, reverseCharge: false });
  });

  it('is not reversed by a seller outside the union', () => {
    const abroad = { ...taxes, union: { ...taxes.union, sellerCountry: 'US' } };
    const at = new Date('2026-11-21');
    expect(decideTax(abroad, { country: 'FR', taxId: 'FR12345678901', at })).toMatchObject({
      basisPoints: 2000,
      reverseCharge: false,
    });
  });

  it('is none without a country', () => {
    expect(tax('')).toEqual({ country: '', name: { en: '' }, basisPoints: 0, reverseCharge: false, ruleId: '' });
  });

  it.each([
    ['FR', 'DE123456789', 'TAX_ID_INVALID', '/taxId'],
    ['FR', 'FR1234567890', 'TAX_ID_INVALID', '/taxId'],
    ['GR', 'GR123456789', 'TAX_ID_INVALID', '/taxId'],
    ['FR', 'FR12345678901; drop', 'TAX_ID_INVALID', '/taxId'],
    ['US', '?', 'TAX_ID_INVALID', '/taxId'],
    ['', 'FR12345678901', 'COUNTRY_UNKNOWN', '/country'],
    ['EU', '', 'COUNTRY_UNKNOWN', '/country'],
    ['de', '', 'COUNTRY_UNKNOWN', '/country'],
    ['*', '', 'COUNTRY_UNKNOWN', '/country'],
  ])('is refused for the country %j with the tax id %j', (country, taxId, reason, pointer) => {
    expect(refusal(country, taxId)).toEqual([reason, pointer]);
  });
});

it('a tax is not known before the first rule', () => {
  expect(() => tax('US', '', '1999-12-31T23:59:59Z')).toThrow('must be a day for which a rule is known');
});

describe('the amount of a tax', () => {
  const at = (basisPoints: number) => ({ ...tax(''), basisPoints });

  it('is rounded half up to the minor unit', () => {
    expect(taxOf(50n, at(1900))).toBe(10n);
    expect(taxOf(49n, at(1900))).toBe(9n);
    expect(taxOf(5n, at(1000))).toBe(1n);
    expect(taxOf(4n, at(1000))).toBe(0n);
    expect(taxOf(10n ** 18n, at(2550))).toBe(255n * 10n ** 15n);
  });
});

describe('an allocation', () => {
  it('gives what is left to the parts that lost most, the first of equals first', () => {
    expect(allocate(10n, [1n, 1n, 1n])).toEqual([4n, 3n, 3n]);
    expect(allocate(11n, [1n, 1n, 1n])).toEqual([4n, 4n, 3n]);
    expect(allocate(1n, [1n, 2n])).toEqual([0n, 1n]);
    expect(allocate(0n, [])).toEqual([]);
  });

  it('adds up to the sum, and gives no part a unit more or less than its exact share', () => {
    const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), weights, (sum, given) => {
        fc.pre(given.some((weight) => weight > 0n));
        const whole = given.reduce((total, weight) => total + weight, 0n);
        const parts = allocate(sum, given);
        expect(parts.reduce((total, part) => total + part, 0n)).toBe(sum);
        for (const [index, part] of parts.entries()) {
          const off = part * whole - sum * (given[index] ?? 0n);
          expect(off < whole && -off < whole).toBe(true);
          expect(part >= 0n).toBe(true);
        }
      }),
    );
  });

  it('is a fault where nothing could be given to', () => {
    expect(() => allocate(1n, [0n, 0n])).toThrow('nothing to allocate');
  });
});
