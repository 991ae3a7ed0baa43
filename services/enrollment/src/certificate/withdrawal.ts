import type { Caller } from '@countersign/grpc';
import type { OrderServiceService } from '@countersign/proto/order';
import type { Transaction } from 'kysely';
import { appendToAccount } from '../account-audit.ts';
import type { EnrollmentDatabase } from '../database.ts';
import { occupancyOf, type Slot } from '../inventory/licence.ts';
import { announceEnd } from '../inventory/reservation-store.ts';
import { lockKey, moveSlot, slotColumns } from '../inventory/slot-store.ts';
import { listSlotCertificates, scheduleRevocation } from './certificate-store.ts';
import type { CertificateDeps } from './deps.ts';
import { graceMs } from './issuance.ts';
import { closeOpenRequests } from './request-end.ts';
import { settleSlot } from './slot.ts';

const batch = 200;

/** What the inventory asks order. */
export type RefundClient = Pick<Caller<typeof OrderServiceService>, 'getRefund' | 'getSubscriptionState'>;

/**
 * Takes back the licences of a refund that order confirms: free ones at once; of those in use the certificates are
 * flagged, and revoked after 72 hours. Lines whose licences are not granted yet are kept in mind. Safe to repeat.
 */
export async function withdrawRefunded(
  { db, clock, orders, logger }: CertificateDeps & { orders: RefundClient },
  refundId: string,
): Promise<void> {
  const { orderId, lineIds, granted } = await orders.getRefund({ refundId });
  if (!granted || lineIds.length === 0) return;
  const at = clock.now();
  await db.transaction().execute(async (trx) => {
    await lockKey(trx, 'order', orderId);
    await trx
      .insertInto('refundedLines')
      .values(lineIds.map((orderLineId) => ({ orderLineId, orderId, refundId, refundedAt: at })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  });
  let count = 0;
  let done: number;
  do {
    // In batches: an order has up to 50,000 licences.
    // oxlint-disable-next-line no-await-in-loop
    done = await db.transaction().execute((trx) => withdrawBatch(trx, { lineIds, refundId, at }));
    count += done;
  } while (done > 0);
  logger.info({ orderId, refundId, count }, 'licences taken back');
}

/** A line that was paid back before its licences were granted. */
export interface RefundedLine {
  orderLineId: string;
  refundId: string;
}

/** Takes back the licences of lines that were just granted, as they were paid back before. */
export async function withdrawGranted(
  trx: Transaction<EnrollmentDatabase>,
  lines: readonly RefundedLine[],
  at: Date,
): Promise<void> {
  for (const { orderLineId, refundId } of lines) {
    let done: number;
    do {
      // oxlint-disable-next-line no-await-in-loop
      done = await withdrawBatch(trx, { lineIds: [orderLineId], refundId, at });
    } while (done > 0);
  }
}

async function withdrawBatch(
  trx: Transaction<EnrollmentDatabase>,
  { lineIds, refundId, at }: { lineIds: readonly string[]; refundId: string; at: Date },
): Promise<number> {
  const slots = await trx
    .selectFrom('licences')
    .select(slotColumns)
    .where('orderLineId', 'in', lineIds)
    .where('withdrawnBy', 'is', null)
    .orderBy('id')
    .limit(batch)
    .forUpdate()
    .execute();
  if (slots.length === 0) return 0;
  const ids = slots.map(({ id }) => id);
  await trx.updateTable('licences').set({ withdrawnBy: refundId, withdrawnAt: at }).where('id', 'in', ids).execute();
  for (const slot of slots) {
    // oxlint-disable-next-line no-await-in-loop
    await withdrawSlot(trx, { ...slot, withdrawnBy: refundId, withdrawnAt: at }, at);
  }
  const accounts = [...new Set(slots.map(({ accountId }) => accountId))].toSorted();
  for (const accountId of accounts) {
    const licences = slots.filter((slot) => slot.accountId === accountId).map(({ id }) => id);
    // oxlint-disable-next-line no-await-in-loop
    await appendToAccount(trx, {
      stream: accountId,
      actor: 'system',
      action: 'licence.withdrawn',
      subject: refundId,
      detail: { licences },
      at,
    });
  }
  return slots.length;
}

async function withdrawSlot(trx: Transaction<EnrollmentDatabase>, slot: Slot, at: Date): Promise<void> {
  const reference = slot.withdrawnBy ?? '';
  if (slot.purpose !== 'tls') {
    await moveSlot(trx, slot, { occupancy: occupancyOf(slot), reference, at });
    await announceEnd(trx, slot);
    return;
  }
  const revokeAt = new Date(at.getTime() + graceMs);
  for (const { id } of await listSlotCertificates(trx, slot.id, { live: true })) {
    // oxlint-disable-next-line no-await-in-loop
    await scheduleRevocation(trx, { id, reason: 'cessationOfOperation', revokeAt, flagged: true });
  }
  const end = { to: 'failed' as const, reason: 'the purchase was paid back', actor: 'system', at };
  await closeOpenRequests(trx, slot.id, end);
  await settleSlot(trx, slot, { reference, at });
}
