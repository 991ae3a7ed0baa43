import { announce, type Db } from '@countersign/db';
import { sql, type Transaction } from 'kysely';
import type { EnrollmentDatabase, EnrollmentDb } from '../database.ts';
import { queueName } from '../queue.ts';
import type { ReportedStep } from './enrolment.ts';

/** The rows of steps that an enrolment reached, of which the order was not told yet. */
export function toReports({ orderId, steps, at }: { orderId: string; steps: readonly ReportedStep[]; at: Date }) {
  return steps.map((step) => ({ orderId, step, reachedAt: at, reportedAt: null }));
}

/** Notes a step that an enrolment reached and announces its report to the order, in the transaction of what it tells. */
export async function recordStep(
  trx: Db<EnrollmentDatabase>,
  { orderId, step, at }: { orderId: string; step: ReportedStep; at: Date },
): Promise<void> {
  await trx
    .insertInto('enrolmentReports')
    .values(toReports({ orderId, steps: [step], at }))
    .execute();
  await announce(trx, { queue: queueName, topic: 'report-step', payload: { orderId } });
}

/** Steps that the order is to be told of. */
export interface Report {
  /** As they happened, one at least. */
  steps: readonly ReportedStep[];
  /** Account that has what was bought, at this moment. */
  accountId: string;
}

/** Steps of one report at most; the order takes no more. */
const mostSteps = 20;

/**
 * Hands the steps that the order was not told of to `tell` and notes that they were told; true when there may be more.
 * Their rows are locked meanwhile, so that of two workers one waits: the order hears the steps as they happened.
 */
export async function reportUntold(
  db: EnrollmentDb,
  { orderId, at, tell }: { orderId: string; at: Date; tell: (report: Report) => Promise<void> },
): Promise<boolean> {
  return await db.transaction().execute(async (trx) => {
    const untold = await trx
      .selectFrom('enrolmentReports')
      .innerJoin('enrolments', 'enrolments.orderId', 'enrolmentReports.orderId')
      .select(['enrolmentReports.seq', 'enrolmentReports.step', 'enrolments.accountId'])
      .where('enrolmentReports.orderId', '=', orderId)
      .where('enrolmentReports.reportedAt', 'is', null)
      .orderBy('enrolmentReports.seq')
      .limit(mostSteps)
      // What somebody else told while we waited for it is not among them.
      .forNoKeyUpdate('enrolmentReports')
      .execute();
    const [first] = untold;
    if (first === undefined) return false;
    await tell({ steps: untold.map(({ step }) => step), accountId: first.accountId });
    await trx
      .updateTable('enrolmentReports')
      .set({ reportedAt: at })
      .where('seq', '=', anyOf(untold.map(({ seq }) => seq)))
      .execute();
    return untold.length === mostSteps;
  });
}

// One parameter, so that the statement is the same however many there are.
const anyOf = (seqs: readonly bigint[]) => sql<bigint>`any(${seqs}::bigint[])`;

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
