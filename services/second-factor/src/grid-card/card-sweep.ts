import { type Kysely, sql } from 'kysely';
import { deadStates } from '../authenticator/state.ts';
import type { SecondFactorDatabase } from '../database.ts';
import { lockAfterMisses } from './answering.ts';
import { missesToLock } from './grid-card.ts';

/**
 * Erases what is kept of cards whose authenticator is dead, and the passwords of eGrids that were not downloaded in time;
 * deletes challenges of reused cells that were answered before a moment. Those of one-time cells stay: they are what is left.
 */
export async function sweepCards(
  db: Kysely<SecondFactorDatabase>,
  { at, before, portion }: { at: Date; before: Date; portion: number },
): Promise<void> {
  await sql`update grid_cards set card_key = null, password = null where serial in (
    select c.serial from grid_cards c join authenticators a on a.id = c.authenticator_id
    where (c.card_key is not null or c.password is not null)
      and (a.state = any(${[...deadStates]}) or a.valid_until <= ${at}
        or (a.state in ('issued', 'bound') and a.expires_at <= ${at}))
    limit ${portion})`.execute(db);
  // A run that ended between the last miss and the lock left a card that takes no answers and cannot be unlocked.
  const missed = await db
    .selectFrom('authenticators')
    .select('id')
    .where('kind', 'in', ['grid_card', 'egrid'])
    .where('state', 'in', ['issued', 'active'])
    .where('misses', '>=', missesToLock)
    .limit(portion)
    .execute();
  // oxlint-disable-next-line no-await-in-loop
  for (const { id } of missed) await lockAfterMisses({ db, clock: { now: () => at } }, id);
  await sql`delete from challenges where id in (
    select id from challenges where kind = 'cells' and answer_hash is null and answered_at < ${before} limit ${portion})`.execute(
    db,
  );
}
