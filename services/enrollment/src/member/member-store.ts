import type { Db } from '@countersign/db';
import { type Expression, type SqlBool, sql, type Transaction } from 'kysely';
import type { MemberKey } from '../account/account-store.ts';
import type { Role } from '../account/role.ts';
import type { EnrollmentDatabase } from '../database.ts';
import type { Member } from './member.ts';

/** Who becomes a member. */
export interface NewMember {
  userId: string;
  name: string;
  /** User ID with which he logs in. */
  email: string;
  language: string;
}

const mostListed = 1000;
const columns = ['userId', 'name', 'email', 'roles', 'createdAt'] as const;

/** Makes a user a member. One who comes back goes on with the version after his last. */
export async function insertMember(
  trx: Transaction<EnrollmentDatabase>,
  { accountId, member, roles, at }: { accountId: string; member: NewMember; roles: readonly Role[]; at: Date },
): Promise<void> {
  const ended = await trx
    .deleteFrom('endedMemberships')
    .where('accountId', '=', accountId)
    .where('userId', '=', member.userId)
    .returning('version')
    .executeTakeFirst();
  const version = (ended?.version ?? 0) + 1;
  await trx
    .insertInto('memberships')
    .values({ accountId, ...member, roles: [...roles], version, createdAt: at, changedAt: at })
    .execute();
}

/** Lists the members of an account, oldest first, 1000 at most. */
export async function listMembers(db: Db<EnrollmentDatabase>, accountId: string): Promise<Member[]> {
  return await db
    .selectFrom('memberships')
    .select(columns)
    .where('accountId', '=', accountId)
    .orderBy('createdAt')
    .orderBy('userId')
    .limit(mostListed)
    .execute();
}

/** Counts the members of an account. */
export async function countMembers(db: Db<EnrollmentDatabase>, accountId: string): Promise<number> {
  const { count } = await db
    .selectFrom('memberships')
    .select(({ fn }) => fn.countAll<bigint>().as('count'))
    .where('accountId', '=', accountId)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Finds a member of an account with what messages to him need. */
export async function findMember(
  db: Db<EnrollmentDatabase>,
  { accountId, userId }: MemberKey,
): Promise<(Member & { language: string }) | undefined> {
  return await db
    .selectFrom('memberships')
    .select([...columns, 'language'])
    .where('accountId', '=', accountId)
    .where('userId', '=', userId)
    .executeTakeFirst();
}

/** Whether a user is a member of another account than this, too. */
export async function isMemberElsewhere(
  db: Db<EnrollmentDatabase>,
  { accountId, userId }: MemberKey,
): Promise<boolean> {
  const row = await db
    .selectFrom('memberships')
    .select('accountId')
    .where('userId', '=', userId)
    .where('accountId', '<>', accountId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether a user was a member once and is no more. */
export async function wasMember(db: Db<EnrollmentDatabase>, { accountId, userId }: MemberKey): Promise<boolean> {
  const row = await db
    .selectFrom('endedMemberships')
    .select('version')
    .where('accountId', '=', accountId)
    .where('userId', '=', userId)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Sets the roles of a member; false, and nothing changes, when the account would have no owner then. The account must be
 * locked: of two owners who go at once, the second must see that the first is gone.
 */
export async function setRoles(
  trx: Transaction<EnrollmentDatabase>,
  { accountId, userId }: MemberKey,
  { wanted, at }: { wanted: readonly Role[]; at: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('memberships')
    .set(({ eb }) => ({ roles: [...wanted], version: eb('version', '+', 1), changedAt: at }))
    .where('accountId', '=', accountId)
    .where('userId', '=', userId)
    .where(wanted.includes('owner') ? sql.lit(true) : leavesOwner({ accountId, userId }))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Ends a membership; false, and nothing changes, when the account would have no owner then. The account must be locked. */
export async function endMembership(
  trx: Transaction<EnrollmentDatabase>,
  { accountId, userId }: MemberKey,
  at: Date,
): Promise<boolean> {
  const ended = await trx
    .deleteFrom('memberships')
    .where('accountId', '=', accountId)
    .where('userId', '=', userId)
    .where(leavesOwner({ accountId, userId }))
    .returning('version')
    .executeTakeFirst();
  if (ended === undefined) return false;
  await trx.insertInto('endedMemberships').values({ accountId, userId, version: ended.version, endedAt: at }).execute();
  return true;
}

/** A membership that changed or ended; version 0 says that it ended. */
export interface MembershipChange extends MemberKey {
  version: number;
}

/** Memberships that began, changed or ended after a moment, as they are now. */
export async function listChangedMemberships(db: Db<EnrollmentDatabase>, since: Date): Promise<MembershipChange[]> {
  return await db
    .selectFrom('memberships')
    .select(['accountId', 'userId', 'version'])
    .where('changedAt', '>', since)
    .unionAll(
      db
        .selectFrom('endedMemberships')
        .select(['accountId', 'userId', sql.lit(0).as('version')])
        .where('endedAt', '>', since),
    )
    .execute();
}

/** That somebody else is owner. */
function leavesOwner({ accountId, userId }: MemberKey): Expression<SqlBool> {
  return sql<SqlBool>`exists (select 1 from memberships as other where other.account_id = ${accountId}
    and other.user_id <> ${userId} and 'owner' = any(other.roles))`;
}
