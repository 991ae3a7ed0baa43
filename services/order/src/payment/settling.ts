import type { Db } from '@countersign/db';
import type { OrderDatabase } from '../database.ts';
import type { Transition } from '../order/order.ts';
import type { LockedOrder } from '../order/order-store.ts';

/** An event, or an answer, being acted on: in one transaction, under the lock of its order. */
export interface Settling {
  trx: Db<OrderDatabase>;
  order: LockedOrder;
  /** Name of the payment provider. */
  provider: string;
  at: Date;
  /** Moves to be counted after the commit. */
  moves: Transition[];
  /** Refunds to be sent after the commit. */
  refundIds: string[];
}

/** Keeps a move to be counted after the commit. */
export function noteMove({ moves }: Pick<Settling, 'moves'>, move: Transition | undefined): void {
  if (move !== undefined) moves.push(move);
}
