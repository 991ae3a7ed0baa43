import type { OrderStatus } from '../order/order.ts';
import { moveOrder } from '../order/order-store.ts';
import { startingSaga } from '../order/saga.ts';
import { setTrouble } from '../order/trouble.ts';
import { recordSale } from '../subscription/sale.ts';
import {
  type AttemptState,
  callOffAttempts,
  closeAttempt,
  findAttemptInFlight,
  findAttemptOfCharge,
  moveAttempt,
} from './attempt-store.ts';
import { findCapture, insertCapture } from './capture-store.ts';
import { post, postAll } from './money-ledger.ts';
import { type AttemptStatus, type CaptureUse, type EventOutcome, inFlight } from './payment.ts';
import type { ProviderChange } from './payment-provider.ts';
import { insertSurplusRefund } from './refund-store.ts';
import { saveMethod } from './saved-method.ts';
import { noteMove, type Settling } from './settling.ts';

type Captured = Extract<ProviderChange, { kind: 'captured' }>;

const unpaid: readonly OrderStatus[] = ['draft', 'details_complete', 'review', 'awaiting_payment'];

/**
 * What captured money is for. It pays an order that is not paid, if it is the whole amount and the buyer did not give its
 * attempt up; odd money for such an order is for staff; all other money goes back.
 */
export function useOfCapture(found: {
  order: OrderStatus;
  /** Undefined when no attempt made the charge. */
  attempt: AttemptStatus | undefined;
  isWhole: boolean;
  /** Whether the order still has the quote that was accepted for the attempt. */
  isSameQuote: boolean;
}): { use: CaptureUse; outcome: EventOutcome } {
  const { order, attempt, isWhole, isSameQuote } = found;
  if (!unpaid.includes(order) || attempt === 'cancelled' || attempt === 'replaced' || !isSameQuote) {
    return { use: 'surplus', outcome: 'surplus' };
  }
  if (!isWhole) return { use: 'review', outcome: 'amount_mismatch' };
  if (attempt === undefined) return { use: 'review', outcome: 'unexpected' };
  return { use: 'paid', outcome: 'captured' };
}

/** Acts on captured money, once per charge. This alone makes an order paid. */
export async function settleCapture(settling: Settling, change: Captured): Promise<EventOutcome> {
  const { trx, order, provider, at } = settling;
  const { chargeId, amountMinor, currency } = change;
  if (amountMinor <= 0n) return 'ignored';
  const attempt = await findAttempt(settling, change);
  if (await findCapture(trx, { provider, chargeId })) {
    // Asked for, the provider does not name the method that it keeps; its event does.
    await keepMethod(settling, { attempt, change });
    return 'repeated';
  }
  const { use, outcome } = useOfCapture({
    order: order.status,
    attempt: attempt?.status,
    isWhole: amountMinor === order.dueNowMinor && currency === order.currency,
    // While it is charged, the order cannot get another one.
    isSameQuote: attempt?.status !== 'failed' || attempt.quoteId === order.quoteId,
  });
  const paymentId = use === 'surplus' ? undefined : attempt?.id;
  if (paymentId !== undefined) {
    // An order is charged once: what else is under way ends here. One that is under way itself is the only one.
    const isAlone = attempt !== undefined && inFlight.includes(attempt.status);
    if (!isAlone) await callOffAttempts(trx, { orderId: order.id, at, except: paymentId });
    if (!(await moveAttempt(trx, { paymentId, to: 'captured', at, chargeId }))) {
      throw new Error('an attempt cannot be captured');
    }
  }
  await insertCapture(trx, { provider, chargeId, orderId: order.id, paymentId, use, amountMinor, currency, at });
  if (use === 'paid') await pay(settling, { attempt, change });
  if (use === 'review') await sendToReview(settling, { outcome, change });
  if (use === 'surplus') await sendBack(settling, { attempt, change });
  return outcome;
}

/** The attempt that made the charge; where nobody here asked for it, the one under way. */
async function findAttempt(
  { trx, order }: Settling,
  { chargeId, idempotencyKey }: Captured,
): Promise<AttemptState | undefined> {
  const orderId = order.id;
  const own = await findAttemptOfCharge(trx, { orderId, chargeId, paymentId: idempotencyKey });
  if (own !== undefined || idempotencyKey !== undefined) return own;
  // A provider that captures twice may tell of the second charge first: the first that is told of pays.
  return await findAttemptInFlight(trx, orderId);
}

async function pay(
  settling: Settling,
  { attempt, change }: { attempt: AttemptState | undefined; change: Captured },
): Promise<void> {
  const { trx, order, at } = settling;
  const { chargeId: source, amountMinor, currency } = change;
  const orderId = order.id;
  await postAll(trx, [
    { kind: 'sale', orderId, amountMinor: order.dueNowMinor, currency: order.currency, source, at },
    { kind: 'capture', orderId, amountMinor, currency, source, at },
  ]);
  // An order whose charge was taken for declined is being filled in again.
  for (const to of ['review', 'awaiting_payment'] as const) {
    if (order.status === 'awaiting_payment') break;
    // oxlint-disable-next-line no-await-in-loop
    noteMove(settling, await moveOrder(trx, order, { to, at }));
  }
  await keepMethod(settling, { attempt, change });
  const issued = await recordSale(trx, { orderId, at });
  const entries = [{ code: 'payment_captured' as const }, { code: 'order_paid' as const }, ...issued];
  const along = startingSaga(trx, orderId, at);
  noteMove(settling, await moveOrder(trx, order, { to: 'paid', at, entries, clears: ['payment_unknown'], along }));
}

async function sendToReview(
  settling: Settling,
  { outcome, change }: { outcome: EventOutcome; change: Captured },
): Promise<void> {
  const { trx, order, at } = settling;
  const { chargeId: source, amountMinor, currency } = change;
  const orderId = order.id;
  await callOffAttempts(trx, { orderId, at });
  await post(trx, 'surplus_capture', { orderId, amountMinor, currency, source, at });
  const trouble = outcome === 'amount_mismatch' ? 'amount_mismatch' : 'unexpected_payment';
  const facts = { amountMinor: amountMinor.toString(), currency };
  const entries = [{ code: trouble, facts }] as const;
  noteMove(settling, await moveOrder(trx, order, { to: 'review_needed', at, entries, clears: ['payment_unknown'] }));
  await setTrouble(trx, { orderId, trouble, at });
}

async function sendBack(
  settling: Settling,
  { attempt, change }: { attempt: AttemptState | undefined; change: Captured },
): Promise<void> {
  const { trx, order, provider, at } = settling;
  const { chargeId, amountMinor, currency } = change;
  const booked = { orderId: order.id, amountMinor, currency, source: chargeId, at };
  await post(trx, 'surplus_capture', booked);
  await post(trx, 'surplus_to_return', booked);
  if (attempt?.status === 'cancelled') await closeAttempt(trx, attempt.id);
  settling.refundIds.push(
    await insertSurplusRefund(trx, { orderId: order.id, provider, chargeId, amountMinor, currency, at }),
  );
}

async function keepMethod(
  { trx, order, provider, at }: Settling,
  { attempt, change }: { attempt: AttemptState | undefined; change: Captured },
): Promise<void> {
  if (attempt?.keepMethod !== true || change.savedMethod === undefined) return;
  await saveMethod(trx, { orderId: order.id, provider, methodId: change.savedMethod, at });
}
