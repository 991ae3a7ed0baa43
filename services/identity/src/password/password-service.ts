import { clearThrottle, requireThrottled, returnThrottled } from '@countersign/attempts';
import { appendAudit } from '@countersign/audit';
import { invalidField, notFound, unauthenticated } from '@countersign/errors';
import { type Handlers, requireRecentAuthentication } from '@countersign/grpc';
import type { IdentityServiceService } from '@countersign/proto/identity';
import type { IdentityDeps } from '../dependencies.ts';
import { cancelLoginFlowsOf } from '../login/login-store.ts';
import { passwordBucket, passwordRule, userIdHashOf } from '../login/password-budget.ts';
import { cancelRecoveryFlowsOf } from '../recovery/recovery-store.ts';
import { endSessionsOfUser } from '../session/session-end.ts';
import { findUser } from '../user/user-store.ts';
import { requireGoodPassword } from './password.ts';
import { recordPasswordChange, setPassword } from './password-store.ts';

/** The RPC that changes a password. */
export function createPasswordHandlers(
  deps: IdentityDeps,
): Pick<Handlers<typeof IdentityServiceService>, 'changePassword'> {
  const { db, clock, hasher, pepper, policy, logger } = deps;
  return {
    async changePassword({ currentPassword, newPassword, endOtherSessions }, context) {
      const at = clock.now();
      const withinMs = policy.session.reauthenticationMs;
      const { userId, sessionId } = requireRecentAuthentication(context, { withinMs, at });
      const user = await findUser(db, userId);
      if (user === undefined) throw notFound('USER_NOT_FOUND', 'no such user');
      requireGoodPassword(newPassword, { policy: policy.password, owner: user, field: '/newPassword' });
      if (newPassword.normalize('NFC') === currentPassword.normalize('NFC')) {
        throw invalidField('PASSWORD_UNCHANGED', '/newPassword', 'must differ from the current password');
      }
      // The session's own: a thief's guesses close the door of what he stole, and no other.
      const bucket = passwordBucket({ userIdHash: userIdHashOf(pepper, user.email), sessionId });
      const attempt = { bucket, at, rule: passwordRule(policy) };
      await requireThrottled(db, attempt);
      const giveBack = async (error: unknown) => {
        // Nobody was told whether the password is right.
        await returnThrottled(db, attempt);
        throw error;
      };
      if (!(await hasher.verify(currentPassword, user).catch(giveBack))) throw notCurrent();
      const stored = await hasher.hash(newPassword).catch(giveBack);
      const sessionsEnded = await db.transaction().execute(async (trx) => {
        // Flows come before the user, as in a login's end: the other order could deadlock with one.
        await cancelRecoveryFlowsOf(trx, userId);
        // Budgets come before the flows, as after a login's password.
        await clearThrottle(trx, bucket);
        await cancelLoginFlowsOf(trx, userId);
        if (!(await setPassword(trx, userId, stored, user.passwordVersion))) throw notCurrent();
        await recordPasswordChange(trx, { userId, kind: 'changed', address: context.clientAddress ?? '', at });
        const end = { userId, except: sessionId, reason: 'password_changed', at } as const;
        const ended = endOtherSessions ? await endSessionsOfUser(trx, end) : 0;
        await appendAudit(trx, {
          stream: userId,
          actor: userId,
          action: 'password.changed',
          subject: userId,
          detail: { sessionId, sessionsEnded: ended },
          at,
        });
        return ended;
      });
      logger.info({ userId, sessionId, sessionsEnded }, 'password changed');
      return { sessionsEnded };
    },
  };
}

function notCurrent() {
  return unauthenticated('LOGIN_FAILED', 'the current password is not right');
}
