import type { Db } from '@countersign/db';
import type { OrderDatabase } from '../database.ts';

/** A buyer's bank that asks for the money of a charge. */
export interface Dispute {
  chargeId: string;
  amountMinor: bigint;
  currency: string;
  status: 'open' | 'won' | 'lost';
}

/** Stores a dispute; false when it is known already. */
export async function insertDispute(
  trx: Db<OrderDatabase>,
  dispute: {
    provider: string;
    disputeId: string;
    chargeId: string;
    orderId: string;
    amountMinor: bigint;
    currency: string;
    at: Date;
  },
): Promise<boolean> {
  const { at, ...rest } = dispute;
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('disputes')
    .values({ ...rest, status: 'open', openedAt: at, closedAt: null })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** Finds a dispute by the provider's id. */
export async function findDispute(
  db: Db<OrderDatabase>,
  { provider, disputeId }: { provider: string; disputeId: string },
): Promise<Dispute | undefined> {
  return await db
    .selectFrom('disputes')
    .select(['chargeId', 'amountMinor', 'currency', 'status'])
    .where('provider', '=', provider)
    .where('disputeId', '=', disputeId)
    .executeTakeFirst();
}

/** Disputes of an order. */
export async function listDisputes(db: Db<OrderDatabase>, orderId: string): Promise<Dispute[]> {
  return await db
    .selectFrom('disputes')
    .select(['chargeId', 'amountMinor', 'currency', 'status'])
    .where('orderId', '=', orderId)
    .execute();
}

/** Closes an open dispute. */
export async function closeDispute(
  trx: Db<OrderDatabase>,
  { provider, disputeId, status, at }: { provider: string; disputeId: string; status: 'won' | 'lost'; at: Date },
): Promise<void> {
  await trx
    .updateTable('disputes')
    .set({ status, closedAt: at })
    .where('provider', '=', provider)
    .where('disputeId', '=', disputeId)
    .where('status', '=', 'open')
    .execute();
}
