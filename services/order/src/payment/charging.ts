import type { OrderServiceDeps } from '../deps.ts';
import type { Transition } from '../order/order.ts';
import { addEntries, lockOrder } from '../order/order-store.ts';
import { clearTrouble } from '../order/trouble.ts';
import { moveAttempt, recordCharge } from './attempt-store.ts';
import { failAttempt } from './failure.ts';
import type { Charge } from './payment.ts';
import type { ChargeAnswer } from './payment-provider.ts';

export type ChargingDeps = Pick<OrderServiceDeps, 'db' | 'clock' | 'provider' | 'logger' | 'metrics'>;

/** How a charge ended, or that it has not. */
export type ChargeOutcome = ChargeAnswer['outcome'] | 'unanswered';

/** Pause after which a buyer's answer to his bank is asked for: its event should have come long since. */
const actionPauseMs = 120_000;

/** What the provider says of a charge that only the buyer could confirm, when he is not there. */
const authenticationRequired = 'authentication_required';

/**
 * Charges a started attempt and stores the provider's answer. Declined: the attempt has failed and the order is in review
 * again. Unanswered: the order goes on waiting; the janitor asks, and sends the same charge again under the same key.
 */
export async function chargeAttempt(deps: ChargingDeps, charge: Charge): Promise<ChargeOutcome> {
  const { clock, db, provider, logger, metrics } = deps;
  const { paymentId, orderId, token, amountMinor, currency, keepMethod, offSession, returnUrl } = charge;
  const request = {
    token,
    amountMinor,
    currency,
    reference: orderId,
    idempotencyKey: paymentId,
    returnUrl,
    saveMethod: keepMethod,
    offSession,
  };
  const answer = await provider.charge(request).catch((error: unknown) => {
    logger.warn({ err: error, paymentId, orderId }, 'a charge got no answer; it will be sent again');
    return { outcome: 'unanswered' as const };
  });
  metrics.charge(answer.outcome);
  if (answer.outcome === 'accepted') {
    await recordCharge(db, { paymentId, chargeId: answer.chargeId, at: clock.now() });
  }
  if (answer.outcome === 'requires_action') await askBuyer(deps, charge, answer);
  if (answer.outcome === 'declined') await decline(deps, charge, answer.code);
  return answer.outcome;
}

async function askBuyer(
  deps: ChargingDeps,
  { paymentId, orderId, offSession }: Charge,
  { chargeId, actionUrl }: Extract<ChargeAnswer, { outcome: 'requires_action' }>,
): Promise<void> {
  const { db, clock, logger, metrics } = deps;
  const at = clock.now();
  const moves: Transition[] = [];
  await db.transaction().execute(async (trx) => {
    const order = await lockOrder(trx, orderId);
    if (order === undefined) throw new Error('an attempt has no order');
    await recordCharge(trx, { paymentId, chargeId, at });
    if (offSession) {
      // Nobody is there to confirm: he pays by hand, and this charge must not go on.
      await failAttempt({ trx, order, at, moves }, { paymentId, declineCode: authenticationRequired });
      return;
    }
    const retryAt = new Date(at.getTime() + actionPauseMs);
    if (await moveAttempt(trx, { paymentId, to: 'requires_action', at, actionUrl, retryAt })) {
      await clearTrouble(trx, { orderId, trouble: 'payment_unknown' });
      await addEntries(trx, orderId, at, [{ code: 'payment_requires_action' }]);
    }
  });
  moves.forEach(metrics.transition);
  logger.info({ paymentId, orderId }, 'the buyer is asked to confirm a payment');
  if (offSession) await callOff(deps, { paymentId, chargeId });
}

async function decline(deps: ChargingDeps, { paymentId, orderId }: Charge, code: string): Promise<void> {
  const { db, clock, logger, metrics } = deps;
  const at = clock.now();
  const moves: Transition[] = [];
  const isNew = await db.transaction().execute(async (trx) => {
    const order = await lockOrder(trx, orderId);
    if (order === undefined) throw new Error('an attempt has no order');
    return await failAttempt({ trx, order, at, moves }, { paymentId, declineCode: code });
  });
  if (!isNew) {
    logger.warn({ paymentId, orderId }, 'a charge was declined that had ended before');
    return;
  }
  moves.forEach(metrics.transition);
  logger.info({ paymentId, orderId, declineCode: code }, 'payment declined');
}

/** Gives a charge up at the provider; when that fails the janitor, or the event of the money, settles it. */
export async function callOff(
  { provider, logger }: Pick<ChargingDeps, 'provider' | 'logger'>,
  { paymentId, chargeId }: { paymentId: string; chargeId: string },
): Promise<void> {
  await provider.cancelCharge(chargeId).catch((error: unknown) => {
    logger.warn({ err: error, paymentId }, 'a charge could not be called off');
  });
}
