import type { Db } from '@countersign/db';
import type { Insertable, Selectable } from 'kysely';
import type { OrderDatabase } from '../database.ts';
import { type LockedOrder, lockOrder } from '../order/order-store.ts';
import type { SubscriptionTables } from './tables.ts';

export type Subscription = Selectable<SubscriptionTables['subscriptions']>;
export type Period = Selectable<SubscriptionTables['subscriptionPeriods']>;

/** A subscription under its lock, with the order that began it and the one that waits to be paid under theirs. */
export interface LockedSubscription {
  subscription: Subscription;
  origin: LockedOrder;
  /** Periods that were not paid back, in order; the last one may be open. */
  periods: Period[];
  /** The renewal that was begun and is not paid. */
  open: { period: Period; order: LockedOrder } | undefined;
}

/** Stores subscriptions that begin, with the first period of each, and names them in the lines that began them. */
export async function insertSubscriptions(
  trx: Db<OrderDatabase>,
  begun: readonly {
    subscription: Insertable<SubscriptionTables['subscriptions']>;
    period: Insertable<SubscriptionTables['subscriptionPeriods']>;
  }[],
): Promise<void> {
  await trx
    .with('begun', (from) =>
      from
        .insertInto('subscriptions')
        .values(begun.map(({ subscription }) => subscription))
        .returning(['id', 'lineId']),
    )
    .with('paid', (from) => from.insertInto('subscriptionPeriods').values(begun.map(({ period }) => period)))
    .updateTable('orderLines')
    .from('begun')
    .set((from) => ({ subscriptionId: from.ref('begun.id') }))
    .whereRef('begun.lineId', '=', 'orderLines.id')
    .execute();
}

/**
 * Locks a subscription; undefined when there is none. Orders are locked before it and the one that began it first, so that
 * nobody waits in a circle; whoever begins a renewal holds that lock too, hence one at a time.
 */
export async function lockSubscription(trx: Db<OrderDatabase>, id: string): Promise<LockedSubscription | undefined> {
  const known = await trx.selectFrom('subscriptions').select('orderId').where('id', '=', id).executeTakeFirst();
  const origin = known && (await lockOrder(trx, known.orderId));
  if (origin === undefined) return undefined;
  const pending = await trx
    .selectFrom('subscriptionPeriods')
    .select('orderId')
    .where('subscriptionId', '=', id)
    .where('state', '=', 'open')
    .executeTakeFirst();
  const order = pending && (await lockOrder(trx, pending.orderId));
  const subscription = await lockRow(trx, id);
  const periods = await findPeriods(trx, id);
  const period = periods.find(({ state }) => state === 'open');
  return {
    subscription,
    origin,
    periods,
    open: period !== undefined && order !== undefined ? { period, order } : undefined,
  };
}

/** Locks a subscription alone, for whoever holds the order of its open period. */
export async function lockRow(trx: Db<OrderDatabase>, id: string): Promise<Subscription> {
  return await trx.selectFrom('subscriptions').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow();
}

/** The periods of a subscription that were not paid back, in order. */
export async function findPeriods(db: Db<OrderDatabase>, subscriptionId: string): Promise<Period[]> {
  return await db
    .selectFrom('subscriptionPeriods')
    .selectAll()
    .where('subscriptionId', '=', subscriptionId)
    .where('state', '<>', 'refunded')
    .orderBy('number')
    .execute();
}

/** The subscriptions that lines of an order began or renewed, in the order in which they are locked. */
export async function findSubscriptionsOf(
  trx: Db<OrderDatabase>,
  { orderId, lineIds }: { orderId: string; lineIds?: readonly string[] },
): Promise<string[]> {
  const rows = await trx
    .selectFrom('orderLines')
    .select('subscriptionId')
    .where('orderId', '=', orderId)
    .$if(lineIds !== undefined, (query) => query.where('id', 'in', lineIds ?? []))
    .where('subscriptionId', 'is not', null)
    .orderBy('subscriptionId')
    .execute();
  return rows.flatMap(({ subscriptionId }) => subscriptionId ?? []);
}

/** A payment method that was kept with the latest order of a subscription that has one. */
export interface KeptMethod {
  /** Order with which it was kept. */
  orderId: string;
  label: string;
}

/** Finds the kept payment methods of subscriptions, by subscription. */
export async function findKeptMethods(
  db: Db<OrderDatabase>,
  subscriptionIds: readonly string[],
): Promise<Map<string, KeptMethod>> {
  if (subscriptionIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('subscriptionPeriods')
    .innerJoin('savedMethods', 'savedMethods.orderId', 'subscriptionPeriods.orderId')
    .select(['subscriptionId', 'savedMethods.orderId', 'savedMethods.label'])
    .where('subscriptionId', 'in', subscriptionIds)
    .where('state', '=', 'paid')
    .orderBy('number')
    .execute();
  // The latest wins.
  return new Map(rows.map(({ subscriptionId, orderId, label }) => [subscriptionId, { orderId, label }]));
}

/** The tries to charge an order by the buyer's switch, in order. */
export async function findCharges(
  db: Db<OrderDatabase>,
  key: { subscriptionId: string; orderId: string },
): Promise<Pick<Selectable<SubscriptionTables['subscriptionCharges']>, 'try' | 'outcome'>[]> {
  return await db
    .selectFrom('subscriptionCharges')
    .select(['try', 'outcome'])
    .where('subscriptionId', '=', key.subscriptionId)
    .where('orderId', '=', key.orderId)
    .orderBy('try')
    .execute();
}
