import { enumValue } from '@countersign/grpc';
import type { Subscription as SubscriptionMessage } from '@countersign/proto/order';
import type { Kysely } from 'kysely';
import type { OrderDatabase } from '../database.ts';
import { nextChargeAt } from './dunning.ts';
import { lastPaid, planRenewal, priceYear } from './renewal.ts';
import { findDue } from './subscription.ts';
import { findKeptMethods, findPeriods, type Subscription } from './subscription-store.ts';

/** A subscription with the order that it goes back to. */
export interface OwnedSubscription {
  subscription: Subscription;
  accountId: string | null;
  buyerUserId: string | null;
  productCode: string;
  productName: string;
  licences: number;
}

/** Finds subscriptions with who has them, by their ids. */
export async function findOwned(db: Kysely<OrderDatabase>, ids: readonly string[]): Promise<OwnedSubscription[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('subscriptions')
    .innerJoin('orders', 'orders.id', 'subscriptions.orderId')
    .innerJoin('orderLines', 'orderLines.id', 'subscriptions.lineId')
    .selectAll('subscriptions')
    .select(['orders.accountId', 'orders.buyerUserId'])
    .select(['orderLines.productCode', 'orderLines.productName', 'orderLines.licences'])
    .where('subscriptions.id', 'in', ids)
    .orderBy('subscriptions.id')
    .execute();
  return rows.map(({ accountId, buyerUserId, productCode, productName, licences, ...subscription }) => ({
    subscription,
    accountId,
    buyerUserId,
    productCode,
    productName,
    licences,
  }));
}

/** Subscriptions as the contract shows them. */
export async function toSubscriptionMessages(
  db: Kysely<OrderDatabase>,
  owned: readonly OwnedSubscription[],
): Promise<SubscriptionMessage[]> {
  const methods = await findKeptMethods(
    db,
    owned.map(({ subscription }) => subscription.id),
  );
  return await Promise.all(
    owned.map(async (each) => {
      const { subscription, accountId, productCode, productName, licences } = each;
      const { id, orderId, status, termStart, termEnd, paidUntil, autoRenew, paymentOption } = subscription;
      return {
        id,
        accountId: accountId ?? '',
        productCode,
        productName,
        licences,
        paymentOption: enumValue('PAYMENT_OPTION', paymentOption),
        status: enumValue('SUBSCRIPTION_STATUS', status),
        termStart,
        termEnd,
        paidUntil,
        autoRenew,
        orderId,
        paymentMethod: methods.get(id)?.label ?? '',
        ...(await nextOf(db, subscription)),
      };
    }),
  );
}

/** What is due next. The price of a further term is known only once a renewal of it was begun. */
async function nextOf(db: Kysely<OrderDatabase>, subscription: Subscription) {
  const due = findDue(subscription);
  if (due === undefined) {
    return {
      nextAmount: undefined,
      nextDueAt: undefined,
      nextChargeAt: undefined,
      pendingOrderId: '',
      failedCharges: 0,
    };
  }
  const periods = await findPeriods(db, subscription.id);
  const plan = planRenewal(subscription, lastPaid(periods));
  const pending = await findPending(db, subscription.id);
  const year = pending === undefined && plan.kind === 'year' ? (await priceYear(db, plan)).dueNow : undefined;
  const made = pending?.made ?? 0;
  // A try whose order is being paid has not failed.
  const failedCharges = pending?.isBeingPaid ? Math.max(0, pending.tries - 1) : (pending?.tries ?? 0);
  return {
    nextAmount: pending?.amount ?? year,
    nextDueAt: due.at,
    pendingOrderId: pending?.orderId ?? '',
    failedCharges,
    nextChargeAt: subscription.autoRenew ? nextChargeAt(subscription, made) : undefined,
  };
}

/** The renewal that was begun and waits to be paid, with the charges made for it. */
async function findPending(db: Kysely<OrderDatabase>, subscriptionId: string) {
  const row = await db
    .selectFrom('subscriptionPeriods as period')
    .innerJoin('orders', 'orders.id', 'period.orderId')
    .leftJoin('subscriptionCharges as charge', (join) =>
      join.onRef('charge.subscriptionId', '=', 'period.subscriptionId').onRef('charge.orderId', '=', 'period.orderId'),
    )
    .select(['orders.id', 'orders.status', 'orders.currency', 'orders.exponent', 'orders.dueNowMinor'])
    .select(({ fn }) => [fn.count<bigint>('charge.try').as('tries'), fn.max('charge.try').as('made')])
    .where('period.subscriptionId', '=', subscriptionId)
    .where('period.state', '=', 'open')
    .where('orders.status', 'not in', ['cancelled', 'expired', 'refunded'])
    .groupBy('orders.id')
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { id: orderId, status, currency, exponent, dueNowMinor, tries, made } = row;
  const amount = { currency, exponent, minorUnits: dueNowMinor };
  return { orderId, amount, tries: Number(tries), made: made ?? 0, isBeingPaid: status === 'awaiting_payment' };
}
