import { appKinds } from '../authenticator/app-code.ts';
import type { Authenticator } from '../authenticator/authenticator.ts';
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

/** Whether an authenticator counts where a policy holds; where none does, every one. Apps are held to strict rules when they are used. */
export function counts(
  { kind, profile }: Pick<Authenticator, 'kind' | 'profile'>,
  required: Pick<AccountPolicy, 'kinds' | 'profile'> | undefined,
): boolean {
  if (required === undefined) return true;
  return (
    required.kinds.some((permitted) => permitted === kind) &&
    (required.profile === 'guide' || profile === 'strict' || appKinds.some((app) => app === kind))
  );
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
