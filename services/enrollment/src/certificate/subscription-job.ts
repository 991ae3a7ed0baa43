import { unavailable } from '@countersign/errors';
import { enumWord } from '@countersign/grpc';
import type { Transaction } from 'kysely';
import type { EnrollmentDatabase } from '../database.ts';
import { extendLicences } from '../inventory/grant.ts';
import { occupancyOf, type Slot } from '../inventory/licence.ts';
import { lockKey, moveSlot, slotColumns } from '../inventory/slot-store.ts';
import type { CertificateDeps } from './deps.ts';
import { closeOpenRequests } from './request-end.ts';
import { settleSlot } from './slot.ts';
import type { RefundClient } from './withdrawal.ts';

const statuses = ['active', 'past_due', 'suspended', 'ended'] as const;

/**
 * Brings the licences of a subscription to where order says that it stands: withheld while it is suspended, over when it
 * has ended, else usable until the end of its term. Certificates in use stay valid. Safe to repeat and to overtake: order
 * is asked while the subscription is locked here, so the answer applied last is the latest.
 */
export async function followSubscription(
  { db, clock, orders, logger }: CertificateDeps & { orders: RefundClient },
  subscriptionId: string,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await lockKey(trx, 'subscription', subscriptionId);
    const { status, termEnd } = await orders.getSubscriptionState({ subscriptionId });
    const word = enumWord('SUBSCRIPTION_STATUS', status, statuses);
    if (word === undefined || termEnd === undefined) {
      throw new Error(`order does not say where the subscription ${subscriptionId} stands`);
    }
    const at = clock.now();
    if (word === 'active' || word === 'past_due') await extendLicences(trx, { subscriptionId, termEnd, at });
    const validUntil = word === 'ended' && termEnd > at ? at : termEnd;
    const count = await settleAll(trx, { subscriptionId, isHeld: word === 'suspended', validUntil, at });
    // Suspended before its licences were granted: they must not stay usable. An ended one is not granted any more.
    if (count === 0 && word === 'suspended') {
      throw unavailable('LICENCES_NOT_GRANTED', 'the licences of this subscription are not granted yet');
    }
    logger.info({ subscriptionId, status: word, count }, 'licences follow their subscription');
  });
}

async function settleAll(
  trx: Transaction<EnrollmentDatabase>,
  { subscriptionId, isHeld, validUntil, at }: { subscriptionId: string; isHeld: boolean; validUntil: Date; at: Date },
): Promise<number> {
  const slots = await trx
    .selectFrom('licences')
    .select(slotColumns)
    .where('subscriptionId', '=', subscriptionId)
    .where('state', '<>', 'void')
    .orderBy('id')
    .forUpdate()
    .execute();
  const changed = slots.filter(
    (slot) => slot.onHold !== isHeld || slot.validUntil.getTime() !== validUntil.getTime() || slot.validUntil <= at,
  );
  if (changed.length === 0) return slots.length;
  const ids = changed.map(({ id }) => id);
  await trx.updateTable('licences').set({ onHold: isHeld, validUntil }).where('id', 'in', ids).execute();
  for (const slot of changed) {
    // oxlint-disable-next-line no-await-in-loop
    await follow(trx, { ...slot, onHold: isHeld, validUntil }, { subscriptionId, at });
  }
  return slots.length;
}

async function follow(
  trx: Transaction<EnrollmentDatabase>,
  slot: Slot,
  { subscriptionId, at }: { subscriptionId: string; at: Date },
): Promise<void> {
  if (slot.purpose !== 'tls') {
    await moveSlot(trx, slot, { occupancy: occupancyOf(slot), reference: subscriptionId, at });
    return;
  }
  if (slot.validUntil <= at) {
    await closeOpenRequests(trx, slot.id, {
      to: 'failed',
      reason: 'the subscription has ended',
      actor: 'system',
      at,
    });
  }
  await settleSlot(trx, slot, { reference: subscriptionId, at });
}
