import { requireIdempotencyKey, runOnce } from '@countersign/db';
import { invalidField, notFound } from '@countersign/errors';
import { type Handlers, requireStaff } from '@countersign/grpc';
import type { Order as OrderMessage, OrderServiceService } from '@countersign/proto/order';
import type { OrderServiceDeps } from '../deps.ts';
import { toOrderMessage } from '../messages.ts';
import type { Transition } from '../order/order.ts';
import { requireOrderAccess } from '../order/order-key.ts';
import { getOrder } from '../order/order-reader.ts';
import { grantRefund, type RefundRequest } from './refund.ts';
import { sendRefund } from './refund-sending.ts';
import { findRefund, listRefundLines } from './refund-store.ts';

type RefundHandlers = Pick<Handlers<typeof OrderServiceService>, 'requestRefund' | 'refundOrder' | 'getRefund'>;

const longestReason = 500;

/** Handlers of the RPCs about money that goes back. */
export function createRefundHandlers(deps: OrderServiceDeps): RefundHandlers {
  const { db } = deps;
  return {
    async requestRefund({ key, reason, idempotencyKey }, context) {
      const orderId = await requireOrderAccess(deps, context, { key, use: 'manage' });
      const note = readReason(reason, 0);
      const userId = context.actor?.userId ?? '';
      return await refund(deps, idempotencyKey, { orderId, lineIds: 'all', by: 'buyer', userId, note });
    },

    async refundOrder({ orderId, lineIds, reason, idempotencyKey }, context) {
      const { userId } = requireStaff(context, 'operator');
      const note = readReason(reason, 1);
      const lines = lineIds.length === 0 ? 'all' : lineIds;
      return await refund(deps, idempotencyKey, { orderId, lineIds: lines, by: 'staff', userId, note });
    },

    async getRefund({ refundId }) {
      const found = await findRefund(db, refundId);
      if (found === undefined) throw notFound('REFUND_NOT_FOUND', 'no such refund');
      const lineIds = await listRefundLines(db, refundId);
      // Surplus and odd money bought nothing.
      return { orderId: found.orderId, lineIds, granted: lineIds.length > 0 };
    },
  };
}

async function refund(
  deps: OrderServiceDeps,
  idempotencyKey: string,
  request: Omit<RefundRequest, 'at'>,
): Promise<{ order: OrderMessage }> {
  const { db, clock, metrics, logger } = deps;
  const { orderId, lineIds, by, note, userId } = request;
  requireIdempotencyKey(idempotencyKey);
  const granted: { move?: Transition | undefined; isNew?: true } = {};
  // Who asks is part of the scope: a key of another person must not answer for him.
  const scope = `Refund:${by}:${orderId}:${userId}`;
  const call = { scope, key: idempotencyKey, request: { lineIds, note } };
  const { refundId } = await runOnce(db, call, async (trx) => {
    const made = await grantRefund(trx, { ...request, at: clock.now() });
    granted.move = made.move;
    granted.isNew = true;
    return { refundId: made.refundId };
  });
  if (granted.isNew) {
    if (granted.move) metrics.transition(granted.move);
    logger.info({ orderId, refundId, by }, 'refund granted');
    await sendRefund(deps, refundId);
  }
  return { order: toOrderMessage(await getOrder(db, orderId, clock.now())) };
}

function readReason(reason: string, fewest: number): string {
  const text = reason.trim();
  if (text.length < fewest || text.length > longestReason) {
    const detail = `must have ${fewest === 0 ? 'at most' : `${fewest} to`} ${longestReason} characters`;
    throw invalidField('REFUND_REASON_INVALID', '/reason', detail);
  }
  return text;
}
