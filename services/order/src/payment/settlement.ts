import type { OrderServiceDeps } from '../deps.ts';
import { type LockedOrder, lockOrder } from '../order/order-store.ts';
import { settleCapture } from './capture.ts';
import { findOrderOfCharge } from './capture-store.ts';
import { settleDisputeClosed, settleDisputed } from './dispute.ts';
import { listDeferredEvents, lockEvent, type Recorded, recordOutcome } from './event-store.ts';
import { settleFailure } from './failure.ts';
import type { EventOutcome } from './payment.ts';
import type { ProviderChange } from './payment-provider.ts';
import { sendRefund } from './refund-sending.ts';
import { settleRefunded, settleRefundFailed } from './refund-settlement.ts';
import type { Settling } from './settling.ts';

type Deps = Pick<OrderServiceDeps, 'db' | 'clock' | 'logger' | 'metrics' | 'provider'>;

interface Settled extends Pick<Settling, 'moves' | 'refundIds'> {
  orderId: string | undefined;
  outcomes: EventOutcome[];
}

const forStaff: readonly EventOutcome[] = [
  'amount_mismatch',
  'unexpected',
  'unknown_reference',
  'refunded_elsewhere',
  'refund_failed',
  'disputed',
];

/**
 * Acts on a stored event, once, under the lock of its order: whoever calls again, however often and at the same time,
 * changes nothing, and neither does an id that no event has. This alone makes an order paid. An event that came before
 * the one which it follows waits, and is acted on together with that.
 */
export async function settleEvent(deps: Deps, paymentEventId: string): Promise<void> {
  const { db, clock, logger, metrics } = deps;
  const at = clock.now();
  const settled = await db.transaction().execute(async (trx): Promise<Settled | undefined> => {
    const event = await lockEvent(trx, paymentEventId);
    if (event === undefined) return undefined;
    const { change, provider } = event;
    const order = change && (await lockOrderOf(trx, provider, change));
    if (change === undefined || order === undefined) {
      const outcome = outcomeWithoutOrder(change);
      await recordOutcome(trx, { id: paymentEventId, outcome, at });
      return { orderId: undefined, outcomes: [outcome], moves: [], refundIds: [] };
    }
    const settling: Settling = { trx, order, provider, at, moves: [], refundIds: [] };
    const outcome = await apply(settling, change);
    const recorded = { id: paymentEventId, outcome, at };
    const later = await applyDeferred(settling, { chargeId: change.chargeId, recorded });
    return { ...settling, orderId: order.id, outcomes: [outcome, ...later] };
  });
  if (settled === undefined) {
    logger.info({ paymentEventId }, 'a job named an event that is unknown or handled');
    return;
  }
  const { orderId, outcomes, moves, refundIds } = settled;
  outcomes.forEach(metrics.paymentEvent);
  moves.forEach(metrics.transition);
  for (const outcome of outcomes) {
    if (forStaff.includes(outcome)) logger.error({ paymentEventId, orderId, outcome }, 'a payment needs a person');
    else logger.info({ paymentEventId, orderId, outcome }, 'payment event settled');
  }
  if (moves.some(({ to }) => to === 'paid' && outcomes.includes('captured'))) {
    logger.info({ paymentEventId, orderId }, 'order paid');
  }
  for (const refundId of refundIds) {
    // oxlint-disable-next-line no-await-in-loop
    await sendRefund(deps, refundId);
  }
}

/** The order that a change is about: the one that it names, else the one whose charge it names. */
async function lockOrderOf(
  trx: Settling['trx'],
  provider: string,
  { reference, chargeId }: ProviderChange,
): Promise<LockedOrder | undefined> {
  if (reference !== '') return await lockOrder(trx, reference);
  const orderId = await findOrderOfCharge(trx, { provider, chargeId });
  return orderId === undefined ? undefined : await lockOrder(trx, orderId);
}

/** What names only a charge that is unknown may have come before its money, or be of somebody who uses the same provider. */
function outcomeWithoutOrder(change: ProviderChange | undefined): EventOutcome {
  if (change === undefined) return 'ignored';
  return change.reference === '' ? 'deferred' : 'unknown_reference';
}

function apply(settling: Settling, change: ProviderChange): Promise<EventOutcome> {
  switch (change.kind) {
    case 'captured':
      return settleCapture(settling, change);
    case 'failed':
      return settleFailure(settling, change);
    case 'refunded':
      return settleRefunded(settling, change);
    case 'refund_failed':
      return settleRefundFailed(settling, change);
    case 'disputed':
      return settleDisputed(settling, change);
    case 'dispute_closed':
    default:
      return settleDisputeClosed(settling, change);
  }
}

/** Notes what became of an event, then applies what waited for it: one may wait for another. */
async function applyDeferred(
  settling: Settling,
  { chargeId, recorded }: { chargeId: string; recorded: Recorded },
): Promise<EventOutcome[]> {
  const { trx, provider, at } = settling;
  const waiting = await listDeferredEvents(trx, { provider, chargeId, recorded });
  // It waits itself.
  if (recorded.outcome === 'deferred') return [];
  for (const { id, change } of waiting) {
    // oxlint-disable-next-line no-await-in-loop
    const outcome = change === undefined ? 'ignored' : await apply(settling, change);
    if (outcome === 'deferred') continue;
    // oxlint-disable-next-line no-await-in-loop
    return [outcome, ...(await applyDeferred(settling, { chargeId, recorded: { id, outcome, at } }))];
  }
  return [];
}
