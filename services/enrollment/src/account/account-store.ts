import type { Db } from '@countersign/db';
import { notFound } from '@countersign/errors';
import type { EnrollmentDatabase } from '../database.ts';
import type { AccountTier } from '../enrolment/enrolment.ts';
import { type Role, requireOneOf } from './role.ts';

/** An account. */
export interface Account {
  id: string;
  name: string;
  tier: AccountTier;
  tierRuleId: string;
  state: 'pending_activation' | 'active';
  createdAt: Date;
  /** Number of members. */
  members: number;
}

/** A user's place in an account. */
export interface Membership {
  accountId: string;
  accountName: string;
  roles: string[];
  version: number;
}

/** Who asks for which account. */
export interface MemberKey {
  accountId: string;
  userId: string;
}

/** Returns an account of which the user is a member at this moment, or throws `ACCOUNT_NOT_FOUND`. */
export async function getAccount(db: Db<EnrollmentDatabase>, { accountId, userId }: MemberKey): Promise<Account> {
  const row = await db
    .selectFrom('accounts')
    .innerJoin('memberships as own', 'own.accountId', 'accounts.id')
    .innerJoin('memberships as each', 'each.accountId', 'accounts.id')
    .select(['accounts.id', 'name', 'tier', 'tierRuleId', 'state', 'accounts.createdAt'])
    .select(({ fn }) => fn.count<bigint>('each.userId').as('members'))
    .where('accounts.id', '=', accountId)
    .where('own.userId', '=', userId)
    .groupBy('accounts.id')
    .executeTakeFirst();
  if (row === undefined) throw unknownAccount();
  return { ...row, members: Number(row.members) };
}

/** Throws `ACCOUNT_NOT_FOUND` unless the user is a member of the account at this moment. */
export async function requireMembership(db: Db<EnrollmentDatabase>, { accountId, userId }: MemberKey): Promise<void> {
  const row = await db
    .selectFrom('memberships')
    .select('userId')
    .where('accountId', '=', accountId)
    .where('userId', '=', userId)
    .executeTakeFirst();
  if (row === undefined) throw unknownAccount();
}

/**
 * Throws `ACCOUNT_NOT_FOUND` unless the user is a member of the account at this moment, and `ROLE_REQUIRED` unless he has
 * one of the roles. What a token says of them may be minutes old.
 */
export async function requireRole(
  db: Db<EnrollmentDatabase>,
  { accountId, userId }: MemberKey,
  wanted: readonly Role[],
): Promise<void> {
  const row = await db
    .selectFrom('memberships')
    .select('roles')
    .where('accountId', '=', accountId)
    .where('userId', '=', userId)
    .executeTakeFirst();
  if (row === undefined) throw unknownAccount();
  requireOneOf(row.roles, wanted);
}

/** Lists a user's memberships, oldest first. */
export async function listMemberships(db: Db<EnrollmentDatabase>, userId: string): Promise<Membership[]> {
  return await db
    .selectFrom('memberships')
    .innerJoin('accounts', 'accounts.id', 'memberships.accountId')
    .select(['memberships.accountId', 'accounts.name as accountName', 'memberships.roles', 'memberships.version'])
    .where('memberships.userId', '=', userId)
    .orderBy('memberships.createdAt')
    .orderBy('memberships.accountId')
    .execute();
}

/** The refusal of an account that is unknown or another's. */
export function unknownAccount() {
  // The same words as for a token of another account: nobody learns which accounts exist.
  return notFound('ACCOUNT_NOT_FOUND', 'no such account');
}
