import { addEntries, type LockedOrder, moveOrder } from '../order/order-store.ts';
import type { TimelineCode } from '../order/timeline.ts';
import { clearTrouble } from '../order/trouble.ts';
import { closeAttempt, findAttemptOfCharge, moveAttempt } from './attempt-store.ts';
import { findCapture } from './capture-store.ts';
import type { EventOutcome } from './payment.ts';
import type { ProviderChange } from './payment-provider.ts';
import { noteMove, type Settling } from './settling.ts';

type Failed = Extract<ProviderChange, { kind: 'failed' }>;

/** Acts on a charge that failed: the buyer may try again. Money that was captured by it is stronger. */
export async function settleFailure(settling: Settling, change: Failed): Promise<EventOutcome> {
  const { trx, order, provider } = settling;
  const { chargeId, declineCode, idempotencyKey: paymentId } = change;
  if (await findCapture(trx, { provider, chargeId })) return 'repeated';
  const attempt = await findAttemptOfCharge(trx, { orderId: order.id, chargeId, paymentId });
  if (attempt === undefined) return 'ignored';
  if (attempt.status === 'cancelled') await closeAttempt(trx, attempt.id);
  return (await failAttempt(settling, { paymentId: attempt.id, chargeId, declineCode })) ? 'failed' : 'repeated';
}

/**
 * Ends an attempt of a locked order that the provider declined, and lets the buyer try again; false when it had ended
 * before.
 */
export async function failAttempt(
  settling: Pick<Settling, 'trx' | 'order' | 'at' | 'moves'>,
  failure: { paymentId: string; declineCode: string; chargeId?: string; code?: TimelineCode },
): Promise<boolean> {
  const { trx, order, at } = settling;
  const { code = 'payment_declined', ...attempt } = failure;
  if (!(await moveAttempt(trx, { ...attempt, to: 'failed', at }))) return false;
  await clearTrouble(trx, { orderId: order.id, trouble: 'payment_unknown' });
  await reopen(settling, order);
  await addEntries(trx, order.id, at, [{ code, facts: { reason: failure.declineCode } }]);
  return true;
}

/** Lets the buyer of an order that was being paid change it, and try again. */
export async function reopen(settling: Pick<Settling, 'trx' | 'at' | 'moves'>, order: LockedOrder): Promise<void> {
  if (order.status !== 'awaiting_payment') return;
  noteMove(settling, await moveOrder(settling.trx, order, { to: 'review', at: settling.at }));
}
