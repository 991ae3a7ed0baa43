import type { Db } from '@countersign/db';
import { newId } from '@countersign/runtime';
import type { OrderDatabase } from '../database.ts';
import { issueSaleDocuments } from '../document/issue.ts';
import { getSoldOrder, type SoldLine, type SoldOrder } from '../document/sold-order.ts';
import { queueMail } from '../mail/mail.ts';
import type { NewEntry } from '../order/timeline.ts';
import { changeSubscription } from './change.ts';
import { nextStepAt } from './dunning.ts';
import { insertSubscriptions, lockRow } from './subscription-store.ts';
import { periodsOf, type Span, termFrom } from './term.ts';

/** Time that each line of an order pays, by line. */
type Spans = Map<string, Span>;

/**
 * Does what a payment brings, in the transaction that pays the order, under its lock and once: the lines of a purchase
 * begin subscriptions, a renewal extends its own; invoice and receipt are issued, and the payer is told. Returns what its timeline is to say of it.
 */
export async function recordSale(
  trx: Db<OrderDatabase>,
  { orderId, at }: { orderId: string; at: Date },
): Promise<NewEntry[]> {
  const order = await getSoldOrder(trx, orderId);
  if (order.kind === 'purchase') {
    const spans = await beginSubscriptions(trx, order, at);
    await tellReceipt(trx, order, at);
    return [await issueSaleDocuments(trx, { order, spans, at })];
  }
  const { lineId, period, bySwitch } = await renew(trx, order, at);
  if (bySwitch) await tellRenewed(trx, order, { paidUntil: period.endsAt, at });
  else await tellReceipt(trx, order, at);
  return [await issueSaleDocuments(trx, { order, spans: new Map([[lineId, period]]), at })];
}

async function beginSubscriptions(trx: Db<OrderDatabase>, order: SoldOrder, at: Date): Promise<Spans> {
  const begun = order.lines.map((line) => beginSubscription(line, order.id, at));
  await insertSubscriptions(trx, begun);
  return new Map(begun.map(({ period, subscription }) => [subscription.lineId, period]));
}

function beginSubscription(line: SoldLine, orderId: string, at: Date) {
  const { id: lineId, position, paymentOption, termYears } = line;
  const term = termFrom(at, termYears);
  const [first] = periodsOf(term, paymentOption);
  if (first === undefined) throw new Error('a line was sold without a term');
  const id = newId('sub');
  const facts = { paymentOption, termEnd: term.endsAt, paidUntil: first.endsAt, autoRenew: false, endedAt: null };
  const nextStep = nextStepAt({ ...facts, disputedOrders: [] }, at) ?? null;
  return {
    subscription: {
      id,
      orderId,
      lineId,
      position,
      status: 'active' as const,
      termStart: at,
      ...facts,
      consentVersion: null,
      consentAt: null,
      consentUserId: null,
      endReason: null,
      nextStepAt: nextStep,
      createdAt: at,
    },
    period: {
      subscriptionId: id,
      number: 1,
      state: 'paid' as const,
      orderId,
      ...first,
      termStartsAt: term.startsAt,
      termEndsAt: term.endsAt,
      termYears,
      termLineId: lineId,
      createdAt: at,
      paidAt: at,
    },
  };
}

/** Pays the open period of a renewal; that it is open as long as its order can be paid is held by `dropRenewal`. */
async function renew(trx: Db<OrderDatabase>, order: SoldOrder, at: Date) {
  const [line] = order.lines;
  const subscriptionId = line?.subscriptionId;
  if (line === undefined || !subscriptionId) throw new Error('a renewal names no subscription');
  const subscription = await lockRow(trx, subscriptionId);
  const period = await trx
    .updateTable('subscriptionPeriods')
    .set({ state: 'paid', paidAt: at })
    .where('subscriptionId', '=', subscriptionId)
    .where('orderId', '=', order.id)
    .where('state', '=', 'open')
    .returning(['startsAt', 'endsAt', 'termEndsAt'])
    .executeTakeFirst();
  if (period === undefined) throw new Error('a renewal was paid that is not open');
  const { endsAt: paidUntil, termEndsAt: termEnd } = period;
  await changeSubscription(trx, subscription, { change: { paidUntil, termEnd }, at });
  const charge = await trx
    .selectFrom('subscriptionCharges')
    .select('try')
    .where('subscriptionId', '=', subscriptionId)
    .where('orderId', '=', order.id)
    .limit(1)
    .executeTakeFirst();
  return { lineId: line.id, period, bySwitch: charge !== undefined };
}

async function tellReceipt(trx: Db<OrderDatabase>, order: SoldOrder, at: Date): Promise<void> {
  await queueMail(trx, {
    key: `receipt:${order.id}`,
    message: 'order-receipt',
    orderId: order.id,
    params: { orderNumber: order.number, amount: amountOf(order), link: `/orders/${order.id}` },
    at,
  });
}

async function tellRenewed(
  trx: Db<OrderDatabase>,
  order: SoldOrder,
  { paidUntil, at }: { paidUntil: Date; at: Date },
): Promise<void> {
  await queueMail(trx, {
    key: `renewed:${order.id}`,
    message: 'renewal-paid',
    orderId: order.id,
    params: { product: order.lines[0]?.productName ?? '', amount: amountOf(order), paidUntil },
    at,
  });
}

function amountOf({ currency, exponent, dueNowMinor }: SoldOrder) {
  return { currency, exponent, minor: dueNowMinor.toString() };
}
