import { type Handlers, requireMember } from '@countersign/grpc';
import { resolveLocale, roleWords } from '@countersign/messaging';
import type { EnrollmentServiceService, Member as MemberMessage } from '@countersign/proto/enrollment';
import type { Clock, Logger } from '@countersign/runtime';
import { getRoles, lockAccount, unknownAccount } from '../account/account-store.ts';
import { hasOneOf, leadingRoles } from '../account/role.ts';
import { appendToAccount } from '../account-audit.ts';
import type { EnrollmentDb } from '../database.ts';
import { queueMessage } from '../message/message-store.ts';
import { toInvitationMessage } from './invitation-service.ts';
import { listInvitations, withdrawBeyond } from './invitation-store.ts';
import { checkRoles, lastOwner, type Member, requireMayGive, unknownMember } from './member.ts';
import { endMembership, findMember, listMembers, setRoles, wasMember } from './member-store.ts';

export interface MemberDeps {
  db: EnrollmentDb;
  clock: Clock;
  logger: Logger;
}

type MemberMethod = 'listMembers' | 'changeMemberRoles' | 'removeMember';

/** Handlers of the members of an account. */
export function createMemberHandlers({
  db,
  clock,
  logger,
}: MemberDeps): Pick<Handlers<typeof EnrollmentServiceService>, MemberMethod> {
  return {
    async listMembers({ accountId }, context) {
      const { userId } = requireMember(context, accountId);
      const held = await getRoles(db, { accountId, userId });
      const [members, invitations] = await Promise.all([
        listMembers(db, accountId),
        hasOneOf(held, leadingRoles) ? listInvitations(db, accountId) : [],
      ]);
      return { members: members.map(toMemberMessage), invitations: invitations.map(toInvitationMessage) };
    },

    async changeMemberRoles({ accountId, userId, roles }, context) {
      const actor = requireMember(context, accountId);
      const wanted = checkRoles(roles);
      const key = { accountId, userId };
      const member = await db.transaction().execute(async (trx) => {
        const at = clock.now();
        const account = await lockAccount(trx, accountId);
        const held = await getRoles(trx, { accountId, userId: actor.userId });
        requireMayGive(held, wanted);
        const before = await findMember(trx, key);
        if (before === undefined) throw unknownMember();
        requireMayGive(held, before.roles);
        if (isSame(before.roles, wanted)) return before;
        if (!(await setRoles(trx, key, { wanted, at }))) throw lastOwner();
        await withdrawBeyond(trx, { ...key, held: wanted, at });
        const params = { account: account.name, roles: roleWords(resolveLocale(before.language), wanted) };
        await queueMessage(trx, { message: 'membership-changed', ...addressOf(before), params }, at);
        await appendToAccount(trx, {
          stream: accountId,
          actor: actor.userId,
          action: 'member.roles_changed',
          subject: userId,
          detail: { before: before.roles, roles: wanted },
          at,
        });
        return { ...before, roles: wanted };
      });
      return { member: toMemberMessage(member) };
    },

    async removeMember({ accountId, userId }, context) {
      const actor = requireMember(context, accountId);
      const key = { accountId, userId };
      const isOwn = actor.userId === userId;
      const isRemoved = await db.transaction().execute(async (trx) => {
        const at = clock.now();
        const account = await lockAccount(trx, accountId);
        const own = await findMember(trx, { accountId, userId: actor.userId });
        if (own === undefined) {
          if (isOwn && (await wasMember(trx, key))) return false;
          throw unknownAccount();
        }
        if (!isOwn) requireMayGive(own.roles);
        const before = isOwn ? own : await findMember(trx, key);
        if (before === undefined) {
          if (await wasMember(trx, key)) return false;
          throw unknownMember();
        }
        if (!isOwn) requireMayGive(own.roles, before.roles);
        if (!(await endMembership(trx, key, at))) throw lastOwner();
        await withdrawBeyond(trx, { ...key, held: [], at });
        const params = { account: account.name };
        await queueMessage(trx, { message: 'membership-ended', ...addressOf(before), params }, at);
        await appendToAccount(trx, {
          stream: accountId,
          actor: actor.userId,
          action: 'member.removed',
          subject: userId,
          detail: { roles: before.roles },
          at,
        });
        return true;
      });
      if (isRemoved) logger.info({ accountId, userId, by: actor.userId }, 'member removed');
      return {};
    },
  };
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((role) => other.includes(role));
}

function addressOf({ email, language }: { email: string; language: string }) {
  return { email, language };
}

function toMemberMessage({ userId, name, email, roles, createdAt }: Member): MemberMessage {
  return { userId, name, email, roles: [...roles], since: createdAt };
}
