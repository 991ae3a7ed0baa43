import { isPaid } from '../order/order.ts';
import { changeOrder, moveOrder, returnOrder } from '../order/order-store.ts';
import { clearTrouble, setTrouble } from '../order/trouble.ts';
import { recordDispute, recordDisputeClosed } from '../subscription/dispute-effects.ts';
import { moveAttempt } from './attempt-store.ts';
import { findCapture } from './capture-store.ts';
import { closeDispute, findDispute, insertDispute, listDisputes } from './dispute-store.ts';
import { post } from './money-ledger.ts';
import type { AttemptStatus, EventOutcome } from './payment.ts';
import type { ProviderChange } from './payment-provider.ts';
import { followRefunds } from './refund-settlement.ts';
import { noteMove, type Settling } from './settling.ts';

type Disputed = Extract<ProviderChange, { kind: 'disputed' }>;
type DisputeClosed = Extract<ProviderChange, { kind: 'dispute_closed' }>;

/**
 * Acts on a dispute, once: the bank takes the money until it is closed. A paid order is disputed; one that is being paid
 * back, or whose surplus is disputed, stays where it is, and staff see it.
 */
export async function settleDisputed(settling: Settling, change: Disputed): Promise<EventOutcome> {
  const { trx, order, provider, at } = settling;
  const { chargeId, disputeId, amountMinor, currency } = change;
  const orderId = order.id;
  const capture = await findCapture(trx, { provider, chargeId });
  if (capture === undefined) return 'deferred';
  if (amountMinor <= 0n) return 'ignored';
  const isNew = await insertDispute(trx, { provider, disputeId, chargeId, orderId, amountMinor, currency, at });
  if (!isNew) return 'repeated';
  await post(trx, 'dispute_opened', { orderId, amountMinor, currency, source: disputeId, at });
  await setTrouble(trx, { orderId, trouble: 'disputed', at });
  await changeOrder(trx, order, { at, entries: [{ code: 'disputed' }] });
  if (capture.use === 'paid' && isPaid(order.status)) await holdOrder(settling, capture.paymentId);
  return 'disputed';
}

/** Acts on the end of a dispute, once: won, the order goes on where it was; lost, it is paid back. */
export async function settleDisputeClosed(settling: Settling, change: DisputeClosed): Promise<EventOutcome> {
  const { trx, order, provider, at } = settling;
  const { disputeId, won } = change;
  const orderId = order.id;
  const dispute = await findDispute(trx, { provider, disputeId });
  if (dispute === undefined) return 'deferred';
  if (dispute.status !== 'open') return 'repeated';
  await closeDispute(trx, { provider, disputeId, status: won ? 'won' : 'lost', at });
  const { amountMinor, currency, chargeId } = dispute;
  await post(trx, won ? 'dispute_won' : 'dispute_lost', { orderId, amountMinor, currency, source: disputeId, at });
  await changeOrder(trx, order, { at, entries: [{ code: won ? 'dispute_won' : 'dispute_lost' }] });
  const capture = await findCapture(trx, { provider, chargeId });
  // It was being paid back when the dispute came, and has returned since.
  if (!won && capture?.use === 'paid' && isPaid(order.status)) await holdOrder(settling, capture.paymentId);
  const isHeld = (await listDisputes(trx, orderId)).some(({ status }) => status === 'open');
  if (!isHeld) await clearTrouble(trx, { orderId, trouble: 'disputed' });
  if (order.status !== 'disputed' || (won && isHeld)) return 'dispute_closed';
  await recordDisputeClosed(trx, { orderId, won, at });
  await moveKeptAttempt(settling, { paymentId: capture?.paymentId, to: won ? 'captured' : 'refunded' });
  if (won) {
    noteMove(settling, await returnOrder(trx, order, { at }));
    await followRefunds(settling);
  } else {
    noteMove(settling, await moveOrder(trx, order, { to: 'refunded', at }));
  }
  return 'dispute_closed';
}

async function holdOrder(settling: Settling, paymentId: string | undefined): Promise<void> {
  const { trx, order, at } = settling;
  noteMove(settling, await moveOrder(trx, order, { to: 'disputed', at }));
  await moveKeptAttempt(settling, { paymentId, to: 'disputed' });
  await recordDispute(trx, { orderId: order.id, at });
}

async function moveKeptAttempt(
  { trx, at }: Settling,
  { paymentId, to }: { paymentId: string | undefined; to: AttemptStatus },
): Promise<void> {
  if (paymentId !== undefined) await moveAttempt(trx, { paymentId, to, at });
}
