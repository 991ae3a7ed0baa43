import { conflict } from '@countersign/errors';
import type { CallContext, Handlers } from '@countersign/grpc';
import type { AcceptInvitationRequest, EnrollmentServiceService } from '@countersign/proto/enrollment';
import { type Clock, type Logger, newId } from '@countersign/runtime';
import { hashToken } from '@countersign/sealing';
import { getAccount, lockAccount } from '../account/account-store.ts';
import type { Tiers } from '../account/tiers.ts';
import { appendToAccount } from '../account-audit.ts';
import type { IdentityClient } from '../clients.ts';
import type { EnrollmentDb } from '../database.ts';
import { claimMs, type Invitation, requireOpen, underWay } from './invitation.ts';
import {
  claimInvitation,
  findByLink,
  type InvitationKey,
  releaseInvitation,
  useInvitation,
} from './invitation-link-store.ts';
import { findJoining, registerMember } from './joining.ts';
import { requireRoom } from './member.ts';
import { countMembers, findMember, insertMember, type NewMember } from './member-store.ts';

export interface AcceptanceDeps {
  db: EnrollmentDb;
  clock: Clock;
  tiers: Tiers;
  identity: IdentityClient;
  logger: Logger;
}

/** Handlers of those who are invited. */
export function createAcceptanceHandlers({
  db,
  clock,
  tiers,
  identity,
  logger,
}: AcceptanceDeps): Pick<Handlers<typeof EnrollmentServiceService>, 'describeInvitation' | 'acceptInvitation'> {
  const accept = async (request: AcceptInvitationRequest, context: CallContext) => {
    const joining = await findJoining(identity, request, context);
    const { invitation, claimId } = await claim({ tokenHash: hashToken(request.token), loginId: joining?.email });
    const { accountId } = invitation;
    try {
      const { maxMembers } = await tiers.get((await getAccount(db, accountId)).tier);
      // Before somebody is registered for nothing; what counts is the check under the lock.
      requireRoom(await countMembers(db, accountId), maxMembers);
      const member = joining ?? (await register(invitation, request));
      await join(invitation, { member, claimId, maxMembers });
      logger.info({ accountId, userId: member.userId, invitationId: invitation.id }, 'member joined');
    } catch (error) {
      await releaseInvitation(db, claimId);
      throw error;
    }
    return { accountId, userId: invitation.loginId };
  };

  const claim = async (key: InvitationKey) => {
    const at = clock.now();
    const claimId = newId('clm');
    const until = new Date(at.getTime() + claimMs);
    const invitation = await claimInvitation(db, { key, claimId, at, until });
    if (invitation === undefined) {
      requireOpen(await findByLink(db, key), at);
      throw underWay();
    }
    return { invitation, claimId };
  };

  const register = async (invitation: Invitation, applicant: AcceptInvitationRequest) =>
    await registerMember(identity, {
      registrationId: invitation.id,
      invited: invitation,
      applicant,
      loginRequired: (cause) =>
        conflict('INVITATION_LOGIN_REQUIRED', `log in as ${invitation.loginId} and accept again`, { cause }),
    });

  const join = async (
    { id, accountId, roles }: Invitation,
    { member, claimId, maxMembers }: { member: NewMember; claimId: string; maxMembers: number },
  ) =>
    await db.transaction().execute(async (trx) => {
      const at = clock.now();
      const { userId } = member;
      await lockAccount(trx, accountId);
      await useInvitation(trx, { id, claimId, userId, at });
      // He became a member in another way meanwhile, and keeps the roles that he has.
      if ((await findMember(trx, { accountId, userId })) !== undefined) return;
      requireRoom(await countMembers(trx, accountId), maxMembers);
      await insertMember(trx, { accountId, member, roles, at });
      await appendToAccount(trx, {
        stream: accountId,
        actor: userId,
        action: 'member.joined',
        subject: userId,
        detail: { invitationId: id, roles },
        at,
      });
    });

  return {
    async describeInvitation({ token }) {
      const invitation = requireOpen(await findByLink(db, { tokenHash: hashToken(token) }), clock.now());
      const { accountName, loginId, roles, expiresAt } = invitation;
      return { accountName, userId: loginId, roles: [...roles], expiresAt };
    },

    acceptInvitation: accept,
  };
}
