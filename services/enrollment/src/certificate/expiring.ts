import { sql } from 'kysely';
import type { EnrollmentDb } from '../database.ts';

/** Days ahead that are told. */
export const expiringDays = [7, 30] as const;

/** Number of certificates that nothing has replaced and that end within each of `expiringDays` after `at`. */
export async function countExpiring(
  db: EnrollmentDb,
  at: Date,
): Promise<readonly { days: (typeof expiringDays)[number]; count: number }[]> {
  const [first, second] = expiringDays;
  const until = (days: number) => new Date(at.getTime() + days * 86_400_000);
  const row = await db
    .selectFrom('certificates')
    .select([
      sql<number>`count(*) filter (where not_after <= ${until(first)})::integer`.as('soon'),
      sql<number>`count(*)::integer`.as('later'),
    ])
    .where('state', '=', 'valid')
    .where('notAfter', '>', at)
    .where('notAfter', '<=', until(second))
    .executeTakeFirstOrThrow();
  return [
    { days: first, count: row.soon },
    { days: second, count: row.later },
  ];
}
