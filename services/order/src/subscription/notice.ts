import type { Db } from '@countersign/db';
import type { OrderDatabase } from '../database.ts';
import { queueMail, type StoredAmount } from '../mail/mail.ts';
import type { LockedOrder } from '../order/order-store.ts';
import { linkOf, productOf } from './change.ts';
import { findNotice, nextChargeAt } from './dunning.ts';
import { type Due, findDue, holdDay } from './subscription.ts';
import type { LockedSubscription } from './subscription-store.ts';
import { addDays } from './term.ts';

/** Tells the payer of a locked subscription what its calendar says for now, once per day of the calendar. */
export async function tellNotice(trx: Db<OrderDatabase>, locked: LockedSubscription, at: Date): Promise<void> {
  const { subscription, open } = locked;
  const due = findDue(subscription);
  const notice = findNotice(subscription, at);
  if (due === undefined || notice === undefined || subscription.disputedOrders.length > 0) return;
  if (open?.order.status === 'awaiting_payment') return;
  const key = `notice:${subscription.id}:${due.at.toISOString()}:${notice.message}:${notice.day}`;
  if (notice.message === 'renewal-overdue') return await tellOverdue(trx, locked, { key, due, at });
  // What should have been announced before it was due is not announced after.
  if (at >= due.at) return;
  const isOffered = notice.message === 'renewal-announced' && open !== undefined;
  if (due.kind === 'term' && !isOffered) return await tellTermEnds(trx, locked, { key, at });
  if (open === undefined) return;
  const params = { ...(await commonOf(trx, locked)), amount: amountOf(open.order), dueAt: due.at };
  await queueMail(trx, { key, message: notice.message, orderId: subscription.orderId, params, at });
}

/** Tells the payer that a charge failed, once per try, and when the next is made or what follows without one. */
export async function tellFailed(
  trx: Db<OrderDatabase>,
  locked: LockedSubscription,
  { made, at }: { made: number; at: Date },
): Promise<void> {
  const { subscription, open } = locked;
  const due = findDue(subscription);
  if (due === undefined || open === undefined) return;
  const key = `failed:${open.order.id}:${made}`;
  const nextTryAt = nextChargeAt(subscription, made);
  if (nextTryAt === undefined && due.kind === 'term') return await tellTermEnds(trx, locked, { key, at });
  if (nextTryAt === undefined) return await tellOverdue(trx, locked, { key, due, at });
  const params = { ...(await commonOf(trx, locked)), amount: amountOf(open.order), nextTryAt };
  await queueMail(trx, { key, message: 'renewal-failed', orderId: subscription.orderId, params, at });
}

async function tellOverdue(
  trx: Db<OrderDatabase>,
  locked: LockedSubscription,
  { key, due, at }: { key: string; due: Due; at: Date },
): Promise<void> {
  const { subscription, open } = locked;
  if (open === undefined) return;
  const params = {
    ...(await commonOf(trx, locked)),
    amount: amountOf(open.order),
    heldAt: addDays(due.at, holdDay),
  };
  await queueMail(trx, { key, message: 'renewal-overdue', orderId: subscription.orderId, params, at });
}

/** Nothing is owed at the end of a term: the payer is told that it comes. */
async function tellTermEnds(
  trx: Db<OrderDatabase>,
  locked: LockedSubscription,
  { key, at }: { key: string; at: Date },
): Promise<void> {
  const { subscription } = locked;
  const params = { ...(await commonOf(trx, locked)), validUntil: subscription.termEnd };
  await queueMail(trx, { key, message: 'licence-expiring', orderId: subscription.orderId, params, at });
}

async function commonOf(trx: Db<OrderDatabase>, { subscription }: LockedSubscription) {
  return { product: await productOf(trx, subscription), link: linkOf(subscription.id) };
}

function amountOf({ currency, exponent, dueNowMinor }: LockedOrder): StoredAmount {
  return { currency, exponent, minor: dueNowMinor.toString() };
}
