import { enumValue } from '@countersign/grpc';
import type { LineInput, PlannedCertificate, TierOutcome } from '@countersign/proto/catalog';
import type { CartLine } from '@countersign/proto/order';
import { type Static, Type } from 'typebox';
import { getPart, getTime, getWord, omitUndefined } from './json.ts';
import { MoneySchema, toMoneyJson, toMoneyOrAbsent } from './money.ts';
import { closed, count, moment, oneOf, said, text } from './schemas.ts';

export const paymentOptions = ['annual', 'one_time'] as const;
export const accountTiers = ['starter', 'enterprise'] as const;

/** What a buyer wants of one product. */
export const LineInputSchema = closed(
  {
    productCode: text({
      description: 'Code of the product.',
      maxLength: 64,
      pattern: '^[a-z0-9-]+$',
      example: 'tls-ov-multi',
    }),
    termYears: Type.Integer({ description: 'Subscription term in years.', minimum: 1, maximum: 10, examples: [1] }),
    paymentOption: oneOf(paymentOptions, 'A year at a time, or the whole term at once.'),
    licences: Type.Integer({ description: 'Number of licences.', minimum: 1, maximum: 1000, examples: [2] }),
    extraDomains: Type.Optional(
      Type.Array(text({ description: 'A host name.', maxLength: 253, example: 'shop.example.com' }), {
        description: 'Extra domains for the Subject Alternative Name.',
        maxItems: 250,
        examples: [['shop.example.com']],
      }),
    ),
  },
  {
    examples: [
      {
        productCode: 'tls-ov-multi',
        termYears: 1,
        paymentOption: 'annual',
        licences: 2,
        extraDomains: ['shop.example.com'],
      },
    ],
  },
);

/** One certificate of a renewal calendar. */
export const PlannedCertificateSchema = closed(
  {
    issueAt: moment('Day of issuance.'),
    endsAt: moment('End of validity.'),
    ruleId: said('Rule that decides its life.', 'TLS-SC081-1'),
    days: count('Days that it lives.', 199),
  },
  { title: 'PlannedCertificate' },
);

export const LineSchema = closed(
  {
    id: said('Id of the line.', 'lin_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    productCode: said('Code of the product.', 'tls-ov-multi'),
    productVersionId: said('Version that the price belongs to.', 'pv_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    productName: said('Name of the product.', 'Organisation-validated, multi-domain'),
    purpose: said('What a licence is used for.', 'tls'),
    termYears: count('Subscription term in years.', 1),
    paymentOption: oneOf(paymentOptions, 'How it is paid.'),
    licences: count('Number of licences.', 2),
    extraDomains: Type.Array(Type.String(), { description: 'Extra domains.', examples: [['shop.example.com']] }),
    issuanceProfile: said('Profile under which its certificates are issued.', 'tls-public'),
    validationLevel: said('dv, ov, ev, person or organisation.', 'ov'),
    dueNow: MoneySchema,
    termTotal: MoneySchema,
    listTotal: Type.Optional(MoneySchema),
    discounts: Type.Array(
      closed(
        { id: said('Which discount.', 'TERM-2Y'), amount: MoneySchema },
        { title: 'AppliedDiscount', description: 'What it takes off the whole term.' },
      ),
      { description: 'Discounts that fired.' },
    ),
    taxDueNow: Type.Optional(MoneySchema),
    taxTotal: Type.Optional(MoneySchema),
    calendar: Type.Array(PlannedCertificateSchema, {
      description: 'Certificates of one licence over the whole term, without an uncovered day.',
    }),
  },
  { title: 'Line' },
);

export const TierSchema = closed(
  {
    tier: oneOf(accountTiers, 'Kind of account that the purchase leads to.'),
    ruleId: said('Rule that decided.', 'tier-by-licences'),
    explanation: said('The rule as a sentence for the buyer.', 'Up to ten licences make a Starter account.'),
  },
  { title: 'TierOutcome' },
);

/** A line of a request as the services take it. */
export function fromLineJson(line: Static<typeof LineInputSchema>): LineInput {
  return {
    productCode: line.productCode,
    termYears: line.termYears,
    paymentOption: enumValue('PAYMENT_OPTION', line.paymentOption),
    licences: line.licences,
    extraDomains: line.extraDomains ?? [],
  };
}

/** A line of a cart or an order as JSON. */
export function toLineJson({ id, priced: part }: CartLine): Static<typeof LineSchema> {
  const priced = getPart(part, 'priced');
  const line = getPart(priced.line, 'line');
  return omitUndefined({
    id,
    productCode: line.productCode,
    productVersionId: priced.productVersionId,
    productName: priced.productName,
    purpose: priced.purpose,
    termYears: line.termYears,
    paymentOption: getWord('PAYMENT_OPTION', line.paymentOption, paymentOptions),
    licences: line.licences,
    extraDomains: line.extraDomains,
    issuanceProfile: priced.issuanceProfile,
    validationLevel: priced.validationLevel,
    dueNow: toMoneyJson(priced.dueNow, 'due_now'),
    termTotal: toMoneyJson(priced.termTotal, 'term_total'),
    listTotal: toMoneyOrAbsent(priced.listTotal),
    discounts: priced.discounts.map((discount) => ({
      id: discount.id,
      amount: toMoneyJson(discount.amount, 'amount'),
    })),
    taxDueNow: toMoneyOrAbsent(priced.taxDueNow),
    taxTotal: toMoneyOrAbsent(priced.taxTotal),
    calendar: priced.calendar.map(toPlannedJson),
  });
}

/** A certificate of a renewal calendar as JSON. */
export function toPlannedJson(planned: PlannedCertificate): Static<typeof PlannedCertificateSchema> {
  return {
    issueAt: getTime(planned.issueAt, 'issue_at'),
    endsAt: getTime(planned.endsAt, 'ends_at'),
    ruleId: planned.ruleId,
    days: planned.days,
  };
}

/** The account tier that a purchase leads to, and why, as JSON. */
export function toTierJson({ tier, ruleId, explanation }: TierOutcome): Static<typeof TierSchema> {
  return { tier: getWord('ACCOUNT_TIER', tier, accountTiers), ruleId, explanation };
}
