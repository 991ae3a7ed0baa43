import type { Product, Validity } from '@countersign/proto/catalog';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import type { CatalogClient } from '../../clients.ts';
import { getPart, getTime, getWord, omitUndefined, orAbsent, timeOrAbsent } from '../../json.ts';
import { paymentOptions } from '../../lines.ts';
import { MoneySchema, toMoneyJson } from '../../money.ts';
import { closed, count, list, moment, oneOf, page, pageQuery, said, text } from '../../schemas.ts';

const FamilySchema = closed(
  {
    code: said('Stable code.', 'tls'),
    name: said('Name in English.', 'TLS server certificates'),
    summary: said('One sentence for buyers.', 'Certificates for web servers.'),
  },
  { title: 'ProductFamily' },
);

const ValiditySchema = closed(
  {
    ruleId: said('Rule that decides.', 'TLS-SC081-1'),
    source: said('Where the rule comes from.', 'CA/Browser Forum Ballot SC-081v3'),
    issuedAt: moment('Moment of issuance that was asked for.'),
    maxDays: count('Upper limit of the rule, in days.', 200),
    days: count('Days that a certificate lives under this rule.', 199),
    ruleEndsAt: Type.Optional(moment('Moment from which another rule holds; absent when none is known.')),
  },
  { title: 'Validity' },
);

const ProductSchema = closed(
  {
    code: said('Stable code.', 'tls-ov-multi'),
    versionId: said('Version of the product that is on sale.', 'pv_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    family: said('Code of the family.', 'tls'),
    name: said('Name in English.', 'Organisation-validated, multi-domain'),
    summary: said('One sentence for buyers.', 'For organisations with several domains.'),
    validationLevel: said('dv, ov, ev, person or organisation.', 'ov'),
    includedNames: count('Domain names that the price includes.', 4),
    maxExtraDomains: count('Largest number of extra domains.', 96),
    wildcardAllowed: Type.Boolean({ description: 'Whether an extra domain may be a wildcard.', examples: [false] }),
    termYears: Type.Array(Type.Integer(), {
      description: 'Subscription terms on offer, in years.',
      examples: [[1, 2]],
    }),
    paymentOptions: Type.Array(oneOf(paymentOptions, 'How it may be paid.'), { description: 'Options on offer.' }),
    licenceYearPrice: MoneySchema,
    extraDomainYearPrice: Type.Optional(MoneySchema),
    purpose: said('What a licence is used for.', 'tls'),
    available: Type.Boolean({ description: 'Whether it can be bought now.', examples: [true] }),
    validity: Type.Optional(ValiditySchema),
  },
  { title: 'Product' },
);

const ProductCode = closed({
  code: text({ description: 'Code of the product.', maxLength: 64, pattern: '^[a-z0-9-]+$', example: 'tls-ov-multi' }),
});

const listFamilies = {
  operationId: 'listProductFamilies',
  summary: 'List the families of certificates on sale',
  description: 'E1: where a buyer begins.',
  tags: ['Shop'],
  response: { 200: list(FamilySchema, 'The families, in the order of a shop.') },
};

const listProducts = {
  operationId: 'listProducts',
  summary: 'Search and filter the types of certificate on sale',
  description:
    'E1, E2, E3, E5: each type tells its validation level, names, terms, payment options, price and validity.',
  tags: ['Shop'],
  querystring: closed({
    family: Type.Optional(
      text({ description: 'Only this family.', maxLength: 64, pattern: '^[a-z0-9-]+$', example: 'tls' }),
    ),
    q: Type.Optional(text({ description: 'Text in code, name or summary.', maxLength: 100, example: 'multi' })),
    ...pageQuery,
  }),
  response: { 200: page(ProductSchema, 'One page of products, in the order of their codes.') },
};

const getProduct = {
  operationId: 'getProduct',
  summary: 'Read one product',
  description: 'E1: the version that is on sale now.',
  tags: ['Shop'],
  params: ProductCode,
  response: { 200: ProductSchema },
};

const getValidity = {
  operationId: 'getProductValidity',
  summary: 'Tell how long a certificate lives that is issued on a given day',
  description: 'E1, E2: the life of a certificate follows the rule in force on the day of issuance, which is named.',
  tags: ['Shop'],
  params: ProductCode,
  querystring: closed({
    at: Type.Optional(
      text({
        description: 'Day or moment of issuance (RFC 3339); now when absent.',
        maxLength: 40,
        pattern: '^\\d{4}-\\d{2}-\\d{2}(T.+)?$',
        format: 'iso-day-or-moment',
        example: '2027-03-15',
      }),
    ),
  }),
  response: { 200: ValiditySchema },
};

const notFound = { 404: ['PRODUCT_NOT_FOUND'] };

/** `/v1/product-families` and `/v1/products`. */
export const catalogRoutes: FastifyPluginAsyncTypebox<{ catalog: CatalogClient }> = async (app, { catalog }) => {
  app.get('/product-families', { schema: listFamilies, config: { public: true } }, async () => {
    const { families } = await catalog.listFamilies({});
    return { items: families.map(({ code, name, summary }) => ({ code, name, summary })) };
  });

  app.get(
    '/products',
    { schema: listProducts, config: { public: true, problems: { 400: ['FAMILY_NOT_FOUND'] } } },
    async ({ query }) => {
      const { products, nextPageToken } = await catalog.listProducts({
        family: query.family ?? '',
        query: query.q ?? '',
        pageSize: query.limit ?? 0,
        pageToken: query.cursor ?? '',
      });
      return omitUndefined({ items: products.map(toProductJson), nextCursor: orAbsent(nextPageToken) });
    },
  );

  app.get(
    '/products/:code',
    { schema: getProduct, config: { public: true, problems: notFound } },
    async ({ params }) => {
      const { product } = await catalog.getProduct({ code: params.code });
      return toProductJson(getPart(product, 'product'));
    },
  );

  app.get(
    '/products/:code/validity',
    { schema: getValidity, config: { public: true, problems: { ...notFound, 400: ['VALIDITY_UNKNOWN'] } } },
    async ({ params, query }) => {
      const at = query.at === undefined ? undefined : new Date(query.at);
      const { validity } = await catalog.getValidity({ code: params.code, at });
      return toValidityJson(getPart(validity, 'validity'));
    },
  );
};

function toProductJson(product: Product): Static<typeof ProductSchema> {
  return omitUndefined({
    code: product.code,
    versionId: product.versionId,
    family: product.family,
    name: product.name,
    summary: product.summary,
    validationLevel: product.validationLevel,
    includedNames: product.includedNames,
    maxExtraDomains: product.maxExtraDomains,
    wildcardAllowed: product.wildcardAllowed,
    termYears: product.termYears,
    paymentOptions: product.paymentOptions.map((option) => getWord('PAYMENT_OPTION', option, paymentOptions)),
    licenceYearPrice: toMoneyJson(product.licenceYearPrice, 'licence_year_price'),
    extraDomainYearPrice:
      product.extraDomainYearPrice && toMoneyJson(product.extraDomainYearPrice, 'extra_domain_year_price'),
    purpose: product.purpose,
    available: product.available,
    validity: product.validity && toValidityJson(product.validity),
  });
}

function toValidityJson(validity: Validity): Static<typeof ValiditySchema> {
  return omitUndefined({
    ruleId: validity.ruleId,
    source: validity.source,
    issuedAt: getTime(validity.issuedAt, 'issued_at'),
    maxDays: validity.maxDays,
    days: validity.days,
    ruleEndsAt: timeOrAbsent(validity.ruleEndsAt),
  });
}
