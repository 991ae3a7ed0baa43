import type { Db } from '@countersign/db';
import type { OrderDatabase } from '../database.ts';
import type { CaptureUse } from './payment.ts';

/** Money that a provider captured by one charge. */
export interface Capture {
  provider: string;
  chargeId: string;
  orderId: string;
  /** Undefined for money that no attempt of the order accounts for. */
  paymentId: string | undefined;
  use: CaptureUse;
  amountMinor: bigint;
  currency: string;
  at: Date;
}

const columns = ['provider', 'chargeId', 'orderId', 'paymentId', 'use', 'amountMinor', 'currency', 'at'] as const;

/** Stores a capture. Its charge must be new, and the order must have no other that is not surplus. */
export async function insertCapture(trx: Db<OrderDatabase>, { paymentId, ...capture }: Capture): Promise<void> {
  await trx
    .insertInto('captures')
    .values({ ...capture, paymentId: paymentId ?? null })
    .execute();
}

/** Finds the capture of a charge. */
export async function findCapture(
  db: Db<OrderDatabase>,
  { provider, chargeId }: { provider: string; chargeId: string },
): Promise<Capture | undefined> {
  const row = await db
    .selectFrom('captures')
    .select([...columns])
    .where('provider', '=', provider)
    .where('chargeId', '=', chargeId)
    .executeTakeFirst();
  return row && { ...row, paymentId: row.paymentId ?? undefined };
}

/** Finds the capture of an order that is not surplus: it paid the order, or waits for staff. */
export async function findKeptCapture(db: Db<OrderDatabase>, orderId: string): Promise<Capture | undefined> {
  const row = await db
    .selectFrom('captures')
    .select([...columns])
    .where('orderId', '=', orderId)
    .where('use', '<>', 'surplus')
    .executeTakeFirst();
  return row && { ...row, paymentId: row.paymentId ?? undefined };
}

/** The order that a charge is of, as the provider answered it or as its money was booked; undefined for one of others. */
export async function findOrderOfCharge(
  db: Db<OrderDatabase>,
  { provider, chargeId }: { provider: string; chargeId: string },
): Promise<string | undefined> {
  const row = await db
    .selectFrom('captures')
    .select('orderId')
    .where('provider', '=', provider)
    .where('chargeId', '=', chargeId)
    .unionAll((from) =>
      from
        .selectFrom('paymentAttempts')
        .select('orderId')
        .where('provider', '=', provider)
        .where('chargeId', '=', chargeId),
    )
    .limit(1)
    .executeTakeFirst();
  return row?.orderId;
}
