import { type Db, requireIdempotencyKey, runOnce } from '@countersign/db';
import { conflict, invalidField } from '@countersign/errors';
import type { OrderDatabase } from '../database.ts';
import type { OrderServiceDeps } from '../deps.ts';
import { isOpen, orderNotFound, type Transition, wrongStatus } from '../order/order.ts';
import { type LockedOrder, lockOrder, moveOrder } from '../order/order-store.ts';
import { acceptOrderQuote } from '../quote/acceptance.ts';
import { quoteExpired } from '../quote/quote-rules.ts';
import { findAttempt, startAttempt } from './attempt-store.ts';
import { chargeAttempt } from './charging.ts';
import { type Charge, paymentDeclined } from './payment.ts';

/** What a buyer completes his order with. */
export interface Completion {
  orderId: string;
  acceptedTermsVersion: string;
  quoteId: string;
  /** Empty when he need not be sent back. */
  returnUrl: string;
  idempotencyKey: string;
}

const longestUrl = 2000;

/**
 * Moves the order to `awaiting_payment` and its attempt to `processing` in one transaction, then charges: only the call
 * that made the move does, so a parallel or repeated one charges nothing. A crash in between leaves what the janitor
 * picks up. A repetition ends as the first call did.
 */
export async function completeOrder(deps: OrderServiceDeps, completion: Completion): Promise<void> {
  const { db, metrics } = deps;
  const { orderId, acceptedTermsVersion, quoteId, idempotencyKey } = completion;
  requireIdempotencyKey(idempotencyKey);
  const returnUrl = readReturnUrl(completion.returnUrl);
  const begun: { charge?: Charge; move?: Transition | undefined } = {};
  const call = {
    scope: `CompleteOrder:${orderId}`,
    key: idempotencyKey,
    request: { acceptedTermsVersion, quoteId, returnUrl },
  };
  const { paymentId } = await runOnce(db, call, async (trx) => {
    const at = deps.clock.now();
    const { order, charge } = await beginCharge(trx, { ...completion, returnUrl, at });
    begun.move = await moveOrder(trx, order, { to: 'awaiting_payment', at, set: { termsAcceptedAt: at } });
    begun.charge = charge;
    return { paymentId: charge.paymentId };
  });
  if (begun.charge === undefined) {
    if ((await findAttempt(db, paymentId))?.status === 'failed') throw paymentDeclined();
    return;
  }
  if (begun.move) metrics.transition(begun.move);
  if ((await chargeAttempt(deps, begun.charge)) === 'declined') throw paymentDeclined();
}

async function beginCharge(
  trx: Db<OrderDatabase>,
  { orderId, acceptedTermsVersion, quoteId, returnUrl, at }: Omit<Completion, 'idempotencyKey'> & { at: Date },
): Promise<{ order: LockedOrder; charge: Charge }> {
  const order = await lockOrder(trx, orderId);
  if (order === undefined) throw orderNotFound();
  const { status } = order;
  if (!order.contactsConfirmed) throw conflict('CONTACT_MISSING', 'set the contacts first');
  // Made before there were quotes.
  if (order.quoteId === null && isOpen(status)) throw quoteExpired();
  if (status === 'details_complete') throw paymentMissing();
  if (status !== 'review') throw wrongStatus(status, 'be completed');
  const charge = await startAttempt(trx, { orderId, quoteId: order.quoteId, returnUrl, at });
  if (charge === undefined) throw paymentMissing();
  requireTerms(acceptedTermsVersion, order.termsVersion);
  await acceptOrderQuote(trx, { order, quoteId, at });
  return { order, charge };
}

function requireTerms(accepted: string, wanted: string): void {
  if (accepted !== wanted) {
    throw conflict('TERMS_NOT_ACCEPTED', `accept version ${wanted} of the terms to complete the order`, {
      fields: [{ pointer: '/acceptedTermsVersion', detail: `must be ${wanted}` }],
    });
  }
}

/** The address in its normal form; empty stays so. Throws `RETURN_URL_INVALID`. */
function readReturnUrl(text: string): string {
  if (text === '') return '';
  const url = text.length <= longestUrl && URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (url === undefined || !isWeb || url.username !== '' || url.password !== '') {
    throw invalidField('RETURN_URL_INVALID', '/returnUrl', 'must be an http or https address without a password');
  }
  return url.href;
}

function paymentMissing() {
  return conflict('PAYMENT_MISSING', 'add a payment method first');
}
