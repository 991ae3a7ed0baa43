import { appendAudit } from '@countersign/audit';
import { announce } from '@countersign/db';
import { invalidField } from '@countersign/errors';
import { type Handlers, requireRecentAuthentication, requireStaff } from '@countersign/grpc';
import { resolveLocale } from '@countersign/messaging';
import type { IdentityServiceService, Invitation } from '@countersign/proto/identity';
import { newId } from '@countersign/runtime';
import { hashToken } from '@countersign/sealing';
import type { Approved } from '../approval/approval-actions.ts';
import { toApprovalMessage } from '../approval/approval-message.ts';
import { requestApproval } from '../approval/approval-request.ts';
import type { IdentityDb, IdentityTransaction } from '../database.ts';
import type { IdentityDeps } from '../dependencies.ts';
import {
  invitationLink,
  invitationNotFound,
  invitationStateAt,
  invitationToken,
  invitationUsed,
  requireUsable,
} from '../invitation/invitation.ts';
import { recordInvitee, useInvitation, withdrawInvitation } from '../invitation/invitation-store.ts';
import { requireEmail } from '../user/person.ts';
import { checkApplicant, createUser } from '../user/registration.ts';
import { findUserByEmail, userExists } from '../user/user-store.ts';
import { requireStaffRoles, roleList, rolesOfList, type StaffRole, staffRoles } from './staff.ts';
import { invitationLifeMs, invitationPage, invitationStream, type StaffInvitation } from './staff-invitation.ts';
import {
  findInvitation,
  findInvitationByToken,
  insertInvitation,
  listOpenInvitations,
  replaceInvitations,
} from './staff-invitation-store.ts';
import { operatorInvitationMailTopic } from './staff-topics.ts';

type InvitationMethod =
  | 'createOperatorInvitation'
  | 'acceptOperatorInvitation'
  | 'inviteStaff'
  | 'listStaffInvitations'
  | 'withdrawStaffInvitation';

const kind = 'operator-invitation';
const table = 'operatorInvitations';
const listedAtMost = 100;

/** RPCs of invitations of staff. */
export function createStaffInvitationHandlers(
  deps: IdentityDeps,
): Pick<Handlers<typeof IdentityServiceService>, InvitationMethod> {
  const { db, clock, policy, pepper, hasher, frontendUrl } = deps;
  return {
    async createOperatorInvitation({ email: given }) {
      const email = given === '' ? undefined : requireEmail(given);
      // Nobody knows the language of somebody who is not a user yet.
      const wish = { ...(email !== undefined && { email }), roles: staffRoles, language: 'en', at: clock.now() };
      const invitation = await db.transaction().execute((trx) => makeInvitation(trx, deps, wish));
      const token = invitationToken(pepper, kind, invitation);
      return {
        token,
        link: invitationLink(frontendUrl, invitationPage(invitation), token),
        expiresAt: invitation.expiresAt,
      };
    },

    async acceptOperatorInvitation({ token, ...applicant }) {
      const at = clock.now();
      // Before the hash is computed: strangers without an invitation cost no core.
      const invitation = requireUsable(await findInvitationByToken(db, hashToken(token)), at);
      const person = checkApplicant(deps, applicant);
      requireInvited(invitation, person.email);
      const stored = await hasher.hash(person.password);
      const userId = await db.transaction().execute(async (trx) => {
        if (!(await useInvitation(trx, table, invitation.id, at))) {
          requireUsable(await findInvitation(trx, invitation.id), at);
          throw invitationUsed();
        }
        const origin = { staffRoles: invitation.roles, at };
        const created = await createUser(deps, trx, { person, stored, origin });
        await recordInvitee(trx, table, invitation.id, created);
        await appendAudit(trx, {
          stream: invitationStream,
          actor: created,
          action: 'operator_invitation.used',
          subject: invitation.id,
          detail: {},
          at,
        });
        return created;
      });
      return { userId };
    },

    async inviteStaff({ email: given, roles: wanted, language }, context) {
      const at = clock.now();
      const { userId } = requireStaff(context, 'operator');
      requireRecentAuthentication(context, { withinMs: policy.session.reauthenticationMs, at });
      const wish = { email: requireEmail(given), roles: requireStaffRoles(wanted), language: resolveLocale(language) };
      return await db.transaction().execute(async (trx) => {
        await requireStranger(trx, wish.email);
        if (policy.fourEyes.has('staff_roles')) {
          const approval = await requestApproval(trx, {
            action: 'staff_invitation',
            // Who is not a user yet has no other id than his user ID.
            subjectId: wish.email,
            parameters: { email: wish.email, roles: roleList(wish.roles), language: wish.language },
            reason: '',
            requestedBy: userId,
            at,
          });
          return { invitation: undefined, approval: toApprovalMessage(approval, at) };
        }
        const invitation = await makeInvitation(trx, deps, { ...wish, invitedBy: userId, at });
        return { invitation: toInvitationMessage(invitation, at), approval: undefined };
      });
    },

    async listStaffInvitations(_request, context) {
      requireStaff(context, 'operator');
      const at = clock.now();
      const invitations = await listOpenInvitations(db, { at, limit: listedAtMost });
      return { invitations: invitations.map((invitation) => toInvitationMessage(invitation, at)) };
    },

    async withdrawStaffInvitation({ invitationId }, context) {
      const { userId } = requireStaff(context, 'operator');
      const at = clock.now();
      await db.transaction().execute(async (trx) => {
        if (!(await withdrawInvitation(trx, table, invitationId, at))) {
          const invitation = await findInvitation(trx, invitationId);
          throw invitation?.usedAt === undefined ? invitationNotFound() : invitationUsed();
        }
        await appendAudit(trx, {
          stream: invitationStream,
          actor: userId,
          action: 'operator_invitation.withdrawn',
          subject: invitationId,
          detail: {},
          at,
        });
      });
      return {};
    },
  };
}

/** Sends the invitation that a second operator approved. Throws `USER_EXISTS` when the address has a user by now. */
export async function executeInvitation(
  trx: IdentityTransaction,
  deps: IdentityDeps,
  { approval: { parameters, requestedBy }, at }: Approved,
): Promise<void> {
  const { email = '', roles = '', language = '' } = parameters;
  await requireStranger(trx, email);
  await makeInvitation(trx, deps, { email, roles: rolesOfList(roles), language, invitedBy: requestedBy, at });
}

interface InvitationWish {
  email?: string;
  roles: readonly StaffRole[];
  language: string;
  invitedBy?: string;
  at: Date;
}

async function makeInvitation(
  trx: IdentityTransaction,
  { pepper }: IdentityDeps,
  { at, ...wish }: InvitationWish,
): Promise<StaffInvitation> {
  const invitation: StaffInvitation = {
    id: newId('inv'),
    pepperVersion: pepper.current,
    ...wish,
    createdAt: at,
    expiresAt: new Date(at.getTime() + invitationLifeMs),
  };
  const { id, email, invitedBy } = invitation;
  if (email !== undefined && invitedBy !== undefined) await replaceInvitations(trx, email, at);
  await insertInvitation(trx, invitation, hashToken(invitationToken(pepper, kind, invitation)));
  if (email !== undefined) {
    await announce(trx, { queue: 'identity', topic: operatorInvitationMailTopic, payload: { invitationId: id } });
  }
  await appendAudit(trx, {
    stream: invitationStream,
    actor: invitedBy ?? 'ops',
    action: 'operator_invitation.created',
    subject: id,
    detail: invitedBy === undefined ? {} : { roles: [...wish.roles] },
    at,
  });
  return invitation;
}

async function requireStranger(db: IdentityDb, email: string): Promise<void> {
  if ((await findUserByEmail(db, email)) !== undefined) throw userExists();
}

/**
 * The mail proved the address that it went to and no other, and the user ID must be a proved one. Whoever may use the
 * operator command answers for the address himself.
 */
function requireInvited({ email, invitedBy }: StaffInvitation, given: string): void {
  if (invitedBy !== undefined && email !== given) {
    throw invalidField('INVITATION_EMAIL_DIFFERS', '/email', 'must be the address that the invitation was sent to');
  }
}

function toInvitationMessage(invitation: StaffInvitation, at: Date): Invitation {
  const { id, email = '', roles, createdAt, expiresAt } = invitation;
  return { id, email, roles: [...roles], state: invitationStateAt(invitation, at), createdAt, expiresAt };
}
