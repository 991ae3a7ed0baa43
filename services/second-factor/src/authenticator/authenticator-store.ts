import { type Keyring, open, seal } from '@countersign/sealing';
import { sql } from 'kysely';
import { type Door, restoringGuesses } from '../budgets.ts';
import type { SecondFactorDb, SecondFactorTransaction } from '../database.ts';
import type { Authenticator } from './authenticator.ts';
import type { StepMatch } from './totp.ts';

const columns = ['id', 'kind', 'label', 'state', 'createdAt', 'expiresAt', 'lastUsedAt'] as const;

const sealedAt = (id: string) => ({ table: 'authenticators', row: id, column: 'seed' });

/** The secret of an authenticator and how far its clock is known to be off. */
export interface Secret {
  id: string;
  seed: Buffer;
  driftSteps: number;
}

/** All authenticators of a user, oldest first. */
export async function listAuthenticators(db: SecondFactorDb, userId: string): Promise<Authenticator[]> {
  return await db
    .selectFrom('authenticators')
    .select(columns)
    .where('userId', '=', userId)
    .orderBy('createdAt')
    .orderBy('id')
    .execute();
}

/** Number of active authenticators of a user. */
export async function countActive(db: SecondFactorDb, userId: string): Promise<number> {
  const { count } = await db
    .selectFrom('authenticators')
    .select(({ fn }) => fn.countAll<bigint>().as('count'))
    .where('userId', '=', userId)
    .where('state', '=', 'active')
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Ids of the active authenticators of a user, oldest first. */
export async function listActiveIds(db: SecondFactorDb, userId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('authenticators')
    .select('id')
    .where('userId', '=', userId)
    .where('state', '=', 'active')
    .orderBy('createdAt')
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

/** One authenticator of a user; undefined when there is none or it is somebody else's. */
export async function findAuthenticator(
  db: SecondFactorDb,
  { id, userId }: { id: string; userId: string },
): Promise<Authenticator | undefined> {
  return await db
    .selectFrom('authenticators')
    .select(columns)
    .where('id', '=', id)
    .where('userId', '=', userId)
    .executeTakeFirst();
}

/** Ends the pending authenticator of a user, if there is one, and erases its seed. */
export async function retirePending(trx: SecondFactorTransaction, userId: string, at: Date): Promise<void> {
  await trx
    .updateTable('authenticators')
    .set({ state: sql`case when expires_at <= ${at} then 'expired' else 'void' end`, seed: null })
    .where('userId', '=', userId)
    .where('state', '=', 'issued')
    .execute();
}

/** Stores a new pending authenticator with its sealed seed. */
export async function insertAuthenticator(
  trx: SecondFactorTransaction,
  keyring: Keyring,
  row: Omit<Authenticator, 'state' | 'lastUsedAt'> & { userId: string; seed: Uint8Array },
): Promise<Authenticator> {
  const seed = seal(keyring, row.seed, sealedAt(row.id));
  return await trx
    .insertInto('authenticators')
    .values({ ...row, seed, state: 'issued' })
    .returning(columns)
    .executeTakeFirstOrThrow();
}

/** The secret of a pending authenticator; undefined when it does not wait for its first code. */
export async function findPendingSecret(
  db: SecondFactorDb,
  keyring: Keyring,
  { id, userId }: { id: string; userId: string },
): Promise<Secret | undefined> {
  const [secret] = await findSecrets(db, keyring, { id, userId, state: 'issued' });
  return secret;
}

/** The secrets of all active authenticators of a user. */
export async function findActiveSecrets(db: SecondFactorDb, keyring: Keyring, userId: string): Promise<Secret[]> {
  return await findSecrets(db, keyring, { userId, state: 'active' });
}

async function findSecrets(
  db: SecondFactorDb,
  keyring: Keyring,
  { id, userId, state }: { id?: string; userId: string; state: 'issued' | 'active' },
): Promise<Secret[]> {
  const rows = await db
    .selectFrom('authenticators')
    .select(['id', 'seed', 'driftSteps'])
    .where('userId', '=', userId)
    .where('state', '=', state)
    .$if(id !== undefined, (query) => query.where('id', '=', id ?? ''))
    .execute();
  return rows.flatMap(({ seed, ...row }) =>
    seed === null ? [] : [{ ...row, seed: open(keyring, seed, sealedAt(row.id)) }],
  );
}

/**
 * Activates a pending authenticator with the step of its first code, which is used up by it; undefined when it no
 * longer waits for one.
 */
export async function activate(
  trx: SecondFactorTransaction,
  { id, step, driftSteps, at }: StepMatch & { id: string; at: Date },
): Promise<Authenticator | undefined> {
  return await trx
    .updateTable('authenticators')
    .set({ state: 'active', activatedAt: at, lastUsedAt: at, lastStep: step, driftSteps })
    .where('id', '=', id)
    .where('state', '=', 'issued')
    .where('expiresAt', '>', at)
    .where('lastStep', '<', step)
    .returning(columns)
    .executeTakeFirst();
}

/**
 * Uses up a step of an active authenticator (RFC 6238 5.2: a code is accepted once) and forgets the wrong guesses at
 * its door, in one statement; false when it was used before.
 */
export async function useStep(
  db: SecondFactorDb,
  { id, userId, recovery, step, driftSteps, at }: StepMatch & Door & { id: string; at: Date },
): Promise<boolean> {
  const using = db
    .updateTable('authenticators')
    .set({ lastStep: step, driftSteps, lastUsedAt: at })
    .where('id', '=', id)
    .where('state', '=', 'active')
    .where('lastStep', '<', step)
    .returning('id');
  const { rows } = await sql`
    with used as (${using}), restored as (${restoringGuesses({ userId, recovery }, sql<boolean>`exists (select 1 from used)`)})
    select id from used`.execute(db);
  return rows.length === 1;
}
