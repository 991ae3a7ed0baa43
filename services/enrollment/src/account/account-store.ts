import type { AuditTransaction } from '@countersign/audit';
import type { Db } from '@countersign/db';
import { notFound } from '@countersign/errors';
import { sql, type Transaction } from 'kysely';
import { appendToAccount } from '../account-audit.ts';
import type { EnrollmentDatabase } from '../database.ts';
import type { AccountTier } from '../enrolment/enrolment.ts';
import { queueMessage } from '../message/message-store.ts';
import { type Role, requireOneOf } from './role.ts';

/** An account. */
export interface Account {
  id: string;
  name: string;
  tier: AccountTier;
  tierRuleId: string;
  state: 'pending_activation' | 'active';
  approvalRequired: boolean;
  createdAt: Date;
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

/** What an account holds. */
export interface Holdings {
  members: number;
  /** Licences that were not withdrawn. */
  licences: number;
  certificates: number;
}

const columns = ['id', 'name', 'tier', 'tierRuleId', 'state', 'approvalRequired', 'createdAt'] as const;

/** Returns an account that is known to exist. */
export async function getAccount(db: Db<EnrollmentDatabase>, accountId: string): Promise<Account> {
  return await db.selectFrom('accounts').select(columns).where('id', '=', accountId).executeTakeFirstOrThrow();
}

/**
 * Returns an account and keeps others from changing it or its members until the transaction ends. Whoever locks more than
 * an account locks the account first. Throws `ACCOUNT_NOT_FOUND`.
 */
export async function lockAccount(trx: Transaction<EnrollmentDatabase>, accountId: string): Promise<Account> {
  const account = await trx
    .selectFrom('accounts')
    .select(columns)
    .where('id', '=', accountId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (account === undefined) throw unknownAccount();
  return account;
}

/** Counts what an account holds. */
export async function countHoldings(db: Db<EnrollmentDatabase>, accountId: string): Promise<Holdings> {
  const { members, licences, certificates } = await db
    .selectNoFrom((eb) => [
      eb
        .selectFrom('memberships')
        .select(({ fn }) => fn.countAll<bigint>().as('count'))
        .where('accountId', '=', accountId)
        .as('members'),
      eb
        .selectFrom('licences')
        .select(({ fn }) => fn.countAll<bigint>().as('count'))
        .where('accountId', '=', accountId)
        .where('state', '<>', 'void')
        .as('licences'),
      eb
        .selectFrom('certificates')
        .select(({ fn }) => fn.countAll<bigint>().as('count'))
        .where('accountId', '=', accountId)
        .as('certificates'),
    ])
    .executeTakeFirstOrThrow();
  return { members: Number(members), licences: Number(licences), certificates: Number(certificates) };
}

/**
 * Throws `ACCOUNT_NOT_FOUND` unless the user is a member of the account at this moment, and `ROLE_REQUIRED` unless he has
 * one of the roles. What a token says of them may be minutes old.
 */
export async function requireRole(db: Db<EnrollmentDatabase>, key: MemberKey, wanted: readonly Role[]): Promise<void> {
  requireOneOf(await getRoles(db, key), wanted);
}

/** The roles that a member has at this moment; throws `ACCOUNT_NOT_FOUND` when he is none. */
export async function getRoles(db: Db<EnrollmentDatabase>, { accountId, userId }: MemberKey): Promise<Role[]> {
  const row = await db
    .selectFrom('memberships')
    .select('roles')
    .where('accountId', '=', accountId)
    .where('userId', '=', userId)
    .executeTakeFirst();
  if (row === undefined) throw unknownAccount();
  return row.roles;
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

/** What changes in an account; absent stays as it is. */
export interface AccountChange {
  name?: string;
  approvalRequired?: boolean;
}

/** Changes the settings of an account. */
export async function updateAccount(
  trx: Transaction<EnrollmentDatabase> & AuditTransaction,
  { accountId, change, by, at }: { accountId: string; change: AccountChange; by: string; at: Date },
): Promise<void> {
  await trx.updateTable('accounts').set(change).where('id', '=', accountId).execute();
  await appendToAccount(trx, {
    stream: accountId,
    actor: by,
    action: 'account.changed',
    subject: accountId,
    // Which settings, never their text: a name may be a person's, and a record is never erased.
    detail: { changed: Object.keys(change).toSorted() },
    at,
  });
}

/**
 * Raises the tier of an account, tells its owners and leaves a record; false when it has that tier or a higher one, which
 * is never lowered.
 */
export async function raiseTier(
  trx: Transaction<EnrollmentDatabase> & AuditTransaction,
  { accountId, tier, ruleId, by, at }: { accountId: string; tier: AccountTier; ruleId: string; by: string; at: Date },
): Promise<boolean> {
  if (tier !== 'enterprise') return false;
  const raised = await trx
    .updateTable('accounts')
    .set({ tier, tierRuleId: ruleId })
    .where('id', '=', accountId)
    .where('tier', '=', 'starter')
    .returning('name')
    .executeTakeFirst();
  if (raised === undefined) return false;
  const owners = await trx
    .selectFrom('memberships')
    .select(['email', 'language'])
    .where('accountId', '=', accountId)
    .where(sql<boolean>`'owner' = any(roles)`)
    .where('email', '<>', '')
    .orderBy('userId')
    .execute();
  for (const owner of owners) {
    const params = { account: raised.name, at };
    // One connection carries a transaction: its statements come one after the other.
    // oxlint-disable-next-line no-await-in-loop
    await queueMessage(trx, { message: 'account-upgraded', ...owner, params }, at);
  }
  await appendToAccount(trx, {
    stream: accountId,
    actor: by,
    action: 'account.upgraded',
    subject: accountId,
    detail: { tier, ruleId },
    at,
  });
  return true;
}

/** The refusal of an account that is unknown or another's. */
export function unknownAccount() {
  // The same words as for a token of another account: nobody learns which accounts exist.
  return notFound('ACCOUNT_NOT_FOUND', 'no such account');
}
