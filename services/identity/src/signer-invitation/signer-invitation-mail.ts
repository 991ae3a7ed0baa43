import { type JobHandler, jobHandler } from '@countersign/jobs';
import { type Mailer, renderMessage, resolveLocale } from '@countersign/messaging';
import { Type } from 'typebox';
import type { IdentityDeps } from '../dependencies.ts';
import { invitationLink, invitationStateAt, invitationToken } from '../invitation/invitation.ts';
import { sendOnce } from '../mail-once.ts';
import { findSignerInvitation } from './signer-invitation-store.ts';

/** Announced when somebody was invited to personal validation. */
export const signerInvitationMailTopic = 'signer-invitation-mail';

type MailDeps = Pick<IdentityDeps, 'db' | 'clock' | 'pepper' | 'frontendUrl'> & { mailer: Mailer };

/** What the worker does with the topic of invitations of signers. */
export function createSignerInvitationMailJobs(deps: MailDeps): Readonly<Record<string, JobHandler>> {
  return {
    [signerInvitationMailTopic]: jobHandler(
      Type.Object({ signerInvitationId: Type.String({ minLength: 1, maxLength: 64 }) }),
      async ({ signerInvitationId }) => await invite(deps, signerInvitationId),
    ),
  };
}

async function invite({ db, clock, pepper, frontendUrl, mailer }: MailDeps, id: string): Promise<void> {
  const invitation = await findSignerInvitation(db, id);
  if (invitation === undefined || invitationStateAt(invitation, clock.now()) !== 'open') return;
  const { email, language, expiresAt } = invitation;
  const link = invitationLink(
    frontendUrl,
    'signer-invitation',
    invitationToken(pepper, 'signer-invitation', invitation),
  );
  await sendOnce({ db, topic: signerInvitationMailTopic, messageId: id }, async () => {
    const message = renderMessage('signer-invitation', resolveLocale(language), { link, expiresAt });
    await mailer.send({ to: email, ...message, messageId: id });
  });
}
