import { type Kysely, type RawBuilder, sql } from 'kysely';
import { appKinds } from '../authenticator/app-code.ts';
import type { SecondFactorDatabase, SecondFactorDb } from '../database.ts';
import type { Policy } from '../policy/policy.ts';
import { type AccountPolicy, atLeast, installationPolicy } from './account-policy.ts';

// As `counts` (account-policy.ts) says it.
const done = (
  { userId, at, without = '' }: { userId: string; at: Date; without?: string },
  { kinds, profile }: { kinds: RawBuilder<unknown>; profile: RawBuilder<unknown> },
) => sql`(select count(*)::integer from authenticators a
  where a.user_id = ${userId} and a.id <> ${without}
    and a.state = 'active' and (a.valid_until is null or a.valid_until > ${at})
    and a.kind = any(${kinds})
    and (${profile} = 'guide' or a.profile = 'strict' or a.kind = any(${[...appKinds]}::text[]))) as done`;

/** Number of authenticators of a user that count for a policy at a moment. */
export async function countFor(
  db: SecondFactorDb,
  { required: { kinds, profile }, ...whose }: { userId: string; required: AccountPolicy; at: Date; without?: string },
): Promise<number> {
  const policy = { kinds: sql`${[...kinds]}::text[]`, profile: sql`${profile}::text` };
  const { rows } = await sql<{ done: number }>`select ${done(whose, policy)}`.execute(db);
  return rows[0]?.done ?? 0;
}

/** What an account requires; that of the installation for one that has said nothing, and for no account. */
export async function findAccountPolicy(
  { db, policy }: { db: SecondFactorDb; policy: Policy },
  accountId: string | undefined,
): Promise<AccountPolicy> {
  return (await findOwnPolicy({ db, policy }, accountId)) ?? installationPolicy(policy);
}

/** What an account itself requires, under the installation's; undefined for one that has said nothing, and for no account. */
export async function findOwnPolicy(
  { db, policy }: { db: SecondFactorDb; policy: Policy },
  accountId: string | null | undefined,
): Promise<AccountPolicy | undefined> {
  if (accountId == null) return undefined;
  const row = await db
    .selectFrom('accountPolicies')
    .select(['profile', 'kinds', 'required'])
    .where('accountId', '=', accountId)
    .executeTakeFirst();
  return row === undefined ? undefined : atLeast(policy, row);
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
    select p.profile, p.kinds, p.required,
      ${done({ userId, at }, { kinds: sql`p.kinds`, profile: sql`p.profile` })}
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
