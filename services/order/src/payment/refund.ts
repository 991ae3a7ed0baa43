import { announce, type Db } from '@countersign/db';
import { conflict, invalidField } from '@countersign/errors';
import type { OrderDatabase } from '../database.ts';
import { isPaid, orderNotFound, type Transition, wrongStatus } from '../order/order.ts';
import { type LockedOrder, lockOrder, moveOrder } from '../order/order-store.ts';
import { recordRefundGranted } from '../subscription/refund-effects.ts';
import { type Capture, findKeptCapture } from './capture-store.ts';
import { post } from './money-ledger.ts';
import { isInRefundTime, refundDays } from './refund-state.ts';
import { insertRefund, listLinesToRefund, listRefunds } from './refund-store.ts';

/** What is to be paid back, and who says so. */
export interface RefundRequest {
  orderId: string;
  /** Lines of the order, or all that are left. */
  lineIds: readonly string[] | 'all';
  /** In whose name: a buyer has 30 days from the payment on. */
  by: 'buyer' | 'staff';
  /** Id of the user; empty for a guest. */
  userId: string;
  /** In his words; empty for none. */
  note: string;
  at: Date;
}

/** A granted refund. */
export interface GrantedRefund {
  refundId: string;
  /** To be counted after the commit. */
  move: Transition | undefined;
}

/**
 * Grants a refund under the lock of its order: the subscriptions of its lines end, enrolment is told to withdraw the
 * licences, and the money is owed; who calls has it sent after the commit, else the janitor does. Throws
 * `ORDER_NOT_FOUND`, `ORDER_WRONG_STATUS`, `REFUND_LINES_INVALID` or `REFUND_TOO_LATE`.
 */
export async function grantRefund(trx: Db<OrderDatabase>, request: RefundRequest): Promise<GrantedRefund> {
  const order = await lockOrder(trx, request.orderId);
  if (order === undefined) throw orderNotFound();
  const capture = await findKeptCapture(trx, order.id);
  if (capture !== undefined && order.status === 'review_needed' && request.by === 'staff') {
    return await returnOddMoney(trx, request, { order, capture });
  }
  if (capture === undefined || !isPaid(order.status)) throw wrongStatus(order.status, 'be paid back');
  const paidAt = order.paidAt ?? capture.at;
  if (request.by === 'buyer' && !isInRefundTime({ paidAt, at: request.at })) {
    throw conflict('REFUND_TOO_LATE', `an order is paid back within ${refundDays} days of its payment`);
  }
  return await payBackLines(trx, request, { order, capture });
}

async function payBackLines(
  trx: Db<OrderDatabase>,
  { lineIds, by, userId, note, at }: RefundRequest,
  { order, capture }: { order: LockedOrder; capture: Capture },
): Promise<GrantedRefund> {
  const lines = chooseLines(await listLinesToRefund(trx, order.id), lineIds);
  const left = await leftOf(trx, capture);
  const wanted = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  // The provider may have paid back a part by itself.
  const amountMinor = wanted < left ? wanted : left;
  if (lines.length === 0 || amountMinor <= 0n) throw wrongStatus(order.status, 'be paid back any further');
  const { provider, chargeId, currency } = capture;
  const orderId = order.id;
  const granted = lines.map(({ id }) => id);
  const grantedBy = userId === '' ? 'guest' : userId;
  const money = { orderId, provider, chargeId, amountMinor, currency };
  const refundId = await insertRefund(trx, { ...money, reason: by, note, grantedBy, lineIds: granted, at });
  await post(trx, 'refund_granted', { orderId, amountMinor, currency, source: refundId, at });
  const asked = by === 'buyer' ? ([{ code: 'refund_requested' }] as const) : [];
  const facts = { refundId, amountMinor: amountMinor.toString(), currency };
  const entries = [...asked, { code: 'refund_granted', facts } as const];
  const move = await moveOrder(trx, order, { to: 'refund_pending', by: grantedBy, at, entries });
  await recordRefundGranted(trx, { refundId, orderId, lineIds: granted, at });
  await announce(trx, { queue: 'enrollment', topic: 'order-refunded', payload: { refundId } });
  return { refundId, move };
}

/** Nothing was sold for odd money: it goes back as a whole, and nothing is withdrawn. */
async function returnOddMoney(
  trx: Db<OrderDatabase>,
  { lineIds, userId, note, at }: RefundRequest,
  { order, capture }: { order: LockedOrder; capture: Capture },
): Promise<GrantedRefund> {
  if (lineIds !== 'all') throw linesInvalid('must be empty: what was paid does not belong to any line');
  const amountMinor = await leftOf(trx, capture);
  if (amountMinor <= 0n) throw wrongStatus(order.status, 'be paid back any further');
  const { provider, chargeId, currency } = capture;
  const money = { orderId: order.id, provider, chargeId, amountMinor, currency };
  const refundId = await insertRefund(trx, { ...money, reason: 'review', note, grantedBy: userId, lineIds: [], at });
  await post(trx, 'surplus_to_return', { orderId: order.id, amountMinor, currency, source: refundId, at });
  const facts = { refundId, amountMinor: amountMinor.toString(), currency };
  const entries = [{ code: 'refund_granted', facts }] as const;
  return { refundId, move: await moveOrder(trx, order, { to: 'refund_pending', by: userId, at, entries }) };
}

function chooseLines<L extends { id: string; isTaken: boolean }>(
  lines: readonly L[],
  lineIds: readonly string[] | 'all',
): L[] {
  const free = lines.filter(({ isTaken }) => !isTaken);
  if (lineIds === 'all') return free;
  const chosen = free.filter(({ id }) => lineIds.includes(id));
  if (chosen.length !== lineIds.length) {
    throw linesInvalid('must be lines of this order that were not paid back, each of them once');
  }
  return chosen;
}

async function leftOf(trx: Db<OrderDatabase>, { orderId, chargeId, amountMinor }: Capture): Promise<bigint> {
  const refunds = await listRefunds(trx, orderId);
  return refunds
    .filter((each) => each.chargeId === chargeId && !(each.reason === 'external' && each.status === 'failed'))
    .reduce((left, each) => left - each.amountMinor, amountMinor);
}

function linesInvalid(detail: string) {
  return invalidField('REFUND_LINES_INVALID', '/lineIds', detail);
}
