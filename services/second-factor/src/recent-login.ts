import { type Actor, type CallContext, requireRecentAuthentication } from '@countersign/grpc';
import type { SecondFactorDeps } from './dependencies.ts';

/**
 * The actor, who has shown his factors a moment ago: what is changed here is as good as the password. A set-up session
 * counts only where `allowSetUp` says so. Throws `INSUFFICIENT_USER_AUTHENTICATION` (RFC 9470).
 */
export function requireRecent(
  { policy, clock }: Pick<SecondFactorDeps, 'policy' | 'clock'>,
  context: CallContext,
  options: { allowSetUp?: boolean } = {},
): Actor {
  return requireRecentAuthentication(context, { ...options, withinMs: policy.reauthenticationMs, at: clock.now() });
}
