import type { OrderServiceDeps } from '../deps.ts';
import { type LockedOrder, lockOrder } from '../order/order-store.ts';
import { setTrouble } from '../order/trouble.ts';
import type { RefundAnswer } from './payment-provider.ts';
import { failTry } from './refund-settlement.ts';
import {
  beginTry,
  findRefund,
  findTry,
  type Refund,
  type RefundTry,
  takeDueRefunds,
  updateRefund,
  updateTry,
} from './refund-store.ts';
import type { Settling } from './settling.ts';

type Deps = Pick<OrderServiceDeps, 'db' | 'clock' | 'provider' | 'logger' | 'metrics'>;

/** Pause in which the event of a refund that was taken on should have come. */
const eventPauseMs = 86_400_000;

/**
 * Sends a refund to the provider and stores the answer; the money counts as paid back when the provider's event arrives.
 * Sending again is safe: it goes out under the same key until the provider refuses. Never throws for the provider's sake.
 */
export async function sendRefund(
  deps: Deps,
  refundId: string,
): Promise<'accepted' | 'declined' | 'unanswered' | 'done'> {
  const { db, clock, provider, logger, metrics } = deps;
  const begun = await db.transaction().execute(async (trx) => {
    const found = await findRefund(trx, refundId);
    const order = found && (await lockOrder(trx, found.orderId));
    // Read again: only under the lock does it stay as it is.
    const refund = order && (await findRefund(trx, refundId));
    if (refund === undefined || refund.status === 'paid' || refund.provider !== provider.name) return undefined;
    return { refund, sent: await beginTry(trx, refund, clock.now()) };
  });
  if (begun === undefined) return 'done';
  const { refund, sent } = begun;
  const { orderId, chargeId, amountMinor, currency } = refund;
  const request = { chargeId, amountMinor, currency, reference: orderId, idempotencyKey: sent.id };
  const answer = await provider.refund(request).catch((error: unknown) => {
    logger.warn({ err: error, refundId, orderId }, 'a refund got no answer; it will be sent again');
    return { outcome: 'unanswered' as const };
  });
  metrics.refund(answer.outcome);
  if (answer.outcome !== 'unanswered') await recordAnswer(deps, { refund, sent, answer });
  return answer.outcome;
}

/** Sends refunds whose turn has come; returns how many. */
export async function sweepRefunds(deps: Deps): Promise<number> {
  const ids = await takeDueRefunds(deps.db, deps.clock.now());
  await Promise.all(ids.map((id) => sendRefund(deps, id)));
  return ids.length;
}

async function recordAnswer(
  { db, clock, metrics, logger }: Deps,
  { refund, sent, answer }: { refund: Refund; sent: RefundTry; answer: RefundAnswer },
): Promise<void> {
  const at = clock.now();
  const settling = await db.transaction().execute(async (trx): Promise<Settling | undefined> => {
    const order = await lockOrder(trx, refund.orderId);
    if (order === undefined) throw new Error('a refund has no order');
    const made: Settling = { trx, order, provider: refund.provider, at, moves: [], refundIds: [] };
    const current = await findRefund(trx, refund.id);
    if (current === undefined || current.status === 'paid') return undefined;
    const live = await beginTry(trx, current, at);
    // Its event was faster, and another request has taken its place.
    if (live.id !== sent.id) return undefined;
    if (answer.outcome === 'declined') {
      await failTry(made, { sent: live, declineCode: answer.code });
      return made;
    }
    await noteAccepted(made, { refund: current, sent: live, providerRefundId: answer.refundId });
    return undefined;
  });
  if (settling === undefined) return;
  settling.moves.forEach(metrics.transition);
  logger.error({ refundId: refund.id, orderId: refund.orderId }, 'the payment provider refused a refund');
}

async function noteAccepted(
  { trx, order, provider, at }: Settling,
  { refund, sent, providerRefundId }: { refund: Refund; sent: RefundTry; providerRefundId: string },
): Promise<void> {
  const owner = await findTry(trx, { provider, providerRefundId });
  // Two refunds of one amount may have met each other's events.
  if (owner === undefined) await updateTry(trx, sent.id, { status: 'sent', providerRefundId });
  if (sent.status === 'sent') await lookForEvent({ trx, order, at }, refund);
  await updateRefund(trx, refund.id, { retryAt: new Date(at.getTime() + eventPauseMs) });
}

/** Sent again after a day without its event: staff should ask the provider. */
async function lookForEvent(
  { trx, order, at }: { trx: Settling['trx']; order: LockedOrder; at: Date },
  refund: Refund,
): Promise<void> {
  if (refund.tries > 0) await setTrouble(trx, { orderId: order.id, trouble: 'refund_failed', at });
}
