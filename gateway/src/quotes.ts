import type { Tax } from '@countersign/proto/catalog';
import type { Quote } from '@countersign/proto/order';
import { type Static, Type } from 'typebox';
import { getPart, getTime, omitUndefined, orAbsent } from './json.ts';
import { LineSchema, TierSchema, toLineJson, toTierJson } from './lines.ts';
import { MoneySchema, toMoneyJson, toMoneyOrAbsent } from './money.ts';
import { closed, count, moment, oneOf, said } from './schemas.ts';

const states = ['issued', 'accepted', 'expired', 'superseded'] as const;

export const TaxSchema = closed(
  {
    country: said('Country whose tax it is, ISO 3166-1 alpha-2.', 'DE'),
    name: Type.Optional(said('Name of the tax; absent when none is charged.', 'VAT')),
    basisPoints: count('Rate in hundredths of a percent.', 1900),
    reverseCharge: Type.Boolean({ description: 'Whether the buyer owes the tax himself.', examples: [false] }),
    ruleId: said('Row that decided.', 'VAT-DE-2021'),
  },
  { title: 'Tax' },
);

export const QuoteSchema = closed(
  {
    id: said('Id of the quote.', 'quo_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    state: oneOf(states, 'Whether an order can still take it.'),
    lines: Type.Array(LineSchema, { description: 'The lines with prices, discounts, tax and renewal calendars.' }),
    dueNow: MoneySchema,
    termTotal: MoneySchema,
    netDueNow: Type.Optional(MoneySchema),
    taxDueNow: Type.Optional(MoneySchema),
    tax: Type.Optional(TaxSchema),
    tier: Type.Optional(TierSchema),
    termsVersion: said('Version of the terms that must be accepted.', '2026-01'),
    expiresAt: moment('Moment after which no order takes it.'),
    cartVersion: count('Version of the cart that it binds.', 3),
  },
  { title: 'Quote' },
);

/** A quote as JSON. */
export function toQuoteJson(quote: Quote): Static<typeof QuoteSchema> {
  return omitUndefined({
    id: quote.id,
    state: getPart(
      states.find((known) => known === quote.state),
      'state',
    ),
    lines: quote.lines.map(toLineJson),
    dueNow: toMoneyJson(quote.dueNow, 'due_now'),
    termTotal: toMoneyJson(quote.termTotal, 'term_total'),
    netDueNow: toMoneyOrAbsent(quote.netDueNow),
    taxDueNow: toMoneyOrAbsent(quote.taxDueNow),
    tax: quote.tax && toTaxJson(quote.tax),
    tier: quote.tier && toTierJson(quote.tier),
    termsVersion: quote.termsVersion,
    expiresAt: getTime(quote.expiresAt, 'expires_at'),
    cartVersion: quote.cartVersion,
  });
}

function toTaxJson(tax: Tax): Static<typeof TaxSchema> {
  return omitUndefined({
    country: tax.country,
    name: orAbsent(tax.name),
    basisPoints: tax.basisPoints,
    reverseCharge: tax.reverseCharge,
    ruleId: tax.ruleId,
  });
}
