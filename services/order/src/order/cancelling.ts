import type { Db } from '@countersign/db';
import type { OrderDatabase } from '../database.ts';
import { callOffAttempts } from '../payment/attempt-store.ts';
import { isOpen, type Transition, wrongStatus } from './order.ts';
import { type LockedOrder, moveOrder } from './order-store.ts';

/**
 * Gives up a locked order that is not paid, and calls off what is being charged; returns the moves. One that was given
 * up already stays so. Throws `ORDER_WRONG_STATUS`.
 */
export async function cancelOrder(
  trx: Db<OrderDatabase>,
  { order, at, ...who }: { order: LockedOrder; by?: string; at: Date },
): Promise<Transition[]> {
  if (order.status === 'cancelled') return [];
  if (!isOpen(order.status) && order.status !== 'awaiting_payment') throw wrongStatus(order.status, 'be cancelled');
  await callOffAttempts(trx, { orderId: order.id, at });
  const move = await moveOrder(trx, order, { ...who, to: 'cancelled', at, entries: [{ code: 'order_cancelled' }] });
  return move ? [move] : [];
}
