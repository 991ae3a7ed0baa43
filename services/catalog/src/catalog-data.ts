import { type Static, Type } from 'typebox';

// The shape of the catalog's data: the built-in ones, and those of an operator's own file.

const closed = { additionalProperties: false };
const Words = Type.String({ minLength: 1, maxLength: 500 });
const Code = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 64 });
const RuleId = Type.String({ pattern: '^[A-Z0-9]+(-[A-Z0-9]+)*$', maxLength: 64 });
const Country = Type.String({ pattern: '^[A-Z]{2}$' });
const Moment = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z$' });
const Days = Type.Integer({ minimum: 0, maximum: 10_000 });
const Amount = Type.Integer({ minimum: 0, maximum: 1_000_000_000 });

const TextData = Type.Object(
  { en: Words, fr: Type.Optional(Words), de: Type.Optional(Words), es: Type.Optional(Words) },
  closed,
);

const FamilyData = Type.Object({ code: Code, name: TextData, summary: TextData }, closed);

const ProductData = Type.Object(
  {
    code: Code,
    family: Code,
    name: TextData,
    summary: TextData,
    validationLevel: Type.Enum(['dv', 'ov', 'ev', 'person', 'organisation']),
    purpose: Type.Enum(['tls', 'document_signing', 'code_signing', 'secure_mail']),
    names: Type.Object(
      {
        included: Type.Integer({ minimum: 0, maximum: 1_000 }),
        wwwPair: Type.Boolean(),
        maxExtra: Type.Integer({ minimum: 0, maximum: 1_000 }),
        wildcard: Type.Enum(['never', 'extra', 'included']),
        internalNames: Type.Boolean(),
      },
      closed,
    ),
    termYears: Type.Array(Type.Integer({ minimum: 1, maximum: 10 }), { minItems: 1, uniqueItems: true }),
    paymentOptions: Type.Array(Type.Enum(['annual', 'one_time']), { minItems: 1, uniqueItems: true }),
    validityProfile: Code,
    /** Null: it is listed, and cannot be bought. */
    issuanceProfile: Type.Union([Type.Enum(['tls-public', 'tls-private', 'document-signing']), Type.Null()]),
  },
  closed,
);

/** Prices in minor units of the currency. */
const PriceData = Type.Object(
  {
    currency: Type.String({ pattern: '^[A-Z]{3}$' }),
    exponent: Type.Integer({ minimum: 0, maximum: 4 }),
    licenceYear: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }),
    extraDomainYear: Amount,
    extraWildcardYear: Type.Optional(Amount),
  },
  closed,
);

const DiscountData = Type.Object(
  {
    id: RuleId,
    fromYears: Type.Integer({ minimum: 0, maximum: 10 }),
    fromLicences: Type.Integer({ minimum: 0, maximum: 1_000 }),
    basisPoints: Type.Integer({ minimum: 1, maximum: 9_999 }),
  },
  closed,
);

const ValidityRuleData = Type.Object(
  {
    ruleId: RuleId,
    profile: Code,
    within: Type.Union([Code, Type.Null()]),
    issuedFrom: Moment,
    issuedBefore: Type.Union([Moment, Type.Null()]),
    maxDays: Type.Integer({ minimum: 1, maximum: 10_000 }),
    days: Type.Integer({ minimum: 1, maximum: 10_000 }),
    domainReuseDays: Days,
    organisationReuseDays: Days,
    source: Words,
  },
  closed,
);

const TaxesData = Type.Object(
  {
    union: Type.Object(
      {
        sellerCountry: Country,
        members: Type.Array(
          Type.Object({ country: Country, prefix: Type.String({ pattern: '^[A-Z]{2,3}$' }), pattern: Words }, closed),
        ),
      },
      closed,
    ),
    rules: Type.Array(
      Type.Object(
        {
          ruleId: RuleId,
          country: Type.Union([Country, Type.Literal('*')]),
          /** One word for all languages, or one for each; empty where there is no tax. */
          name: Type.Union([Type.String({ maxLength: 50 }), TextData]),
          basisPoints: Type.Integer({ minimum: 0, maximum: 10_000 }),
          validFrom: Moment,
          validBefore: Type.Union([Moment, Type.Null()]),
        },
        closed,
      ),
    ),
  },
  closed,
);

const TierEnum = Type.Enum(['starter', 'enterprise']);

const TierRuleData = Type.Object(
  {
    ruleId: RuleId,
    leastLicences: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
    productCodes: Type.Union([Type.Array(Code, { minItems: 1 }), Type.Null()]),
    tier: TierEnum,
    explanation: TextData,
  },
  closed,
);

const TierData = Type.Object(
  {
    tier: TierEnum,
    maxMembers: Type.Integer({ minimum: 0, maximum: 100_000 }),
    approvalWorkflow: Type.Boolean(),
    organisations: Type.Boolean(),
    apiKeys: Type.Boolean(),
  },
  closed,
);

const Day = Type.Integer({ minimum: 1, maximum: 7 });
const Time = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' });

const SupportData = Type.Object(
  {
    chatUrl: Type.String({ pattern: '^https?://\\S+$', maxLength: 500 }),
    email: Type.String({ pattern: '^[^@\\s]+@[^@\\s]+$', maxLength: 254 }),
    numbers: Type.Array(
      Type.Object(
        {
          number: Type.String({ pattern: '^\\+[1-9]\\d{5,14}$' }),
          display: Words,
          countries: Type.Array(Country),
          hint: TextData,
        },
        closed,
      ),
    ),
    hours: Type.Array(Type.Object({ fromDay: Day, fromTime: Time, toDay: Day, toTime: Time }, closed)),
    timeZone: Words,
  },
  closed,
);

/** All data of a catalog. */
export const CatalogData = Type.Object(
  {
    families: Type.Array(FamilyData, { minItems: 1 }),
    products: Type.Array(ProductData, { minItems: 1 }),
    /** By product code. */
    prices: Type.Record(Type.String(), Type.Array(PriceData, { minItems: 1 })),
    discounts: Type.Array(DiscountData),
    validityRules: Type.Array(ValidityRuleData, { minItems: 1 }),
    taxes: TaxesData,
    tierRules: Type.Array(TierRuleData, { minItems: 1 }),
    tiers: Type.Array(TierData, { minItems: 1 }),
    support: SupportData,
  },
  closed,
);
export type CatalogData = Static<typeof CatalogData>;

/** An operator's own file: any parts of it. */
export const CatalogFile = Type.Partial(CatalogData, closed);
export type CatalogFile = Static<typeof CatalogFile>;
