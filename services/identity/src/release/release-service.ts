import { appendAudit } from '@countersign/audit';
import { announce } from '@countersign/db';
import { invalid, notFound } from '@countersign/errors';
import { type Handlers, requireRecentAuthentication, requireStaff } from '@countersign/grpc';
import type { IdentityServiceService } from '@countersign/proto/identity';
import { newId } from '@countersign/runtime';
import type { Approved } from '../approval/approval-actions.ts';
import { toApprovalMessage } from '../approval/approval-message.ts';
import { requestApproval } from '../approval/approval-request.ts';
import type { IdentityTransaction } from '../database.ts';
import type { IdentityDeps } from '../dependencies.ts';
import { requireOther } from '../staff/staff.ts';
import { normalEmail } from '../user/person.ts';
import type { User } from '../user/user.ts';
import { findUser, findUserByEmail } from '../user/user-store.ts';
import { openBudgets } from './open-budgets.ts';
import {
  type Release,
  releaseFactorsTopic,
  releaseLifeMs,
  requireReleaseReason,
  userReleasedMailTopic,
} from './release.ts';
import { insertRelease } from './release-store.ts';
import { describeStatus } from './user-status.ts';

const officer = 'registration_officer';

/** RPCs with which an officer helps a user. */
export function createReleaseHandlers(
  deps: IdentityDeps,
): Pick<Handlers<typeof IdentityServiceService>, 'getUserStatus' | 'releaseUser'> {
  const { db, clock, policy, logger } = deps;
  return {
    async getUserStatus(request, context) {
      const actor = requireStaff(context, officer);
      const at = clock.now();
      const user = await findAskedFor(deps, request);
      // Who looks people up is recorded, found or not: it is in his own chain, and names nobody who is not a user.
      await db.transaction().execute((trx) =>
        appendAudit(trx, {
          stream: actor.userId,
          actor: actor.userId,
          action: 'user.looked_up',
          subject: user?.id ?? 'nobody',
          detail: { by: request.userId === '' ? 'email' : 'id' },
          at,
        }),
      );
      if (user === undefined) throw userNotFound();
      return await describeStatus(deps, user, at);
    },

    async releaseUser({ userId, reason: given }, context) {
      const at = clock.now();
      const actor = requireStaff(context, officer);
      requireRecentAuthentication(context, { withinMs: policy.session.reauthenticationMs, at });
      const reason = requireReleaseReason(given);
      requireOther(actor.userId, userId);
      if ((await findUser(db, userId)) === undefined) throw userNotFound();
      if (policy.fourEyes.has('user_release')) {
        const approval = await db.transaction().execute((trx) =>
          requestApproval(trx, {
            action: 'user_release',
            subjectId: userId,
            aboutUserId: userId,
            parameters: {},
            reason,
            requestedBy: actor.userId,
            at,
          }),
        );
        return { releasedUntil: undefined, approval: toApprovalMessage(approval, at) };
      }
      const wish = { userId, reason, requestedBy: actor.userId, at };
      const release = await db.transaction().execute((trx) => releaseUser(trx, deps, wish));
      logger.info({ userId, officer: actor.userId, releaseId: release.id }, 'user released');
      return { releasedUntil: release.releasedUntil, approval: undefined };
    },
  };
}

async function findAskedFor(
  { db }: IdentityDeps,
  { userId, email }: { userId: string; email: string },
): Promise<User | undefined> {
  if ((userId === '') === (email === '')) {
    throw invalid('USER_QUERY_INVALID', 'ask for a user by his id or by his user ID', {
      fields: [{ pointer: '/userId', detail: 'must be given unless email is, and not beside it' }],
    });
  }
  return userId === '' ? await findUserByEmail(db, normalEmail(email)) : await findUser(db, userId);
}

/** Releases the user whom a second officer approved. */
export async function executeRelease(
  trx: IdentityTransaction,
  deps: IdentityDeps,
  { approval: { subjectId: userId, reason, requestedBy }, decidedBy: approvedBy, at }: Approved,
): Promise<void> {
  await releaseUser(trx, deps, { userId, reason, requestedBy, approvedBy, at });
}

interface ReleaseWish {
  userId: string;
  reason: string;
  requestedBy: string;
  approvedBy?: string;
  at: Date;
}

/**
 * Opens what a locked-out user needs to recover, and no session: his factors stay what they are. second-factor is told by
 * a job, which is tried until it answers.
 */
async function releaseUser(
  trx: IdentityTransaction,
  deps: IdentityDeps,
  { at, ...wish }: ReleaseWish,
): Promise<Release> {
  const release: Release = {
    id: newId('rel'),
    ...wish,
    releasedAt: at,
    releasedUntil: new Date(at.getTime() + releaseLifeMs),
  };
  const { id, userId, requestedBy, approvedBy } = release;
  const user = await findUser(trx, userId);
  if (user === undefined) throw userNotFound();
  // Before the user's row, as in a login's end.
  await openBudgets(trx, deps, { user, at });
  await insertRelease(trx, release);
  await announce(trx, { queue: 'identity', topic: releaseFactorsTopic, payload: { releaseId: id } });
  await announce(trx, { queue: 'identity', topic: userReleasedMailTopic, payload: { releaseId: id } });
  await appendAudit(trx, {
    stream: userId,
    actor: requestedBy,
    action: 'user.released',
    subject: userId,
    detail: { releaseId: id, ...(approvedBy !== undefined && { approvedBy }) },
    at,
  });
  return release;
}

function userNotFound() {
  return notFound('USER_NOT_FOUND', 'no such user');
}
