import { type Clock, type Logger } from '@countersign/runtime';
import { sql } from 'kysely';
import type { IdentityPool } from './database.ts';

const keepMs = 7 * 86_400_000;
const pauseMs = 10 * 60_000;

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

/** Sweeps now and every ten minutes until closed; a failure is logged and tried again. */
export function startSweeping({ db, clock, logger }: { db: IdentityPool; clock: Clock; logger: Logger }) {
  const run = () => sweep(db, clock.now()).catch((err: unknown) => logger.warn({ err }, 'the sweep failed'));
  let running = run();
  const timer = setInterval(() => {
    running = run();
  }, pauseMs);
  return {
    close: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
