import type { Db } from '@countersign/db';
import { findIds } from '@countersign/runtime';
import { sql } from 'kysely';
import type { OrderDatabase } from '../database.ts';
import { type AttemptStatus, type Charge, inFlight, statusesBefore } from './payment.ts';
import { firstRetryAt, putOff } from './retry.ts';

/** A charge without an answer is looked after twice an hour at least: its buyer waits. */
const longestPauseSeconds = 1_800;
/** Pause after which a charge that was answered, but of which no event came, is asked for. */
const eventPauseMs = 120_000;

/** An attempt whose provider is to be asked. */
export interface DueAttempt extends Omit<Charge, 'token'> {
  provider: string;
  status: AttemptStatus;
  token: string | null;
  chargeId: string | null;
  startedAt: Date;
}

const chargeColumns = ['id as paymentId', 'orderId', 'token', 'amountMinor', 'currency'] as const;
const howColumns = ['keepMethod', 'offSession', 'returnUrl'] as const;

/** Stores a new attempt of a locked order that has none to be charged yet. */
export async function insertAttempt(
  trx: Db<OrderDatabase>,
  attempt: Charge & { provider: string; attemptKey?: string; at: Date },
): Promise<void> {
  const { paymentId, at, attemptKey, ...rest } = attempt;
  await trx
    .insertInto('paymentAttempts')
    .values({
      ...rest,
      id: paymentId,
      status: 'created',
      chargeId: null,
      declineCode: '',
      retryAt: null,
      attemptKey: attemptKey ?? null,
      createdAt: at,
      updatedAt: at,
    })
    .execute();
}

/** Drops the attempt of a locked order that was not charged yet; tells whether there was one. */
export async function replaceOpenAttempt(trx: Db<OrderDatabase>, orderId: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('paymentAttempts')
    .set({ status: 'replaced', token: null, updatedAt: at })
    .where('orderId', '=', orderId)
    .where('status', '=', 'created')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Whether an order has an attempt that waits to be charged. */
export async function hasOpenAttempt(db: Db<OrderDatabase>, orderId: string): Promise<boolean> {
  const row = await db
    .selectFrom('paymentAttempts')
    .select('id')
    .where('orderId', '=', orderId)
    .where('status', '=', 'created')
    .executeTakeFirst();
  return row !== undefined;
}

/** Begins to charge the attempt of a locked order; undefined when it has none that waits. */
export async function startAttempt(
  trx: Db<OrderDatabase>,
  { orderId, quoteId, returnUrl, at }: { orderId: string; quoteId: string | null; returnUrl: string; at: Date },
): Promise<Charge | undefined> {
  const row = await trx
    .updateTable('paymentAttempts')
    .set({
      status: 'processing',
      quoteId,
      returnUrl,
      startedAt: at,
      traceparent: findIds()?.traceparent ?? null,
      retryAt: firstRetryAt(at),
      updatedAt: at,
    })
    .where('orderId', '=', orderId)
    .where('status', '=', 'created')
    .returning([...chargeColumns, ...howColumns])
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { token, ...charge } = row;
  if (token === null) throw new Error('an attempt to be charged has no token');
  return { ...charge, token };
}

/**
 * Takes attempts whose provider is to be asked, `limit` at most, and puts off their next turn: each goes to one taker.
 */
export async function takeDueAttempts(db: Db<OrderDatabase>, at: Date, limit = 20): Promise<DueAttempt[]> {
  const rows = await db
    .updateTable('paymentAttempts')
    .set(putOff(at, { longestPauseSeconds }))
    .where('id', 'in', (from) =>
      from
        .selectFrom('paymentAttempts')
        .select('id')
        .where('retryAt', '<=', at)
        .orderBy('retryAt')
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .returning([...chargeColumns, ...howColumns, 'provider', 'status', 'chargeId', 'startedAt', 'createdAt'])
    .execute();
  return rows.map(({ startedAt, createdAt, ...row }) => ({ ...row, startedAt: startedAt ?? createdAt }));
}

/** Notes the provider's id of a charge, and forgets the token, which pays once. */
export async function recordCharge(
  db: Db<OrderDatabase>,
  { paymentId, chargeId, at }: { paymentId: string; chargeId: string; at: Date },
): Promise<void> {
  await db
    .updateTable('paymentAttempts')
    .set(({ eb }) => ({
      chargeId,
      token: null,
      updatedAt: at,
      // What was called off meanwhile keeps its turn, and what is settled has none.
      retryAt: eb
        .case()
        .when('status', 'in', [...inFlight])
        .then(new Date(at.getTime() + eventPauseMs))
        .else(eb.ref('retryAt'))
        .end(),
    }))
    .where('id', '=', paymentId)
    .where('chargeId', 'is', null)
    .execute();
}

/** What an attempt gets along with a new status. */
interface AttemptChange {
  paymentId: string;
  to: AttemptStatus;
  at: Date;
  chargeId?: string;
  declineCode?: string;
  actionUrl?: string;
  /** When the provider is asked next; never when absent. */
  retryAt?: Date;
}

/** Moves an attempt along its life; false, and nothing changed, when it cannot go there from where it is. */
export async function moveAttempt(
  trx: Db<OrderDatabase>,
  { paymentId, to, at, chargeId, declineCode = '', actionUrl = '', retryAt }: AttemptChange,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('paymentAttempts')
    .set({
      status: to,
      declineCode,
      actionUrl,
      retryAt: retryAt ?? null,
      updatedAt: at,
      ...(to === 'unknown' ? {} : { token: null }),
      ...(chargeId === undefined ? {} : { chargeId: sql`coalesce(charge_id, ${chargeId})` }),
    })
    .where('id', '=', paymentId)
    .where('status', 'in', statusesBefore(to))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/**
 * Calls off what a locked order has under way, save one: what was not charged yet is dropped, what was is given up at
 * the provider by the janitor, at once.
 */
export async function callOffAttempts(
  trx: Db<OrderDatabase>,
  { orderId, at, except = '' }: { orderId: string; at: Date; except?: string },
): Promise<number> {
  const { numUpdatedRows } = await trx
    .updateTable('paymentAttempts')
    .set({
      status: 'cancelled' as const,
      token: null,
      actionUrl: '',
      updatedAt: at,
      retryAt: sql<Date | null>`case when status = 'created' then null else ${at}::timestamptz end`,
    })
    .where('orderId', '=', orderId)
    .where('id', '<>', except)
    .where('status', 'in', ['created', ...inFlight])
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** Has the provider asked about a locked order's attempts at once; tells whether there was anything to ask. */
export async function hastenAttempts(trx: Db<OrderDatabase>, orderId: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('paymentAttempts')
    .set({ retryAt: at, tries: 0 })
    .where('orderId', '=', orderId)
    .where('status', 'in', [...inFlight])
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Nothing more is to be asked about an attempt. */
export async function closeAttempt(db: Db<OrderDatabase>, paymentId: string): Promise<void> {
  await db.updateTable('paymentAttempts').set({ retryAt: null }).where('id', '=', paymentId).execute();
}

/** An attempt as decisions see it. */
export interface AttemptState {
  id: string;
  status: AttemptStatus;
  keepMethod: boolean;
  quoteId: string | null;
}

/** Status and decline code of an attempt; undefined for an unknown id. */
export async function findAttempt(
  db: Db<OrderDatabase>,
  paymentId: string,
): Promise<(AttemptState & { declineCode: string }) | undefined> {
  return await db
    .selectFrom('paymentAttempts')
    .select(['id', 'status', 'keepMethod', 'quoteId', 'declineCode'])
    .where('id', '=', paymentId)
    .executeTakeFirst();
}

/** The attempt of an order that a key of its caller stands for; its token is null once it was answered. */
export async function findAttemptByKey(
  db: Db<OrderDatabase>,
  { orderId, attemptKey }: { orderId: string; attemptKey: string },
): Promise<(Omit<Charge, 'token'> & { token: string | null; status: AttemptStatus }) | undefined> {
  return await db
    .selectFrom('paymentAttempts')
    .select([...chargeColumns, ...howColumns, 'status'])
    .where('orderId', '=', orderId)
    .where('attemptKey', '=', attemptKey)
    .executeTakeFirst();
}

/**
 * Finds the attempt of a locked order that a charge belongs to: by the key it was charged under; else by the charge's id;
 * else the one that is being charged and has no id yet, because an event may overtake the answer to the charge.
 */
export async function findAttemptOfCharge(
  trx: Db<OrderDatabase>,
  { orderId, chargeId, paymentId }: { orderId: string; chargeId: string; paymentId?: string | undefined },
): Promise<AttemptState | undefined> {
  return await trx
    .selectFrom('paymentAttempts')
    .select(['id', 'status', 'keepMethod', 'quoteId'])
    .where('orderId', '=', orderId)
    .$if(paymentId !== undefined, (query) => query.where('id', '=', paymentId ?? ''))
    .$if(paymentId === undefined, (query) =>
      query.where((where) =>
        where.or([
          where('chargeId', '=', chargeId),
          where.and([where('chargeId', 'is', null), where('status', 'in', [...inFlight])]),
        ]),
      ),
    )
    .orderBy('chargeId', (order) => order.asc().nullsLast())
    .limit(1)
    .executeTakeFirst();
}

/** The attempt of a locked order that is being charged, if there is one. */
export async function findAttemptInFlight(trx: Db<OrderDatabase>, orderId: string): Promise<AttemptState | undefined> {
  return await trx
    .selectFrom('paymentAttempts')
    .select(['id', 'status', 'keepMethod', 'quoteId'])
    .where('orderId', '=', orderId)
    .where('status', 'in', [...inFlight])
    .executeTakeFirst();
}

/**
 * Age in seconds of the oldest attempt whose outcome the provider owes; 0 when there is none. One that waits for its buyer
 * is not meant: it ends by itself, and says nothing about the provider.
 */
export async function oldestProcessingSeconds(db: Db<OrderDatabase>, at: Date): Promise<number> {
  const row = await db
    .selectFrom('paymentAttempts')
    .select(({ fn }) => fn.min('updatedAt').as('since'))
    .where(
      'status',
      'in',
      inFlight.filter((status) => status !== 'requires_action'),
    )
    .executeTakeFirst();
  const since = row?.since as Date | null | undefined;
  return since ? Math.max(0, (at.getTime() - since.getTime()) / 1000) : 0;
}
