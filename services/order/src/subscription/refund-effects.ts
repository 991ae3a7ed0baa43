import type { Db } from '@countersign/db';
import { conflict } from '@countersign/errors';
import type { OrderDatabase } from '../database.ts';
import { findInvoiceNumber } from '../document/document-store.ts';
import { issueCreditNote } from '../document/issue.ts';
import { getSoldOrder } from '../document/sold-order.ts';
import { queueMail } from '../mail/mail.ts';
import { changeSubscription, dropRenewal, endSubscription } from './change.ts';
import { findSubscriptionsOf, type LockedSubscription, lockSubscription, type Period } from './subscription-store.ts';

/**
 * Does what a granted refund brings, under the order's lock: a subscription of which the time that was paid back has begun
 * ends; a renewal paid back before its time leaves what was paid before. Renewal by itself is off in either case. Throws
 * `ORDER_WRONG_STATUS` while a later renewal is paid, which has to be paid back first.
 */
export async function recordRefundGranted(
  trx: Db<OrderDatabase>,
  { orderId, lineIds, at }: { refundId: string; orderId: string; lineIds: readonly string[]; at: Date },
): Promise<void> {
  for (const id of await findSubscriptionsOf(trx, { orderId, lineIds })) {
    // One after the other: each is locked.
    // oxlint-disable-next-line no-await-in-loop
    const locked = await lockSubscription(trx, id);
    // oxlint-disable-next-line no-await-in-loop
    if (locked !== undefined) await takeBack(trx, locked, { orderId, at });
  }
}

async function takeBack(
  trx: Db<OrderDatabase>,
  locked: LockedSubscription,
  { orderId, at }: { orderId: string; at: Date },
): Promise<void> {
  const { subscription } = locked;
  const paid = locked.periods.filter(({ state }) => state === 'paid');
  const period = paid.find((each) => each.orderId === orderId);
  if (period === undefined) return;
  if (subscription.endedAt !== null) return await markRefunded(trx, period);
  if (period !== paid.at(-1)) {
    throw conflict('ORDER_WRONG_STATUS', 'a later renewal of this subscription is paid; pay that back first');
  }
  await dropRenewal(trx, locked, at);
  await markRefunded(trx, period);
  const before = paid.at(-2);
  if (before === undefined || period.startsAt <= at) {
    return await endSubscription(trx, locked, { reason: 'refunded', at });
  }
  const change = { paidUntil: before.endsAt, termEnd: before.termEndsAt, autoRenew: false };
  await changeSubscription(trx, subscription, { change, at });
}

async function markRefunded(trx: Db<OrderDatabase>, { subscriptionId, orderId }: Period): Promise<void> {
  await trx
    .updateTable('subscriptionPeriods')
    .set({ state: 'refunded' })
    .where('subscriptionId', '=', subscriptionId)
    .where('orderId', '=', orderId)
    .execute();
}

/**
 * Tells the payer, once, that an order was paid back, and issues the credit note; what was paid before there were invoices
 * has none.
 */
export async function recordRefundPaid(
  trx: Db<OrderDatabase>,
  refund: { refundId: string; orderId: string; amountMinor: bigint; at: Date },
): Promise<void> {
  const { refundId, orderId, amountMinor, at } = refund;
  const order = await getSoldOrder(trx, orderId);
  await queueMail(trx, {
    key: `refunded:${refundId}`,
    message: 'order-refunded',
    orderId,
    params: { orderNumber: order.number, amount: amountOf(order, amountMinor) },
    at,
  });
  const invoiceNumber = await findInvoiceNumber(trx, orderId);
  if (invoiceNumber === undefined || (await isCredited(trx, refundId))) return;
  const lineIds = await findRefundedLines(trx, refundId);
  const spans = new Map((await findSpans(trx, orderId)).map(({ lineId, ...span }) => [lineId, span]));
  const isListed = lineIds.every((id) => spans.has(id));
  await issueCreditNote(trx, {
    order,
    lineIds: isListed ? lineIds : [],
    spans,
    invoiceNumber,
    refundId,
    amountMinor,
    at,
  });
}

/** Tells the payer, once, that money went back that was not needed: paid twice, or for an order that was given up. */
export async function recordSurplusPaid(
  trx: Db<OrderDatabase>,
  { refundId, orderId, amountMinor, at }: { refundId: string; orderId: string; amountMinor: bigint; at: Date },
): Promise<void> {
  const order = await trx
    .selectFrom('orders')
    .select(['number', 'currency', 'exponent'])
    .where('id', '=', orderId)
    .executeTakeFirstOrThrow();
  await queueMail(trx, {
    key: `returned:${refundId}`,
    message: 'payment-returned',
    orderId,
    params: { orderNumber: order.number, amount: amountOf(order, amountMinor) },
    at,
  });
}

async function isCredited(trx: Db<OrderDatabase>, refundId: string): Promise<boolean> {
  const row = await trx.selectFrom('documents').select('id').where('refundId', '=', refundId).executeTakeFirst();
  return row !== undefined;
}

async function findRefundedLines(trx: Db<OrderDatabase>, refundId: string): Promise<string[]> {
  const rows = await trx.selectFrom('refundLines').select('lineId').where('refundId', '=', refundId).execute();
  return rows.map(({ lineId }) => lineId);
}

/** The time that each line of an order paid. */
async function findSpans(trx: Db<OrderDatabase>, orderId: string) {
  return await trx
    .selectFrom('subscriptionPeriods')
    .innerJoin('orderLines', (join) =>
      join
        .onRef('orderLines.subscriptionId', '=', 'subscriptionPeriods.subscriptionId')
        .onRef('orderLines.orderId', '=', 'subscriptionPeriods.orderId'),
    )
    .select(['orderLines.id as lineId', 'startsAt', 'endsAt'])
    .where('subscriptionPeriods.orderId', '=', orderId)
    .execute();
}

function amountOf({ currency, exponent }: { currency: string; exponent: number }, amountMinor: bigint) {
  return { currency, exponent, minor: amountMinor.toString() };
}
