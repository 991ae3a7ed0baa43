import { appendAudit } from '@countersign/audit';
import { announce } from '@countersign/db';
import { invalidField } from '@countersign/errors';
import {
  type Handlers,
  readPageSize,
  readPageToken,
  requireRecentAuthentication,
  requireStaff,
  toPage,
} from '@countersign/grpc';
import { resolveLocale } from '@countersign/messaging';
import type { IdentityServiceService, Invitation as InvitationMessage } from '@countersign/proto/identity';
import { newId } from '@countersign/runtime';
import { hashToken } from '@countersign/sealing';
import type { IdentityDeps } from '../dependencies.ts';
import {
  invitationNotFound,
  invitationStateAt,
  invitationToken,
  invitationUsed,
  requireUsable,
} from '../invitation/invitation.ts';
import { withdrawInvitation } from '../invitation/invitation-store.ts';
import { toValidationMessage } from '../personal-validation/personal-validation-message.ts';
import { requireEmail, requireMobile } from '../user/person.ts';
import { findUserByEmail } from '../user/user-store.ts';
import { acceptInvitation, signerInvitationStream } from './acceptance.ts';
import { type SignerInvitation, signerExists, signerInvitationLifeMs } from './signer-invitation.ts';
import { signerInvitationMailTopic } from './signer-invitation-mail.ts';
import {
  findInvitationByToken,
  findSignerInvitation,
  listInvitations,
  type PageStart,
  replaceInvitation,
} from './signer-invitation-store.ts';

type SignerMethod =
  | 'inviteSigner'
  | 'listSignerInvitations'
  | 'withdrawSignerInvitation'
  | 'describeSignerInvitation'
  | 'sendSignerMobileCode'
  | 'acceptSignerInvitation';

const officer = 'registration_officer';

/** RPCs of invitations to personal validation. */
export function createSignerInvitationHandlers(
  deps: IdentityDeps,
): Pick<Handlers<typeof IdentityServiceService>, SignerMethod> {
  const { db, policy, clock, keyring, pepper, secondFactor, logger } = deps;
  const getUsable = async (token: string): Promise<SignerInvitation> =>
    requireUsable(await findInvitationByToken(db, hashToken(token)), clock.now());
  return {
    async inviteSigner({ email: given, language }, context) {
      const { userId: officerId } = requireStaff(context, officer);
      const at = clock.now();
      requireRecentAuthentication(context, { withinMs: policy.session.reauthenticationMs, at });
      const email = requireEmail(given);
      if ((await findUserByEmail(db, email)) !== undefined) throw signerExists();
      const invitation: SignerInvitation = {
        id: newId('inv'),
        pepperVersion: pepper.current,
        email,
        language: resolveLocale(language),
        createdAt: at,
        expiresAt: new Date(at.getTime() + signerInvitationLifeMs),
      };
      const { id } = invitation;
      const tokenHash = hashToken(invitationToken(pepper, 'signer-invitation', invitation));
      await db.transaction().execute(async (trx) => {
        await replaceInvitation(trx, { invitation, tokenHash, invitedBy: officerId });
        await announce(trx, {
          queue: 'identity',
          topic: signerInvitationMailTopic,
          payload: { signerInvitationId: id },
        });
        await appendAudit(trx, {
          stream: signerInvitationStream,
          actor: officerId,
          action: 'signer_invitation.created',
          subject: id,
          detail: {},
          at,
        });
      });
      logger.info({ signerInvitationId: id, officer: officerId }, 'signer invited');
      return { invitation: toInvitationMessage(invitation, at) };
    },

    async listSignerInvitations({ pageSize, pageToken }, context) {
      requireStaff(context, officer);
      const size = readPageSize(pageSize);
      const after = readPageStart(pageToken);
      // One more than asked for tells whether there is a next page.
      const found = await listInvitations(db, { ...(after !== undefined && { after }), limit: size + 1 });
      const cursorOf = ({ createdAt, id }: PageStart) => [`${createdAt.getTime()}`, id];
      const { page, nextPageToken } = toPage(found, { size, cursorOf });
      const at = clock.now();
      return { invitations: page.map((invitation) => toInvitationMessage(invitation, at)), nextPageToken };
    },

    async withdrawSignerInvitation({ invitationId: id }, context) {
      const { userId: officerId } = requireStaff(context, officer);
      const at = clock.now();
      await db.transaction().execute(async (trx) => {
        if (!(await withdrawInvitation(trx, 'signerInvitations', id, at))) {
          const invitation = await findSignerInvitation(trx, id);
          if (invitation === undefined) throw invitationNotFound();
          if (invitation.usedAt !== undefined) throw invitationUsed();
          // Withdrawn before: repeating changes nothing.
          return;
        }
        await appendAudit(trx, {
          stream: signerInvitationStream,
          actor: officerId,
          action: 'signer_invitation.withdrawn',
          subject: id,
          detail: {},
          at,
        });
      });
      return {};
    },

    async describeSignerInvitation({ token }) {
      const { email, expiresAt } = await getUsable(token);
      return { email, expiresAt };
    },

    async sendSignerMobileCode({ token, mobile: given, language }) {
      const invitation = await getUsable(token);
      const mobile = requireMobile(given);
      if (mobile === undefined) throw invalidField('MOBILE_INVALID', '/mobile', 'must be a mobile number');
      return await secondFactor.sendCode({
        purpose: 'CODE_PURPOSE_CONTACT',
        subjectId: invitation.id,
        channel: 'PIN_CHANNEL_SMS',
        destination: mobile,
        language: resolveLocale(language === '' ? invitation.language : language),
        newContact: '',
        knownDevice: false,
      });
    },

    async acceptSignerInvitation(request) {
      // Before anything is computed: strangers without an invitation cost no core.
      const invitation = await getUsable(request.token);
      const validation = await acceptInvitation(deps, invitation, request);
      const { userId, id: personalValidationId } = validation;
      logger.info({ signerInvitationId: invitation.id, userId, personalValidationId }, 'signer accepted');
      return { userId, personalValidation: toValidationMessage(keyring, validation) };
    },
  };
}

function toInvitationMessage(invitation: SignerInvitation, at: Date): InvitationMessage {
  const { id, email, createdAt, expiresAt } = invitation;
  return { id, email, roles: [], state: invitationStateAt(invitation, at), createdAt, expiresAt };
}

function readPageStart(pageToken: string): PageStart | undefined {
  const [createdAt, id = ''] = readPageToken(pageToken, [/^\d{13}$/, /^inv_[0-9A-Z]{26}$/]) ?? [];
  return createdAt === undefined ? undefined : { createdAt: new Date(Number(createdAt)), id };
}
