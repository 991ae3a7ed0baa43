import { newId } from '@countersign/runtime';
import { sql } from 'kysely';
import type { SecondFactorDb, SecondFactorTransaction } from '../database.ts';
import { type Geometry, geometryColumns } from './geometry.ts';
import { missesToLock, noticeAt } from './grid-card.ts';
import type { StoredChallenge } from './tables.ts';

/** Writes the challenges of a card in mode once; they wait to be drawn, in this order. */
export async function insertChallenges(
  trx: SecondFactorTransaction,
  { id, userId, challenges, at }: { id: string; userId: string; challenges: readonly StoredChallenge[]; at: Date },
): Promise<void> {
  if (challenges.length === 0) return;
  await trx
    .insertInto('challenges')
    .values(
      challenges.map(({ cells, hash }) => ({
        id: newId('chl'),
        kind: 'cells' as const,
        userId,
        authenticatorId: id,
        cells,
        answerHash: hash,
        createdAt: at,
      })),
    )
    .execute();
}

/** The open challenge of a card, and what its answer is checked against. */
export interface OpenChallenge {
  id: string;
  cells: string[];
  answerHash: string | null;
  serial: string;
  geometry: Geometry;
  /** Sealed; null in mode once. */
  cardKey: Buffer | null;
}

/** The challenge that was asked for and not answered yet; undefined when none is. */
export async function findOpenChallenge(db: SecondFactorDb, id: string): Promise<OpenChallenge | undefined> {
  const { rows } = await sql<Omit<OpenChallenge, 'geometry'> & { geometry: Geometry }>`
    select h.id, h.cells, h.answer_hash as "answerHash", c.serial, c.card_key as "cardKey",
      json_build_object('mode', c.mode, 'rows', c.rows, 'columns', c.columns, 'cells', c.cells, 'alphabet', c.alphabet)
        as geometry
    from challenges h join grid_cards c on c.authenticator_id = h.authenticator_id
    where h.authenticator_id = ${id} and h.kind = 'cells' and h.asked_at is not null and h.answered_at is null`.execute(
    db,
  );
  return rows[0];
}

/** A card as the next challenge is drawn of it; until the end of the transaction nobody else draws. */
export async function lockCard(trx: SecondFactorTransaction, id: string) {
  return await trx
    .selectFrom('gridCards')
    .select(['serial', 'uses', ...geometryColumns])
    .where('authenticatorId', '=', id)
    .forUpdate()
    .executeTakeFirst();
}

/** Asks for the next of the challenges that a card in mode once was split into; undefined when none is left. */
export async function askNext(
  trx: SecondFactorTransaction,
  { id, at }: { id: string; at: Date },
): Promise<{ id: string; cells: string[] } | undefined> {
  const { rows } = await sql<{ id: string; cells: string[] }>`
    update challenges set asked_at = ${at} where id = (
      select id from challenges
      where authenticator_id = ${id} and kind = 'cells' and asked_at is null and answered_at is null
      order by id limit 1)
    returning id, cells`.execute(trx);
  return rows[0];
}

/** Asks for cells of a card in mode reuse, and counts their use. */
export async function askAgain(
  trx: SecondFactorTransaction,
  { id, userId, cells, uses, at }: { id: string; userId: string; cells: string[]; uses: number[]; at: Date },
): Promise<{ id: string; cells: string[] }> {
  const challenge = { id: newId('chl'), cells };
  await trx
    .insertInto('challenges')
    .values({ ...challenge, kind: 'cells', userId, authenticatorId: id, createdAt: at, askedAt: at })
    .execute();
  await trx.updateTable('gridCards').set({ uses }).where('authenticatorId', '=', id).execute();
  return challenge;
}

const usable = (at: Date) =>
  sql<boolean>`state in ('issued', 'active') and (valid_until is null or valid_until > ${at})`;

/**
 * Counts an answer as a miss before it is looked at, so that parallel guesses cannot pass on the same count; false when the
 * card takes no more. `useAnswer` forgets the misses.
 */
export async function countMiss(db: SecondFactorDb, { id, at }: { id: string; at: Date }): Promise<boolean> {
  const { rows } = await sql`update authenticators set misses = misses + 1
    where id = ${id} and misses < ${missesToLock} and ${usable(at)}
    returning misses`.execute(db);
  return rows.length === 1;
}

/**
 * Locks a card that has too many misses, or makes it void where it waits for its first answer; its new state, or undefined
 * when nothing was to be done.
 */
export async function lockMissed(
  trx: SecondFactorTransaction,
  id: string,
): Promise<{ userId: string; state: 'locked' | 'void' } | undefined> {
  const { rows } = await sql<{ userId: string; state: 'locked' | 'void' }>`
    update authenticators set state = case state when 'active' then 'locked' else 'void' end,
      state_reason = 'too many wrong answers'
    where id = ${id} and misses >= ${missesToLock} and state in ('issued', 'active')
    returning user_id as "userId", state`.execute(trx);
  return rows[0];
}

/** Uses an answer up and forgets the misses, by one statement; false when it was used before or its card is not usable. */
export async function useAnswer(
  db: SecondFactorDb,
  { challengeId, id, at }: { challengeId: string; id: string; at: Date },
): Promise<boolean> {
  const { rows } = await sql`
    with taker as (
      select id from authenticators where id = ${id} and ${usable(at)} for update
    ), answered as (
      update challenges set answered_at = ${at} from taker
      where challenges.id = ${challengeId} and challenges.authenticator_id = taker.id and answered_at is null
      returning challenges.id
    ), restored as (
      update authenticators set misses = 0, last_used_at = ${at} from answered where authenticators.id = ${id}
    )
    select id from answered`.execute(db);
  return rows.length === 1;
}

/**
 * Counts what a card in mode once has left; undefined in mode reuse. `isNews` the first time that it is so few that its owner
 * is to be told.
 */
export async function countLeft(
  trx: SecondFactorTransaction,
  { id, at }: { id: string; at: Date },
): Promise<{ left: number; isNews: boolean } | undefined> {
  const { rows } = await sql<{ left: number; isNews: boolean }>`
    with remaining as (
      select count(*)::integer as left from challenges
      where authenticator_id = ${id} and kind = 'cells' and answered_at is null
    ), noticed as (
      update grid_cards set noticed_at = ${at} from remaining
      where authenticator_id = ${id} and mode = 'once' and noticed_at is null and remaining.left <= ${noticeAt}
      returning serial
    )
    select remaining.left, exists (select 1 from noticed) as "isNews"
    from remaining, grid_cards c where c.authenticator_id = ${id} and c.mode = 'once'`.execute(trx);
  return rows[0];
}
