import { clearThrottle } from '@countersign/attempts';
import { appendAudit } from '@countersign/audit';
import { announce } from '@countersign/db';
import { conflict, forbidden, notFound } from '@countersign/errors';
import { type Actor, type Handlers, requireActor, requireRecentAuthentication } from '@countersign/grpc';
import type { IdentityServiceService } from '@countersign/proto/identity';
import type { IdentityDeps } from '../dependencies.ts';
import { findUser } from '../user/user-store.ts';
import { answerText, questionKeys, requireGoodAnswers, ruleVersion } from './question.ts';
import { answersBucket } from './question-budget.ts';
import { questionsChangedMailTopic } from './question-mail.ts';
import { listAnswers, replaceAnswers } from './question-store.ts';

/** RPCs of the questions that may help to recover a password. */
export function createQuestionHandlers(
  deps: IdentityDeps,
): Pick<Handlers<typeof IdentityServiceService>, 'listRecoveryQuestions' | 'setRecoveryAnswers'> {
  const { db, clock, hasher, logger, policy } = deps;
  return {
    async listRecoveryQuestions(_request, context) {
      const { userId } = requireActor(context, { allowSetUp: true });
      const answered = new Set((await listAnswers(db, userId)).map(({ key }) => key));
      return {
        questions: questionKeys.map((key) => ({ key, answered: answered.has(key) })),
        toAnswer: policy.recovery.toAnswer,
        policy: policy.recovery.questions,
      };
    },

    async setRecoveryAnswers({ answers }, context) {
      const at = clock.now();
      const actor = requireRecentAuthentication(context, {
        withinMs: policy.session.reauthenticationMs,
        at,
        allowSetUp: true,
      });
      const { userId } = actor;
      if (policy.recovery.questions === 'off') {
        throw conflict('RECOVERY_QUESTIONS_OFF', 'questions recover no password here');
      }
      const user = await findUser(db, userId);
      if (user === undefined) throw notFound('USER_NOT_FOUND', 'no such user');
      requireGoodAnswers(answers, { owner: user, toAnswer: policy.recovery.toAnswer });
      await requireSetUpOpen(deps, actor);
      const stored = await Promise.all(
        answers.map(async (given) => ({ key: given.key, ...(await hasher.hash(answerText(userId, given))) })),
      );
      await db.transaction().execute(async (trx) => {
        await replaceAnswers(trx, { userId, answers: stored, ruleVersion, at });
        // Whoever failed at the old ones has said nothing about these.
        await clearThrottle(trx, answersBucket(userId));
        await announce(trx, { queue: 'identity', topic: questionsChangedMailTopic, payload: { userId } });
        await appendAudit(trx, {
          stream: userId,
          actor: userId,
          action: 'recovery_answers.set',
          subject: userId,
          detail: { questions: stored.map(({ key }) => key) },
          at,
        });
      });
      logger.info({ userId, answered: stored.length }, 'recovery questions answered');
      return { answered: stored.length };
    },
  };
}

/**
 * A set-up session that began with a one-time PIN ends its use when a factor becomes active, and one by an emergency code
 * or a report of loss never has this use: throws `SET_UP_OVER`, so that whoever reads the mailbox does not put his answers
 * in the place of the owner's.
 */
async function requireSetUpOpen({ secondFactor }: IdentityDeps, { userId, scope, amr }: Actor): Promise<void> {
  if (scope !== 'set-up' || amr.includes('mfa')) return;
  const { standing } = await secondFactor.getLoginFactors({ userId });
  if (standing !== 'FACTOR_STANDING_NONE')
    throw forbidden('SET_UP_OVER', 'the set-up is complete; log in with your second factor');
}
