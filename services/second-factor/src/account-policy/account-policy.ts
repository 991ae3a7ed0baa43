import type { SecondFactorDb } from '../database.ts';
import { type Policy, type PolicyKind, type Profile, policyKinds } from '../policy/policy.ts';

/** What an account requires of its members. */
export interface AccountPolicy {
  /** The stricter of the account's and the installation's. */
  readonly profile: Profile;
  /** Kinds that both permit. */
  readonly kinds: readonly PolicyKind[];
  /** Number of active authenticators that each member needs. */
  readonly required: number;
}

/** What the installation requires of those without an account, and of accounts that require nothing more. */
export function installationPolicy({ profile, factors }: Policy): AccountPolicy {
  return { profile, kinds: factors.kinds, required: 1 };
}

/** What an account requires; that of the installation for one that has said nothing, and for no account. */
export async function findAccountPolicy(
  { db, policy }: { db: SecondFactorDb; policy: Policy },
  accountId: string | undefined,
): Promise<AccountPolicy> {
  const row =
    accountId === undefined
      ? undefined
      : await db
          .selectFrom('accountPolicies')
          .select(['profile', 'kinds', 'required'])
          .where('accountId', '=', accountId)
          .executeTakeFirst();
  return row === undefined ? installationPolicy(policy) : atLeast(policy, row);
}

/** A stored policy under the installation's of today, which may have become narrower since. */
export function atLeast(
  { profile, factors }: Pick<Policy, 'profile' | 'factors'>,
  stored: { profile: Profile; kinds: readonly string[]; required: number },
): AccountPolicy {
  return {
    profile: profile === 'strict' ? 'strict' : stored.profile,
    kinds: policyKinds.filter((kind) => factors.kinds.includes(kind) && stored.kinds.includes(kind)),
    required: stored.required,
  };
}
