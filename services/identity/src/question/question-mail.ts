import { findThrottle } from '@countersign/attempts';
import { type JobHandler, jobHandler } from '@countersign/jobs';
import { type Mailer, renderMessage, resolveLocale } from '@countersign/messaging';
import { Type } from 'typebox';
import type { IdentityDeps } from '../dependencies.ts';
import { sendOnce } from '../mail-once.ts';
import type { User } from '../user/user.ts';
import { findUser } from '../user/user-store.ts';
import { answersBucket } from './question-budget.ts';
import { findAnswersSetAt } from './question-store.ts';

/** Announced when a user set his answers; carries `userId`. */
export const questionsChangedMailTopic = 'recovery-questions-changed-mail';
/** Announced when wrong answers locked a user's questions; carries `userId`. */
export const answersLockedMailTopic = 'recovery-answers-locked-mail';

type QuestionMailDeps = Pick<IdentityDeps, 'db' | 'clock'> & { mailer: Mailer };

/** What the worker does with the topics of questions. */
export function createQuestionMailJobs(deps: QuestionMailDeps): Readonly<Record<string, JobHandler>> {
  const payload = Type.Object({ userId: Type.String({ minLength: 1, maxLength: 64 }) });
  const withUser = (tell: (deps: QuestionMailDeps, user: User) => Promise<void>) =>
    jobHandler(payload, async ({ userId }) => {
      const user = await findUser(deps.db, userId);
      if (user !== undefined) await tell(deps, user);
    });
  return { [questionsChangedMailTopic]: withUser(tellChange), [answersLockedMailTopic]: withUser(tellLock) };
}

async function tellChange({ db, mailer }: QuestionMailDeps, { id, email, language }: User): Promise<void> {
  const at = await findAnswersSetAt(db, id);
  if (at === undefined) return;
  const messageId = `recovery-questions-${id}-${at.getTime()}`;
  await sendOnce({ db, topic: questionsChangedMailTopic, messageId }, async () => {
    await mailer.send({
      to: email,
      ...renderMessage('recovery-questions-changed', resolveLocale(language), { at }),
      messageId,
    });
  });
}

async function tellLock({ db, clock, mailer }: QuestionMailDeps, { id, email, language }: User): Promise<void> {
  const until = (await findThrottle(db, answersBucket(id)))?.retryAt;
  if (until === undefined || until <= clock.now()) return;
  const messageId = `recovery-answers-${id}-${until.getTime()}`;
  await sendOnce({ db, topic: answersLockedMailTopic, messageId }, async () => {
    await mailer.send({
      to: email,
      ...renderMessage('recovery-answers-locked', resolveLocale(language), { until }),
      messageId,
    });
  });
}
