import type { Db } from '@countersign/db';
import { DomainError } from '@countersign/errors';
import type { OrderDatabase } from '../database.ts';
import type { OrderServiceDeps } from '../deps.ts';
import { isOpen } from '../order/order.ts';
import { chargeOffSession } from '../payment/off-session.ts';
import { chargesDue } from './dunning.ts';
import { tellFailed } from './notice.ts';
import type { ChargeOutcome } from './subscription.ts';
import { findCharges, findKeptMethods, type LockedSubscription } from './subscription-store.ts';

/** A charge by the buyer's switch, to be made after the commit. */
export interface ChargePlan {
  subscriptionId: string;
  /** The renewal's order. */
  orderId: string;
  /** Number of the try. */
  try: number;
  /** Order with which the payment method was kept. */
  methodOrderId: string;
}

/** Time within which a charge that was begun is made by nobody else: longer than any call of a provider. */
const leaseMs = 120_000;

/**
 * Begins the charge of the renewal of a locked subscription whose day has come. One that was begun and cut off is begun
 * again as the same try, which the provider charges once. The payer is told of one that failed.
 */
export async function planCharge(
  trx: Db<OrderDatabase>,
  locked: LockedSubscription,
  at: Date,
): Promise<ChargePlan | undefined> {
  const { subscription, open } = locked;
  if (open === undefined) return undefined;
  const key = { subscriptionId: subscription.id, orderId: open.order.id };
  const last = (await findCharges(trx, key)).at(-1);
  const isCutOff = last !== undefined && last.outcome === null;
  const made = last?.try ?? 0;
  const isPayable = isOpen(open.order.status);
  if (last !== undefined && !isCutOff && (isPayable || last.outcome === 'requires_action')) {
    await tellFailed(trx, locked, { made, at });
  }
  if (!subscription.autoRenew || !(isPayable || isCutOff)) return undefined;
  // A pause of the sweep is not made up for by several charges at once.
  const dueNow = chargesDue(subscription, at);
  if (!isCutOff && dueNow <= made) return undefined;
  const method = (await findKeptMethods(trx, [subscription.id])).get(subscription.id);
  if (method === undefined) return undefined;
  const number = isCutOff ? made : dueNow;
  if (!isCutOff) {
    await trx
      .insertInto('subscriptionCharges')
      .values({ ...key, try: number, startedAt: at, outcome: null })
      .execute();
  }
  await trx
    .updateTable('subscriptions')
    .set({ nextStepAt: new Date(at.getTime() + leaseMs) })
    .where('id', '=', subscription.id)
    .execute();
  return { ...key, try: number, methodOrderId: method.orderId };
}

/** Makes a charge that was begun, and has the sweep look at its subscription again at once. */
export async function makeCharge(deps: OrderServiceDeps, charge: ChargePlan): Promise<void> {
  const { db, clock, logger } = deps;
  const { subscriptionId, orderId, methodOrderId } = charge;
  const attemptKey = `${subscriptionId}:${charge.try}`;
  const outcome = await chargeOffSession(deps, { orderId, savedMethodOf: methodOrderId, attemptKey }).catch(
    (error: unknown): ChargeOutcome => {
      // Paid by hand or given up meanwhile, or the method is gone: nothing was charged, and repeating helps nobody.
      if (error instanceof DomainError && !error.transient) return 'declined';
      throw error;
    },
  );
  const at = clock.now();
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('subscriptionCharges')
      .set({ outcome })
      .where('subscriptionId', '=', subscriptionId)
      .where('orderId', '=', orderId)
      .where('try', '=', charge.try)
      .execute();
    await trx
      .updateTable('subscriptions')
      .set({ nextStepAt: at })
      .where('id', '=', subscriptionId)
      .where('nextStepAt', '>', at)
      .execute();
  });
  logger.info({ subscriptionId, orderId, outcome }, 'a subscription was charged');
}
