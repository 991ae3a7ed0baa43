import { announce, type Db } from '@countersign/db';
import type { Transaction } from 'kysely';
import type { EnrollmentDatabase, EnrollmentDb } from '../database.ts';
import { queueName } from '../queue.ts';
import type { ReportedStep } from './enrolment.ts';

/** Notes steps that an enrolment reached and announces their report to the order, in the transaction of what they tell. */
export async function recordSteps(
  trx: Db<EnrollmentDatabase>,
  { orderId, steps, at }: { orderId: string; steps: readonly ReportedStep[]; at: Date },
): Promise<void> {
  await trx
    .insertInto('enrolmentReports')
    .values(steps.map((step) => ({ orderId, step, reachedAt: at, reportedAt: null })))
    .execute();
  await announce(trx, { queue: queueName, topic: 'report-step', payload: { orderId } });
}

/** A step that the order is to be told of. */
export interface Report {
  step: ReportedStep;
  /** Account that has what was bought, at this moment. */
  accountId: string;
}

/**
 * Hands the oldest step that the order was not told of to `tell` and notes that it was told; false when there is none. The
 * row of the enrolment is locked meanwhile, so that of two workers one waits: the order hears the steps as they happened.
 */
export async function reportNext(
  db: EnrollmentDb,
  { orderId, at, tell }: { orderId: string; at: Date; tell: (report: Report) => Promise<void> },
): Promise<boolean> {
  return await db.transaction().execute(async (trx) => {
    const enrolment = await lockEnrolment(trx, orderId);
    if (enrolment === undefined) return false;
    const next = await trx
      .selectFrom('enrolmentReports')
      .select(['seq', 'step'])
      .where('orderId', '=', orderId)
      .where('reportedAt', 'is', null)
      .orderBy('seq')
      .limit(1)
      .executeTakeFirst();
    if (next === undefined) return false;
    await tell({ step: next.step, accountId: enrolment.accountId });
    await trx.updateTable('enrolmentReports').set({ reportedAt: at }).where('seq', '=', next.seq).execute();
    return true;
  });
}

/** Hands the account to which an order moved to `tell`, once; nothing happens when the order knows. */
export async function reportMove(
  db: EnrollmentDb,
  { orderId, tell }: { orderId: string; tell: (accountId: string) => Promise<void> },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const enrolment = await lockEnrolment(trx, orderId);
    if (enrolment === undefined || !enrolment.moveUntold) return;
    await tell(enrolment.accountId);
    await trx.updateTable('enrolments').set({ moveUntold: false }).where('orderId', '=', orderId).execute();
  });
}

async function lockEnrolment(trx: Transaction<EnrollmentDatabase>, orderId: string) {
  return await trx
    .selectFrom('enrolments')
    .select(['accountId', 'moveUntold'])
    .where('orderId', '=', orderId)
    .forNoKeyUpdate()
    .executeTakeFirst();
}
