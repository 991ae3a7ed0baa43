import type { Db } from '@countersign/db';
import type { Selectable, Updateable } from 'kysely';
import type { RemoteSigningDatabase } from '../database.ts';
import type { CredentialTable, Failure } from './tables.ts';

/** A credential and how far its making came. */
export type Credential = Selectable<CredentialTable>;

type Database = Db<RemoteSigningDatabase>;

const columns = [
  'id',
  'userId',
  'accountId',
  'idempotencyKey',
  'state',
  'nonce',
  'licenceValidUntil',
  'publicKey',
  'proofOfPossession',
  'certificate',
  'chain',
  'failure',
  'claimedUntil',
  'createdAt',
] as const satisfies readonly (keyof Credential)[];

/** A credential of the user; undefined for an unknown id and for another's alike. */
export async function findCredential(
  db: Database,
  { id, userId }: { id: string; userId: string },
): Promise<Credential | undefined> {
  return await db
    .selectFrom('credentials')
    .select(columns)
    .where('id', '=', id)
    .where('userId', '=', userId)
    .executeTakeFirst();
}

/** The credential that the user asked for with that key. */
export async function findCredentialByKey(
  db: Database,
  { userId, idempotencyKey }: { userId: string; idempotencyKey: string },
): Promise<Credential | undefined> {
  return await db
    .selectFrom('credentials')
    .select(columns)
    .where('userId', '=', userId)
    .where('idempotencyKey', '=', idempotencyKey)
    .executeTakeFirst();
}

/** The user's credentials, oldest first, `limit` at most. */
export async function listCredentials(db: Database, userId: string, limit: number): Promise<Credential[]> {
  return await db
    .selectFrom('credentials')
    .select(columns)
    .where('userId', '=', userId)
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** Stores a new credential unless the user asked with the same key before. */
export async function insertCredential(
  db: Database,
  row: Pick<Credential, 'id' | 'userId' | 'accountId' | 'idempotencyKey' | 'nonce' | 'createdAt'>,
): Promise<void> {
  await db
    .insertInto('credentials')
    .values({ ...row, state: 'creating' })
    .onConflict((conflict) => conflict.columns(['userId', 'idempotencyKey']).doNothing())
    .execute();
}

/** Takes an unfinished credential for this process until `until`; undefined when another one has it or it is finished. */
export async function claimCredential(
  db: Database,
  { id, at, until }: { id: string; at: Date; until: Date },
): Promise<Credential | undefined> {
  return await db
    .updateTable('credentials')
    .set({ claimedUntil: until })
    .where('id', '=', id)
    .where('state', '=', 'creating')
    .where((where) => where.or([where('claimedUntil', 'is', null), where('claimedUntil', '<=', at)]))
    .returning(columns)
    .executeTakeFirst();
}

/** Gives a claim back. */
export async function releaseClaim(db: Database, { id, until }: { id: string; until: Date }): Promise<void> {
  await db
    .updateTable('credentials')
    .set({ claimedUntil: null })
    .where('id', '=', id)
    .where('claimedUntil', '=', until)
    .execute();
}

/** Records progress of an unfinished credential. Throws when it is finished: its claim was lost for too long. */
export async function updateCredential(
  db: Database,
  id: string,
  progress: Omit<Updateable<CredentialTable>, 'failure'> & { failure?: Failure },
): Promise<Credential> {
  const { failure, ...rest } = progress;
  return await db
    .updateTable('credentials')
    .set({ ...rest, ...(failure === undefined ? {} : { failure: JSON.stringify(failure) }) })
    .where('id', '=', id)
    .where('state', '=', 'creating')
    .returning(columns)
    .executeTakeFirstOrThrow();
}
