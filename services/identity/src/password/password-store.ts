import { announce } from '@countersign/db';
import { newId } from '@countersign/runtime';
import type { Selectable } from 'kysely';
import type { IdentityDb, IdentityTransaction } from '../database.ts';
import type { StoredPassword } from './password-hasher.ts';
import type { PasswordTables } from './tables.ts';

/** Announced when a password was changed or recovered; carries `passwordChangeId`. */
export const passwordMailTopic = 'password-mail';

/** That a password became another one. */
export type PasswordChange = Selectable<PasswordTables['passwordChanges']>;

/** Sets the password of a user; with `before`, only while that is the version of the one he has: false when it is not. */
export async function setPassword(
  trx: IdentityTransaction,
  userId: string,
  { passwordHash, pepperVersion }: StoredPassword,
  before?: number,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('users')
    .set((eb) => ({ passwordHash, pepperVersion, passwordVersion: eb('passwordVersion', '+', 1) }))
    .where('id', '=', userId)
    .$if(before !== undefined, (query) => query.where('passwordVersion', '=', before ?? -1))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Records that a password became another one, and has its user told. */
export async function recordPasswordChange(
  trx: IdentityTransaction,
  change: Omit<PasswordChange, 'id'>,
): Promise<void> {
  const id = newId('pch');
  await trx
    .insertInto('passwordChanges')
    .values({ id, ...change })
    .execute();
  await announce(trx, { queue: 'identity', topic: passwordMailTopic, payload: { passwordChangeId: id } });
}

/** The change with an id. */
export async function findPasswordChange(db: IdentityDb, id: string): Promise<PasswordChange | undefined> {
  return await db
    .selectFrom('passwordChanges')
    .select(['id', 'userId', 'kind', 'address', 'at'])
    .where('id', '=', id)
    .executeTakeFirst();
}
