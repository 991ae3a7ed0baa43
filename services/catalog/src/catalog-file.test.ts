import { describe, expect, it } from '@jest/globals';
import type { CatalogData } from './catalog-data.ts';
import { CatalogError, checkCatalog, readCatalog } from './catalog-file.ts';
import { fromStored, toStored } from './product-content.ts';
import { seed } from './seed/index.ts';

const read = (file: unknown) => readCatalog(seed, typeof file === 'string' ? file : JSON.stringify(file));
const faultsOf = (file: unknown): readonly string[] => {
  try {
    read(file);
    return [];
  } catch (error) {
    if (error instanceof CatalogError) return error.faults;
    throw error;
  }
};
const product = (code: string) => {
  const found = seed.products.find((each) => each.code === code);
  if (found === undefined) throw new Error(code);
  return found;
};

describe('the built-in catalog', () => {
  it('is a catalog without fault', () => {
    expect(checkCatalog(JSON.parse(JSON.stringify(seed)))).toEqual(seed);
  });

  it('says everything in four languages', () => {
    const texts = [
      ...seed.families.flatMap(({ name, summary }) => [name, summary]),
      ...seed.products.flatMap(({ name, summary }) => [name, summary]),
      ...seed.tierRules.map(({ explanation }) => explanation),
      ...seed.support.numbers.map(({ hint }) => hint),
      ...seed.taxes.rules.flatMap(({ name }) => (typeof name === 'string' ? [] : [name])),
    ];
    const missing = texts.filter(({ fr, de, es }) => [fr, de, es].some((text) => text === undefined || text === ''));
    expect(missing).toEqual([]);
  });

  it('stores and reads every product without losing anything', () => {
    for (const { code, ...terms } of seed.products) {
      const whole = { ...terms, prices: seed.prices[code] ?? [], discounts: seed.discounts };
      const stored = JSON.parse(JSON.stringify(toStored(whole))) as ReturnType<typeof toStored>;
      expect(fromStored(terms.family, stored)).toEqual(whole);
    }
  });
});

describe('an operator’s own file', () => {
  it('takes the place of the parts that it holds, and of no other', () => {
    const support = { ...seed.support, email: 'help@example.com' };
    expect(read({ support })).toEqual({ ...seed, support });
    expect(read({})).toEqual(seed);
  });

  it('changes prices product by product', () => {
    const dv = [
      { currency: 'USD', exponent: 2, licenceYear: 4900, extraDomainYear: 0 },
      { currency: 'EUR', exponent: 2, licenceYear: 4500, extraDomainYear: 0 },
      { currency: 'JPY', exponent: 0, licenceYear: 7000, extraDomainYear: 0 },
    ];
    expect(read({ prices: { 'tls-dv': dv } }).prices).toEqual({ ...seed.prices, 'tls-dv': dv });
  });

  it('may sell few products under the other built-in parts', () => {
    const products = [product('tls-dv'), product('tls-private')];
    expect(read({ products }).products).toEqual(products);
  });

  const edit = <T>(value: T, change: object): T => ({ ...value, ...change });
  const multi = product('tls-ov-multi');
  const usd = { currency: 'USD', exponent: 2, licenceYear: 1, extraDomainYear: 1 };
  const [firstRule] = seed.validityRules;

  it.each<[string, unknown, RegExp]>([
    ['is not JSON', '{', /^is not JSON/],
    ['holds an unknown part', { price: {} }, /^\/ .*price/],
    [
      'has a price in fractions',
      { prices: { 'tls-dv': [edit(usd, { licenceYear: 1.5 })] } },
      /^\/prices\/tls-dv\/0\/licenceYear /,
    ],
    [
      'gives a licence away',
      { prices: { 'tls-dv': [edit(usd, { licenceYear: 0 })] } },
      /^\/prices\/tls-dv\/0\/licenceYear /,
    ],
    ['prices what is not sold', { prices: { 'tls-x': [usd] } }, /^\/prices\/tls-x is of no product/],
    ['leaves out a currency', { prices: { 'tls-dv': [usd] } }, /^\/prices\/tls-dv lacks EUR/],
    [
      'gives a currency two exponents',
      { prices: { 'tls-dv': (seed.prices['tls-dv'] ?? []).map((price) => edit(price, { exponent: 3 })) } },
      /two exponents$/,
    ],
    [
      'forgets the price of a wildcard',
      { prices: { 'tls-ov-multi': seed.prices['tls-ov'] ?? [] } },
      /^\/prices\/tls-ov-multi\/0\/extraWildcardYear /,
    ],
    ['has a product twice', { products: [multi, multi] }, /^\/products\/1 repeats tls-ov-multi/],
    ['has a product of no family', { products: [edit(multi, { family: 'x' })] }, /^\/products\/0\/family /],
    ['has a product without price', { products: [edit(multi, { code: 'new' })] }, /^\/prices\/new is missing/],
    [
      'has a product without rule',
      { products: [edit(multi, { validityProfile: 'x' })] },
      /^\/products\/0\/validityProfile /,
    ],
    [
      'has public internal names',
      { products: [edit(multi, { names: edit(multi.names, { internalNames: true }) })] },
      /^\/products\/0\/names\/internalNames /,
    ],
    ['has EV wildcards', { products: [edit(multi, { validationLevel: 'ev' })] }, /^\/products\/0\/names\/wildcard /],
    [
      'has a text without English',
      { families: [{ code: 'tls', name: { de: 'A' }, summary: { en: 'B' } }] },
      /^\/families\/0\/name /,
    ],
    [
      'has a discount of both kinds',
      { discounts: [{ id: 'A', fromYears: 2, fromLicences: 5, basisPoints: 1 }] },
      /^\/discounts\/0 /,
    ],
    [
      'gives all away',
      { discounts: [{ id: 'A', fromYears: 2, fromLicences: 0, basisPoints: 10_000 }] },
      /^\/discounts\/0\/basisPoints /,
    ],
    [
      'leaves a gap in the rules',
      {
        validityRules: seed.validityRules.map((rule) =>
          rule === firstRule ? edit(rule, { issuedBefore: '2026-03-14T00:00:00Z' }) : rule,
        ),
      },
      /^\/validityRules\/0\/issuedBefore must be 2026-03-15T00:00:00Z/,
    ],
    [
      'ends the last rule',
      {
        validityRules: seed.validityRules.map((rule) =>
          rule.ruleId === 'MARK' ? edit(rule, { issuedBefore: '2030-01-01T00:00:00Z' }) : rule,
        ),
      },
      /issuedBefore must be null/,
    ],
    [
      'has a day that does not exist',
      {
        validityRules: seed.validityRules.map((rule) =>
          rule === firstRule ? edit(rule, { issuedFrom: '2000-02-30T00:00:00Z' }) : rule,
        ),
      },
      /^\/validityRules\/0\/issuedFrom is no moment/,
    ],
    [
      'lets certificates outlive their rule',
      { validityRules: [edit(firstRule, { issuedBefore: null, days: 399 })] },
      /^\/validityRules\/0\/days /,
    ],
    [
      'taxes no one else',
      { taxes: { ...seed.taxes, rules: seed.taxes.rules.filter(({ country }) => country !== '*') } },
      /^\/taxes\/rules must have a rule for every other/,
    ],
    [
      'has a pattern that is none',
      {
        taxes: {
          ...seed.taxes,
          union: { sellerCountry: 'DE', members: [{ country: 'DE', prefix: 'DE', pattern: '(' }] },
        },
      },
      /^\/taxes\/union\/members\/0\/pattern /,
    ],
    ['decides no tier at the end', { tierRules: seed.tierRules.slice(0, 2) }, /^\/tierRules\/1 must have no condition/],
    [
      'names products that are none',
      {
        tierRules: seed.tierRules.map((rule) =>
          rule.productCodes === null ? rule : edit(rule, { productCodes: ['x'] }),
        ),
      },
      /^\/tierRules\/0\/productCodes /,
    ],
    ['leads to a tier that is none', { tiers: seed.tiers.slice(0, 1) }, /^\/tierRules\/0\/tier /],
    ['has a desk nowhere', { support: edit(seed.support, { timeZone: 'Mars/Olympus' }) }, /^\/support\/timeZone /],
    [
      'opens at a time that is none',
      { support: edit(seed.support, { hours: [{ fromDay: 1, fromTime: '24:00', toDay: 2, toTime: '00:00' }] }) },
      /^\/support\/hours\/0\/fromTime /,
    ],
  ])('is refused when it %s, naming the place', (_what, file, fault) => {
    expect(faultsOf(file)).toContainEqual(expect.stringMatching(fault));
  });

  it('is refused with all its faults at once', () => {
    const file: Partial<CatalogData> = { products: [edit(multi, { family: 'x', validityProfile: 'y' })] };
    expect(faultsOf(file).length).toBeGreaterThanOrEqual(2);
  });
});
