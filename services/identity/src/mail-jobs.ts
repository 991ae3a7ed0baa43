import { type JobHandler, jobHandler } from '@countersign/jobs';
import { type Mailer, renderMessage, resolveLocale } from '@countersign/messaging';
import { Type } from 'typebox';
import { createApprovalMailJobs } from './approval/approval-mail.ts';
import { createContactMailJobs } from './contact/contact-mail.ts';
import type { IdentityDeps } from './dependencies.ts';
import { createEmergencyCodeMailJobs } from './emergency-code/emergency-code-mail.ts';
import { createFactorMailJobs } from './factor/factor-mail.ts';
import { createFactorLossJobs } from './factor-loss/factor-loss-jobs.ts';
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

/** Announced when a personal validation was decided. */
export const personalValidationMailTopic = 'personal-validation-mail';

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
    ...createFactorMailJobs(deps),
    ...createFactorLossJobs(deps),
    ...createEmergencyCodeMailJobs(deps),
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
