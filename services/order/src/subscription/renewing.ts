import { requireIdempotencyKey, runOnce } from '@countersign/db';
import { invalidField } from '@countersign/errors';
import type { OrderServiceDeps } from '../deps.ts';
import { isOpen, type OrderStatus } from '../order/order.ts';
import { dropRenewal } from './change.ts';
import { beginRenewal, lastPaid, planRenewal, priceTerm, priceYear } from './renewal.ts';
import { requireNotEnded, subscriptionNotFound } from './subscription.ts';
import { findPeriods, type LockedSubscription, lockSubscription, type Subscription } from './subscription-store.ts';

/** Longer than any term on offer. */
const mostYears = 10;
/** Statuses of an order with which its renewal goes on. */
const underWay: readonly OrderStatus[] = ['awaiting_payment', 'review_needed', 'refund_pending'];

/**
 * Begins a renewal on the buyer's wish, or finds the one that was begun; returns the id of its order. The catalog is asked
 * for the price of a further term before the transaction, which then asks again whether one is wanted. Throws
 * `SUBSCRIPTION_WRONG_STATUS`, `PRODUCT_OPTION_NOT_OFFERED` or another error of the catalog.
 */
export async function renewByHand(
  deps: OrderServiceDeps,
  {
    subscription,
    termYears,
    idempotencyKey,
  }: { subscription: Subscription; termYears: number; idempotencyKey: string },
): Promise<string> {
  const { db, clock, termsVersion } = deps;
  requireIdempotencyKey(idempotencyKey);
  if (termYears > mostYears) {
    throw invalidField('PRODUCT_OPTION_NOT_OFFERED', '/termYears', 'must be a term on offer');
  }
  const { id } = subscription;
  requireNotEnded(subscription);
  const plan = planRenewal(subscription, lastPaid(await findPeriods(db, id)), termYears || undefined);
  const prices = plan.kind === 'term' ? await priceTerm(deps, { subscription, years: plan.term.years }) : undefined;
  const call = { scope: `RenewSubscription:${id}`, key: idempotencyKey, request: { termYears } };
  const { orderId } = await runOnce(db, call, async (trx) => {
    const locked = await lockSubscription(trx, id);
    if (locked === undefined) throw subscriptionNotFound();
    requireNotEnded(locked.subscription);
    const at = clock.now();
    const begun = findBegun(locked);
    if (begun !== undefined) return { orderId: begun };
    await dropRenewal(trx, locked, at);
    const now = planRenewal(locked.subscription, lastPaid(locked.periods), termYears || undefined);
    // Asked inside only where the last year was paid since then.
    const further = { subscription, years: now.term.years };
    const priced = now.kind === 'year' ? await priceYear(trx, now) : (prices ?? (await priceTerm(deps, further)));
    return {
      orderId: await beginRenewal(trx, locked, { plan: now, prices: priced, termsVersion, at, bySweep: false }),
    };
  });
  return orderId;
}

function findBegun({ open }: LockedSubscription): string | undefined {
  if (open === undefined) return undefined;
  const { id, status } = open.order;
  return isOpen(status) || underWay.includes(status) ? id : undefined;
}
