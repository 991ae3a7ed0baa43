import type { Db } from '@countersign/db';
import { sql } from 'kysely';
import type { OrderDatabase } from '../database.ts';

/** Why an order needs a person. */
export const troubles = [
  'amount_mismatch',
  'unexpected_payment',
  'payment_unknown',
  'enrolment_stuck',
  'activation_bounced',
  'refund_failed',
  'disputed',
] as const;
export type Trouble = (typeof troubles)[number];

/** Notes that an order needs a person; one that was noted already keeps its moment. */
export async function setTrouble(
  trx: Db<OrderDatabase>,
  { orderId, trouble, at }: { orderId: string; trouble: Trouble; at: Date },
): Promise<void> {
  await trx
    .insertInto('orderTroubles')
    .values({ orderId, trouble, since: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Notes that the trouble is over; nothing happens where there was none. */
export async function clearTrouble(
  trx: Db<OrderDatabase>,
  { orderId, trouble }: { orderId: string; trouble: Trouble },
): Promise<void> {
  await clearing(trx, { orderId, troubles: [trouble] }).execute();
}

/** Notes that troubles are over, as a part of a statement. */
export function clearing(
  trx: Db<OrderDatabase>,
  { orderId, troubles: over }: { orderId: string; troubles: readonly Trouble[] },
) {
  return trx.deleteFrom('orderTroubles').where('orderId', '=', orderId).where('trouble', 'in', over);
}

/** Whether the order has this trouble. */
export async function hasTrouble(
  db: Db<OrderDatabase>,
  { orderId, trouble }: { orderId: string; trouble: Trouble },
): Promise<boolean> {
  const row = await db
    .selectFrom('orderTroubles')
    .select('since')
    .where('orderId', '=', orderId)
    .where('trouble', '=', trouble)
    .executeTakeFirst();
  return row !== undefined;
}

/** Troubles, oldest first, after a place in that order. */
export async function listTroubles(
  db: Db<OrderDatabase>,
  { after, limit }: { after: { since: Date; orderId: string; trouble: string } | undefined; limit: number },
): Promise<{ orderId: string; trouble: Trouble; since: Date }[]> {
  return await db
    .selectFrom('orderTroubles')
    .select(['orderId', 'trouble', 'since'])
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(since, order_id, trouble) > (${after?.since}, ${after?.orderId}, ${after?.trouble})`),
    )
    .orderBy('since')
    .orderBy('orderId')
    .orderBy('trouble')
    .limit(limit)
    .execute();
}

/** How many orders have each trouble at this moment. */
export async function countTroubles(db: Db<OrderDatabase>): Promise<Record<string, number>> {
  const rows = await db
    .selectFrom('orderTroubles')
    .select(['trouble', ({ fn }) => fn.countAll<bigint>().as('count')])
    .groupBy('trouble')
    .execute();
  return Object.fromEntries(rows.map(({ trouble, count }) => [trouble, Number(count)]));
}
