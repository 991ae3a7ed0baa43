import { notFound } from '@countersign/errors';
import { CatalogServiceService, PaymentOption, type Product } from '@countersign/proto/catalog';

/** The part of catalog's contract with which products are read. */
export const productContract = {
  getProduct: CatalogServiceService.getProduct,
  getProductVersion: CatalogServiceService.getProductVersion,
  getValidity: CatalogServiceService.getValidity,
  planRenewals: CatalogServiceService.planRenewals,
};

const dayMs = 86_400_000;
const aProduct = (code: string, over: Partial<Product> = {}): Product => ({
  code,
  versionId: `pv_${code}`,
  family: 'tls',
  name: `Product ${code}`,
  summary: '',
  validationLevel: 'ov',
  includedNames: 1,
  maxExtraDomains: 0,
  wildcardAllowed: false,
  termYears: [1, 2, 3],
  paymentOptions: [PaymentOption.ONE_TIME],
  purpose: 'tls',
  available: true,
  nameRules: { included: 1, wwwPair: true, maxExtra: 0, wildcard: 'never', internalNames: false },
  issuanceProfile: 'tls-public',
  prices: [],
  discounts: [],
  ...over,
});
const rules = (over: object) => ({
  included: 1,
  wwwPair: true,
  maxExtra: 0,
  wildcard: 'never',
  internalNames: false,
  ...over,
});

/** Products that stand for catalog's, by code. */
export const products: Readonly<Record<string, Product>> = {
  'tls-dv': aProduct('tls-dv', { validationLevel: 'dv' }),
  'tls-ov': aProduct('tls-ov'),
  'tls-ov-multi': aProduct('tls-ov-multi', {
    nameRules: rules({ included: 2, wwwPair: false, maxExtra: 240, wildcard: 'extra' }),
  }),
  'tls-wildcard': aProduct('tls-wildcard', { nameRules: rules({ wildcard: 'included', wwwPair: false }) }),
  'tls-ev': aProduct('tls-ev', { validationLevel: 'ev', nameRules: rules({ included: 2 }) }),
  'tls-private': aProduct('tls-private', {
    validationLevel: 'organisation',
    issuanceProfile: 'tls-private',
    nameRules: rules({ included: 4, wwwPair: false, maxExtra: 10, wildcard: 'extra', internalNames: true }),
  }),
  'document-signing': aProduct('document-signing', {
    validationLevel: 'person',
    purpose: 'document_signing',
    issuanceProfile: 'document-signing',
    nameRules: rules({ included: 0, wwwPair: false }),
  }),
};

/** Rules by date as catalog has them: 199 days, 99 from 2027-03-15, 46 from 2029-03-15; 397 for private ones. */
function ruleAt(code: string, at: Date) {
  if (code === 'tls-private') {
    return { ruleId: 'PRIVATE', days: 397, domainValidationReuseDays: 0, organisationValidationReuseDays: 0 };
  }
  const organisationValidationReuseDays = 398;
  if (at < new Date('2027-03-15T00:00:00Z')) {
    return { ruleId: 'TLS-SC081-1', days: 199, domainValidationReuseDays: 200, organisationValidationReuseDays };
  }
  if (at < new Date('2029-03-15T00:00:00Z')) {
    return { ruleId: 'TLS-SC081-2', days: 99, domainValidationReuseDays: 100, organisationValidationReuseDays };
  }
  return { ruleId: 'TLS-SC081-3', days: 46, domainValidationReuseDays: 10, organisationValidationReuseDays };
}

function find(code: string): Product {
  const product = products[code];
  if (product === undefined) throw notFound('PRODUCT_NOT_FOUND', 'no such product');
  return product;
}

/** Handlers that answer for the products above; a version `pv_1` is that of document signing. */
export const productHandlers = {
  getProduct: async ({ code }: { code: string }) => ({ product: find(code) }),
  getProductVersion: async ({ versionId, language }: { versionId: string; language: string }) => {
    const product = find(versionId === 'pv_1' ? 'document-signing' : versionId.slice('pv_'.length));
    return { product: { ...product, versionId, name: `${product.name} (${language})` } };
  },
  getValidity: async ({ code, at }: { code: string; at?: Date | undefined }) => {
    find(code);
    if (at === undefined) throw new Error('the moment is missing');
    const rule = ruleAt(code, at);
    return { validity: { ...rule, source: 'test', issuedAt: at, maxDays: rule.days + 1 }, upcoming: [] };
  },
  planRenewals: async ({ code, from, until }: { code: string; from?: Date | undefined; until?: Date | undefined }) => {
    if (from === undefined || until === undefined) throw new Error('a moment is missing');
    const certificates = [];
    let issueAt = from;
    let endsAt = from;
    while (endsAt < until) {
      const { ruleId, days } = ruleAt(code, issueAt);
      endsAt = new Date(Math.min(issueAt.getTime() + days * dayMs, until.getTime()));
      certificates.push({ issueAt, endsAt, ruleId, days });
      issueAt = new Date(issueAt.getTime() + ((endsAt.getTime() - issueAt.getTime()) * 2) / 3);
    }
    return { certificates };
  },
};
