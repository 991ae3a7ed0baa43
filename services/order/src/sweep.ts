import type { Db } from '@countersign/db';
import { type Rounds, startRounds } from '@countersign/runtime';
import { sql } from 'kysely';
import { untouchedDays } from './cart/cart.ts';
import type { OrderDatabase } from './database.ts';
import type { OrderServiceDeps } from './deps.ts';
import { draftDays, isOpen, type Transition } from './order/order.ts';
import { lockOrder, moveOrder } from './order/order-store.ts';
import { retrySagas } from './order/saga.ts';
import { replaceOpenAttempt } from './payment/attempt-store.ts';

type Deps = Pick<OrderServiceDeps, 'db' | 'clock' | 'logger' | 'metrics'>;

const dayMs = 86_400_000;
/** Days for which a quote that no order took is kept. */
const quoteDays = 7;

/** Expires orders that were not completed in time, `limit` at most; returns their ids. */
export async function expireOrders({ db, clock, metrics }: Deps, limit = 100): Promise<string[]> {
  const at = clock.now();
  const due = await db
    .selectFrom('orders')
    .select('id')
    .where('status', 'in', ['draft', 'details_complete', 'review'])
    .where(sql<Date>`coalesce(expires_at, created_at + make_interval(days => ${draftDays}))`, '<=', at)
    .limit(limit)
    .execute();
  const expired: string[] = [];
  for (const { id } of due) {
    // Each in its own transaction, one after the other.
    // oxlint-disable-next-line no-await-in-loop
    const move = await db.transaction().execute((trx) => expireOrder(trx, id, at));
    if (move === undefined) continue;
    metrics.transition(move);
    expired.push(id);
  }
  return expired;
}

async function expireOrder(trx: Db<OrderDatabase>, orderId: string, at: Date): Promise<Transition | undefined> {
  const order = await lockOrder(trx, orderId);
  // Completed, or given a new quote, since it was looked for.
  if (order === undefined || !isOpen(order.status) || order.expiresAt > at) return undefined;
  await replaceOpenAttempt(trx, orderId, at);
  return await moveOrder(trx, order, { to: 'expired', at, entries: [{ code: 'order_expired' }] });
}

/** Deletes carts that were not touched for long, save those with orders, which are abandoned; and quotes of no use. */
export async function sweepCarts({ db, clock }: Deps): Promise<void> {
  const at = clock.now();
  const untouchedSince = new Date(at.getTime() - untouchedDays * dayMs);
  await sql`delete from carts where id in (
    select id from carts c where state in ('open', 'merged') and coalesce(updated_at, created_at) <= ${untouchedSince}
      and not exists (select from orders where cart_id = c.id) limit 1000 for update skip locked)`.execute(db);
  // An order that still lives keeps its cart: it expires first.
  await sql`update carts set state = 'abandoned', closed_at = ${at} where id in (
    select id from carts c where state = 'open' and coalesce(updated_at, created_at) <= ${untouchedSince}
      and not exists (select from orders where cart_id = c.id and status not in ('cancelled', 'expired'))
      limit 1000 for update skip locked)`.execute(db);
  await sql`delete from quotes q where expires_at <= ${new Date(at.getTime() - quoteDays * dayMs)}
    and not exists (select from orders where quote_id = q.id)`.execute(db);
}

/** One round: retries sagas that are overdue, expires orders, clears carts. */
export async function sweep(deps: Deps): Promise<void> {
  const { db, clock, logger } = deps;
  const retried = await db.transaction().execute((trx) => retrySagas(trx, clock.now()));
  if (retried.length > 0) logger.warn({ orderIds: retried }, 'enrolment of orders is overdue; announced again');
  const expired = await expireOrders(deps);
  if (expired.length > 0) logger.info({ count: expired.length }, 'orders expired');
  await sweepCarts(deps);
}

/** Sweeps every 15 seconds until closed. */
export function startSweep(deps: Deps): Rounds {
  return startRounds({
    name: 'the sweep of orders and carts',
    everyMs: 15_000,
    round: () => sweep(deps),
    logger: deps.logger,
  });
}
