import { appendAudit } from '@countersign/audit';
import { announce } from '@countersign/db';
import { conflict, notFound } from '@countersign/errors';
import { type Handlers, requireRecentAuthentication, requireStaff } from '@countersign/grpc';
import type { IdentityServiceService, StaffMember as MemberMessage } from '@countersign/proto/identity';
import { approvalActions, approvalRoles } from '../approval/approval.ts';
import type { Approved } from '../approval/approval-actions.ts';
import { toApprovalMessage } from '../approval/approval-message.ts';
import { requestApproval } from '../approval/approval-request.ts';
import { closeApprovalsAskedBy } from '../approval/approval-store.ts';
import type { IdentityDb, IdentityTransaction } from '../database.ts';
import type { IdentityDeps } from '../dependencies.ts';
import { endSessionsOfUser } from '../session/session-end.ts';
import { readStaffRoles, requireOther, roleList, rolesOfList, type StaffRole } from './staff.ts';
import { withdrawInvitationsOf } from './staff-invitation-store.ts';
import {
  findStaffMember,
  listStaffMembers,
  lockOperatorsAnd,
  type RoleChange,
  type StaffMember,
  setRoles,
} from './staff-store.ts';
import { staffRolesMailTopic } from './staff-topics.ts';

/** RPCs of staff. */
export function createStaffHandlers(
  deps: IdentityDeps,
): Pick<Handlers<typeof IdentityServiceService>, 'listStaff' | 'getStaffRoles' | 'setStaffRoles'> {
  const { db, clock, policy, logger } = deps;
  return {
    async listStaff(_request, context) {
      requireStaff(context, 'operator');
      return { staff: (await listStaffMembers(db)).map(toMemberMessage) };
    },

    async getStaffRoles({ userId }) {
      const user = await findStaffMember(db, userId);
      if (user === undefined) throw notFound('USER_NOT_FOUND', 'no such user');
      return { roles: [...user.roles] };
    },

    async setStaffRoles({ userId, roles: wanted }, context) {
      const at = clock.now();
      const actor = requireStaff(context, 'operator');
      requireRecentAuthentication(context, { withinMs: policy.session.reauthenticationMs, at });
      const roles = readStaffRoles(wanted);
      requireOther(actor.userId, userId);
      const before = await getMember(db, userId);
      const change = { userId, roles, changedBy: actor.userId, at };
      return await db.transaction().execute(async (trx) => {
        if (policy.fourEyes.has('staff_roles') && !isSame(before.roles, roles)) {
          // A request that could not be approved now is refused now.
          requireOperatorLeft(
            (await listStaffMembers(trx, 'operator')).map(({ id }) => id),
            change,
          );
          const approval = await requestApproval(trx, {
            action: 'staff_roles',
            subjectId: userId,
            aboutUserId: userId,
            parameters: { roles: roleList(roles) },
            reason: '',
            requestedBy: actor.userId,
            at,
          });
          return { member: undefined, approval: toApprovalMessage(approval, at) };
        }
        const member = await changeRoles(trx, change);
        logger.info({ userId, officer: actor.userId, roles: roleList(roles) }, 'roles of staff set');
        return { member: roles.length === 0 ? undefined : toMemberMessage(member), approval: undefined };
      });
    },
  };
}

/** Sets the roles that a second operator approved. Throws `LAST_OPERATOR` when nobody else is operator by now. */
export async function executeRoles(
  trx: IdentityTransaction,
  _deps: IdentityDeps,
  { approval: { subjectId: userId, parameters, requestedBy: changedBy }, at }: Approved,
): Promise<void> {
  await changeRoles(trx, { userId, roles: rolesOfList(parameters['roles'] ?? ''), changedBy, at });
}

/**
 * Changes the roles and ends the user's sessions, whose tokens tell the former ones, and what he began by a role that he
 * loses; nothing when they are the same.
 */
async function changeRoles(trx: IdentityTransaction, change: RoleChange): Promise<StaffMember> {
  const { userId, roles, changedBy, at } = change;
  requireOperatorLeft(await lockOperatorsAnd(trx, userId), change);
  const before = await getMember(trx, userId);
  if (isSame(before.roles, roles)) return before;
  const changeId = await setRoles(trx, change);
  const lost = before.roles.filter((role) => !roles.includes(role));
  await endRequestsOf(trx, { userId, lost, at });
  const reason = roles.length === 0 ? 'staff_removed' : 'staff_roles_changed';
  await announce(trx, { queue: 'identity', topic: staffRolesMailTopic, payload: { changeId } });
  await endSessionsOfUser(trx, { userId, reason, actor: changedBy, at });
  await appendAudit(trx, {
    stream: userId,
    actor: changedBy,
    action: 'staff.roles_set',
    subject: userId,
    detail: { before: [...before.roles], roles: [...roles] },
    at,
  });
  return { ...before, roles };
}

/** Invitations and requests for approval outlive a session: they must not outlive the role. */
async function endRequestsOf(
  trx: IdentityTransaction,
  { userId, lost, at }: { userId: string; lost: readonly StaffRole[]; at: Date },
): Promise<void> {
  const actions = approvalActions.filter((action) => lost.includes(approvalRoles[action]));
  await closeApprovalsAskedBy(trx, { requestedBy: userId, actions });
  if (lost.includes('operator')) await withdrawInvitationsOf(trx, userId, at);
}

function requireOperatorLeft(operators: readonly string[], { userId, roles }: RoleChange): void {
  if (!roles.includes('operator') && operators.includes(userId) && operators.length === 1) {
    throw conflict('LAST_OPERATOR', 'nobody else is an operator; make somebody one first');
  }
}

async function getMember(db: IdentityDb, userId: string): Promise<StaffMember> {
  const member = await findStaffMember(db, userId);
  if (member === undefined) throw notFound('STAFF_NOT_FOUND', 'no such member of staff');
  return member;
}

function isSame(one: readonly StaffRole[], other: readonly StaffRole[]): boolean {
  return roleList(one) === roleList(other);
}

function toMemberMessage({ id: userId, roles, lastLoginAt, ...rest }: StaffMember): MemberMessage {
  const { email, givenName, surname } = rest;
  return { userId, email, givenName, surname, roles: [...roles], lastLoginAt };
}
