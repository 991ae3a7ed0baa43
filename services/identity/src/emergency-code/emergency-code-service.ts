import { appendAudit } from '@countersign/audit';
import { announce } from '@countersign/db';
import { forbidden, notFound } from '@countersign/errors';
import { type CallContext, type Handlers, requireRecentAuthentication, requireStaff } from '@countersign/grpc';
import type { IdentityServiceService } from '@countersign/proto/identity';
import { type Approval, approvalNotFound, approvalWrongState, stateAt } from '../approval/approval.ts';
import { toApprovalMessage } from '../approval/approval-message.ts';
import { recordApproved, requestApproval } from '../approval/approval-request.ts';
import { findApproval, recordCollection } from '../approval/approval-store.ts';
import type { IdentityDeps } from '../dependencies.ts';
import { requireReleaseReason } from '../release/release.ts';
import { requireOther } from '../staff/staff.ts';
import { findUser } from '../user/user-store.ts';
import { emergencyCodeMailTopic } from './emergency-code-mail.ts';

const action = 'emergency_code';
/** For how long the officer may collect a code after the decision. */
const collectWithinMs = 24 * 3_600_000;

/** RPCs of emergency codes. */
export function createEmergencyCodeHandlers(
  deps: IdentityDeps,
): Pick<Handlers<typeof IdentityServiceService>, 'requestEmergencyCode' | 'collectEmergencyCode'> {
  const { db, clock, policy, secondFactor, logger } = deps;
  return {
    async requestEmergencyCode({ userId, reason: given }, context) {
      const at = clock.now();
      const requestedBy = requireOfficer(deps, context, at);
      const reason = requireReleaseReason(given);
      requireOther(requestedBy, userId);
      if ((await findUser(db, userId)) === undefined) throw notFound('USER_NOT_FOUND', 'no such user');
      const wish = { action, subjectId: userId, aboutUserId: userId, parameters: {}, reason, requestedBy, at } as const;
      const approval = await db.transaction().execute(async (trx) => {
        const made = await (policy.fourEyes.has(action) ? requestApproval(trx, wish) : recordApproved(trx, wish));
        const payload = { approvalId: made.id, step: 'requested' };
        await announce(trx, { queue: 'identity', topic: emergencyCodeMailTopic, payload });
        return made;
      });
      logger.info({ userId, officer: requestedBy, approvalId: approval.id }, 'emergency code asked for');
      return { approval: toApprovalMessage(approval, at) };
    },

    async collectEmergencyCode({ approvalId }, context) {
      const at = clock.now();
      const officer = requireOfficer(deps, context, at);
      const { subjectId: userId, decidedBy } = requireCollectable(await findApproval(db, approvalId), { officer, at });
      // second-factor decides which of several parallel calls gets it.
      const { code, expiresAt } = await secondFactor.issueEmergencyCode({ userId, causeId: approvalId });
      await db.transaction().execute(async (trx) => {
        await recordCollection(trx, approvalId, at);
        const payload = { approvalId, step: 'issued' };
        await announce(trx, { queue: 'identity', topic: emergencyCodeMailTopic, payload });
        await appendAudit(trx, {
          stream: userId,
          actor: officer,
          action: 'emergency_code.issued',
          subject: userId,
          detail: { approvalId, ...(decidedBy !== undefined && { approvedBy: decidedBy }) },
          at,
        });
      });
      logger.info({ userId, officer, approvalId }, 'emergency code handed out');
      return { code, expiresAt };
    },
  };
}

function requireOfficer({ policy }: IdentityDeps, context: CallContext, at: Date): string {
  const { userId } = requireStaff(context, 'registration_officer');
  requireRecentAuthentication(context, { withinMs: policy.session.reauthenticationMs, at });
  return userId;
}

/**
 * The approval whose code an officer may collect: his own, approved within a day. Throws `APPROVAL_NOT_FOUND`,
 * `EMERGENCY_CODE_FORBIDDEN` or `APPROVAL_WRONG_STATE` otherwise.
 */
function requireCollectable(approval: Approval | undefined, { officer, at }: { officer: string; at: Date }): Approval {
  if (approval === undefined || approval.action !== action) throw approvalNotFound();
  if (approval.requestedBy !== officer) {
    throw forbidden('EMERGENCY_CODE_FORBIDDEN', 'only the officer who asked for the code can collect it');
  }
  const state = stateAt(approval, at);
  if (state !== 'approved') throw approvalWrongState(state);
  const since = approval.decidedAt ?? approval.requestedAt;
  if (at.getTime() >= since.getTime() + collectWithinMs) throw approvalWrongState('expired');
  return approval;
}
