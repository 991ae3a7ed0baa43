import type { CatalogData } from '../catalog-data.ts';
import type { CatalogTexts } from './texts/en.ts';
import { nameAndSummary } from './texts/index.ts';

type ProductData = CatalogData['products'][number];
type Terms = Omit<ProductData, 'code' | 'name' | 'summary'>;

const both: ProductData['paymentOptions'] = ['annual', 'one_time'];
const oneName = { included: 1, wwwPair: true, maxExtra: 0, wildcard: 'never', internalNames: false } as const;
const noNames = { ...oneName, included: 0, wwwPair: false };

const tls = {
  family: 'tls',
  purpose: 'tls',
  names: oneName,
  termYears: [1, 2, 3],
  paymentOptions: both,
  validityProfile: 'tls',
  issuanceProfile: 'tls-public',
} satisfies Partial<Terms>;

const qualified: Terms = {
  ...tls,
  validationLevel: 'ev',
  names: { ...oneName, wwwPair: false, maxExtra: 9 },
  termYears: [1, 2],
  validityProfile: 'tls-qualified',
  issuanceProfile: null,
};

const document = {
  family: 'document',
  purpose: 'document_signing',
  names: noNames,
  termYears: [1, 2, 3],
  paymentOptions: both,
  validityProfile: 'document-signing',
  issuanceProfile: null,
} satisfies Partial<Terms>;

const code = {
  ...document,
  family: 'code',
  purpose: 'code_signing',
  validityProfile: 'code-signing',
} satisfies Partial<Terms>;

const mail = {
  ...document,
  family: 'mail',
  purpose: 'secure_mail',
  termYears: [1, 2],
  validityProfile: 'secure-mail',
} satisfies Partial<Terms>;

const mark: Terms = {
  ...mail,
  family: 'mark',
  validationLevel: 'organisation',
  names: { ...oneName, wwwPair: false, maxExtra: 9 },
  termYears: [1],
  validityProfile: 'mark',
};

const terms: Record<keyof CatalogTexts['products'], Terms> = {
  'tls-dv': { ...tls, validationLevel: 'dv', termYears: [1] },
  'tls-ov': { ...tls, validationLevel: 'ov' },
  'tls-ov-plus': { ...tls, validationLevel: 'ov', names: { ...oneName, included: 2 } },
  'tls-ov-multi': {
    ...tls,
    validationLevel: 'ov',
    names: { included: 4, wwwPair: false, maxExtra: 246, wildcard: 'extra', internalNames: false },
  },
  'tls-ov-wildcard': {
    ...tls,
    validationLevel: 'ov',
    names: { ...oneName, wwwPair: false, wildcard: 'included' },
  },
  'tls-ev-multi': {
    ...tls,
    validationLevel: 'ev',
    // EV Guidelines 7.1.2.1: no wildcards.
    names: { ...oneName, included: 2, wwwPair: false, maxExtra: 248 },
    termYears: [1, 2],
    validityProfile: 'tls-ev',
  },
  'tls-qualified': qualified,
  'tls-qualified-payment': qualified,
  'tls-private': {
    ...tls,
    validationLevel: 'organisation',
    names: { included: 10, wwwPair: false, maxExtra: 240, wildcard: 'extra', internalNames: true },
    validityProfile: 'private',
    issuanceProfile: 'tls-private',
  },
  'document-person': { ...document, validationLevel: 'person', issuanceProfile: 'document-signing' },
  'document-group': { ...document, validationLevel: 'organisation' },
  'document-organisation': { ...document, validationLevel: 'organisation' },
  'document-organisation-plus': { ...document, validationLevel: 'organisation' },
  'code-ov': { ...code, validationLevel: 'ov', termYears: [1] },
  'code-ev': { ...code, validationLevel: 'ev', termYears: [1] },
  'mail-person': { ...mail, validationLevel: 'person' },
  'mail-organisation': { ...mail, validationLevel: 'organisation' },
  'mark-verified': mark,
  'mark-common': mark,
};

/** Every type of certificate; one without an issuance profile is listed and cannot be bought. */
export const products = Object.entries(terms).map(
  ([productCode, each]): ProductData => ({
    ...each,
    ...nameAndSummary((texts) => texts.products[productCode as keyof typeof terms]),
    code: productCode,
  }),
);

/** Prices in whole units of USD, with those of the other currencies beside them. */
function prices(licence: number, extra = 0, wildcard?: number): CatalogData['prices'][string] {
  const priceIn = (currency: string, exponent: number, convert: (amount: number) => number) => ({
    currency,
    exponent,
    licenceYear: convert(licence),
    extraDomainYear: convert(extra),
    ...(wildcard === undefined ? {} : { extraWildcardYear: convert(wildcard) }),
  });
  return [
    priceIn('USD', 2, (amount) => amount * 100),
    priceIn('EUR', 2, (amount) => Math.round(amount * 0.95) * 100),
    priceIn('JPY', 0, (amount) => amount * 150),
  ];
}

/** Prices by product. */
export const pricesByProduct: Record<keyof typeof terms, CatalogData['prices'][string]> = {
  'tls-dv': prices(60),
  'tls-ov': prices(200),
  'tls-ov-plus': prices(280),
  'tls-ov-multi': prices(400, 60, 300),
  'tls-ov-wildcard': prices(700),
  'tls-ev-multi': prices(500, 120),
  'tls-qualified': prices(900, 150),
  'tls-qualified-payment': prices(900, 150),
  'tls-private': prices(100, 10, 30),
  'document-person': prices(200),
  'document-group': prices(400),
  'document-organisation': prices(900),
  'document-organisation-plus': prices(1500),
  'code-ov': prices(400),
  'code-ev': prices(600),
  'mail-person': prices(30),
  'mail-organisation': prices(40),
  'mark-verified': prices(1200, 200),
  'mark-common': prices(900, 200),
};
