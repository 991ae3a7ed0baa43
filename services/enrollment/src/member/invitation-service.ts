import { countAttempt } from '@countersign/attempts';
import { announce } from '@countersign/db';
import { conflict, exhausted, secondsUntil } from '@countersign/errors';
import { type Handlers, requireMember } from '@countersign/grpc';
import { resolveLocale } from '@countersign/messaging';
import type {
  EnrollmentServiceService,
  Invitation as InvitationMessage,
  InviteMemberRequest,
} from '@countersign/proto/enrollment';
import type { Clock, Logger } from '@countersign/runtime';
import { getAccount, getRoles, lockAccount, unknownAccount } from '../account/account-store.ts';
import { leadingRoles, requireOneOf } from '../account/role.ts';
import type { Tiers } from '../account/tiers.ts';
import { appendToAccount } from '../account-audit.ts';
import { loginIdOf } from '../activation/activation.ts';
import type { EnrollmentDb } from '../database.ts';
import type { LinkMaker } from '../link-token.ts';
import { checkReceiver } from '../person.ts';
import { queueName } from '../queue.ts';
import { accountSendsPerDay, type Invitation, sendsPerDay, unknownInvitation } from './invitation.ts';
import {
  countSeats,
  findInvitation,
  hasMember,
  type Offer,
  putInvitation,
  withdrawInvitation,
} from './invitation-store.ts';
import { checkRoles, requireMayGive, requireRoom } from './member.ts';
import { findMember } from './member-store.ts';

export interface InvitationDeps {
  db: EnrollmentDb;
  clock: Clock;
  tiers: Tiers;
  links: LinkMaker;
  logger: Logger;
}

const dayMs = 86_400_000;

/** Handlers of those who invite. */
export function createInvitationHandlers({
  db,
  clock,
  tiers,
  links,
  logger,
}: InvitationDeps): Pick<Handlers<typeof EnrollmentServiceService>, 'inviteMember' | 'withdrawInvitation'> {
  /** Counts before anything is sent, so that parallel requests cannot send more than are allowed. */
  const count = async ({ accountId, loginId }: Pick<Offer, 'accountId' | 'loginId'>) => {
    await countIn(`invitation:${accountId}:${loginId}`, sendsPerDay, 'this address was invited often enough today');
    // Nobody sends mails to the whole world in our name.
    await countIn(`invitations:${accountId}`, accountSendsPerDay, 'this account has invited enough today');
  };

  const countIn = async (bucket: string, limit: number, refusal: string) => {
    const at = clock.now();
    const { allowed, retryAt } = await countAttempt(db, { bucket, limit, windowMs: dayMs, at });
    if (allowed) return;
    throw exhausted('RESEND_LIMIT_REACHED', `${refusal}; try again tomorrow`, {
      retryAfterSeconds: secondsUntil(retryAt ?? at, at),
    });
  };

  const store = async (offer: Offer, maxMembers: number) =>
    await db.transaction().execute(async (trx) => {
      const at = clock.now();
      const { accountId, loginId, roles, invitedBy } = offer;
      await lockAccount(trx, accountId);
      requireMayGive(await getRoles(trx, { accountId, userId: invitedBy }), roles);
      if (await hasMember(trx, offer)) throw memberExists();
      requireRoom(await countSeats(trx, { accountId, loginId, at }), maxMembers);
      const invitation = await putInvitation(trx, { offer, links, at });
      await announce(trx, { queue: queueName, topic: 'invitation-mail', payload: { invitationId: invitation.id } });
      await appendToAccount(trx, {
        stream: accountId,
        actor: invitedBy,
        action: 'member.invited',
        subject: invitation.id,
        detail: { roles: [...roles] },
        at,
      });
      return invitation;
    });

  return {
    async inviteMember(request, context) {
      const { accountId } = request;
      const { userId, language } = requireMember(context, accountId);
      const inviter = await findMember(db, { accountId, userId });
      if (inviter === undefined) throw unknownAccount();
      const offer = toOffer(request, { userId, name: inviter.name || inviter.email, language });
      requireMayGive(inviter.roles, offer.roles);
      const { tier } = await getAccount(db, accountId);
      const { maxMembers } = await tiers.get(tier);
      if (await hasMember(db, offer)) throw memberExists();
      await count(offer);
      const invitation = await store(offer, maxMembers);
      logger.info({ accountId, invitationId: invitation.id, by: userId }, 'member invited');
      return { invitation: toInvitationMessage(invitation) };
    },

    async withdrawInvitation({ accountId, invitationId }, context) {
      const { userId } = requireMember(context, accountId);
      await db.transaction().execute(async (trx) => {
        const at = clock.now();
        await lockAccount(trx, accountId);
        requireOneOf(await getRoles(trx, { accountId, userId }), leadingRoles);
        const withdrawn = await withdrawInvitation(trx, { accountId, invitationId, at });
        if (withdrawn === undefined) {
          const known = await findInvitation(trx, { accountId, invitationId });
          if (known === undefined || known.withdrawnAt === null) throw unknownInvitation();
          return;
        }
        await appendToAccount(trx, {
          stream: accountId,
          actor: userId,
          action: 'member.invitation_withdrawn',
          subject: invitationId,
          detail: { roles: withdrawn.roles },
          at,
        });
      });
      return {};
    },
  };
}

function toOffer(
  { accountId, roles, language, ...person }: InviteMemberRequest,
  inviter: { userId: string; name: string; language: string },
): Offer {
  const receiver = checkReceiver(person);
  return {
    accountId,
    ...receiver,
    loginId: loginIdOf(receiver.email),
    roles: checkRoles(roles),
    language: resolveLocale(language === '' ? inviter.language : language),
    invitedBy: inviter.userId,
    inviterName: inviter.name,
  };
}

function memberExists() {
  return conflict('MEMBER_EXISTS', 'somebody with this address is a member already');
}

/** An invitation as callers see it. */
export function toInvitationMessage({ id, email, roles, expiresAt }: Invitation): InvitationMessage {
  return { id, email, roles: [...roles], expiresAt };
}
