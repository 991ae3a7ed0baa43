import { findThrottle } from '@countersign/attempts';
import type { GetUserStatusResponse } from '@countersign/proto/identity';
import type { IdentityDeps } from '../dependencies.ts';
import { passwordBucket, userIdHashOf } from '../login/password-budget.ts';
import { isEmailHeld, isReleased } from '../recovery/hold.ts';
import { listLiveSessions } from '../session/session-store.ts';
import type { User } from '../user/user.ts';

/** How a user stands at a moment: locks, holds, factors, sessions; never a secret. */
export async function describeStatus(
  { db, policy, pepper, secondFactor }: Pick<IdentityDeps, 'db' | 'policy' | 'pepper' | 'secondFactor'>,
  user: User,
  at: Date,
): Promise<GetUserStatusResponse> {
  const { id: userId, email, givenName, surname, lastLoginAt, emailHeldUntil, releasedUntil } = user;
  const { idleMs } = policy.session;
  const [factors, password, sessions] = await Promise.all([
    secondFactor.getLoginFactors({ userId }),
    findThrottle(db, passwordBucket({ userIdHash: userIdHashOf(pepper, email) })),
    listLiveSessions(db, userId, { idleMs, at }),
  ]);
  return {
    userId,
    email,
    givenName,
    surname,
    lastLoginAt,
    passwordMisses: password?.misses ?? 0,
    passwordLockedUntil: later(password?.retryAt, at),
    // A limit that was lowered stops buckets that are beyond it, although none of their rows says so.
    passwordStopped: password !== undefined && (password.stopped || password.total >= policy.attempts.missesToStop),
    activeFactors: factors.activeKinds,
    factorLockedUntil: later(factors.lockedUntil, at),
    factorStopped: factors.stopped,
    emailHeldUntil: isEmailHeld(user, at) ? emailHeldUntil : undefined,
    releasedUntil: isReleased(user, at) ? releasedUntil : undefined,
    sessions: sessions.length,
  };
}

/** A moment that is still to come; undefined for none. */
function later(moment: Date | undefined, at: Date): Date | undefined {
  return moment !== undefined && moment > at ? moment : undefined;
}
