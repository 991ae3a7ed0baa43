import { forbidden } from '@countersign/errors';
import { type Actor, type CallContext, requireActor } from '@countersign/grpc';
import type { Kysely } from 'kysely';
import type { OrderDatabase } from '../database.ts';
import { mayUse, type OrderUse } from '../order/order-key.ts';
import { subscriptionNotFound } from './subscription.ts';
import { findOwned, type OwnedSubscription } from './subscription-reader.ts';

/**
 * A subscription that the actor may use so: by his role in its account or, while it belongs to none, as its buyer. Throws
 * `SUBSCRIPTION_NOT_FOUND`, or `ROLE_REQUIRED` when he may read it but not do this.
 */
export async function requireSubscriptionAccess(
  db: Kysely<OrderDatabase>,
  context: CallContext,
  { subscriptionId, use }: { subscriptionId: string; use: OrderUse },
): Promise<OwnedSubscription & { actor: Actor }> {
  const actor = requireActor(context);
  const [owned] = await findOwned(db, [subscriptionId]);
  if (owned === undefined) throw subscriptionNotFound();
  const inAccount = owned.accountId !== null && owned.accountId === actor.accountId;
  const isBuyer = owned.accountId === null && owned.buyerUserId === actor.userId;
  const may = (wanted: OrderUse) => isBuyer || (inAccount && mayUse(wanted, actor.roles));
  if (may(use)) return { ...owned, actor };
  if (!may('read')) throw subscriptionNotFound();
  throw forbidden('ROLE_REQUIRED', 'your role in this account does not allow this');
}
