import { expect, it } from '@jest/globals';
import { seededCatalog } from '../test/seeded.ts';
import { decideTier } from './tier.ts';

const { tierRules } = seededCatalog();
const tierOf = (...lines: [string, number][]) =>
  decideTier(
    tierRules,
    lines.map(([productCode, licences]) => ({ productCode, licences })),
  ).ruleId;

it('the tier follows from type and number of products, and a rule is named', () => {
  expect(tierOf(['tls-ov', 9])).toBe('STARTER');
  expect(tierOf(['tls-ov', 5], ['tls-dv', 5])).toBe('ENTERPRISE-LICENCES');
  expect(tierOf(['tls-ov', 1], ['tls-private', 1])).toBe('ENTERPRISE-PRODUCT');
});

it('no tier is decided when no rule fires, which is a fault of the data', () => {
  expect(() => decideTier(tierRules.slice(0, 2), [{ productCode: 'tls-ov', licences: 1 }])).toThrow('no tier rule');
});
