import type { Db } from '@countersign/db';
import type { OrderDatabase } from '../database.ts';

/** What enrolment does next for a paid order. */
export type SagaStep = 'account' | 'inventory' | 'activation_message' | 'done';

/** Where the saga of a purchase stands. */
export interface Saga {
  step: SagaStep;
  /** Times that the step was tried. */
  attempts: number;
  /** When it is announced again; undefined when done. */
  nextTryAt: Date | undefined;
  /** Stable reason of the latest failure; empty for none. */
  trouble: string;
}

/** Minutes after which a step that was not reported is announced again: the last one repeats. */
const retryMinutes = [1, 5, 30, 60] as const;

/** When a step is announced again that was tried `attempts` times. */
export function nextTryAt(at: Date, attempts: number): Date {
  const minutes = retryMinutes[Math.min(Math.max(attempts - 1, 0), retryMinutes.length - 1)] ?? 60;
  return new Date(at.getTime() + minutes * 60_000);
}

/**
 * Begins the saga of an order, in the transaction that pays it; who calls also announces `order-paid`. Repeating changes
 * nothing.
 */
export async function startSaga(trx: Db<OrderDatabase>, orderId: string, at: Date): Promise<void> {
  await trx
    .insertInto('orderSagas')
    .values({ orderId, step: 'account', attempts: 1, nextTryAt: nextTryAt(at, 1), trouble: '', updatedAt: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
