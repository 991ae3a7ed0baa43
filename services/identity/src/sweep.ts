import { type Clock, type Logger, type Rounds, startRounds } from '@countersign/runtime';
import { sql } from 'kysely';
import { deleteOldChanges } from './contact/contact-store.ts';
import type { IdentityPool } from './database.ts';
import { deviceLifeMs } from './device/device-store.ts';
import { sweepEvidence } from './personal-validation/evidence-retention.ts';
import type { Policy } from './policy/policy.ts';

const dayMs = 86_400_000;
const keepMs = 7 * dayMs;
/**
 * What applications were granted in a session may hold for 95 days, and ends when the session is ended, or the user's sessions
 * are: until then it must be known.
 */
const keepSessionsMs = keepMs + 96 * dayMs;
const keepMissesMs = 365 * dayMs;

/**
 * Deletes what is of no use any more: flows that have been over for a week, and of sessions the refresh tokens (reuse
 * detection needs them only while the session could live), device and address; sessions themselves once nothing that was
 * granted in them can hold; changes of password and contact that were told, and budgets of attempts whose window has long
 * passed.
 */
export async function sweep(db: IdentityPool, at: Date): Promise<void> {
  const before = new Date(at.getTime() - keepMs);
  await db.deleteFrom('loginFlows').where('expiresAt', '<', before).execute();
  await db.deleteFrom('recoveryFlows').where('expiresAt', '<', before).execute();
  await db.deleteFrom('passwordChanges').where('at', '<', before).execute();
  await db
    .deleteFrom('refreshTokens')
    .where('sessionId', 'in', (from) => from.selectFrom('sessions').select('id').where('expiresAt', '<', before))
    .execute();
  await db
    .updateTable('sessions')
    .set({ device: '', address: '' })
    .where('expiresAt', '<', before)
    .where((eb) => eb.or([eb('device', '!=', ''), eb('address', '!=', '')]))
    .execute();
  await db
    .deleteFrom('sessions')
    .where('expiresAt', '<', new Date(at.getTime() - keepSessionsMs))
    .execute();
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
