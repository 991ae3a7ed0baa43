import { announce } from '@countersign/db';
import { DomainError } from '@countersign/errors';
import { sql } from 'kysely';
import { isPaid } from '../order/order.ts';
import { addEntries, changeOrder, moveOrder, returnOrder } from '../order/order-store.ts';
import { clearTrouble, setTrouble } from '../order/trouble.ts';
import { recordRefundGranted, recordRefundPaid, recordSurplusPaid } from '../subscription/refund-effects.ts';
import { moveAttempt } from './attempt-store.ts';
import { type Capture, findCapture, findKeptCapture } from './capture-store.ts';
import { post } from './money-ledger.ts';
import type { EventOutcome } from './payment.ts';
import type { ProviderChange } from './payment-provider.ts';
import type { RefundReason } from './refund-state.ts';
import {
  beginTry,
  findRefund,
  findTry,
  findUnansweredTry,
  insertRefund,
  insertRefundLines,
  listLinesToRefund,
  listRefunds,
  type Refund,
  type RefundTry,
  updateRefund,
  updateTry,
} from './refund-store.ts';
import { noteMove, type Settling } from './settling.ts';

type Refunded = Extract<ProviderChange, { kind: 'refunded' }>;
type RefundFailed = Extract<ProviderChange, { kind: 'refund_failed' }>;

/** What counts as paid back to the buyer of an order; the rest was never the order's. */
const ofOrder: readonly RefundReason[] = ['buyer', 'staff', 'external'];

const hourMs = 3_600_000;

/** Acts on money that went back, once per refund of the provider. */
export async function settleRefunded(settling: Settling, change: Refunded): Promise<EventOutcome> {
  const { trx, provider } = settling;
  const { chargeId, refundId: providerRefundId, amountMinor, currency } = change;
  const capture = await findCapture(trx, { provider, chargeId });
  if (capture === undefined) return 'deferred';
  const known = await findTry(trx, { provider, providerRefundId });
  if (known?.status === 'paid') return 'repeated';
  // A refund that failed stays so: its other event was late.
  if (known?.status === 'failed') return 'repeated';
  const sent = known ?? (await matchOwnRefund(settling, change));
  if (sent === undefined) {
    await recordElsewhere(settling, { capture, change });
    return 'refunded_elsewhere';
  }
  const refund = await getRefund(settling, sent.refundId);
  if (refund.amountMinor !== amountMinor || refund.currency !== currency) {
    await setTrouble(trx, { orderId: refund.orderId, trouble: 'refund_failed', at: settling.at });
    return 'amount_mismatch';
  }
  await updateTry(trx, sent.id, { status: 'paid', providerRefundId });
  await markPaid(settling, { refund, source: sent.id });
  return 'refunded';
}

/** Acts on a refund that failed, once. */
export async function settleRefundFailed(settling: Settling, change: RefundFailed): Promise<EventOutcome> {
  const { trx, provider } = settling;
  const { chargeId, refundId: providerRefundId, declineCode } = change;
  if ((await findCapture(trx, { provider, chargeId })) === undefined) return 'deferred';
  const sent =
    (await findTry(trx, { provider, providerRefundId })) ?? (await findUnansweredTry(trx, { provider, chargeId }));
  if (sent === undefined) return 'deferred';
  if (sent.status === 'failed') return 'repeated';
  await updateTry(trx, sent.id, { providerRefundId });
  await failTry(settling, { sent, declineCode });
  return 'refund_failed';
}

/** Notes that the provider refused a refund: the order goes back to where it was, staff see it, the janitor repeats it. */
export async function failTry(
  settling: Settling,
  { sent, declineCode }: { sent: RefundTry; declineCode: string },
): Promise<void> {
  const { trx, order, at } = settling;
  const refund = await getRefund(settling, sent.refundId);
  await updateTry(trx, sent.id, { status: 'failed' });
  if (sent.status === 'paid') await takeBack(settling, { refund, source: sent.id });
  const isOurs = refund.reason !== 'external';
  // The first repetition soon, the later ones by the doubling pauses of the janitor.
  const retryAt = isOurs ? new Date(at.getTime() + hourMs * 2 ** Math.min(refund.tries, 5)) : null;
  await updateRefund(trx, refund.id, { status: 'failed', declineCode, retryAt });
  await setTrouble(trx, { orderId: order.id, trouble: 'refund_failed', at });
  const entry = { code: 'refund_failed', facts: { refundId: refund.id, reason: declineCode } } as const;
  if (order.status === 'refund_pending' && !(await hasPendingRefund(settling))) {
    noteMove(settling, await returnOrder(trx, order, { at }));
    await followRefunds(settling);
  }
  await addEntries(trx, order.id, at, [entry]);
}

/** Brings an order to where its refunds have led it; for use when a dispute no longer holds it. */
export async function followRefunds(settling: Settling): Promise<void> {
  const { trx, order, at } = settling;
  const refunds = await listRefunds(trx, order.id);
  const mine = refunds.filter(({ reason }) => reason !== 'surplus');
  const paid = mine.filter(({ status, reason }) => status === 'paid' && reason !== 'external');
  const isWhole = order.refundedMinor >= order.dueNowMinor || paid.some(({ reason }) => reason === 'review');
  const to = isWhole ? 'refunded' : 'partly_refunded';
  if ((paid.length === 0 && !isWhole) || order.status === to) return;
  if (isPaid(order.status) || order.status === 'review_needed') {
    noteMove(settling, await moveOrder(trx, order, { to: 'refund_pending', at }));
  }
  if (order.status !== 'refund_pending' || mine.some(({ status }) => status === 'pending')) return;
  noteMove(settling, await moveOrder(trx, order, { to, at }));
  const capture = await findKeptCapture(trx, order.id);
  if (isWhole && capture?.paymentId !== undefined) {
    await moveAttempt(trx, { paymentId: capture.paymentId, to: 'refunded', at });
  }
}

/**
 * The refund of ours that the provider means by an id that is new here: one that has no answer yet, or one that was
 * refused and that somebody then sent at the provider by hand.
 */
async function matchOwnRefund(settling: Settling, change: Refunded): Promise<RefundTry | undefined> {
  const { trx, order, provider, at } = settling;
  const { chargeId, amountMinor } = change;
  const waiting = (await listRefunds(trx, order.id)).filter(
    (each) => each.chargeId === chargeId && each.amountMinor === amountMinor && each.status !== 'paid',
  );
  const unanswered = await findUnansweredTry(trx, { provider, chargeId });
  if (unanswered !== undefined && waiting.some(({ id }) => id === unanswered.refundId)) return unanswered;
  const [own] = waiting.filter(({ reason }) => reason !== 'external');
  if (own === undefined) return undefined;
  const sent = await beginTry(trx, own, at);
  return sent.providerRefundId === null ? sent : undefined;
}

async function markPaid(settling: Settling, { refund, source }: { refund: Refund; source: string }): Promise<void> {
  const { trx, order, at } = settling;
  const { id: refundId, orderId, amountMinor, currency, reason } = refund;
  await updateRefund(trx, refundId, { status: 'paid', retryAt: null, declineCode: '', paidAt: refund.paidAt ?? at });
  await post(trx, 'refund_paid', { orderId, amountMinor, currency, source, at });
  await countRefunded(settling);
  const facts = { refundId, amountMinor: amountMinor.toString(), currency };
  const code = reason === 'surplus' ? 'surplus_refunded' : 'refund_paid';
  await changeOrder(trx, order, { at, entries: [{ code, facts }] });
  if (reason === 'review') {
    await clearTrouble(trx, { orderId, trouble: 'amount_mismatch' });
    await clearTrouble(trx, { orderId, trouble: 'unexpected_payment' });
  }
  // Money that came back and is sent again was told of, and credited, the first time.
  if (refund.paidAt === null) {
    const record = ofOrder.includes(reason) ? recordRefundPaid : recordSurplusPaid;
    await record(trx, { refundId, orderId, amountMinor, at });
  }
  await followRefunds(settling);
  if (!(await hasFailedRefund(settling))) await clearTrouble(trx, { orderId, trouble: 'refund_failed' });
}

/** The money came back to us after it had been sent. */
async function takeBack(settling: Settling, { refund, source }: { refund: Refund; source: string }): Promise<void> {
  const { trx, at } = settling;
  const { orderId, amountMinor, currency, reason } = refund;
  const kind = reason === 'external' ? 'refund_elsewhere_returned' : 'refund_returned';
  await post(trx, kind, { orderId, amountMinor, currency, source, at });
  await updateRefund(trx, refund.id, { status: 'failed' });
  await countRefunded(settling);
}

/** Books what the provider paid back without being asked here; the whole of it ends what was bought. */
async function recordElsewhere(
  settling: Settling,
  { capture, change }: { capture: Capture; change: Refunded },
): Promise<void> {
  const { trx, order, provider, at } = settling;
  const { chargeId, refundId: providerRefundId, amountMinor, currency } = change;
  const orderId = order.id;
  const money = { orderId, provider, chargeId, amountMinor, currency };
  const refundId = await insertRefund(trx, {
    ...money,
    reason: 'external',
    note: '',
    grantedBy: 'provider',
    lineIds: [],
    at,
  });
  const refund = await getRefund(settling, refundId);
  const { id: source } = await beginTry(trx, refund, at);
  await updateTry(trx, source, { status: 'paid', providerRefundId });
  await updateRefund(trx, refundId, { status: 'paid', retryAt: null, paidAt: at });
  await post(trx, 'refund_elsewhere', { orderId, amountMinor, currency, source, at });
  const facts = { refundId, amountMinor: amountMinor.toString(), currency };
  await changeOrder(trx, order, { at, entries: [{ code: 'refund_paid', facts }] });
  if (capture.use !== 'paid') return;
  await countRefunded(settling);
  await recordRefundPaid(trx, { refundId, orderId, amountMinor, at });
  if (order.refundedMinor < order.dueNowMinor) return;
  if (await withdrawAll(settling, refundId)) await followRefunds(settling);
  else await setTrouble(trx, { orderId, trouble: 'refund_failed', at });
}

/** Withdraws what is left of an order that the provider paid back; false when only a person can tell what to do. */
async function withdrawAll({ trx, order, at }: Settling, refundId: string): Promise<boolean> {
  const lines = (await listLinesToRefund(trx, order.id)).filter(({ isTaken }) => !isTaken);
  const lineIds = lines.map(({ id }) => id);
  // A refund of ours has withdrawn them already.
  if (lineIds.length === 0) return true;
  await sql`savepoint withdrawal`.execute(trx);
  try {
    await insertRefundLines(trx, refundId, lineIds);
    await recordRefundGranted(trx, { refundId, orderId: order.id, lineIds, at });
    await announce(trx, { queue: 'enrollment', topic: 'order-refunded', payload: { refundId } });
    return true;
  } catch (error) {
    // A later renewal is paid: the money went back all the same, and its event must not be lost.
    if (!(error instanceof DomainError) || error.transient) throw error;
    await sql`rollback to savepoint withdrawal`.execute(trx);
    return false;
  }
}

/** Writes what was paid back of an order, never more than was due. */
async function countRefunded({ trx, order }: Settling): Promise<void> {
  const kept = await findKeptCapture(trx, order.id);
  const sum = (await listRefunds(trx, order.id))
    .filter((each) => each.status === 'paid' && ofOrder.includes(each.reason) && each.chargeId === kept?.chargeId)
    .reduce((total, { amountMinor }) => total + amountMinor, 0n);
  order.refundedMinor = sum < order.dueNowMinor ? sum : order.dueNowMinor;
  await trx.updateTable('orders').set({ refundedMinor: order.refundedMinor }).where('id', '=', order.id).execute();
}

async function hasPendingRefund({ trx, order }: Settling): Promise<boolean> {
  const refunds = await listRefunds(trx, order.id);
  return refunds.some(({ status, reason }) => status === 'pending' && reason !== 'surplus');
}

async function hasFailedRefund({ trx, order }: Settling): Promise<boolean> {
  const refunds = await listRefunds(trx, order.id);
  return refunds.some(({ status, reason }) => status === 'failed' && reason !== 'external');
}

async function getRefund({ trx }: Settling, id: string): Promise<Refund> {
  const refund = await findRefund(trx, id);
  if (refund === undefined) throw new Error('a request to pay back has no refund');
  return refund;
}
