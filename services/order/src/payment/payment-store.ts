import type { Db } from '@countersign/db';
import { sql } from 'kysely';
import type { OrderDatabase } from '../database.ts';
import type { AttemptStatus, Capture, Charge, EventOutcome } from './payment.ts';
import type { ProviderEvent } from './payment-provider.ts';

/** First time after which a charge without an answer is sent again; doubles each time up to the longest. */
const firstRetrySeconds = 30;
const longestRetrySeconds = 1_800;

/** Stores a new attempt of a locked order, in place of one that was not charged yet. */
export async function insertAttempt(
  trx: Db<OrderDatabase>,
  attempt: Charge & { provider: string; at: Date },
): Promise<void> {
  const { paymentId, at, ...rest } = attempt;
  await replaceOpenAttempt(trx, attempt.orderId, at);
  await trx
    .insertInto('paymentAttempts')
    .values({
      ...rest,
      id: paymentId,
      status: 'created',
      chargeId: null,
      declineCode: '',
      retryAt: null,
      createdAt: at,
      updatedAt: at,
    })
    .execute();
}

/** Gives up the attempt of a locked order that was not charged yet, if there is one. */
export async function replaceOpenAttempt(trx: Db<OrderDatabase>, orderId: string, at: Date): Promise<void> {
  await trx
    .updateTable('paymentAttempts')
    .set({ status: 'replaced', token: null, updatedAt: at })
    .where('orderId', '=', orderId)
    .where('status', '=', 'created')
    .execute();
}

/** Begins to charge the attempt of a locked order; undefined when it has none that waits. */
export async function startAttempt(
  trx: Db<OrderDatabase>,
  { orderId, at }: { orderId: string; at: Date },
): Promise<Charge | undefined> {
  const row = await trx
    .updateTable('paymentAttempts')
    .set({ status: 'processing', retryAt: new Date(at.getTime() + firstRetrySeconds * 1000), updatedAt: at })
    .where('orderId', '=', orderId)
    .where('status', '=', 'created')
    .returning(['id as paymentId', 'orderId', 'token', 'amountMinor', 'currency'])
    .executeTakeFirst();
  return row && toCharge(row);
}

/** Takes charges whose answer is overdue, `limit` at most, and puts off their next turn: each goes to one taker. */
export async function takeUnansweredCharges(db: Db<OrderDatabase>, at: Date, limit = 10): Promise<Charge[]> {
  const rows = await db
    .updateTable('paymentAttempts')
    .set({
      tries: sql`tries + 1`,
      retryAt: sql`${at}::timestamptz + make_interval(secs =>
        least(${firstRetrySeconds}::float8 * power(2, least(tries + 1, 20)), ${longestRetrySeconds}::float8))`,
    })
    .where('id', 'in', (from) =>
      from
        .selectFrom('paymentAttempts')
        .select('id')
        .where('status', '=', 'processing')
        .where('chargeId', 'is', null)
        .where('retryAt', '<=', at)
        .orderBy('retryAt')
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .returning(['id as paymentId', 'orderId', 'token', 'amountMinor', 'currency'])
    .execute();
  return rows.map(toCharge);
}

/** Notes the provider's id of a charge, and forgets the token, which pays once. */
export async function recordCharge(
  db: Db<OrderDatabase>,
  { paymentId, chargeId, at }: { paymentId: string; chargeId: string; at: Date },
): Promise<void> {
  await db
    .updateTable('paymentAttempts')
    .set({ chargeId, token: null, updatedAt: at })
    .where('id', '=', paymentId)
    .where('chargeId', 'is', null)
    .execute();
}

/** Ends an attempt that the provider declined; false when it was no longer being charged. */
export async function failAttempt(
  trx: Db<OrderDatabase>,
  { paymentId, declineCode, at }: { paymentId: string; declineCode: string; at: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('paymentAttempts')
    .set({ status: 'failed', declineCode, token: null, updatedAt: at })
    .where('id', '=', paymentId)
    .where('status', '=', 'processing')
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Status of an attempt; undefined for an unknown id. */
export async function findAttemptStatus(db: Db<OrderDatabase>, paymentId: string): Promise<AttemptStatus | undefined> {
  const row = await db.selectFrom('paymentAttempts').select('status').where('id', '=', paymentId).executeTakeFirst();
  return row?.status;
}

/**
 * Finds the attempt of a locked order that a charge belongs to: the one with its id, else the one that is being
 * charged and has no id yet, because an event may overtake the answer to the charge.
 */
export async function findAttemptOfCharge(
  trx: Db<OrderDatabase>,
  { orderId, chargeId }: { orderId: string; chargeId: string },
): Promise<{ id: string; status: AttemptStatus } | undefined> {
  return await trx
    .selectFrom('paymentAttempts')
    .select(['id', 'status'])
    .where('orderId', '=', orderId)
    .where((where) =>
      where.or([
        where('chargeId', '=', chargeId),
        where.and([where('chargeId', 'is', null), where('status', '=', 'processing')]),
      ]),
    )
    .orderBy('chargeId', (order) => order.asc().nullsLast())
    .limit(1)
    .executeTakeFirst();
}

/** Marks an attempt of a locked order as captured by a charge. */
export async function captureAttempt(
  trx: Db<OrderDatabase>,
  { paymentId, chargeId, at }: { paymentId: string; chargeId: string; at: Date },
): Promise<void> {
  await trx
    .updateTable('paymentAttempts')
    .set({ status: 'captured', chargeId, declineCode: '', token: null, updatedAt: at })
    .where('id', '=', paymentId)
    .execute();
}

/** Age in seconds of the oldest attempt that is being charged; 0 when there is none. */
export async function oldestProcessingSeconds(db: Db<OrderDatabase>, at: Date): Promise<number> {
  const row = await db
    .selectFrom('paymentAttempts')
    .select(({ fn }) => fn.min('updatedAt').as('since'))
    .where('status', '=', 'processing')
    .executeTakeFirst();
  const since = row?.since as Date | null | undefined;
  return since ? Math.max(0, (at.getTime() - since.getTime()) / 1000) : 0;
}

/** Stores a provider's event as it came; false when it was stored before. */
export async function insertEvent(
  trx: Db<OrderDatabase>,
  { id, provider, event, body, at }: { id: string; provider: string; event: ProviderEvent; body: Buffer; at: Date },
): Promise<boolean> {
  const { capture } = event;
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('paymentEvents')
    .values({
      id,
      provider,
      eventId: event.id,
      body,
      chargeId: capture?.chargeId ?? null,
      reference: capture?.reference ?? null,
      amountMinor: capture?.amountMinor ?? null,
      currency: capture?.currency ?? null,
      outcome: null,
      receivedAt: at,
      handledAt: null,
    })
    .onConflict((conflict) => conflict.columns(['provider', 'eventId']).doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** Finds a stored event; `capture` is undefined for kinds that change nothing. */
export async function findEvent(
  trx: Db<OrderDatabase>,
  id: string,
): Promise<{ capture: Capture | undefined } | undefined> {
  const row = await trx
    .selectFrom('paymentEvents')
    .select(['chargeId', 'reference', 'amountMinor', 'currency'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { chargeId, reference, amountMinor, currency } = row;
  if (chargeId === null || reference === null || amountMinor === null || currency === null) {
    return { capture: undefined };
  }
  return { capture: { chargeId, reference, amountMinor, currency } };
}

/** Notes what became of an event. */
export async function recordOutcome(
  trx: Db<OrderDatabase>,
  { id, outcome, at }: { id: string; outcome: EventOutcome; at: Date },
): Promise<void> {
  await trx.updateTable('paymentEvents').set({ outcome, handledAt: at }).where('id', '=', id).execute();
}

function toCharge(row: Omit<Charge, 'token'> & { token: string | null }): Charge {
  if (row.token === null) throw new Error('an attempt to be charged has no token');
  return { ...row, token: row.token };
}
