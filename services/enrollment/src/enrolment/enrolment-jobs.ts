import { DomainError } from '@countersign/errors';
import { enumValue } from '@countersign/grpc';
import type { Clock, Logger } from '@countersign/runtime';
import { nudgeActivation } from '../activation/activation-store.ts';
import { getPaidOrder, type OrderClient, type PaidOrder, toPurchase } from '../clients.ts';
import type { EnrollmentDb } from '../database.ts';
import type { LinkMaker } from '../link-token.ts';
import type { EnrollmentMetrics } from '../metrics.ts';
import type { Renewal, ReportedStep } from './enrolment.ts';
import { type Enrolled, enrolPurchase, enrolRenewal } from './enrolment-store.ts';
import { reportMove, reportUntold } from './report-store.ts';
import { recordFailure } from './trouble-store.ts';

export interface EnrolmentJobsDeps {
  db: EnrollmentDb;
  clock: Clock;
  orders: OrderClient;
  links: LinkMaker;
  logger: Logger;
  metrics: EnrollmentMetrics;
}

/** Failures of one step after which people are told: what passes by itself has passed by then. */
const triesBeforeTrouble = 3;

/**
 * Enrols an order that is paid. The job only hints at it; order says whether it is paid and what was bought. For an order
 * that was enrolled before, what it was not told of is told, and a message that was not sent is sent.
 */
export async function enrolOrder(deps: EnrolmentJobsDeps, orderId: string): Promise<void> {
  const { db, clock, orders, logger, metrics } = deps;
  const paid = await getPaidOrder(orders, orderId);
  const enrolled = await tellingTrouble(deps, { orderId, step: 'account_created' }, () => enrol(deps, paid));
  if (enrolled === undefined) {
    await reportSteps(deps, orderId);
    await reportMoved(deps, orderId);
    await db.transaction().execute((trx) => nudgeActivation(trx, { orderId, at: clock.now() }));
    return;
  }
  metrics.enrolled(enrolled.kind);
  logger.info({ orderId, ...enrolled }, 'order enrolled');
  // Of a new account the job that sends its message tells, of all at once.
  if (enrolled.kind !== 'new_account') await reportSteps(deps, orderId);
}

async function enrol(deps: EnrolmentJobsDeps, paid: PaidOrder): Promise<Enrolled | undefined> {
  const { db, clock, links } = deps;
  const purchase = toPurchase(paid);
  const terms = purchase.kind === 'renewal' ? await readTerms(deps, purchase) : undefined;
  return await db.transaction().execute(async (trx) => {
    const at = clock.now();
    return purchase.kind === 'renewal'
      ? await enrolRenewal(trx, purchase, { terms: terms ?? [], at })
      : await enrolPurchase(trx, purchase, { links, at });
  });
}

async function readTerms({ orders }: EnrolmentJobsDeps, { orderId, subscriptionIds }: Renewal) {
  return await Promise.all(
    subscriptionIds.map(async (subscriptionId) => {
      const { termEnd } = await orders.getSubscriptionState({ subscriptionId });
      if (termEnd === undefined) throw new Error(`a subscription of the renewal ${orderId} has no end`);
      return { subscriptionId, termEnd };
    }),
  );
}

/** Tells order of every step that it was not told of, as they happened, whatever made the job. */
export async function reportSteps(
  deps: Pick<EnrolmentJobsDeps, 'db' | 'clock' | 'orders'>,
  orderId: string,
): Promise<void> {
  const { db, clock, orders } = deps;
  const more = await reportUntold(db, {
    orderId,
    at: clock.now(),
    tell: async ({ steps, accountId }) => {
      const values = steps.map((step) => enumValue('ENROLMENT_STEP', step));
      await orders.recordEnrolmentStep({
        orderId,
        step: values.at(-1) ?? 'ENROLMENT_STEP_UNSPECIFIED',
        earlierSteps: values.slice(0, -1),
        // Until then nobody is a member of it, and it may never have one.
        accountId: steps.some((step) => step === 'activated' || step === 'delivered') ? accountId : '',
        trouble: '',
      });
    },
  });
  if (more) await reportSteps(deps, orderId);
}

/** Tells order to which account an order moved, if it was not told. */
export async function reportMoved({ db, orders }: EnrolmentJobsDeps, orderId: string): Promise<void> {
  await reportMove(db, {
    orderId,
    tell: async (accountId) => {
      await orders.moveOrder({ orderId, accountId });
    },
  });
}

/**
 * Does a step of a paid order. When it fails, order is told of the steps before it; when it keeps failing, or fails in a way
 * that no repetition heals, also why, so that people see it. Throws what the step threw.
 */
export async function tellingTrouble<T>(
  deps: Pick<EnrolmentJobsDeps, 'db' | 'clock' | 'orders' | 'logger'>,
  { orderId, step }: { orderId: string; step: ReportedStep },
  work: () => Promise<T>,
): Promise<T> {
  const { db, clock, orders, logger } = deps;
  try {
    return await work();
  } catch (error) {
    const trouble = error instanceof DomainError ? error.reason.toLowerCase() : 'internal';
    const isFinal = error instanceof DomainError && !error.transient;
    // Telling is an extra: its own failure must not hide the first.
    try {
      const tries = await recordFailure(db, { orderId, step, trouble, at: clock.now() });
      await reportSteps(deps, orderId);
      if (isFinal || tries >= triesBeforeTrouble) {
        await orders.recordEnrolmentStep({
          orderId,
          step: enumValue('ENROLMENT_STEP', step),
          earlierSteps: [],
          accountId: '',
          trouble,
        });
      }
    } catch (untold) {
      logger.warn({ orderId, err: untold }, 'order was not told of a failed step');
    }
    throw error;
  }
}
