import type { Db } from '@countersign/db';
import { conflict } from '@countersign/errors';
import { newId } from '@countersign/runtime';
import type { OrderDatabase } from '../database.ts';
import { orderNotFound, type Transition, wrongStatus } from '../order/order.ts';
import { lockOrder, moveOrder } from '../order/order-store.ts';
import { acceptOrderQuote } from '../quote/acceptance.ts';
import { findAttemptByKey, insertAttempt, replaceOpenAttempt, startAttempt } from './attempt-store.ts';
import { type ChargeOutcome, type ChargingDeps, chargeAttempt } from './charging.ts';
import { type AttemptStatus, type Charge, inFlight } from './payment.ts';
import { findSavedMethod } from './saved-method.ts';

/** A charge of an order without its buyer. */
export interface OffSessionCharge {
  orderId: string;
  /** Order whose payment method is charged. */
  savedMethodOf: string;
  /** Key of the caller: for an order the same key charges once, however often it comes. */
  attemptKey: string;
}

/**
 * Charges an order that waits for a payment method by one that its buyer left, and moves it to `awaiting_payment`; it
 * becomes paid by the provider's event. Declined, or only to be confirmed by the buyer: it is in review again, and he can
 * pay by hand. Repeated under the same key it sends nothing that was answered, and tells how it ended. Throws
 * `ORDER_NOT_FOUND`, `ORDER_WRONG_STATUS`, `PAYMENT_METHOD_MISSING`, `QUOTE_EXPIRED` or `QUOTE_SUPERSEDED`.
 */
export async function chargeOffSession(deps: ChargingDeps, wanted: OffSessionCharge): Promise<ChargeOutcome> {
  const { db, clock, metrics, provider } = deps;
  const moves: Transition[] = [];
  const begun = await db.transaction().execute(async (trx) => {
    const at = clock.now();
    return await begin(trx, { wanted, providerName: provider.name, at, moves });
  });
  moves.forEach(metrics.transition);
  return 'charge' in begun ? await chargeAttempt(deps, begun.charge) : begun.outcome;
}

async function begin(
  trx: Db<OrderDatabase>,
  {
    wanted,
    providerName,
    at,
    moves,
  }: { wanted: OffSessionCharge; providerName: string; at: Date; moves: Transition[] },
): Promise<{ charge: Charge } | { outcome: ChargeOutcome }> {
  const { orderId, savedMethodOf, attemptKey } = wanted;
  const order = await lockOrder(trx, orderId);
  if (order === undefined) throw orderNotFound();
  const known = await findAttemptByKey(trx, { orderId, attemptKey });
  if (known !== undefined) {
    const { status, token, ...charge } = known;
    if (inFlight.includes(status) && token !== null) return { charge: { ...charge, token } };
    return { outcome: outcomeOf(status) };
  }
  if (order.status !== 'details_complete' && order.status !== 'review') throw wrongStatus(order.status, 'be charged');
  const method = await findSavedMethod(trx, savedMethodOf);
  if (method === undefined || method.provider !== providerName) {
    throw conflict('PAYMENT_METHOD_MISSING', 'no payment method is kept that could be charged');
  }
  const quoteId = order.quoteId ?? '';
  await acceptOrderQuote(trx, { order, quoteId, at });
  await replaceOpenAttempt(trx, orderId, at);
  await insertAttempt(trx, {
    paymentId: newId('pay'),
    orderId,
    provider: providerName,
    token: method.methodId,
    amountMinor: order.dueNowMinor,
    currency: order.currency,
    keepMethod: false,
    offSession: true,
    returnUrl: '',
    attemptKey,
    at,
  });
  const charge = await startAttempt(trx, { orderId, quoteId, returnUrl: '', at });
  if (charge === undefined) throw new Error('an attempt vanished under the lock of its order');
  for (const to of ['review', 'awaiting_payment'] as const) {
    // oxlint-disable-next-line no-await-in-loop
    const move = await moveOrder(trx, order, { to, at });
    if (move !== undefined) moves.push(move);
  }
  return { charge };
}

function outcomeOf(status: AttemptStatus): ChargeOutcome {
  if (status === 'failed' || status === 'cancelled' || status === 'replaced') return 'declined';
  if (status === 'unknown') return 'unanswered';
  return 'accepted';
}
