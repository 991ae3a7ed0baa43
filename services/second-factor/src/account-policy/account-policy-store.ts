import { type Kysely, sql } from 'kysely';
import { appKinds } from '../authenticator/app-code.ts';
import type { SecondFactorDatabase, SecondFactorDb } from '../database.ts';
import type { AccountPolicy } from './account-policy.ts';

/** Number of authenticators of a user that count for a policy at a moment. */
export async function countFor(
  db: SecondFactorDb,
  { userId, required, at, without = '' }: { userId: string; required: AccountPolicy; at: Date; without?: string },
): Promise<number> {
  const { kinds, profile } = required;
  const { rows } = await sql<{ done: number }>`
    select count(*)::integer as done from authenticators
    where user_id = ${userId} and id <> ${without} and state = 'active' and (valid_until is null or valid_until > ${at})
      and kind = any(${[...kinds]}::text[])
      and (${profile} = 'guide' or profile = 'strict' or kind = any(${[...appKinds]}::text[]))`.execute(db);
  return rows[0]?.done ?? 0;
}

/** What an account has said; undefined for one that has said nothing. */
export async function findStoredPolicy(db: SecondFactorDb, accountId: string) {
  return await db
    .selectFrom('accountPolicies')
    .select(['profile', 'kinds', 'required'])
    .where('accountId', '=', accountId)
    .executeTakeFirst();
}

/** An account's policy, and how many authenticators of a user count for it: one statement. */
export interface PolicyCount extends Pick<AccountPolicy, 'profile' | 'required'> {
  kinds: string[];
  done: number;
}

/** Reads an account's policy and counts for it; undefined for an account that has said nothing. */
export async function countForAccount(
  db: Kysely<SecondFactorDatabase>,
  { userId, accountId, at }: { userId: string; accountId: string; at: Date },
): Promise<PolicyCount | undefined> {
  const { rows } = await sql<PolicyCount>`
    select p.profile, p.kinds, p.required, (
      select count(*)::integer from authenticators a
      where a.user_id = ${userId} and a.state = 'active' and (a.valid_until is null or a.valid_until > ${at})
        and a.kind = any(p.kinds)
        and (p.profile = 'guide' or a.profile = 'strict' or a.kind = any(${[...appKinds]}::text[]))) as done
    from account_policies p where p.account_id = ${accountId}`.execute(db);
  return rows[0];
}

/** Holds the apps of a user to the strict rules from now on: their window narrows. Cards and destinations are enrolled anew. */
export async function liftApps(db: SecondFactorDb, userId: string): Promise<void> {
  await db
    .updateTable('authenticators')
    .set({ profile: 'strict' })
    .where('userId', '=', userId)
    .where('state', '=', 'active')
    .where('kind', 'in', appKinds)
    .where('profile', '=', 'guide')
    .execute();
}
