import { type ExpressionBuilder, sql } from 'kysely';
import type { SecondFactorDatabase, SecondFactorDb, SecondFactorTransaction } from '../database.ts';
import type { Authenticator, ListedAuthenticator } from './authenticator.ts';
import { deadStates, pendingStates, statesBefore } from './state.ts';

/** What all statements read of an authenticator: everything but its secrets. */
export const authenticatorColumns = [
  'id',
  'userId',
  'kind',
  'label',
  'state',
  'stateReason',
  'profile',
  'sessionId',
  'replacesId',
  'serial',
  'algorithm',
  'digits',
  'platform',
  'device',
  'maskedDestination',
  'createdAt',
  'expiresAt',
  'activatedAt',
  'lastUsedAt',
  'validUntil',
] as const;

/** Challenges that a card of one-time cells has left; null for what is none. */
const challengesLeft = sql<number | null>`(select (count(*) filter (where c.answered_at is null))::integer
  from challenges c where c.authenticator_id = authenticators.id and c.kind = 'cells' and c.answer_hash is not null
  having count(*) > 0)`;

/** Whether somebody came with codes that an app had used already; null for what is no soft token. */
const codesReused = sql<boolean | null>`(select t.reused_at is not null from soft_tokens t
  where t.authenticator_id = authenticators.id)`;

/** All authenticators of a user, oldest first. */
export async function listAuthenticators(db: SecondFactorDb, userId: string): Promise<ListedAuthenticator[]> {
  return await db
    .selectFrom('authenticators')
    .select([...authenticatorColumns, 'toldChange', 'toldAt'])
    .select([challengesLeft.as('challengesLeft'), codesReused.as('codesReused')])
    .where('userId', '=', userId)
    .orderBy('createdAt')
    .orderBy('id')
    .execute();
}

/** One authenticator of a user; undefined when there is none or it is somebody else's. */
export async function findAuthenticator(
  db: SecondFactorDb,
  { id, userId }: { id: string; userId: string },
): Promise<Authenticator | undefined> {
  return await db
    .selectFrom('authenticators')
    .select(authenticatorColumns)
    .where('id', '=', id)
    .where('userId', '=', userId)
    .executeTakeFirst();
}

/** In use at a moment. */
export function isActiveAt(at: Date) {
  return (eb: ExpressionBuilder<SecondFactorDatabase, 'authenticators'>) =>
    eb.and([
      eb('authenticators.state', '=', 'active'),
      eb.or([eb('authenticators.validUntil', 'is', null), eb('authenticators.validUntil', '>', at)]),
    ]);
}

/** The authenticators of a user that are in use, the one that was used last first; an emergency code is the last. */
export async function listActive(db: SecondFactorDb, userId: string, at: Date): Promise<Authenticator[]> {
  return await db
    .selectFrom('authenticators')
    .select(authenticatorColumns)
    .where('userId', '=', userId)
    .where(isActiveAt(at))
    .orderBy(sql`kind = 'emergency_code'`)
    .orderBy('lastUsedAt', (order) => order.desc().nullsLast())
    .orderBy('createdAt', 'desc')
    .orderBy('id')
    .execute();
}

/** Ends what a user began to enrol himself and did not activate, and erases its secrets. */
export async function retirePending(trx: SecondFactorTransaction, userId: string, at: Date): Promise<void> {
  await trx
    .updateTable('authenticators')
    .set({
      state: sql`case when expires_at <= ${at} then 'expired' else 'void' end`,
      seed: null,
      destination: null,
    })
    .where('userId', '=', userId)
    .where('state', 'in', pendingStates)
    .where((eb) => eb.or([eb('sessionId', 'is not', null), eb('expiresAt', '<=', at)]))
    .execute();
}

/** Stores a new pending authenticator; its sealed columns are bound to its id. */
export async function insertAuthenticator(
  trx: SecondFactorTransaction,
  row: Pick<Authenticator, 'id' | 'userId' | 'kind' | 'label' | 'createdAt' | 'expiresAt'> &
    Partial<Authenticator> & { seed?: Buffer; destination?: Buffer },
): Promise<Authenticator> {
  return await trx
    .insertInto('authenticators')
    .values({ state: 'issued', ...row })
    .returning(authenticatorColumns)
    .executeTakeFirstOrThrow();
}

/** Activates a pending authenticator; undefined when it no longer waits for its first code. */
export async function activate(
  trx: SecondFactorTransaction,
  { id, at }: { id: string; at: Date },
): Promise<Authenticator | undefined> {
  return await trx
    .updateTable('authenticators')
    .set({ state: 'active', activatedAt: at, lastUsedAt: at, misses: 0 })
    .where('id', '=', id)
    .where('state', 'in', pendingStates)
    .where('expiresAt', '>', at)
    .returning(authenticatorColumns)
    .executeTakeFirst();
}

/**
 * Moves an authenticator to another state by one statement; undefined when it cannot get there from where it is. The
 * secrets of one that can never be used again are erased.
 */
export async function moveAuthenticator(
  db: SecondFactorDb,
  { id, to, reason = '' }: { id: string; to: Authenticator['state']; reason?: string },
): Promise<Authenticator | undefined> {
  const isEnd = deadStates.some((dead) => dead === to);
  return await db
    .updateTable('authenticators')
    .set({
      state: to,
      stateReason: reason,
      ...(to === 'active' && { misses: 0 }),
      ...(isEnd && { seed: null, destination: null }),
    })
    .where('id', '=', id)
    .where('state', 'in', statesBefore(to))
    .returning(authenticatorColumns)
    .executeTakeFirst();
}

/** Gives an authenticator of a user another name; undefined when there is none. */
export async function setLabel(
  db: SecondFactorDb,
  { id, userId, label }: { id: string; userId: string; label: string },
): Promise<Authenticator | undefined> {
  return await db
    .updateTable('authenticators')
    .set({ label })
    .where('id', '=', id)
    .where('userId', '=', userId)
    .returning(authenticatorColumns)
    .executeTakeFirst();
}
