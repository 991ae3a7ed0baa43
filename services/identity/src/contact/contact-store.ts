import { isUniqueViolation } from '@countersign/db';
import { sql } from 'kysely';
import type { IdentityDb, IdentityTransaction } from '../database.ts';
import { userExists } from '../user/user-store.ts';
import type { ConfirmedChange, ContactChange, ContactKind } from './contact-change.ts';

/** A change that begins. */
export interface NewContactChange {
  id: string;
  userId: string;
  kind: ContactKind;
  wantedSealed: Buffer;
  createdAt: Date;
  expiresAt: Date;
}

/** Stores a change in place of an open one of the same kind; parallel ones of one user wait for each other. */
export async function replaceChange(trx: IdentityTransaction, change: NewContactChange): Promise<void> {
  const { userId, kind } = change;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`contact-change:${userId}`}, 0))`.execute(trx);
  await trx
    .deleteFrom('contactChanges')
    .where('userId', '=', userId)
    .where('kind', '=', kind)
    .where('confirmedAt', 'is', null)
    .execute();
  await trx.insertInto('contactChanges').values(change).execute();
}

/** An open change of a user. */
export async function findOpenChange(
  db: IdentityDb,
  { id, userId, at }: { id: string; userId: string; at: Date },
): Promise<ContactChange | undefined> {
  const row = await db
    .selectFrom('contactChanges')
    .select(['id', 'userId', 'kind', 'wantedSealed', 'newProvedAt', 'currentProvedAt', 'expiresAt'])
    .where('id', '=', id)
    .where('userId', '=', userId)
    .where('confirmedAt', 'is', null)
    .where('expiresAt', '>', at)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { newProvedAt, currentProvedAt, ...rest } = row;
  return { ...rest, isNewProved: newProvedAt !== null, isCurrentProved: currentProvedAt !== null };
}

/** Writes down that a code was right, because it is used up whatever becomes of the other one. */
export async function recordProof(
  db: IdentityDb,
  id: string,
  proof: { newProvedAt: Date } | { currentProvedAt: Date },
): Promise<void> {
  await db.updateTable('contactChanges').set(proof).where('id', '=', id).execute();
}

/** Makes a change by one conditional statement; undefined when it was made or replaced before, is over, or lacks a proof. */
export async function confirmChange(
  trx: IdentityTransaction,
  { id, at, formerSealed }: { id: string; at: Date; formerSealed?: Buffer },
): Promise<{ kind: ContactKind } | undefined> {
  return await trx
    .updateTable('contactChanges')
    .set({ confirmedAt: at, formerSealed: formerSealed ?? null })
    .where('id', '=', id)
    .where('confirmedAt', 'is', null)
    .where('expiresAt', '>', at)
    .where('newProvedAt', 'is not', null)
    .where((eb) => eb.or([eb('kind', '=', 'mobile'), eb('currentProvedAt', 'is not', null)]))
    .returning('kind')
    .executeTakeFirst();
}

/** A change that was made. */
export async function findConfirmedChange(db: IdentityDb, id: string): Promise<ConfirmedChange | undefined> {
  const row = await db
    .selectFrom('contactChanges')
    .select(['id', 'userId', 'kind', 'wantedSealed', 'formerSealed', 'confirmedAt'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined || row.confirmedAt === null) return undefined;
  const { formerSealed, confirmedAt, ...rest } = row;
  return { ...rest, confirmedAt, ...(formerSealed !== null && { formerSealed }) };
}

/**
 * Gives a user another user ID, by one conditional statement; false when it is not `from` any more. Throws `USER_EXISTS`
 * when another user has it.
 */
export async function changeEmail(
  trx: IdentityTransaction,
  { userId, from, to, at }: { userId: string; from: string; to: string; at: Date },
): Promise<boolean> {
  try {
    const { numUpdatedRows } = await trx
      .updateTable('users')
      .set({ email: to, contactChangedAt: at })
      .where('id', '=', userId)
      .where('email', '=', from)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  } catch (error) {
    if (isUniqueViolation(error, 'users_email_unique')) throw userExists();
    throw error;
  }
}

/** Gives a user another mobile number, which a code proved. */
export async function changeMobile(
  trx: IdentityTransaction,
  { userId, mobileSealed, at }: { userId: string; mobileSealed: Buffer; at: Date },
): Promise<void> {
  await trx
    .updateTable('users')
    .set({ mobileSealed, mobileProvedAt: at, contactChangedAt: at })
    .where('id', '=', userId)
    .execute();
}

/** Writes down that a code by text message, which completed a first login, proved the number that the user had given. */
export async function markMobileProved(trx: IdentityTransaction, userId: string, at: Date): Promise<void> {
  await trx
    .updateTable('users')
    .set({ mobileProvedAt: at })
    .where('id', '=', userId)
    .where('mobileSealed', 'is not', null)
    .where('mobileProvedAt', 'is', null)
    .execute();
}

/** Deletes changes that were over before a moment, made or not. */
export async function deleteOldChanges(db: IdentityDb, before: Date): Promise<void> {
  await db.deleteFrom('contactChanges').where('expiresAt', '<', before).execute();
}
