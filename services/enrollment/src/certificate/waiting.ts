import { sql } from 'kysely';
import type { EnrollmentDb } from '../database.ts';

/** For a member's approval, for an officer's validation, for the authority. */
const waitingStates = ['pending_approval', 'validating', 'issuing'] as const;

/** Age in seconds, at `at`, of the oldest certificate request that waits in each state; 0 where none does. */
export async function oldestWaitingSeconds(db: EnrollmentDb, at: Date): Promise<Readonly<Record<string, number>>> {
  const rows = await db
    .selectFrom('issuanceRequests')
    .select(['state', sql<Date>`min(created_at)`.as('since')])
    .where('state', 'in', waitingStates)
    .groupBy('state')
    .execute();
  const ages = rows.map(({ state, since }) => [state, (at.getTime() - since.getTime()) / 1000] as const);
  return { ...Object.fromEntries(waitingStates.map((state) => [state, 0])), ...Object.fromEntries(ages) };
}
