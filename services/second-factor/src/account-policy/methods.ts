import { type Acr, assurances } from '../assurance.ts';
import { type PolicyKind, policyKinds } from '../policy/policy.ts';
import type { AccountPolicy } from './account-policy.ts';

/**
 * The kinds of factor that the methods of a session (`amr`) may have come from. Of kinds whose methods are all there, one
 * that says less than another says nothing: `otp` with `pin` is a soft token, and not any app.
 */
export function kindsOf(amr: readonly string[]): PolicyKind[] {
  const covered = policyKinds.filter((kind) => assurances[kind].methods.every((method) => amr.includes(method)));
  const isPart = (kind: PolicyKind, of: PolicyKind) =>
    assurances[kind].methods.length < assurances[of].methods.length &&
    assurances[kind].methods.every((method) => assurances[of].methods.includes(method));
  return covered.filter((kind) => !covered.some((other) => isPart(kind, other)));
}

/**
 * Whether a session was logged in by a factor that a policy takes: one of its kinds, and under a strict profile nothing
 * restricted. A card whose cells come again was enrolled by rules that are not strict, as was a number.
 */
export function isLoggedInFor(
  { kinds, profile }: Pick<AccountPolicy, 'kinds' | 'profile'>,
  { amr, acr }: { amr: readonly string[]; acr: string },
): boolean {
  const strictest: Acr = 'urn:countersign:aal2';
  return (
    kindsOf(amr).some((kind) => kinds.some((permitted) => permitted === kind)) &&
    (profile === 'guide' || acr === strictest)
  );
}
