import { type JobHandler, jobHandler } from '@countersign/jobs';
import { type Mailer, renderMessage, resolveLocale } from '@countersign/messaging';
import { Type } from 'typebox';
import type { IdentityDeps } from './dependencies.ts';
import { invitationLink, invitationToken } from './invitation/invitation.ts';
import { findInvitation } from './invitation/invitation-store.ts';
import { sendOnce } from './mail-once.ts';
import { findValidationVersion } from './personal-validation/personal-validation-store.ts';
import { createSessionMailJobs } from './session/session-mail.ts';
import { findUser } from './user/user-store.ts';

/** Topics of this service's own queue. */
export const personalValidationMailTopic = 'personal-validation-mail';
export const operatorInvitationMailTopic = 'operator-invitation-mail';
/** Announced by second-factor when an authenticator was activated. */
export const factorChangedTopic = 'factor-changed';

type MailDeps = Pick<IdentityDeps, 'db' | 'clock' | 'pepper' | 'frontendUrl' | 'secondFactor'> & { mailer: Mailer };

const id = Type.String({ minLength: 1, maxLength: 64 });

/**
 * What the worker does with each topic. A job is only a hint: each handler reads from the owner whether there is
 * something to tell, and a forged one tells a user at most what is true.
 */
export function createMailJobs(deps: MailDeps): Readonly<Record<string, JobHandler>> {
  return {
    [personalValidationMailTopic]: jobHandler(
      Type.Object({ personalValidationId: id, version: Type.String({ pattern: '^[1-9][0-9]{0,8}$' }) }),
      async ({ personalValidationId, version }) =>
        await tellDecision(deps, { id: personalValidationId, version: Number(version) }),
    ),
    [operatorInvitationMailTopic]: jobHandler(
      Type.Object({ invitationId: id }),
      async ({ invitationId }) => await invite(deps, invitationId),
    ),
    [factorChangedTopic]: jobHandler(
      Type.Object({ userId: id, authenticatorId: id }),
      async (payload) => await tellNewFactor(deps, payload),
    ),
    ...createSessionMailJobs(deps),
  };
}

async function tellDecision({ db, mailer }: MailDeps, place: { id: string; version: number }): Promise<void> {
  const validation = await findValidationVersion(db, place);
  if (validation === undefined || validation.state === 'submitted') return;
  const { state: decision, reason, userId } = validation;
  const user = await findUser(db, userId);
  if (user === undefined) return;
  const messageId = `personal-validation-${place.id}-${place.version}`;
  await sendOnce({ db, topic: personalValidationMailTopic, messageId }, async () => {
    const message = renderMessage('personal-validation-decided', resolveLocale(user.language), { decision, reason });
    await mailer.send({ to: user.email, ...message, messageId });
  });
}

async function invite({ db, clock, pepper, frontendUrl, mailer }: MailDeps, invitationId: string): Promise<void> {
  const invitation = await findInvitation(db, invitationId);
  if (invitation?.email === undefined) return;
  const { email, expiresAt, usedAt } = invitation;
  if (usedAt !== undefined || expiresAt <= clock.now()) return;
  const link = invitationLink(frontendUrl, invitationToken(pepper, invitation));
  await sendOnce({ db, topic: operatorInvitationMailTopic, messageId: invitation.id }, async () => {
    // Nobody knows the language of somebody who is not a user yet.
    const message = renderMessage('operator-invitation', 'en', { link, expiresAt });
    await mailer.send({ to: email, ...message, messageId: invitation.id });
  });
}

async function tellNewFactor(
  { db, clock, secondFactor, mailer }: MailDeps,
  { userId, authenticatorId }: { userId: string; authenticatorId: string },
): Promise<void> {
  const user = await findUser(db, userId);
  if (user === undefined) return;
  const { activeAuthenticatorIds } = await secondFactor.getLoginFactors({ userId });
  if (!activeAuthenticatorIds.includes(authenticatorId)) return;
  const messageId = `factor-${authenticatorId}`;
  await sendOnce({ db, topic: factorChangedTopic, messageId }, async () => {
    const params = { kind: 'totp', at: clock.now() } as const;
    const message = renderMessage('factor-enrolled', resolveLocale(user.language), params);
    await mailer.send({ to: user.email, ...message, messageId });
  });
}
