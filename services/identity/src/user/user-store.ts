import { isUniqueViolation } from '@countersign/db';
import { conflict } from '@countersign/errors';
import type { IdentityDb, UserRow } from '../database.ts';
import type { StoredPassword } from '../password/password-hasher.ts';
import type { User } from './user.ts';

/** Columns that make a `User`. */
export const userColumns = [
  'id',
  'email',
  'givenName',
  'surname',
  'mobileSealed',
  'mobileProvedAt',
  'contactChangedAt',
  'language',
  'passwordHash',
  'pepperVersion',
  'passwordVersion',
  'staffRoles',
  'firstLoginAt',
  'lastLoginAt',
  'emailHeldUntil',
  'releasedUntil',
] as const;

/** A row with them. */
export type UserColumns = Pick<UserRow, (typeof userColumns)[number]>;

/** What `insertUser` stores. */
export interface NewUser
  extends Omit<
    User,
    'passwordVersion' | 'contactChangedAt' | 'firstLoginAt' | 'lastLoginAt' | 'emailHeldUntil' | 'releasedUntil'
  > {
  /** Activation on whose behalf; absent for staff. */
  activationId?: string;
  createdAt: Date;
}

/** Stores a user; throws `USER_EXISTS` when the user ID or the activation is taken. */
export async function insertUser(db: IdentityDb, { mobileSealed, activationId, staffRoles, ...rest }: NewUser) {
  try {
    await db
      .insertInto('users')
      .values({
        ...rest,
        staffRoles: [...staffRoles],
        mobileSealed: mobileSealed ?? null,
        activationId: activationId ?? null,
      })
      .execute();
  } catch (error) {
    if (isUniqueViolation(error)) throw userExists();
    throw error;
  }
}

/** `USER_EXISTS`, to be thrown. */
export function userExists() {
  return conflict('USER_EXISTS', 'there is a user with this e-mail address already; log in');
}

/** The user with an e-mail address in normal form. */
export async function findUserByEmail(db: IdentityDb, email: string): Promise<User | undefined> {
  return toUser(await db.selectFrom('users').select(userColumns).where('email', '=', email).executeTakeFirst());
}

/** The user with an id. */
export async function findUser(db: IdentityDb, id: string): Promise<User | undefined> {
  return toUser(await db.selectFrom('users').select(userColumns).where('id', '=', id).executeTakeFirst());
}

/** The user with an id that was stored with something of his; his absence is a bug. */
export async function getUser(db: IdentityDb, id: string): Promise<User> {
  const user = await findUser(db, id);
  if (user === undefined) throw new Error('a user vanished');
  return user;
}

/** The id of the user that an activation created. */
export async function findUserIdOfActivation(db: IdentityDb, activationId: string): Promise<string | undefined> {
  const row = await db.selectFrom('users').select('id').where('activationId', '=', activationId).executeTakeFirst();
  return row?.id;
}

/** What a repeated activation replaces. */
export interface Reactivation extends StoredPassword {
  id: string;
  email: string;
  givenName: string;
  surname: string;
  mobileSealed: Buffer | null;
  language: string;
}

/** Replaces password and particulars of a user who never logged in; false when he did, or has another user ID. */
export async function replaceBeforeFirstLogin(db: IdentityDb, { id, email, ...rest }: Reactivation): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('users')
    .set((eb) => ({ ...rest, passwordVersion: eb('passwordVersion', '+', 1) }))
    .where('id', '=', id)
    .where('email', '=', email)
    .where('firstLoginAt', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Stores the same password hashed anew, unless it was changed since `before` was read. */
export async function replaceHash(db: IdentityDb, id: string, before: StoredPassword, now: StoredPassword) {
  await db
    .updateTable('users')
    .set({ passwordHash: now.passwordHash, pepperVersion: now.pepperVersion })
    .where('id', '=', id)
    .where('passwordHash', '=', before.passwordHash)
    .execute();
}

/** Sets the language of a user. */
export async function setUserLanguage(db: IdentityDb, id: string, language: string): Promise<void> {
  await db.updateTable('users').set({ language }).where('id', '=', id).where('language', '!=', language).execute();
}

/** A user of his row; undefined for none. */
export function toUser(row: UserColumns | undefined): User | undefined {
  if (row === undefined) return undefined;
  const {
    mobileSealed,
    mobileProvedAt,
    contactChangedAt,
    firstLoginAt,
    lastLoginAt,
    emailHeldUntil,
    releasedUntil,
    ...rest
  } = row;
  return {
    ...rest,
    ...(mobileSealed !== null && { mobileSealed }),
    ...(mobileProvedAt !== null && { mobileProvedAt }),
    ...(contactChangedAt !== null && { contactChangedAt }),
    ...(firstLoginAt !== null && { firstLoginAt }),
    ...(lastLoginAt !== null && { lastLoginAt }),
    ...(emailHeldUntil !== null && { emailHeldUntil }),
    ...(releasedUntil !== null && { releasedUntil }),
  };
}
