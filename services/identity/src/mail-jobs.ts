import { type JobHandler, jobHandler } from '@countersign/jobs';
import { type Mailer, renderMessage, resolveLocale } from '@countersign/messaging';
import { Type } from 'typebox';
import { createApprovalMailJobs } from './approval/approval-mail.ts';
import { createContactMailJobs } from './contact/contact-mail.ts';
import type { IdentityDeps } from './dependencies.ts';
import { createLoginMailJobs } from './login/login-mail.ts';
import { sendOnce } from './mail-once.ts';
import { createPasswordMailJobs } from './password/password-mail.ts';
import { findValidationVersion } from './personal-validation/personal-validation-store.ts';
import { createQuestionMailJobs } from './question/question-mail.ts';
import { createRecoveryMailJobs } from './recovery/recovery-mail.ts';
import { createReleaseJobs } from './release/release-jobs.ts';
import { createSessionMailJobs } from './session/session-mail.ts';
import { createSignerInvitationMailJobs } from './signer-invitation/signer-invitation-mail.ts';
import { createStaffMailJobs } from './staff/staff-mail.ts';
import { findUser } from './user/user-store.ts';

/** Topics of this service's own queue. */
export const personalValidationMailTopic = 'personal-validation-mail';
/** Announced by second-factor when an authenticator was activated. */
export const factorChangedTopic = 'factor-changed';

type MailDeps = Pick<
  IdentityDeps,
  'db' | 'clock' | 'keyring' | 'pepper' | 'frontendUrl' | 'secondFactor' | 'logger'
> & {
  mailer: Mailer;
};

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
    [factorChangedTopic]: jobHandler(
      Type.Object({ userId: id, authenticatorId: id }),
      async (payload) => await tellNewFactor(deps, payload),
    ),
    ...createLoginMailJobs(deps),
    ...createPasswordMailJobs(deps),
    ...createQuestionMailJobs(deps),
    ...createRecoveryMailJobs(deps),
    ...createSessionMailJobs(deps),
    ...createSignerInvitationMailJobs(deps),
    ...createContactMailJobs(deps),
    ...createStaffMailJobs(deps),
    ...createApprovalMailJobs(deps),
    ...createReleaseJobs(deps),
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
