import { newId } from '@countersign/runtime';
import { sql } from 'kysely';
import type { IdentityDb, IdentityTransaction } from '../database.ts';
import { rolesOfList, type StaffRole } from './staff.ts';

/** A member of staff. */
export interface StaffMember {
  id: string;
  email: string;
  givenName: string;
  surname: string;
  roles: readonly StaffRole[];
  language: string;
  /** Absent when he never logged in. */
  lastLoginAt?: Date;
}

const columns = ['id', 'email', 'givenName', 'surname', 'staffRoles', 'language', 'lastLoginAt'] as const;

/** All who have a role of staff, by user ID; only those with `role` if one is given. */
export async function listStaffMembers(db: IdentityDb, role?: StaffRole): Promise<StaffMember[]> {
  const rows = await db
    .selectFrom('users')
    .select(columns)
    // As the index has it.
    .where(sql<boolean>`staff_roles <> '{}'`)
    .$if(role !== undefined, (query) => query.where(sql<boolean>`${role} = any(staff_roles)`))
    .orderBy('email')
    .execute();
  return rows.map(toMember);
}

/** A user as a member of staff, whether or not he has a role. */
export async function findStaffMember(db: IdentityDb, userId: string): Promise<StaffMember | undefined> {
  const row = await db.selectFrom('users').select(columns).where('id', '=', userId).executeTakeFirst();
  return row && toMember(row);
}

/**
 * Locks all operators and a user until commit, in one order, and returns the ids of those who are operators then: whoever
 * changes roles after this knows who is left.
 */
export async function lockOperatorsAnd(trx: IdentityTransaction, userId: string): Promise<string[]> {
  const rows = await trx
    .selectFrom('users')
    .select(['id', 'staffRoles'])
    .where(sql<boolean>`((staff_roles <> '{}' and 'operator' = any(staff_roles)) or id = ${userId})`)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
  return rows.filter(({ staffRoles }) => staffRoles.includes('operator')).map(({ id }) => id);
}

/** A change of somebody's roles. */
export interface RoleChange {
  userId: string;
  roles: readonly StaffRole[];
  /** Who asked for it. */
  changedBy: string;
  at: Date;
}

/** Sets the roles of a user and records the change; returns its id. */
export async function setRoles(trx: IdentityTransaction, { userId, roles, changedBy, at }: RoleChange) {
  await trx
    .updateTable('users')
    .set({ staffRoles: [...roles] })
    .where('id', '=', userId)
    .execute();
  const id = newId('src');
  await trx
    .insertInto('staffRoleChanges')
    .values({ id, userId, roles: [...roles], changedBy, changedAt: at })
    .execute();
  return id;
}

/** Whom a change was about, and the roles that it gave. */
export async function findRoleChange(
  db: IdentityDb,
  id: string,
): Promise<{ userId: string; roles: StaffRole[] } | undefined> {
  const row = await db
    .selectFrom('staffRoleChanges')
    .select(['userId', 'roles'])
    .where('id', '=', id)
    .executeTakeFirst();
  return row && { userId: row.userId, roles: rolesOfList(row.roles.join(',')) };
}

function toMember({
  staffRoles,
  lastLoginAt,
  ...rest
}: Omit<StaffMember, 'roles' | 'lastLoginAt'> & { staffRoles: string[]; lastLoginAt: Date | null }): StaffMember {
  return { ...rest, roles: rolesOfList(staffRoles.join(',')), ...(lastLoginAt !== null && { lastLoginAt }) };
}
