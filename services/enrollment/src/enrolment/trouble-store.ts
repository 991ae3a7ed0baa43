import type { Db } from '@countersign/db';
import { type QueryCreator, sql } from 'kysely';
import type { EnrollmentDatabase } from '../database.ts';
import type { ReportedStep } from './enrolment.ts';

/** Notes that a step of a paid order failed once more; returns how often it has failed. */
export async function recordFailure(
  db: Db<EnrollmentDatabase>,
  { orderId, step, trouble, at }: { orderId: string; step: ReportedStep; trouble: string; at: Date },
): Promise<number> {
  const { rows } = await sql<{ tries: number }>`
    insert into enrolment_troubles as t (order_id, step, tries, trouble, changed_at)
    values (${orderId}, ${step}, 1, ${trouble}, ${at})
    on conflict (order_id) do update set
      tries = case when t.step = excluded.step then t.tries + 1 else 1 end,
      step = excluded.step, trouble = excluded.trouble, changed_at = excluded.changed_at
    returning tries`.execute(db);
  return rows[0]?.tries ?? 1;
}

/** What forgets the failures of an order whose step succeeded, as a part of the statement that notes the success. */
export function failuresOf(orderId: string) {
  return (db: QueryCreator<EnrollmentDatabase>) => db.deleteFrom('enrolmentTroubles').where('orderId', '=', orderId);
}
