import type { Db } from '@countersign/db';
import { enumValue } from '@countersign/grpc';
import { newId } from '@countersign/runtime';
import type { OrderDatabase } from '../database.ts';
import type { OrderServiceDeps } from '../deps.ts';
import { getSoldOrder } from '../document/sold-order.ts';
import { insertRenewalOrder } from '../order/renewal-order.ts';
import { priceLines } from '../pricing.ts';
import type { Prices } from '../quote/quote.ts';
import { endDay } from './subscription.ts';
import type { LockedSubscription, Period, Subscription } from './subscription-store.ts';
import { addDays, periodsOf, type Span, splitTerm, type Term, termFrom } from './term.ts';

/** Days for which the price of a further term binds when a buyer asked for it. */
const offerDays = 30;

/** What a renewal would pay. */
export type RenewalPlan =
  /** The next year of a term that is paid by the year: the one at `index` in the term. */
  | { kind: 'year'; number: number; period: Span; term: Term; termLineId: string; index: number }
  /** A further term, or its first year. */
  | { kind: 'term'; number: number; period: Span; term: Term };

/** What comes after the last paid period: the next year of its term, or a further term, of as many years unless told. */
export function planRenewal(
  { paymentOption }: Pick<Subscription, 'paymentOption'>,
  last: Period,
  years = last.termYears,
): RenewalPlan {
  const number = last.number + 1;
  const term: Term = { startsAt: last.termStartsAt, endsAt: last.termEndsAt, years: last.termYears };
  const times = periodsOf(term, paymentOption);
  const index = times.findIndex(({ startsAt }) => startsAt.getTime() === last.endsAt.getTime());
  const period = times[index];
  if (period !== undefined) return { kind: 'year', number, period, term, termLineId: last.termLineId, index };
  const further = termFrom(last.termEndsAt, years);
  return { kind: 'term', number, period: periodsOf(further, paymentOption)[0] ?? further, term: further };
}

/** The last paid period of a subscription that did not end. */
export function lastPaid(periods: readonly Period[]): Period {
  const last = periods.findLast(({ state }) => state === 'paid');
  if (last === undefined) throw new Error('a subscription has no paid period');
  return last;
}

/**
 * What a year of a term costs, as it was sold with the term: price, discounts and tax are parts of those of the whole
 * term, at the rate that held then.
 */
export async function priceYear(
  trx: Db<OrderDatabase>,
  { termLineId, index, term }: { termLineId: string; index: number; term: Term },
): Promise<Prices> {
  const line = await trx.selectFrom('orderLines').selectAll().where('id', '=', termLineId).executeTakeFirstOrThrow();
  const order = await trx.selectFrom('orders').selectAll().where('id', '=', line.orderId).executeTakeFirstOrThrow();
  const money = (minorUnits: bigint) => ({ currency: order.currency, minorUnits, exponent: order.exponent });
  const part = (total: bigint, first: bigint) => splitTerm(total, first, term.years)[index] ?? 0n;
  const net = part(line.termTotalMinor, line.dueNowMinor);
  const tax = part(line.taxTotalMinor, line.taxDueNowMinor);
  const off = line.discounts.map(({ id, amountMinor }) => {
    const amount = BigInt(amountMinor);
    return { id, amount: splitTerm(amount, amount / BigInt(term.years), term.years)[index] ?? 0n };
  });
  return {
    lines: [
      {
        id: newId('lin'),
        productCode: line.productCode,
        termYears: 1,
        paymentOption: line.paymentOption,
        licences: line.licences,
        extraDomains: line.extraDomains,
        productVersionId: line.productVersionId,
        productName: line.productName,
        purpose: line.purpose,
        issuanceProfile: line.issuanceProfile,
        validationLevel: line.validationLevel,
        dueNow: money(net),
        termTotal: money(net),
        listTotal: money(off.reduce((sum, { amount }) => sum + amount, net)),
        discounts: off.map(({ id, amount }) => ({ id, amount: money(amount) })),
        taxDueNow: money(tax),
        taxTotal: money(tax),
        calendar: [],
      },
    ],
    dueNow: money(net + tax),
    termTotal: money(net + tax),
    netDueNow: money(net),
    taxDueNow: money(tax),
    tax: order.tax ?? { country: '', name: '', basisPoints: 0, reverseCharge: false, ruleId: '' },
    tier: { tier: order.tier, ruleId: order.tierRuleId, explanation: order.tierExplanation },
  };
}

/**
 * What a further term costs by the catalog of this moment, with the tax of the payer's country. Throws the catalog's
 * errors, for example `PRODUCT_OPTION_NOT_OFFERED`.
 */
export async function priceTerm(
  { db, catalog, clock }: Pick<OrderServiceDeps, 'db' | 'catalog' | 'clock'>,
  { subscription, years }: { subscription: Subscription; years: number },
): Promise<Prices> {
  const order = await getSoldOrder(db, subscription.orderId);
  const line = order.lines.find(({ id }) => id === subscription.lineId);
  if (line === undefined) throw new Error('a subscription began without a line');
  const id = newId('lin');
  const { productCode, licences, extraDomains } = line;
  const paymentOption = enumValue('PAYMENT_OPTION', subscription.paymentOption);
  const { country } = order.payer;
  const prices = await priceLines(catalog, {
    currency: order.currency,
    lines: [{ id, input: { productCode, termYears: years, paymentOption, licences, extraDomains } }],
    at: clock.now(),
    // Orders made before there was tax are renewed with it.
    country: order.tax?.country || country,
    taxId: order.taxId,
    language: order.language,
    bodyLineId: id,
  });
  // It was planned from this moment on; the term begins later.
  return { ...prices, lines: prices.lines.map((each) => ({ ...each, calendar: [] })) };
}

/** Begins a renewal of a locked subscription that has none: its order, and the period that it will pay. */
export async function beginRenewal(
  trx: Db<OrderDatabase>,
  locked: LockedSubscription,
  renewal: { plan: RenewalPlan; prices: Prices; termsVersion: string; at: Date; bySweep: boolean },
): Promise<string> {
  const { subscription, origin } = locked;
  const { plan, prices, termsVersion, at, bySweep } = renewal;
  const orderId = await insertRenewalOrder(trx, {
    subscriptionId: subscription.id,
    originOrderId: origin.id,
    accountId: origin.accountId,
    quote: prices,
    termsVersion,
    at,
    expiresAt: offerEnd(subscription, plan, { at, bySweep }),
  });
  await trx
    .insertInto('subscriptionPeriods')
    .values({
      subscriptionId: subscription.id,
      number: plan.number,
      state: 'open',
      orderId,
      startsAt: plan.period.startsAt,
      endsAt: plan.period.endsAt,
      termStartsAt: plan.term.startsAt,
      termEndsAt: plan.term.endsAt,
      termYears: plan.term.years,
      termLineId: plan.kind === 'year' ? plan.termLineId : (prices.lines[0]?.id ?? ''),
      createdAt: at,
      paidAt: null,
    })
    .execute();
  return orderId;
}

/** A year of a term can be paid as long as the subscription lives; the price of a further term binds for a time only. */
function offerEnd(
  { paidUntil, termEnd }: Subscription,
  { kind }: RenewalPlan,
  { at, bySweep }: { at: Date; bySweep: boolean },
): Date {
  if (kind === 'year') return new Date(Math.min(addDays(paidUntil, endDay).getTime(), termEnd.getTime()));
  return bySweep ? termEnd : new Date(Math.min(addDays(at, offerDays).getTime(), termEnd.getTime()));
}
