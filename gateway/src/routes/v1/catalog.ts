import type { Product } from '@countersign/proto/catalog';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import type { CatalogClient } from '../../clients.ts';
import { getPart, getWord, omitUndefined, orAbsent } from '../../json.ts';
import { languageOf } from '../../languages.ts';
import { paymentOptions } from '../../lines.ts';
import { MoneySchema, toMoneyJson, toMoneyOrAbsent } from '../../money.ts';
import { page, pageQuery, toPageJson, toPageRequest } from '../../page.ts';
import { closed, count, DayOrMoment, list, oneOf, said, text } from '../../schemas.ts';
import { SupportSchema, toSupportJson } from '../../support.ts';
import { toValidityJson, ValiditySchema } from '../../validity.ts';

const FamilySchema = closed(
  {
    code: said('Stable code.', 'tls'),
    name: said('Name in the language asked for.', 'TLS server certificates'),
    summary: said('One sentence for buyers.', 'Certificates for web servers.'),
  },
  { title: 'ProductFamily' },
);

const NameRulesSchema = closed(
  {
    included: count('Names that the price includes.', 4),
    wwwPair: Type.Boolean({ description: 'Whether a name with and without `www.` counts once.', examples: [false] }),
    maxExtra: count('Extra names at most.', 246),
    wildcard: oneOf(['never', 'extra', 'included'], 'Whether wildcards may be used, and what they cost.'),
    internalNames: Type.Boolean({
      description: 'Whether internal names and private addresses are allowed.',
      examples: [false],
    }),
  },
  { title: 'NameRules' },
);

const ProductSchema = closed(
  {
    code: said('Stable code.', 'tls-ov-multi'),
    versionId: said('Version of the product that is on sale.', 'pv_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    family: said('Code of the family.', 'tls'),
    name: said('Name in the language asked for.', 'Organisation-validated, multi-domain'),
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
    licenceYearPrice: Type.Optional(MoneySchema),
    extraDomainYearPrice: Type.Optional(MoneySchema),
    purpose: said('What a licence is used for.', 'tls'),
    available: Type.Boolean({ description: 'Whether it can be bought now.', examples: [true] }),
    validity: Type.Optional(ValiditySchema),
    nameRules: Type.Optional(NameRulesSchema),
    issuanceProfile: Type.Optional(
      said('Profile under which certificates are issued; absent for a type that is not available.', 'tls-public'),
    ),
    prices: Type.Array(
      closed(
        {
          licenceYear: MoneySchema,
          extraDomainYear: Type.Optional(MoneySchema),
          extraWildcardYear: Type.Optional(MoneySchema),
        },
        { title: 'ProductPrice' },
      ),
      { description: 'Prices per year without tax, one per currency.' },
    ),
    discounts: Type.Array(
      closed(
        {
          id: said('Which discount.', 'TERM-2Y'),
          fromYears: Type.Optional(count('Fires from this number of years on, paid at once.', 2)),
          fromLicences: Type.Optional(count('Fires from this number of licences in a line on.', 5)),
          basisPoints: count('Size in hundredths of a percent.', 1000),
        },
        { title: 'Discount' },
      ),
      { description: 'Discounts by term and by number.' },
    ),
  },
  { title: 'Product' },
);

const Currency = text({
  description: 'Currency of the single prices, ISO 4217; USD when absent.',
  maxLength: 3,
  pattern: '^[A-Z]{3}$',
  example: 'EUR',
});

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
    validationLevel: Type.Optional(
      oneOf(['dv', 'ov', 'ev', 'person', 'organisation'], 'Only this level of validation.'),
    ),
    wildcard: Type.Optional(
      Type.Boolean({ description: 'Only types that take wildcards.', default: false, examples: [true] }),
    ),
    available: Type.Optional(
      Type.Boolean({ description: 'Only types that can be bought now.', default: false, examples: [true] }),
    ),
    currency: Type.Optional(Currency),
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
  querystring: closed({ currency: Type.Optional(Currency) }),
  response: { 200: ProductSchema },
};

const getValidity = {
  operationId: 'getProductValidity',
  summary: 'Tell how long a certificate lives that is issued on a given day',
  description: 'E1, E2: the life of a certificate follows the rule in force on the day of issuance, which is named.',
  tags: ['Shop'],
  params: ProductCode,
  querystring: closed({
    at: Type.Optional(DayOrMoment),
  }),
  response: {
    200: closed(
      {
        ...ValiditySchema.properties,
        upcoming: Type.Array(ValiditySchema, { description: 'The rules that follow, as far as they are known.' }),
      },
      { title: 'ProductValidity' },
    ),
  },
};

const getSupport = {
  operationId: 'getSupport',
  summary: 'Tell how support is reached and whether it is open',
  description: 'E6: chat, telephone numbers with their dialling rules, opening hours in the time zone of the desk.',
  tags: ['Shop'],
  querystring: closed({ at: Type.Optional(DayOrMoment) }),
  response: { 200: SupportSchema },
};

const notFound = { 404: ['PRODUCT_NOT_FOUND'] };
const cachedRead = { public: true, cached: {} } as const;

/** `/v1/product-families`, `/v1/products` and `/v1/support`: answered from memory where that is right. */
export const catalogRoutes: FastifyPluginAsyncTypebox<{ catalog: CatalogClient }> = async (app, { catalog }) => {
  app.get('/product-families', { schema: listFamilies, config: cachedRead }, async (request) => {
    const { families } = await catalog.listFamilies({ language: languageOf(request) });
    return { items: families.map(({ code, name, summary }) => ({ code, name, summary })) };
  });

  app.get(
    '/products',
    {
      schema: listProducts,
      config: {
        public: true,
        cached: { until: firstRuleEnd },
        problems: { 400: ['FAMILY_NOT_FOUND', 'CURRENCY_NOT_OFFERED'] },
      },
    },
    async (request) => {
      const { query } = request;
      const { products, nextPageToken } = await catalog.listProducts({
        family: query.family ?? '',
        query: query.q ?? '',
        validationLevel: query.validationLevel ?? '',
        wildcardOnly: query.wildcard ?? false,
        availableOnly: query.available ?? false,
        currency: query.currency ?? '',
        language: languageOf(request),
        ...toPageRequest(query),
      });
      return toPageJson(products.map(toProductJson), nextPageToken);
    },
  );

  app.get(
    '/products/:code',
    {
      schema: getProduct,
      config: {
        public: true,
        cached: { until: ({ validity }: ProductJson) => validity?.ruleEndsAt },
        problems: { ...notFound, 400: ['CURRENCY_NOT_OFFERED'] },
      },
    },
    async (request) => {
      const { product } = await catalog.getProduct({
        code: request.params.code,
        currency: request.query.currency ?? '',
        language: languageOf(request),
      });
      return toProductJson(getPart(product, 'product'));
    },
  );

  app.get(
    '/products/:code/validity',
    {
      schema: getValidity,
      config: {
        public: true,
        cached: { until: ({ ruleEndsAt }: { ruleEndsAt?: string }) => ruleEndsAt },
        problems: { ...notFound, 400: ['VALIDITY_UNKNOWN'] },
      },
    },
    async ({ params, query }) => {
      const at = query.at === undefined ? undefined : new Date(query.at);
      const { validity, upcoming } = await catalog.getValidity({ code: params.code, at });
      return { ...toValidityJson(getPart(validity, 'validity')), upcoming: upcoming.map(toValidityJson) };
    },
  );

  app.get(
    '/support',
    {
      schema: getSupport,
      config: { public: true, cached: { until: ({ changesAt }: { changesAt?: string }) => changesAt } },
    },
    async (request) => {
      const at = request.query.at === undefined ? undefined : new Date(request.query.at);
      return toSupportJson(await catalog.getSupport({ at, language: languageOf(request) }));
    },
  );
};

type ProductJson = Static<typeof ProductSchema>;

/** The moment from which one of the products shows another validity. */
function firstRuleEnd({ items }: { items: ProductJson[] }): string | undefined {
  return items
    .flatMap(({ validity }) => validity?.ruleEndsAt ?? [])
    .toSorted()
    .at(0);
}

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
    licenceYearPrice: toMoneyOrAbsent(product.licenceYearPrice),
    extraDomainYearPrice: toMoneyOrAbsent(product.extraDomainYearPrice),
    purpose: product.purpose,
    available: product.available,
    validity: product.validity && toValidityJson(product.validity),
    nameRules: product.nameRules && toNameRulesJson(product.nameRules),
    issuanceProfile: orAbsent(product.issuanceProfile),
    prices: product.prices.map((price) =>
      omitUndefined({
        licenceYear: toMoneyJson(price.licenceYear, 'licence_year'),
        extraDomainYear: toMoneyOrAbsent(price.extraDomainYear),
        extraWildcardYear: toMoneyOrAbsent(price.extraWildcardYear),
      }),
    ),
    discounts: product.discounts.map(({ id, fromYears, fromLicences, basisPoints }) =>
      omitUndefined({
        id,
        fromYears: fromYears || undefined,
        fromLicences: fromLicences || undefined,
        basisPoints,
      }),
    ),
  });
}

function toNameRulesJson(rules: NonNullable<Product['nameRules']>): Static<typeof NameRulesSchema> {
  return {
    included: rules.included,
    wwwPair: rules.wwwPair,
    maxExtra: rules.maxExtra,
    wildcard: getPart(
      (['never', 'extra', 'included'] as const).find((known) => known === rules.wildcard),
      'wildcard',
    ),
    internalNames: rules.internalNames,
  };
}
