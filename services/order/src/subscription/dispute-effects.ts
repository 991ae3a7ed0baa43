import type { Db } from '@countersign/db';
import type { OrderDatabase } from '../database.ts';
import { changeSubscription, endSubscription } from './change.ts';
import { findSubscriptionsOf, lockSubscription } from './subscription-store.ts';

/** Holds the subscriptions of a locked order of which a bank asks the money back; nothing is charged meanwhile. */
export async function recordDispute(
  trx: Db<OrderDatabase>,
  { orderId, at }: { orderId: string; at: Date },
): Promise<void> {
  await setDispute(trx, { orderId, isOpen: true, at });
}

/** Lets the subscriptions of a locked order go on, if the dispute was won, or ends them. */
export async function recordDisputeClosed(
  trx: Db<OrderDatabase>,
  { orderId, won, at }: { orderId: string; won: boolean; at: Date },
): Promise<void> {
  if (won) return await setDispute(trx, { orderId, isOpen: false, at });
  for (const id of await findSubscriptionsOf(trx, { orderId })) {
    // oxlint-disable-next-line no-await-in-loop
    const locked = await lockSubscription(trx, id);
    if (locked === undefined || locked.subscription.endedAt !== null) continue;
    // oxlint-disable-next-line no-await-in-loop
    await endSubscription(trx, locked, { reason: 'dispute_lost', at });
  }
}

async function setDispute(
  trx: Db<OrderDatabase>,
  { orderId, isOpen, at }: { orderId: string; isOpen: boolean; at: Date },
): Promise<void> {
  for (const id of await findSubscriptionsOf(trx, { orderId })) {
    // oxlint-disable-next-line no-await-in-loop
    const locked = await lockSubscription(trx, id);
    if (locked === undefined || locked.subscription.endedAt !== null) continue;
    const { subscription } = locked;
    const others = subscription.disputedOrders.filter((each) => each !== orderId);
    const disputedOrders = isOpen ? [...others, orderId] : others;
    // oxlint-disable-next-line no-await-in-loop
    await changeSubscription(trx, subscription, { change: { disputedOrders }, at });
  }
}
