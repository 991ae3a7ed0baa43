import type { Db } from '@countersign/db';
import type { OrderDatabase } from '../database.ts';
import { queueMail } from '../mail/mail.ts';
import { isOpen, type OrderStatus } from '../order/order.ts';
import { lockOrder } from '../order/order-store.ts';
import type { Prices } from '../quote/quote.ts';
import { changeSubscription, dropRenewal, endSubscription, linkOf, nextLook, productOf } from './change.ts';
import { type ChargePlan, planCharge } from './charge.ts';
import { tellNotice } from './notice.ts';
import { beginRenewal, lastPaid, planRenewal, priceYear } from './renewal.ts';
import { findDue, orderLeadDays, type SubscriptionFacts, standingAt } from './subscription.ts';
import { findPeriods, type LockedSubscription, type Period } from './subscription-store.ts';
import { addDays } from './term.ts';

const hourMs = 3_600_000;

/** Statuses of an order that can still become paid, or about which staff decide. */
const undecided: readonly OrderStatus[] = ['awaiting_payment', 'review_needed', 'refund_pending'];

/**
 * Does what a locked subscription's calendar says for now, in one transaction; a charge that is due is returned, to be made
 * after the commit. `prices` are those of a further term of the usual length, where the switch will need them.
 */
export async function takeStep(
  trx: Db<OrderDatabase>,
  locked: LockedSubscription,
  { prices, termsVersion, at }: { prices: Prices | undefined; termsVersion: string; at: Date },
): Promise<ChargePlan | undefined> {
  const { subscription, open } = locked;
  if (open !== undefined && !isOpen(open.order.status) && !undecided.includes(open.order.status)) {
    await dropRenewal(trx, locked, at);
  }
  if (await endIfOver(trx, locked, at)) return undefined;
  await followCalendar(trx, locked, at);
  await beginDueRenewal(trx, locked, { prices, termsVersion, at });
  await tellNotice(trx, locked, at);
  const charge = await planCharge(trx, locked, at);
  const isBeingPaid = locked.open?.order.status === 'awaiting_payment';
  if (charge === undefined && isBeingPaid) await lookAgain(trx, subscription.id, new Date(at.getTime() + hourMs));
  return charge;
}

/** Whether the sweep has to bring the price of a further term: the switch charges it, and no order holds it yet. */
export function needsTermPrices(facts: SubscriptionFacts, periods: readonly Period[], at: Date): boolean {
  const due = findDue(facts);
  const open = periods.find(({ state }) => state === 'open');
  return (
    due?.kind === 'term' &&
    facts.autoRenew &&
    at >= addDays(due.at, -orderLeadDays) &&
    open?.termYears !== lastPaid(periods).termYears
  );
}

async function endIfOver(trx: Db<OrderDatabase>, locked: LockedSubscription, at: Date): Promise<boolean> {
  const { subscription, open } = locked;
  const { endReason } = standingAt(subscription, at);
  if (endReason === undefined) return false;
  if (open?.order.status === 'awaiting_payment') {
    // Its renewal is being paid at this moment: the money decides.
    await lookAgain(trx, subscription.id, new Date(at.getTime() + hourMs));
  } else {
    await endSubscription(trx, locked, { reason: endReason, at });
  }
  return true;
}

async function followCalendar(trx: Db<OrderDatabase>, { subscription }: LockedSubscription, at: Date): Promise<void> {
  const before = subscription.status;
  await changeSubscription(trx, subscription, { change: { nextStepAt: nextLook(subscription, at) }, at });
  if (subscription.status !== 'suspended' || before === 'suspended' || subscription.disputedOrders.length > 0) return;
  await queueMail(trx, {
    key: `held:${subscription.id}:${subscription.paidUntil.toISOString()}`,
    message: 'subscription-held',
    orderId: subscription.orderId,
    params: { product: await productOf(trx, subscription), link: linkOf(subscription.id) },
    at,
  });
}

async function beginDueRenewal(
  trx: Db<OrderDatabase>,
  locked: LockedSubscription,
  { prices, termsVersion, at }: { prices: Prices | undefined; termsVersion: string; at: Date },
): Promise<void> {
  const { subscription } = locked;
  const due = findDue(subscription);
  if (due === undefined || at < addDays(due.at, -orderLeadDays)) return;
  const last = lastPaid(locked.periods);
  const plan = planRenewal(subscription, last);
  const { open } = locked;
  if (plan.kind === 'term') {
    if (prices === undefined) return;
    // Begun by hand for another number of years: not what the switch was set for.
    if (open !== undefined && open.period.termYears !== last.termYears && isOpen(open.order.status)) {
      await dropRenewal(trx, locked, at);
    }
  }
  if (locked.open !== undefined) return;
  const priced = plan.kind === 'year' ? await priceYear(trx, plan) : prices;
  if (priced === undefined) return;
  const orderId = await beginRenewal(trx, locked, { plan, prices: priced, termsVersion, at, bySweep: true });
  const order = await lockOrder(trx, orderId);
  locked.periods = await findPeriods(trx, subscription.id);
  const period = locked.periods.find(({ state }) => state === 'open');
  if (order !== undefined && period !== undefined) locked.open = { order, period };
}

/** Has the sweep look at a locked subscription again. */
async function lookAgain(trx: Db<OrderDatabase>, id: string, nextStepAt: Date): Promise<void> {
  await trx.updateTable('subscriptions').set({ nextStepAt }).where('id', '=', id).execute();
}
