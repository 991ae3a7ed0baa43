import type { Db } from '@countersign/db';
import type { OrderDatabase } from '../database.ts';
import type { OrderStatus, Transition } from './order.ts';
import {
  addEntries,
  addEntriesOnce,
  changeOrder,
  deadSecret,
  type LockedOrder,
  moveOrder,
  type OrderChange,
  setAccount,
} from './order-store.ts';
import { failStep, furthestStep, reachingStep, type SagaStep } from './saga.ts';
import type { EnrolmentStep } from './timeline.ts';
import { clearing, hasTrouble, setTrouble } from './trouble.ts';

/** A report of enrolment about a locked order that was paid. */
export interface EnrolmentReport {
  order: LockedOrder;
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
  { steps, ...report }: EnrolmentReport & { steps: readonly EnrolmentStep[] },
): Promise<Transition[]> {
  const moves: Transition[] = [];
  let together: EnrolmentStep[] = [];
  for (const [index, step] of steps.entries()) {
    const isBounce = step === 'activation_bounced';
    if (!isBounce) together.push(step);
    // The order is completed before what comes later; what a message that came back means depends on what was before.
    const isEnd = isBounce || nextSteps[step] === 'done' || index === steps.length - 1;
    if (!isEnd) continue;
    // One connection: one after the other.
    // oxlint-disable-next-line no-await-in-loop
    if (together.length > 0) moves.push(...(await recordProgress(trx, { ...report, steps: together })));
    // oxlint-disable-next-line no-await-in-loop
    if (isBounce) await recordBounce(trx, report);
    together = [];
  }
  return moves;
}

async function recordProgress(
  trx: Db<OrderDatabase>,
  { order, steps, accountId, at }: EnrolmentReport & { steps: readonly EnrolmentStep[] },
): Promise<Transition[]> {
  const orderId = order.id;
  // Told each time: a bounced message was mended by a new one.
  const mended = steps.includes('activation_sent')
    ? [clearing(trx, { orderId, troubles: ['activation_bounced'] })]
    : [];
  const reached = await addEntriesOnce(trx, { orderId, at, codes: steps, along: mended });
  if (reached.length === 0) return [];
  if (accountId !== '') {
    await setAccount(trx, { orderId, accountId });
    order.accountId = accountId;
  }
  const next = furthestStep(reached.flatMap((step) => nextSteps[step] ?? []));
  const isActive = reached.includes('activated');
  return await fulfil(trx, order, {
    isDone: next === 'done',
    at,
    // From now on somebody's login proves the order better than a secret in a link.
    set: isActive || reached.includes('delivered') ? deadSecret(at) : {},
    clears: [
      ...(next === 'done' ? ['enrolment_stuck' as const] : []),
      ...(isActive ? ['activation_bounced' as const] : []),
    ],
    along: next === undefined ? [] : [reachingStep(trx, { orderId, next, at })],
  });
}

/** Brings the status along; an order that is being paid back or disputed returns to where it would be by then. */
async function fulfil(
  trx: Db<OrderDatabase>,
  order: LockedOrder,
  { isDone, ...change }: OrderChange & { isDone: boolean },
): Promise<Transition[]> {
  const entries = isDone ? [{ code: 'order_completed' as const }] : [];
  if (order.statusBefore === 'paid' || order.statusBefore === 'fulfilling') {
    const statusBefore = isDone ? ('completed' as const) : ('fulfilling' as const);
    await changeOrder(trx, order, { ...change, set: { ...change.set, statusBefore }, entries });
    order.statusBefore = statusBefore;
    return [];
  }
  const begun =
    order.status === 'paid' && isDone ? await moveOrder(trx, order, { to: 'fulfilling', at: change.at }) : undefined;
  const to = nextStatus(order.status, isDone);
  const moved = await changeOrder(trx, order, { ...change, to, entries: to === order.status ? [] : entries });
  return [begun, moved].flatMap((move) => move ?? []);
}

function nextStatus(status: OrderStatus, isDone: boolean): OrderStatus {
  if (status === 'paid') return 'fulfilling';
  return status === 'fulfilling' && isDone ? 'completed' : status;
}

/** Notes why a step was not reached; it will be tried again. */
export async function recordTrouble(
  trx: Db<OrderDatabase>,
  { order, step, trouble, at }: Omit<EnrolmentReport, 'accountId'> & { step: EnrolmentStep; trouble: string },
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

async function recordBounce(trx: Db<OrderDatabase>, { order, at }: Omit<EnrolmentReport, 'accountId'>): Promise<void> {
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
