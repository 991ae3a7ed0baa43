import { type Clock, type Logger, type Rounds, startRounds } from '@countersign/runtime';
import { sql } from 'kysely';
import type { IdentityPool } from './database.ts';

const keepMs = 7 * 86_400_000;

/**
 * Deletes what is of no use any more: flows and sessions that have been over for a week (with their refresh tokens,
 * which reuse detection needs only while the session could live), and budgets of attempts whose window has long passed.
 */
export async function sweep(db: IdentityPool, at: Date): Promise<void> {
  const before = new Date(at.getTime() - keepMs);
  await db.deleteFrom('loginFlows').where('expiresAt', '<', before).execute();
  await db.deleteFrom('sessions').where('expiresAt', '<', before).execute();
  await sql`delete from attempts where coalesce(blocked_until, window_started_at) < ${before}`.execute(db);
}

/** Sweeps every ten minutes until closed. */
export function startSweeping({ db, clock, logger }: { db: IdentityPool; clock: Clock; logger: Logger }): Rounds {
  return startRounds({ name: 'the sweep', everyMs: 10 * 60_000, round: () => sweep(db, clock.now()), logger });
}
