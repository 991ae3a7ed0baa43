import { type Clock, type Logger, type Rounds, startRounds } from '@countersign/runtime';
import { type Kysely, sql } from 'kysely';
import { activationLimitMs } from './authenticator/authenticator.ts';
import { eraseExpired } from './code/delivery-store.ts';
import type { SecondFactorDatabase } from './database.ts';
import { sweepCards } from './grid-card/card-sweep.ts';
import { eraseEnded } from './soft-token/soft-token-store.ts';

const dayMs = 86_400_000;
/** Longer than anything that a code, a challenge or a budget could still matter for. */
const keepMs = 2 * dayMs;
/** Longest life of a code that a policy may have. */
const longestCodeMs = 10 * 60_000;
/** What is deleted at once: a long backlog must hold no locks for long. */
const portion = 5_000;

type Pool = Kysely<SecondFactorDatabase>;

/**
 * Erases what was kept to send codes that are too old, and deletes codes with their deliveries, signing challenges and budgets that have been over for two days. What counts
 * towards the stop of a user stays, and so do authenticators: void ones are the record of what was bound to whom.
 */
export async function sweep(db: Pool, at: Date): Promise<void> {
  const before = new Date(at.getTime() - keepMs);
  await sweepCodes(db, before);
  await sweepCards(db, { at, before, portion });
  await eraseExpired(db, { before: new Date(at.getTime() - longestCodeMs), at });
  await db.deleteFrom('destinationNotices').where('closedAt', '<', before).execute();
  await eraseEnded(db, { at, activationMs: activationLimitMs });
  await sql`delete from signing_challenges where id in
    (select id from signing_challenges where expires_at < ${before} limit ${portion})`.execute(db);
  await sql`delete from attempts where bucket in
    (select bucket from attempts where coalesce(blocked_until, window_started_at) < ${before} limit ${portion})`.execute(
    db,
  );
}

async function sweepCodes(db: Pool, before: Date): Promise<void> {
  await db.transaction().execute(async (trx) => {
    // A code that is being sent again at this moment is left alone.
    const { rows } = await sql<{ id: string }>`select id from login_pins
      where resend_at < ${before} and coalesce(expires_at, resend_at) < ${before}
      limit ${portion} for update skip locked`.execute(trx);
    if (rows.length === 0) return;
    const ids = rows.map(({ id }) => id);
    await trx.deleteFrom('pinDeliveries').where('loginPinId', 'in', ids).execute();
    await trx.deleteFrom('loginPins').where('id', 'in', ids).execute();
  });
}

/** Sweeps every ten minutes until closed. */
export function startSweeping({ db, clock, logger }: { db: Pool; clock: Clock; logger: Logger }): Rounds {
  return startRounds({ name: 'the sweep', everyMs: 10 * 60_000, round: () => sweep(db, clock.now()), logger });
}
