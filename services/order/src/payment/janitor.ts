import { type Rounds, startRounds } from '@countersign/runtime';
import type { OrderServiceDeps } from '../deps.ts';
import type { Transition } from '../order/order.ts';
import { addEntries, type LockedOrder, lockOrder } from '../order/order-store.ts';
import { setTrouble } from '../order/trouble.ts';
import { callOffAttempts, closeAttempt, type DueAttempt, moveAttempt, takeDueAttempts } from './attempt-store.ts';
import { callOff, chargeAttempt } from './charging.ts';
import { storeEvent } from './event-store.ts';
import { failAttempt, reopen } from './failure.ts';
import type { ChargeState, ProviderChange } from './payment-provider.ts';
import { sweepRefunds } from './refund-sending.ts';

type Deps = Pick<OrderServiceDeps, 'db' | 'clock' | 'provider' | 'logger' | 'metrics'>;

const minuteMs = 60_000;
/** Time without an outcome after which staff see a charge. */
const unknownAfterMs = 15 * minuteMs;
/** Time that a buyer has to confirm at his bank. */
const actionLimitMs = 60 * minuteMs;
/** Time for which providers know an idempotency key; one less, to be sure. */
const keyLimitMs = 23 * 60 * minuteMs;
/** Time in which a charge that was sent may still arrive at the provider. */
const arrivalMs = 10 * minuteMs;

/** Looks after charges and refunds whose turn has come; returns how many there were. */
export async function sweepPayments(deps: Deps): Promise<number> {
  const [charges, refunds] = await Promise.all([sweepCharges(deps), sweepRefunds(deps)]);
  return charges + refunds;
}

/** Asks the provider about charges without an outcome; returns how many. One that fails is logged, and has its next turn. */
export async function sweepCharges(deps: Deps): Promise<number> {
  const due = await takeDueAttempts(deps.db, deps.clock.now());
  await Promise.all(
    due.map(async (attempt) => {
      try {
        await lookAfter(deps, attempt);
      } catch (error) {
        const { paymentId, orderId } = attempt;
        deps.logger.warn({ err: error, paymentId, orderId }, 'the outcome of a charge could not be found out');
      }
    }),
  );
  return due.length;
}

async function lookAfter(deps: Deps, attempt: DueAttempt): Promise<void> {
  const { provider, clock } = deps;
  const { paymentId, orderId: reference } = attempt;
  if (attempt.status !== 'cancelled') await noteUnknown(deps, attempt);
  // Another provider than today's made it: only a person can ask there.
  if (attempt.provider !== provider.name) return;
  const state = await provider.findCharge({ reference, idempotencyKey: paymentId });
  const ageMs = clock.now().getTime() - attempt.startedAt.getTime();
  if (state === undefined) {
    await settleUntaken(deps, attempt, ageMs);
  } else if (state.status === 'captured' || state.status === 'failed' || state.status === 'cancelled') {
    await recordFinding(deps, attempt, state);
  } else if (attempt.status === 'cancelled') {
    await callOff(deps, { paymentId, chargeId: state.chargeId });
  } else if (attempt.chargeId === null && attempt.token !== null && ageMs < keyLimitMs) {
    // Taken on, but its answer was lost: the same call gives it again.
    await chargeAttempt(deps, { ...attempt, token: attempt.token });
  } else if (state.status === 'requires_action' && ageMs > actionLimitMs) {
    await giveUp(deps, attempt, state.chargeId);
  }
}

/** The provider has never taken the charge on: it is sent, unless it was called off, or is too old to be sent again. */
async function settleUntaken(deps: Deps, attempt: DueAttempt, ageMs: number): Promise<void> {
  const { paymentId } = attempt;
  if (attempt.status === 'cancelled') {
    if (ageMs > arrivalMs) await closeAttempt(deps.db, paymentId);
  } else if (ageMs > keyLimitMs) {
    await underLock(deps, attempt, async (order, at, { trx, moves }) => {
      await failAttempt({ trx, order, at, moves }, { paymentId, declineCode: 'no_answer' });
    });
  } else if (attempt.token !== null) {
    await chargeAttempt(deps, { ...attempt, token: attempt.token });
  }
}

/** What the provider says when it is asked is acted on like an event, by the job that acts on events alone. */
async function recordFinding({ db, clock, logger }: Deps, attempt: DueAttempt, state: ChargeState): Promise<void> {
  const { paymentId, orderId: reference, provider } = attempt;
  const { chargeId, status, amountMinor, currency, declineCode } = state;
  const change: ProviderChange =
    status === 'captured'
      ? { kind: 'captured', chargeId, reference, idempotencyKey: paymentId, amountMinor, currency }
      : {
          kind: 'failed',
          chargeId,
          reference,
          idempotencyKey: paymentId,
          declineCode: declineCode === '' ? status : declineCode,
        };
  const body = Buffer.from(
    JSON.stringify({ asked: paymentId, chargeId, status, amountMinor: `${amountMinor}`, currency }),
  );
  const event = { id: `asked:${chargeId}:${status}`, change };
  const isNew = await storeEvent(db, { provider, event, body, at: clock.now() });
  if (isNew) logger.info({ paymentId, orderId: reference, status }, 'the outcome of a charge was found out');
}

/** The buyer has not confirmed in time: he may try again. */
async function giveUp(deps: Deps, attempt: DueAttempt, chargeId: string): Promise<void> {
  const { paymentId, orderId } = attempt;
  await underLock(deps, attempt, async (order, at, { trx, moves }) => {
    if ((await callOffAttempts(trx, { orderId, at })) === 0) return;
    await reopen({ trx, at, moves }, order);
    await addEntries(trx, orderId, at, [{ code: 'payment_cancelled' }]);
  });
  await callOff(deps, { paymentId, chargeId });
}

/** Neither answer nor event for too long: staff see it. A buyer who is asked to confirm is waited for. */
async function noteUnknown(deps: Deps, attempt: DueAttempt): Promise<void> {
  const { paymentId, orderId, startedAt, status } = attempt;
  const isLate = deps.clock.now().getTime() - startedAt.getTime() >= unknownAfterMs;
  if (!isLate || status !== 'processing') return;
  await underLock(deps, attempt, async (_, at, { trx }) => {
    // The janitor goes on asking, by the pauses that it has reached.
    const retryAt = new Date(at.getTime() + unknownAfterMs);
    if (!(await moveAttempt(trx, { paymentId, to: 'unknown', at, retryAt }))) return;
    await setTrouble(trx, { orderId, trouble: 'payment_unknown', at });
    await addEntries(trx, orderId, at, [{ code: 'payment_unknown' }]);
  });
  deps.logger.error({ paymentId, orderId }, 'the outcome of a charge is unknown');
}

async function underLock(
  { db, clock, metrics }: Deps,
  { orderId }: DueAttempt,
  work: (
    order: LockedOrder,
    at: Date,
    context: { trx: Parameters<typeof failAttempt>[0]['trx']; moves: Transition[] },
  ) => Promise<void>,
): Promise<void> {
  const moves: Transition[] = [];
  await db.transaction().execute(async (trx) => {
    const order = await lockOrder(trx, orderId);
    if (order === undefined) throw new Error('an attempt has no order');
    await work(order, clock.now(), { trx, moves });
  });
  moves.forEach(metrics.transition);
}

/** Looks after payments every ten seconds until closed. */
export function startPaymentJanitor(deps: Deps): Rounds {
  return startRounds({
    name: 'looking after payments',
    everyMs: 10_000,
    round: () => sweepPayments(deps),
    logger: deps.logger,
  });
}
