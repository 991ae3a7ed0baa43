import type { Db } from '@countersign/db';
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
  await trx.deleteFrom('orderTroubles').where('orderId', '=', orderId).where('trouble', '=', trouble).execute();
}
