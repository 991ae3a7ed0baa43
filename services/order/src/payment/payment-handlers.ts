import { type Db, requireIdempotencyKey, runOnce } from '@countersign/db';
import { conflict, DomainError, invalid } from '@countersign/errors';
import type { Handlers } from '@countersign/grpc';
import type { OrderServiceService } from '@countersign/proto/order';
import { newId } from '@countersign/runtime';
import type { OrderDatabase } from '../database.ts';
import type { OrderServiceDeps } from '../deps.ts';
import { toOrderMessage } from '../messages.ts';
import { isOpen, orderNotFound, type Transition, wrongStatus } from '../order/order.ts';
import { requireOrderAccess } from '../order/order-key.ts';
import { getOrder } from '../order/order-reader.ts';
import { addEntries, changeOrder, type LockedOrder, lockOrder } from '../order/order-store.ts';
import { renewalConsentVersion } from '../subscription/subscription.ts';
import { callOffAttempts, findAttemptInFlight, insertAttempt, replaceOpenAttempt } from './attempt-store.ts';
import { completeOrder } from './complete-order.ts';
import { storeEvent } from './event-store.ts';
import { reopen } from './failure.ts';
import type { ProviderEvent } from './payment-provider.ts';
import { requirePaymentToken } from './payment-token.ts';

type PaymentHandlers = Pick<
  Handlers<typeof OrderServiceService>,
  'addPayment' | 'completeOrder' | 'getCheckoutOptions' | 'ingestPaymentEvent'
>;

/** Handlers of the RPCs about payment. */
export function createPaymentHandlers(deps: OrderServiceDeps): PaymentHandlers {
  const { db, clock, provider, metrics } = deps;
  return {
    async addPayment({ key, paymentToken: token, idempotencyKey, keepMethod }, context) {
      const orderId = await requireOrderAccess(deps, context, { key, use: 'change' });
      requireIdempotencyKey(idempotencyKey);
      requirePaymentToken(token, provider.name);
      const call = { scope: `AddPayment:${orderId}`, key: idempotencyKey, request: { token, keepMethod } };
      const moves: Transition[] = [];
      await runOnce(db, call, async (trx) => {
        const order = await lockOrder(trx, orderId);
        if (order === undefined) throw orderNotFound();
        const at = clock.now();
        await requirePayable(trx, order, { at, moves });
        const paymentId = newId('pay');
        // One with all its contacts that is not in review has no payment method.
        if (order.status !== 'details_complete') await replaceOpenAttempt(trx, orderId, at);
        await insertAttempt(trx, {
          paymentId,
          orderId,
          provider: provider.name,
          token,
          amountMinor: order.dueNowMinor,
          currency: order.currency,
          keepMethod,
          offSession: false,
          returnUrl: '',
          at,
        });
        const move = await changeOrder(trx, order, { to: 'review', at, entries: [{ code: 'payment_added' }] });
        if (move) moves.push(move);
        return { paymentId };
      });
      moves.forEach(metrics.transition);
      return { order: toOrderMessage(await getOrder(db, orderId, clock.now())) };
    },

    async completeOrder({ key, acceptedTermsVersion, idempotencyKey, quoteId, returnUrl }, context) {
      const orderId = await requireOrderAccess(deps, context, { key, use: 'change' });
      await completeOrder(deps, { orderId, acceptedTermsVersion, idempotencyKey, quoteId, returnUrl });
      return { order: toOrderMessage(await getOrder(db, orderId, clock.now())) };
    },

    async getCheckoutOptions() {
      const { pageUrl, publishableKey } = provider.publicSettings;
      const { termsVersion } = deps;
      return { provider: provider.name, pageUrl, publishableKey, termsVersion, renewalConsentVersion };
    },

    async ingestPaymentEvent({ provider: name, body, signature }) {
      const event = verifyEvent(deps, { name, body, signature });
      const isNew = await storeEvent(db, { provider: name, event, body, at: clock.now() });
      metrics.paymentEvent(isNew ? 'stored' : 'duplicate');
      return { duplicate: !isNew };
    },
  };
}

/**
 * Throws unless a payment method may be attached. A buyer who is asked to confirm a payment at his bank may give it up
 * for another method: the charge is called off.
 */
async function requirePayable(
  trx: Db<OrderDatabase>,
  order: LockedOrder,
  { at, moves }: { at: Date; moves: Transition[] },
): Promise<void> {
  if (order.status === 'awaiting_payment') {
    const waiting = await findAttemptInFlight(trx, order.id);
    if (waiting?.status !== 'requires_action') throw wrongStatus(order.status, 'be changed');
    await callOffAttempts(trx, { orderId: order.id, at });
    await addEntries(trx, order.id, at, [{ code: 'payment_cancelled' }]);
    await reopen({ trx, at, moves }, order);
  }
  if (!isOpen(order.status)) throw wrongStatus(order.status, 'be changed');
  if (!order.contactsConfirmed) throw conflict('CONTACT_MISSING', 'set the contacts first');
}

function verifyEvent(
  { provider, metrics }: OrderServiceDeps,
  { name, body, signature }: { name: string; body: Buffer; signature: string },
): ProviderEvent {
  try {
    if (name !== provider.name) throw invalid('PAYMENT_EVENT_INVALID', 'no such payment provider');
    return provider.verifyEvent(body, signature);
  } catch (error) {
    if (error instanceof DomainError) metrics.paymentEvent('invalid');
    throw error;
  }
}
