import { type JobHandler, jobHandler } from '@countersign/jobs';
import { type Mailer, renderMessage, resolveLocale, roleWords } from '@countersign/messaging';
import { Type } from 'typebox';
import type { IdentityDeps } from '../dependencies.ts';
import { invitationLink, invitationStateAt, invitationToken } from '../invitation/invitation.ts';
import { sendOnce } from '../mail-once.ts';
import { findUser } from '../user/user-store.ts';
import { invitationPage } from './staff-invitation.ts';
import { findInvitation } from './staff-invitation-store.ts';
import { findRoleChange } from './staff-store.ts';
import { operatorInvitationMailTopic, staffRolesMailTopic } from './staff-topics.ts';

type StaffMailDeps = Pick<IdentityDeps, 'db' | 'clock' | 'pepper' | 'frontendUrl'> & { mailer: Mailer };

const id = Type.String({ minLength: 1, maxLength: 64 });

/** What the worker does with the topics of staff. */
export function createStaffMailJobs(deps: StaffMailDeps): Readonly<Record<string, JobHandler>> {
  return {
    [operatorInvitationMailTopic]: jobHandler(
      Type.Object({ invitationId: id }),
      async ({ invitationId }) => await invite(deps, invitationId),
    ),
    [staffRolesMailTopic]: jobHandler(
      Type.Object({ changeId: id }),
      async ({ changeId }) => await tellRoles(deps, changeId),
    ),
  };
}

async function invite({ db, clock, pepper, frontendUrl, mailer }: StaffMailDeps, invitationId: string): Promise<void> {
  const invitation = await findInvitation(db, invitationId);
  if (invitation?.email === undefined || invitationStateAt(invitation, clock.now()) !== 'open') return;
  const { email, invitedBy, expiresAt } = invitation;
  const link = invitationLink(
    frontendUrl,
    invitationPage(invitation),
    invitationToken(pepper, 'operator-invitation', invitation),
  );
  const locale = resolveLocale(invitation.language);
  await sendOnce({ db, topic: operatorInvitationMailTopic, messageId: invitation.id }, async () => {
    const message =
      invitedBy === undefined
        ? renderMessage('operator-invitation', locale, { link, expiresAt })
        : renderMessage('staff-invitation', locale, { link, expiresAt, roles: roleWords(locale, invitation.roles) });
    await mailer.send({ to: email, ...message, messageId: invitation.id });
  });
}

async function tellRoles({ db, mailer }: StaffMailDeps, changeId: string): Promise<void> {
  const change = await findRoleChange(db, changeId);
  if (change === undefined) return;
  const member = await findUser(db, change.userId);
  if (member === undefined) return;
  const messageId = `staff-roles-${changeId}`;
  await sendOnce({ db, topic: staffRolesMailTopic, messageId }, async () => {
    const locale = resolveLocale(member.language);
    const message = renderMessage('staff-roles-changed', locale, { roles: roleWords(locale, change.roles) });
    await mailer.send({ to: member.email, ...message, messageId });
  });
}
