import type { OrderServiceDeps } from '../deps.ts';
import type { Transition } from '../order/order.ts';
import { lockOrder, moveOrder } from '../order/order-store.ts';
import type { Charge } from './payment.ts';
import { failAttempt, recordCharge, takeUnansweredCharges } from './payment-store.ts';

export type ChargingDeps = Pick<OrderServiceDeps, 'db' | 'clock' | 'provider' | 'logger' | 'metrics'>;

/**
 * Charges a started attempt and stores the provider's answer. Declined: the attempt has failed and the order is a draft
 * again. Unanswered: the order goes on waiting, and the sweep sends the same charge again under the same key.
 */
export async function chargeAttempt(
  deps: ChargingDeps,
  charge: Charge,
): Promise<'accepted' | 'declined' | 'unanswered'> {
  const { clock, db, provider, logger, metrics } = deps;
  const { paymentId, orderId, token, amountMinor, currency } = charge;
  const request = { token, amountMinor, currency, reference: orderId, idempotencyKey: paymentId };
  const answer = await provider.charge(request).catch((error: unknown) => {
    logger.warn({ err: error, paymentId, orderId }, 'a charge got no answer; it will be sent again');
    return { outcome: 'unanswered' as const };
  });
  metrics.charge(answer.outcome);
  if (answer.outcome === 'accepted') {
    await recordCharge(db, { paymentId, chargeId: answer.chargeId, at: clock.now() });
  }
  if (answer.outcome === 'declined') await decline(deps, charge, answer.code);
  return answer.outcome;
}

/** Sends charges again whose answer is overdue; returns how many it sent. */
export async function sweepCharges(deps: ChargingDeps): Promise<number> {
  const charges = await takeUnansweredCharges(deps.db, deps.clock.now());
  await Promise.all(charges.map((charge) => chargeAttempt(deps, charge)));
  return charges.length;
}

async function decline({ db, clock, logger, metrics }: ChargingDeps, charge: Charge, code: string): Promise<void> {
  const { paymentId, orderId } = charge;
  const at = clock.now();
  const move = await db.transaction().execute(async (trx): Promise<Transition | undefined> => {
    const order = await lockOrder(trx, orderId);
    if (order === undefined || !(await failAttempt(trx, { paymentId, declineCode: code, at }))) return undefined;
    return await moveOrder(trx, order, { to: 'draft', at, entries: ['payment_declined'] });
  });
  if (move === undefined) {
    logger.error({ paymentId, orderId }, 'a charge was declined that had ended before');
    return;
  }
  metrics.transition(move);
  logger.info({ paymentId, orderId, declineCode: code }, 'payment declined');
}
