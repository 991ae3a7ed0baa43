import type { Db } from '@countersign/db';
import { newId } from '@countersign/runtime';
import type { OrderDatabase } from '../database.ts';
import type { RefundReason, RefundStatus, RefundTryStatus } from './refund-state.ts';
import { firstRetryAt, putOff } from './retry.ts';

/** A refund is not given up: it is sent again once a day at least. */
const longestPauseSeconds = 86_400;

/** Money on its way back. */
export interface Refund {
  /** Prefixed `ref_`. */
  id: string;
  orderId: string;
  provider: string;
  chargeId: string;
  reason: RefundReason;
  status: RefundStatus;
  amountMinor: bigint;
  currency: string;
  tries: number;
  /** When the provider confirmed it first. */
  paidAt: Date | null;
}

/** One request to the provider. */
export interface RefundTry {
  id: string;
  refundId: string;
  providerRefundId: string | null;
  status: RefundTryStatus;
}

const refundColumns = ['id', 'orderId', 'provider', 'chargeId', 'reason', 'status', 'amountMinor', 'currency'] as const;

/** Stores a refund that waits to be sent, and the lines that it pays back; returns its id. */
export async function insertRefund(
  trx: Db<OrderDatabase>,
  refund: {
    orderId: string;
    provider: string;
    chargeId: string;
    reason: RefundReason;
    note: string;
    grantedBy: string;
    amountMinor: bigint;
    currency: string;
    lineIds: readonly string[];
    at: Date;
  },
): Promise<string> {
  const { lineIds, at, ...rest } = refund;
  const id = newId('ref');
  const retryAt = firstRetryAt(at);
  await trx
    .insertInto('refunds')
    .values({ ...rest, id, status: 'pending', retryAt, createdAt: at, paidAt: null })
    .execute();
  await insertRefundLines(trx, id, lineIds);
  return id;
}

/** Notes which lines a refund pays back: each of them once. */
export async function insertRefundLines(
  trx: Db<OrderDatabase>,
  refundId: string,
  lineIds: readonly string[],
): Promise<void> {
  if (lineIds.length === 0) return;
  await trx
    .insertInto('refundLines')
    .values(lineIds.map((lineId) => ({ refundId, lineId })))
    .execute();
}

/** Has money that is not needed paid back by itself; returns the refund's id. */
export async function insertSurplusRefund(
  trx: Db<OrderDatabase>,
  capture: { orderId: string; provider: string; chargeId: string; amountMinor: bigint; currency: string; at: Date },
): Promise<string> {
  return await insertRefund(trx, { ...capture, reason: 'surplus', note: '', grantedBy: 'system', lineIds: [] });
}

/** Finds a refund. */
export async function findRefund(db: Db<OrderDatabase>, id: string): Promise<Refund | undefined> {
  return await db
    .selectFrom('refunds')
    .select([...refundColumns, 'tries', 'paidAt'])
    .where('id', '=', id)
    .executeTakeFirst();
}

/** Refunds of an order, oldest first. */
export async function listRefunds(db: Db<OrderDatabase>, orderId: string): Promise<Refund[]> {
  return await db
    .selectFrom('refunds')
    .select([...refundColumns, 'tries', 'paidAt'])
    .where('orderId', '=', orderId)
    .orderBy('createdAt')
    .orderBy('id')
    .execute();
}

/** Lines that a refund pays back. */
export async function listRefundLines(db: Db<OrderDatabase>, refundId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('refundLines')
    .innerJoin('orderLines', 'orderLines.id', 'refundLines.lineId')
    .select('refundLines.lineId')
    .where('refundId', '=', refundId)
    .orderBy('position')
    .execute();
  return rows.map(({ lineId }) => lineId);
}

/** Lines of an order with their price and tax, and whether a refund has them already. */
export async function listLinesToRefund(
  trx: Db<OrderDatabase>,
  orderId: string,
): Promise<{ id: string; amountMinor: bigint; isTaken: boolean }[]> {
  const rows = await trx
    .selectFrom('orderLines')
    .leftJoin('refundLines', 'refundLines.lineId', 'orderLines.id')
    .select(['id', 'dueNowMinor', 'taxDueNowMinor', 'refundId'])
    .where('orderId', '=', orderId)
    .orderBy('position')
    .execute();
  return rows.map(({ id, dueNowMinor, taxDueNowMinor, refundId }) => ({
    id,
    amountMinor: dueNowMinor + taxDueNowMinor,
    isTaken: refundId !== null,
  }));
}

/** Takes refunds that are to be sent, or sent again, `limit` at most, and puts off their next turn. */
export async function takeDueRefunds(db: Db<OrderDatabase>, at: Date, limit = 20): Promise<string[]> {
  const rows = await db
    .updateTable('refunds')
    .set(putOff(at, { longestPauseSeconds }))
    .where('id', 'in', (from) =>
      from
        .selectFrom('refunds')
        .select('id')
        .where('retryAt', '<=', at)
        .orderBy('retryAt')
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}

/** Has a locked order's refunds that are not paid sent at once; tells whether there was one. */
export async function hastenRefunds(trx: Db<OrderDatabase>, orderId: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('refunds')
    .set({ retryAt: at, tries: 0 })
    .where('orderId', '=', orderId)
    .where('status', 'in', ['pending', 'failed'])
    // What was paid back elsewhere was never ours to send.
    .where('reason', '<>', 'external')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** The request of a refund that is under way or has succeeded; a new one when there is none. */
export async function beginTry(trx: Db<OrderDatabase>, refund: Refund, at: Date): Promise<RefundTry> {
  const live = await trx
    .selectFrom('refundTries')
    .select(['id', 'refundId', 'providerRefundId', 'status'])
    .where('refundId', '=', refund.id)
    .where('status', '<>', 'failed')
    .executeTakeFirst();
  if (live !== undefined) return live;
  const id = newId('rft');
  const begun = { id, refundId: refund.id, providerRefundId: null, status: 'sending' as const };
  await trx
    .insertInto('refundTries')
    .values({ ...begun, provider: refund.provider, createdAt: at })
    .execute();
  await updateRefund(trx, refund.id, { status: 'pending' });
  return begun;
}

/** The request that the provider means by its id of a refund. */
export async function findTry(
  trx: Db<OrderDatabase>,
  { provider, providerRefundId }: { provider: string; providerRefundId: string },
): Promise<RefundTry | undefined> {
  return await trx
    .selectFrom('refundTries')
    .select(['id', 'refundId', 'providerRefundId', 'status'])
    .where('provider', '=', provider)
    .where('providerRefundId', '=', providerRefundId)
    .executeTakeFirst();
}

/** The oldest request about a charge that has no answer yet. */
export async function findUnansweredTry(
  trx: Db<OrderDatabase>,
  { provider, chargeId }: { provider: string; chargeId: string },
): Promise<RefundTry | undefined> {
  return await trx
    .selectFrom('refundTries')
    .innerJoin('refunds', 'refunds.id', 'refundTries.refundId')
    .select(['refundTries.id', 'refundId', 'providerRefundId', 'refundTries.status'])
    .where('refunds.provider', '=', provider)
    .where('chargeId', '=', chargeId)
    .where('refundTries.status', '=', 'sending')
    .where('providerRefundId', 'is', null)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
}

/** Notes status, and the provider's id, of a request. */
export async function updateTry(
  trx: Db<OrderDatabase>,
  id: string,
  change: { status?: RefundTryStatus; providerRefundId?: string },
): Promise<void> {
  await trx.updateTable('refundTries').set(change).where('id', '=', id).execute();
}

/** Notes what became of a refund. */
export async function updateRefund(
  trx: Db<OrderDatabase>,
  id: string,
  change: { status?: RefundStatus; declineCode?: string; retryAt?: Date | null; paidAt?: Date },
): Promise<void> {
  await trx.updateTable('refunds').set(change).where('id', '=', id).execute();
}
