import type { Db } from '@countersign/db';
import type { OrderDatabase } from '../database.ts';

/** A payment method that a buyer left for renewals. */
export interface SavedMethod {
  provider: string;
  /** The provider's token: it is never logged. */
  methodId: string;
  /** Mark by which its owner tells it from others. */
  label: string;
}

const markLength = 4;

/** Keeps the payment method of an order; a later one takes its place. */
export async function saveMethod(
  trx: Db<OrderDatabase>,
  { orderId, provider, methodId, at }: { orderId: string; provider: string; methodId: string; at: Date },
): Promise<void> {
  // Providers do not tell the card's digits with the capture: the end of their own id has to do.
  const method = { provider, methodId, label: `…${methodId.slice(-markLength)}`, at };
  await trx
    .insertInto('savedMethods')
    .values({ orderId, ...method })
    .onConflict((conflict) => conflict.column('orderId').doUpdateSet(method))
    .execute();
}

/** Finds the payment method that the buyer of an order left; undefined when he left none. */
export async function findSavedMethod(db: Db<OrderDatabase>, orderId: string): Promise<SavedMethod | undefined> {
  return await db
    .selectFrom('savedMethods')
    .select(['provider', 'methodId', 'label'])
    .where('orderId', '=', orderId)
    .executeTakeFirst();
}
