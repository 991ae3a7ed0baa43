import type { CatalogData } from '../catalog-data.ts';
import { pricesByProduct, products } from './products.ts';
import { taxes } from './taxes.ts';
import type { CatalogTexts } from './texts/en.ts';
import { nameAndSummary, text } from './texts/index.ts';
import { validityRules } from './validity-rules.ts';

const families: (keyof CatalogTexts['families'])[] = ['tls', 'document', 'code', 'mail', 'mark'];

/** The built-in catalog. Changing a product, its prices or the discounts makes a new version of it at the next start. */
export const seed: CatalogData = {
  families: families.map((code) => ({ code, ...nameAndSummary((texts) => texts.families[code]) })),
  products,
  prices: pricesByProduct,
  discounts: [
    { id: 'TERM-2Y', fromYears: 2, fromLicences: 0, basisPoints: 1000 },
    { id: 'TERM-3Y', fromYears: 3, fromLicences: 0, basisPoints: 1800 },
    { id: 'VOLUME-5', fromYears: 0, fromLicences: 5, basisPoints: 500 },
    { id: 'VOLUME-20', fromYears: 0, fromLicences: 20, basisPoints: 1200 },
  ],
  validityRules,
  taxes,
  tierRules: [
    {
      ruleId: 'ENTERPRISE-PRODUCT',
      leastLicences: null,
      productCodes: [
        'code-ev',
        'document-organisation',
        'document-organisation-plus',
        'mail-organisation',
        'tls-private',
        'tls-qualified',
        'tls-qualified-payment',
      ],
      tier: 'enterprise',
      explanation: text((texts) => texts.tierRules['ENTERPRISE-PRODUCT']),
    },
    {
      ruleId: 'ENTERPRISE-LICENCES',
      leastLicences: 10,
      productCodes: null,
      tier: 'enterprise',
      explanation: text((texts) => texts.tierRules['ENTERPRISE-LICENCES']),
    },
    {
      ruleId: 'STARTER',
      leastLicences: null,
      productCodes: null,
      tier: 'starter',
      explanation: text((texts) => texts.tierRules.STARTER),
    },
  ],
  tiers: [
    { tier: 'starter', maxMembers: 2, approvalWorkflow: false, organisations: false, apiKeys: false },
    { tier: 'enterprise', maxMembers: 0, approvalWorkflow: true, organisations: true, apiKeys: true },
  ],
  support: {
    chatUrl: 'https://support.example.com/chat',
    email: 'support@example.com',
    numbers: [
      {
        number: '+18005550199',
        display: '+1 800 555 0199',
        countries: ['CA', 'US'],
        hint: text((texts) => texts.support.tollFree),
      },
      {
        number: '+12025550100',
        display: '+1 202 555 0100',
        countries: [],
        hint: text((texts) => texts.support.international),
      },
    ],
    // Sunday 8 PM to Friday 8 PM.
    hours: [{ fromDay: 7, fromTime: '20:00', toDay: 5, toTime: '20:00' }],
    timeZone: 'America/New_York',
  },
};
