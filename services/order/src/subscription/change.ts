import { announce, type Db } from '@countersign/db';
import type { OrderDatabase } from '../database.ts';
import { queueMail } from '../mail/mail.ts';
import { cancelOrder } from '../order/cancelling.ts';
import { isOpen } from '../order/order.ts';
import { nextStepAt } from './dunning.ts';
import { type EndReason, type SubscriptionStatus, standingAt } from './subscription.ts';
import type { LockedSubscription, Subscription } from './subscription-store.ts';

/** Topic by which enrolment hears that licences may have to be held, released or extended. */
export const subscriptionChangedTopic = 'subscription-changed';

type Change = Partial<
  Pick<
    Subscription,
    | 'termEnd'
    | 'paidUntil'
    | 'autoRenew'
    | 'consentVersion'
    | 'consentAt'
    | 'consentUserId'
    | 'disputedOrders'
    | 'nextStepAt'
  >
>;

/**
 * Stores a change of a locked subscription, where it stands by it, and when the sweep looks next, at once unless told;
 * enrolment hears of it when licences are concerned. It never ends by this: the sweep ends it when its time is over.
 * `subscription` itself is brought up to date.
 */
export async function changeSubscription(
  trx: Db<OrderDatabase>,
  subscription: Subscription,
  { change, at }: { change: Change; at: Date },
): Promise<void> {
  const { status: statusBefore, termEnd: termEndBefore } = subscription;
  Object.assign(subscription, { nextStepAt: at }, change);
  const standing = standingAt(subscription, at).status;
  if (standing !== 'ended') subscription.status = standing;
  const { id, status, termEnd, paidUntil, autoRenew, disputedOrders } = subscription;
  const { consentVersion, consentAt, consentUserId } = subscription;
  await trx
    .updateTable('subscriptions')
    .set({ status, termEnd, paidUntil, autoRenew, disputedOrders, consentVersion, consentAt, consentUserId })
    .set({ nextStepAt: subscription.nextStepAt })
    .where('id', '=', id)
    .execute();
  if (status !== statusBefore || termEnd.getTime() !== termEndBefore.getTime()) await tellEnrolment(trx, id);
}

/** Ends a locked subscription: nothing is charged any more, and a renewal that was begun is called off. */
export async function endSubscription(
  trx: Db<OrderDatabase>,
  locked: LockedSubscription,
  { reason, at }: { reason: EndReason; at: Date },
): Promise<void> {
  const { subscription } = locked;
  await dropRenewal(trx, locked, at);
  const ended = { status: 'ended' as SubscriptionStatus, endedAt: at, endReason: reason, autoRenew: false };
  Object.assign(subscription, ended, { nextStepAt: null });
  await trx
    .updateTable('subscriptions')
    .set({ ...ended, nextStepAt: null })
    .where('id', '=', subscription.id)
    .execute();
  await tellEnrolment(trx, subscription.id);
  // Who got his money back is told of that.
  if (reason === 'refunded') return;
  await queueMail(trx, {
    key: `ended:${subscription.id}`,
    message: 'subscription-ended',
    orderId: subscription.orderId,
    params: { product: await productOf(trx, subscription), endedAt: at },
    at,
  });
}

/**
 * Calls off the renewal of a locked subscription that was begun and is not paid. Money that still arrives for its order is
 * paid back. An order with odd money is left to staff.
 */
export async function dropRenewal(trx: Db<OrderDatabase>, locked: LockedSubscription, at: Date): Promise<void> {
  const { open, subscription } = locked;
  if (open === undefined) return;
  if (isOpen(open.order.status) || open.order.status === 'awaiting_payment') {
    await cancelOrder(trx, { order: open.order, at });
  }
  await trx
    .deleteFrom('subscriptionPeriods')
    .where('subscriptionId', '=', subscription.id)
    .where('state', '=', 'open')
    .execute();
  locked.periods = locked.periods.filter(({ state }) => state !== 'open');
  locked.open = undefined;
}

/** When the sweep looks at a subscription next, as far as the calendar says. */
export function nextLook(subscription: Subscription, at: Date): Date | null {
  return nextStepAt(subscription, at) ?? null;
}

/** Name of the product of a subscription, in the language of its order. */
export async function productOf(trx: Db<OrderDatabase>, { lineId }: Pick<Subscription, 'lineId'>): Promise<string> {
  const { productName } = await trx
    .selectFrom('orderLines')
    .select('productName')
    .where('id', '=', lineId)
    .executeTakeFirstOrThrow();
  return productName;
}

/** Path of a subscription's page below the front end. */
export function linkOf(subscriptionId: string): string {
  return `/subscriptions/${subscriptionId}`;
}

async function tellEnrolment(trx: Db<OrderDatabase>, subscriptionId: string): Promise<void> {
  await announce(trx, { queue: 'enrollment', topic: subscriptionChangedTopic, payload: { subscriptionId } });
}
