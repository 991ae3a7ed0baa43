import { acceptOnce, announce, type Db } from '@countersign/db';
import type { OrderDatabase } from '../database.ts';
import type { OrderServiceDeps } from '../deps.ts';
import type { Transition } from '../order/order.ts';
import { type LockedOrder, lockOrder, moveOrder } from '../order/order-store.ts';
import type { Capture, EventOutcome } from './payment.ts';
import { captureAttempt, findAttemptOfCharge, findEvent, recordOutcome, replaceOpenAttempt } from './payment-store.ts';

type Deps = Pick<OrderServiceDeps, 'db' | 'clock' | 'logger' | 'metrics'>;

interface Settlement {
  outcome: EventOutcome;
  orderId?: string;
  move?: Transition;
}

const forStaff: readonly EventOutcome[] = ['amount_mismatch', 'unexpected', 'surplus', 'unknown_reference'];

/**
 * Acts on a stored event, once: whoever calls again, however often and at the same time, changes nothing, and neither
 * does an id that no event has. This alone makes an order paid.
 */
export async function settleEvent({ db, clock, logger, metrics }: Deps, paymentEventId: string): Promise<void> {
  const at = clock.now();
  const settled = await db.transaction().execute(async (trx): Promise<Settlement | undefined> => {
    const event = await findEvent(trx, paymentEventId);
    if (event === undefined) return undefined;
    if (!(await acceptOnce(trx, { handler: 'payment-event', eventId: paymentEventId }))) return undefined;
    const settlement: Settlement =
      event.capture === undefined ? { outcome: 'ignored' } : await settleCapture(trx, event.capture, at);
    await recordOutcome(trx, { id: paymentEventId, outcome: settlement.outcome, at });
    return settlement;
  });
  if (settled === undefined) {
    logger.info({ paymentEventId }, 'a job named an event that is unknown or handled');
    return;
  }
  metrics.paymentEvent(settled.outcome);
  if (settled.move) metrics.transition(settled.move);
  const { outcome, orderId } = settled;
  if (forStaff.includes(outcome)) logger.error({ paymentEventId, orderId, outcome }, 'a payment needs a person');
  if (outcome === 'captured') logger.info({ paymentEventId, orderId }, 'order paid');
}

async function settleCapture(trx: Db<OrderDatabase>, capture: Capture, at: Date): Promise<Settlement> {
  const order = await lockOrder(trx, capture.reference);
  if (order === undefined) return { outcome: 'unknown_reference' };
  const { chargeId } = capture;
  const attempt = await findAttemptOfCharge(trx, { orderId: order.id, chargeId });
  if (attempt?.status === 'captured') return { outcome: 'repeated' };
  if (order.status !== 'draft' && order.status !== 'awaiting_payment') return { outcome: 'surplus' };

  const isWhole = capture.amountMinor === order.dueNowMinor && capture.currency === order.currency;
  if (isWhole && attempt?.status === 'processing') {
    await captureAttempt(trx, { paymentId: attempt.id, chargeId, at });
    return await pay(trx, order, at);
  }
  // The money is with the provider all the same: no other attempt may be charged until staff have looked.
  await replaceOpenAttempt(trx, order.id, at);
  if (attempt !== undefined) await captureAttempt(trx, { paymentId: attempt.id, chargeId, at });
  const entries = [isWhole ? 'payment_captured' : 'amount_mismatch'] as const;
  const move = await moveOrder(trx, order, { to: 'review_needed', at, entries });
  return { outcome: isWhole ? 'unexpected' : 'amount_mismatch', orderId: order.id, move };
}

async function pay(trx: Db<OrderDatabase>, order: LockedOrder, at: Date): Promise<Settlement> {
  const move = await moveOrder(trx, order, { to: 'paid', at, entries: ['payment_captured', 'order_paid'] });
  await announce(trx, { queue: 'enrollment', topic: 'order-paid', payload: { orderId: order.id } });
  return { outcome: 'captured', orderId: order.id, move };
}
