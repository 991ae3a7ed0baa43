import { type Clock, type Logger, type Rounds, startRounds } from '@countersign/runtime';
import { sql } from 'kysely';
import { deleteOldChanges } from './contact/contact-store.ts';
import type { IdentityPool } from './database.ts';
import { deviceLifeMs } from './device/device-store.ts';
import { sweepEvidence } from './personal-validation/evidence-retention.ts';
import type { Policy } from './policy/policy.ts';

const keepMs = 7 * 86_400_000;
const keepMissesMs = 365 * 86_400_000;

/**
 * Deletes what is of no use any more: flows and sessions that have been over for a week (with their refresh tokens,
 * which reuse detection needs only while the session could live), changes of password and contact that were told, and budgets of attempts whose
 * window has long passed.
 */
export async function sweep(db: IdentityPool, at: Date): Promise<void> {
  const before = new Date(at.getTime() - keepMs);
  await db.deleteFrom('loginFlows').where('expiresAt', '<', before).execute();
  await db.deleteFrom('recoveryFlows').where('expiresAt', '<', before).execute();
  await db.deleteFrom('passwordChanges').where('at', '<', before).execute();
  await db.deleteFrom('sessions').where('expiresAt', '<', before).execute();
  await deleteOldChanges(db, before);
  await sql`delete from attempts where coalesce(blocked_until, window_started_at) < ${before}`.execute(db);
  // Misses count until there is a success, however far apart they are; what is stopped stays so.
  await sql`delete from throttles where not stopped and last_at < ${new Date(at.getTime() - keepMissesMs)}`.execute(db);
  const devicesBefore = new Date(before.getTime() - deviceLifeMs);
  await db.deleteFrom('devices').where('createdAt', '<', devicesBefore).execute();
}

/** Sweeps every ten minutes until closed; evidence as policy says. */
export function startSweeping({
  db,
  clock,
  policy,
  logger,
}: {
  db: IdentityPool;
  clock: Clock;
  policy: Policy;
  logger: Logger;
}): Rounds {
  const round = async () => {
    const at = clock.now();
    await sweep(db, at);
    await sweepEvidence(db, { at, retentionMs: policy.evidenceRetentionMs });
  };
  return startRounds({ name: 'the sweep', everyMs: 10 * 60_000, round, logger });
}
