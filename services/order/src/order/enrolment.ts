import type { Db } from '@countersign/db';
import type { OrderDatabase } from '../database.ts';
import type { Transition } from './order.ts';
import {
  addEntries,
  addEntryOnce,
  killSecret,
  type LockedOrder,
  moveOrder,
  setAccount,
  setStatusBefore,
} from './order-store.ts';
import { failStep, reachStep, type SagaStep } from './saga.ts';
import type { EnrolmentStep } from './timeline.ts';
import { clearTrouble, hasTrouble, setTrouble } from './trouble.ts';

/** A report of enrolment about a locked order that was paid. */
export interface EnrolmentReport {
  order: LockedOrder;
  step: EnrolmentStep;
  /** Account that the order went to; empty when not known yet. */
  accountId: string;
  at: Date;
}

/** What the saga does next once a step was reached; a bounced message is no progress. */
const nextSteps: Partial<Record<EnrolmentStep, SagaStep>> = {
  account_created: 'inventory',
  inventory_granted: 'activation_message',
  activation_sent: 'done',
  delivered: 'done',
};

/** Notes that steps were reached, as they happened; returns the moves. Repeating a step changes nothing. */
export async function recordSteps(
  trx: Db<OrderDatabase>,
  { steps, ...report }: Omit<EnrolmentReport, 'step'> & { steps: readonly EnrolmentStep[] },
): Promise<Transition[]> {
  const moves: Transition[] = [];
  for (const step of steps) {
    // One connection: one after the other.
    // oxlint-disable-next-line no-await-in-loop
    moves.push(...(await recordStep(trx, { ...report, step })));
  }
  return moves;
}

async function recordStep(trx: Db<OrderDatabase>, report: EnrolmentReport): Promise<Transition[]> {
  const { order, step, accountId, at } = report;
  if (step === 'activation_bounced') {
    await recordBounce(trx, report);
    return [];
  }
  // Told each time: a bounced message was mended by a new one.
  if (step === 'activation_sent') await clearTrouble(trx, { orderId: order.id, trouble: 'activation_bounced' });
  if (!(await addEntryOnce(trx, { orderId: order.id, at, code: step }))) return [];
  if (accountId !== '') await setAccount(trx, { orderId: order.id, accountId });
  const next = nextSteps[step];
  if (next !== undefined) await reachStep(trx, { orderId: order.id, next, at });
  if (next === 'done') await clearTrouble(trx, { orderId: order.id, trouble: 'enrolment_stuck' });
  if (step === 'activated') await clearTrouble(trx, { orderId: order.id, trouble: 'activation_bounced' });
  // From now on somebody's login proves the order better than a secret in a link.
  if (step === 'activated' || step === 'delivered') await killSecret(trx, order.id, at);
  return await fulfil(trx, report, next === 'done');
}

/** Brings the status along; an order that is being paid back or disputed returns to where it would be by then. */
async function fulfil(trx: Db<OrderDatabase>, { order, at }: EnrolmentReport, isDone: boolean): Promise<Transition[]> {
  const entries = isDone ? [{ code: 'order_completed' as const }] : [];
  if (order.statusBefore === 'paid' || order.statusBefore === 'fulfilling') {
    const status = isDone ? 'completed' : 'fulfilling';
    await setStatusBefore(trx, { orderId: order.id, status });
    order.statusBefore = status;
    await addEntries(trx, order.id, at, entries);
    return [];
  }
  const moves = [
    order.status === 'paid' ? await moveOrder(trx, order, { to: 'fulfilling', at }) : undefined,
    isDone && order.status === 'fulfilling' ? await moveOrder(trx, order, { to: 'completed', at, entries }) : undefined,
  ];
  return moves.flatMap((move) => move ?? []);
}

/** Notes why a step was not reached; it will be tried again. */
export async function recordTrouble(
  trx: Db<OrderDatabase>,
  { order, step, trouble, at }: Pick<EnrolmentReport, 'order' | 'step' | 'at'> & { trouble: string },
): Promise<void> {
  const failure = await failStep(trx, { orderId: order.id, trouble, at });
  if (failure === undefined) return;
  if (failure.isStuck) await setTrouble(trx, { orderId: order.id, trouble: 'enrolment_stuck', at });
  // Told once, not at every try.
  if (failure.isNew) {
    const facts = { step, reason: trouble, next_try_at: failure.nextTryAt.toISOString() };
    await addEntries(trx, order.id, at, [{ code: 'enrolment_trouble', facts }]);
  }
}

async function recordBounce(trx: Db<OrderDatabase>, { order, at }: EnrolmentReport): Promise<void> {
  const isOver = await trx
    .selectFrom('orderTimeline')
    .select('seq')
    .where('orderId', '=', order.id)
    .where('code', 'in', ['activated', 'delivered'])
    .executeTakeFirst();
  if (isOver !== undefined || (await hasTrouble(trx, { orderId: order.id, trouble: 'activation_bounced' }))) return;
  await setTrouble(trx, { orderId: order.id, trouble: 'activation_bounced', at });
  await addEntries(trx, order.id, at, [{ code: 'activation_bounced' }]);
}
