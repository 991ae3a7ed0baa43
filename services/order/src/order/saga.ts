import { type Announcement, announce, announcing, type Db } from '@countersign/db';
import { type OperationNodeSource, sql } from 'kysely';
import type { OrderDatabase } from '../database.ts';
import { setTrouble } from './trouble.ts';

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
 * Begins the saga of an order, as parts of the statement that pays it, and has enrolment begin. Repeating begins no second
 * one.
 */
export function startingSaga(trx: Db<OrderDatabase>, orderId: string, at: Date): OperationNodeSource[] {
  const saga = trx
    .insertInto('orderSagas')
    .values({ orderId, step: 'account', attempts: 1, nextTryAt: nextTryAt(at, 1), trouble: '', updatedAt: at })
    .onConflict((conflict) => conflict.doNothing());
  return [saga, announcing(orderPaid(orderId))];
}

function orderPaid(orderId: string): Announcement {
  return { queue: 'enrollment', topic: 'order-paid', payload: { orderId } };
}

/** Tries after which a step is taken for stuck, so that a person looks. */
const patientTries = 3;

const order: readonly SagaStep[] = ['account', 'inventory', 'activation_message', 'done'];

/** The one of some steps that comes last; undefined of none. */
export function furthestStep(steps: readonly SagaStep[]): SagaStep | undefined {
  return order.findLast((step) => steps.includes(step));
}

/** Goes on to the next step, unless the saga is there or further already; as a part of a statement. */
export function reachingStep(
  trx: Db<OrderDatabase>,
  { orderId, next, at }: { orderId: string; next: SagaStep; at: Date },
) {
  const isDone = next === 'done';
  return trx
    .updateTable('orderSagas')
    .set({
      step: next,
      attempts: isDone ? 0 : 1,
      nextTryAt: isDone ? null : nextTryAt(at, 1),
      trouble: '',
      updatedAt: at,
    })
    .where('orderId', '=', orderId)
    .where('step', 'in', order.slice(0, order.indexOf(next)));
}

/** Notes that the step under way failed; undefined when the saga is done. */
export async function failStep(
  trx: Db<OrderDatabase>,
  { orderId, trouble, at }: { orderId: string; trouble: string; at: Date },
): Promise<{ nextTryAt: Date; isStuck: boolean; isNew: boolean } | undefined> {
  const saga = await trx
    .selectFrom('orderSagas')
    .select(['attempts', 'trouble'])
    .where('orderId', '=', orderId)
    .where('step', '<>', 'done')
    .forUpdate()
    .executeTakeFirst();
  if (saga === undefined) return undefined;
  const attempts = saga.attempts + 1;
  const next = nextTryAt(at, attempts);
  await trx
    .updateTable('orderSagas')
    .set({ attempts, trouble, nextTryAt: next, updatedAt: at })
    .where('orderId', '=', orderId)
    .execute();
  return { nextTryAt: next, isStuck: attempts > patientTries, isNew: saga.trouble !== trouble };
}

/** Has enrolment begin, or go on with, a paid order. It looks at what is done already, so this is safe to repeat. */
export async function announceOrder(trx: Db<OrderDatabase>, orderId: string): Promise<void> {
  await announce(trx, orderPaid(orderId));
}

/** Starts the waiting step of a locked order once more, as if it was new; tells whether one was waiting. */
export async function restartSaga(trx: Db<OrderDatabase>, orderId: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('orderSagas')
    .set({ attempts: 1, nextTryAt: nextTryAt(at, 1), updatedAt: at })
    .where('orderId', '=', orderId)
    .where('step', '<>', 'done')
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) return false;
  await announceOrder(trx, orderId);
  return true;
}

/**
 * Announces paid orders again whose step is overdue, `limit` at most, and notes those that are stuck; returns their ids.
 * Several processes may do so at the same time: each takes orders that no other holds. What is being paid back or
 * disputed waits; what was paid back needs nothing more.
 */
export async function retrySagas(trx: Db<OrderDatabase>, at: Date, limit = 50): Promise<string[]> {
  const due = await trx
    .selectFrom('orderSagas')
    .innerJoin('orders', 'orders.id', 'orderSagas.orderId')
    .select(['orderSagas.orderId', 'attempts', 'orders.status'])
    .where('step', '<>', 'done')
    .where('nextTryAt', '<=', at)
    .orderBy('nextTryAt')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
  const announced: string[] = [];
  for (const { orderId, attempts, status } of due) {
    const isWaiting = status === 'refund_pending' || status === 'disputed';
    // One connection: one after the other.
    // oxlint-disable-next-line no-await-in-loop
    await trx
      .updateTable('orderSagas')
      .set(
        status === 'refunded'
          ? { step: 'done', nextTryAt: null, updatedAt: at }
          : { attempts: isWaiting ? attempts : attempts + 1, nextTryAt: nextTryAt(at, attempts + 1), updatedAt: at },
      )
      .where('orderId', '=', orderId)
      .execute();
    if (isWaiting || status === 'refunded') continue;
    // oxlint-disable-next-line no-await-in-loop
    await announceOrder(trx, orderId);
    announced.push(orderId);
    if (attempts + 1 > patientTries) {
      // oxlint-disable-next-line no-await-in-loop
      await setTrouble(trx, { orderId, trouble: 'enrolment_stuck', at });
    }
  }
  return announced;
}

/** Seconds since the payment of the oldest order whose saga is not done; 0 when there is none. */
export async function oldestSagaSeconds(db: Db<OrderDatabase>, at: Date): Promise<number> {
  const row = await db
    .selectFrom('orderSagas')
    .innerJoin('orders', 'orders.id', 'orderSagas.orderId')
    .select(sql<Date | null>`min(paid_at)`.as('since'))
    .where('step', '<>', 'done')
    .executeTakeFirst();
  return row?.since ? Math.max(0, (at.getTime() - row.since.getTime()) / 1000) : 0;
}
