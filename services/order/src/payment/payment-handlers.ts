import { announce, requireIdempotencyKey, runOnce } from '@countersign/db';
import { conflict, DomainError, invalid } from '@countersign/errors';
import type { Handlers } from '@countersign/grpc';
import type { OrderServiceService } from '@countersign/proto/order';
import { newId } from '@countersign/runtime';
import type { OrderServiceDeps } from '../deps.ts';
import { toOrderMessage } from '../messages.ts';
import { orderNotFound, requireDraft } from '../order/order.ts';
import { getOrder } from '../order/order-handlers.ts';
import { requireOrderId } from '../order/order-key.ts';
import { acceptTerms, addEntries, lockOrder, moveOrder } from '../order/order-store.ts';
import { chargeAttempt } from './charging.ts';
import { type Charge, paymentDeclined } from './payment.ts';
import { orderQueue, paymentEventTopic } from './payment-jobs.ts';
import type { ProviderEvent } from './payment-provider.ts';
import { findAttemptStatus, insertAttempt, insertEvent, startAttempt } from './payment-store.ts';
import { requirePaymentToken } from './payment-token.ts';

type PaymentHandlers = Pick<
  Handlers<typeof OrderServiceService>,
  'addPayment' | 'completeOrder' | 'ingestPaymentEvent'
>;

/** Handlers of the RPCs about payment. */
export function createPaymentHandlers(deps: OrderServiceDeps): PaymentHandlers {
  const { db, clock, pepper, provider } = deps;
  return {
    async addPayment({ key, paymentToken: token, idempotencyKey }) {
      const orderId = requireOrderId(pepper, key);
      requireIdempotencyKey(idempotencyKey);
      requirePaymentToken(token);
      const call = { scope: `AddPayment:${orderId}`, key: idempotencyKey, request: { token } };
      await runOnce(db, call, async (trx) => {
        const order = await lockOrder(trx, orderId);
        if (order === undefined) throw orderNotFound();
        requireDraft(order.status);
        if (order.contact === null) throw conflict('CONTACT_MISSING', 'set the contact first');
        const at = clock.now();
        const paymentId = newId('pay');
        const { dueNowMinor: amountMinor, currency } = order;
        await insertAttempt(trx, { paymentId, orderId, provider: provider.name, token, amountMinor, currency, at });
        await addEntries(trx, orderId, at, ['payment_added']);
        return { paymentId };
      });
      return { order: toOrderMessage(await getOrder(db, orderId)) };
    },

    async completeOrder({ key, acceptedTermsVersion, idempotencyKey }) {
      const orderId = requireOrderId(pepper, key);
      requireIdempotencyKey(idempotencyKey);
      await completeOrder(deps, { orderId, acceptedTermsVersion, idempotencyKey });
      return { order: toOrderMessage(await getOrder(db, orderId)) };
    },

    async ingestPaymentEvent({ provider: name, body, signature }) {
      const event = verifyEvent(deps, { name, body, signature });
      const id = newId('pev');
      const isNew = await db.transaction().execute(async (trx) => {
        const stored = await insertEvent(trx, { id, provider: name, event, body, at: clock.now() });
        if (stored) {
          await announce(trx, { queue: orderQueue, topic: paymentEventTopic, payload: { paymentEventId: id } });
        }
        return stored;
      });
      deps.metrics.paymentEvent(isNew ? 'stored' : 'duplicate');
      return { duplicate: !isNew };
    },
  };
}

/**
 * Moves the order to `awaiting_payment` and its attempt to `processing` in one transaction, then charges: only the call
 * that made the move does, so a parallel or repeated one charges nothing. A crash in between leaves what the sweep
 * picks up. A repetition ends as the first call did.
 */
async function completeOrder(
  deps: OrderServiceDeps,
  request: { orderId: string; acceptedTermsVersion: string; idempotencyKey: string },
): Promise<void> {
  const { db, clock, metrics } = deps;
  const { orderId, acceptedTermsVersion, idempotencyKey } = request;
  const begun: { charge?: Charge } = {};
  const call = { scope: `CompleteOrder:${orderId}`, key: idempotencyKey, request: { acceptedTermsVersion } };
  const { paymentId } = await runOnce(db, call, async (trx) => {
    const order = await lockOrder(trx, orderId);
    if (order === undefined) throw orderNotFound();
    requireDraft(order.status);
    const at = clock.now();
    const charge = await startAttempt(trx, { orderId, at });
    if (charge === undefined) throw conflict('PAYMENT_MISSING', 'add a payment method first');
    requireTerms(acceptedTermsVersion, order.termsVersion);
    await acceptTerms(trx, orderId, at);
    await moveOrder(trx, order, { to: 'awaiting_payment', at });
    begun.charge = charge;
    return { paymentId: charge.paymentId };
  });
  if (begun.charge === undefined) {
    if ((await findAttemptStatus(db, paymentId)) === 'failed') throw paymentDeclined();
    return;
  }
  metrics.transition({ from: 'draft', to: 'awaiting_payment' });
  if ((await chargeAttempt(deps, begun.charge)) === 'declined') throw paymentDeclined();
}

function requireTerms(accepted: string, wanted: string): void {
  if (accepted !== wanted) {
    throw conflict('TERMS_NOT_ACCEPTED', `accept version ${wanted} of the terms to complete the order`, {
      fields: [{ pointer: '/acceptedTermsVersion', detail: `must be ${wanted}` }],
    });
  }
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
