import type { CatalogData } from '../catalog-data.ts';
import { text } from './texts/index.ts';

type TaxRuleData = CatalogData['taxes']['rules'][number];

const vat = text((texts) => texts.taxes.vat);
const everSince = '2000-01-01T00:00:00Z';

/** Country, rate in hundredths of a percent, and the pattern of its tax ids after the prefix (VIES). */
const members = [
  ['AT', 2000, 'U\\d{8}'],
  ['BE', 2100, '[01]\\d{9}'],
  ['BG', 2000, '\\d{9,10}'],
  ['CY', 1900, '\\d{8}[A-Z]'],
  ['CZ', 2100, '\\d{8,10}'],
  ['DE', 1900, '\\d{9}'],
  ['DK', 2500, '\\d{8}'],
  ['EE', 2400, '\\d{9}', { until: '2025-07-01', was: 2200 }],
  ['ES', 2100, '[A-Z]\\d{7}[A-Z0-9]|\\d{8}[A-Z]'],
  ['FI', 2550, '\\d{8}', { until: '2024-09-01', was: 2400 }],
  ['FR', 2000, '[A-HJ-NP-Z0-9]{2}\\d{9}'],
  ['GR', 2400, '\\d{9}'],
  ['HR', 2500, '\\d{11}'],
  ['HU', 2700, '\\d{8}'],
  ['IE', 2300, '\\d{7}[A-W][A-I]?|\\d[A-Z]\\d{5}[A-W]'],
  ['IT', 2200, '\\d{11}'],
  ['LT', 2100, '\\d{9}|\\d{12}'],
  ['LU', 1700, '\\d{8}'],
  ['LV', 2100, '\\d{11}'],
  ['MT', 1800, '\\d{8}'],
  ['NL', 2100, '\\d{9}B\\d{2}'],
  ['PL', 2300, '\\d{10}'],
  ['PT', 2300, '\\d{9}'],
  ['RO', 2100, '\\d{2,10}', { until: '2025-08-01', was: 1900 }],
  ['SE', 2500, '\\d{12}'],
  ['SI', 2200, '\\d{8}'],
  ['SK', 2300, '\\d{10}', { until: '2025-01-01', was: 2000 }],
] as const;

// Greece writes its tax ids with the code of its language.
const prefixOf = (country: string) => (country === 'GR' ? 'EL' : country);

function rates(
  country: string,
  name: TaxRuleData['name'],
  basisPoints: number,
  earlier?: { until: string; was: number },
): TaxRuleData[] {
  if (earlier === undefined) {
    return [{ ruleId: `${country}-1`, country, name, basisPoints, validFrom: everSince, validBefore: null }];
  }
  const change = `${earlier.until}T00:00:00Z`;
  return [
    { ruleId: `${country}-1`, country, name, basisPoints: earlier.was, validFrom: everSince, validBefore: change },
    { ruleId: `${country}-2`, country, name, basisPoints, validFrom: change, validBefore: null },
  ];
}

/** Standard rates by the buyer's country, and the union within which a business abroad owes the tax itself. */
export const taxes: CatalogData['taxes'] = {
  union: {
    sellerCountry: 'DE',
    members: members.map(([country, , pattern]) => ({ country, prefix: prefixOf(country), pattern })),
  },
  rules: [
    ...members.flatMap(([country, rate, , earlier]) => rates(country, vat, rate, earlier)),
    ...rates('GB', vat, 2000),
    ...rates('CH', vat, 810, { until: '2024-01-01', was: 770 }),
    ...rates('LI', vat, 810, { until: '2024-01-01', was: 770 }),
    ...rates('NO', vat, 2500),
    ...rates(
      'JP',
      text((texts) => texts.taxes.consumption),
      1000,
    ),
    ...rates(
      'AU',
      text((texts) => texts.taxes.goods),
      1000,
    ),
    { ruleId: 'NONE', country: '*', name: '', basisPoints: 0, validFrom: everSince, validBefore: null },
  ],
};
