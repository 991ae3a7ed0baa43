import { clearThrottle, requireThrottled, returnThrottled } from '@countersign/attempts';
import { announce } from '@countersign/db';
import { conflict, invalidField, unauthenticated } from '@countersign/errors';
import type { IdentityDeps } from '../dependencies.ts';
import { answerText, type GivenAnswer } from '../question/question.ts';
import { answersBucket, answersLeft, answersRule } from '../question/question-budget.ts';
import { answersLockedMailTopic } from '../question/question-mail.ts';
import { consumeQuestions, drawQuestions, listAnswers, type StoredAnswer } from '../question/question-store.ts';
import { nextState, type RecoveryFlow, wrongState } from './recovery-flow.ts';
import { endFlow, getUserOf } from './recovery-steps.ts';
import { moveRecoveryFlow } from './recovery-store.ts';

/**
 * Counts, then looks at all answers: one wrong set is one failure, without a hint which one, over all recoveries of the
 * user. The set that locks the questions ends the flow and is told to the user.
 */
export async function checkAnswers(
  deps: IdentityDeps,
  flow: RecoveryFlow,
  given: readonly GivenAnswer[],
): Promise<RecoveryFlow> {
  const { db, clock, policy, metrics } = deps;
  const at = clock.now();
  const { id: userId } = await getUserOf(deps, flow);
  // Drawn when the flow came here; drawn again only if the user set other answers since.
  const count = policy.recovery.asked;
  const asked = await db.transaction().execute((trx) => drawQuestions(trx, { userId, count, at }));
  const answers = requireAll(given, asked);
  const bucket = answersBucket(userId);
  const attempt = { bucket, at, rule: answersRule };
  const { misses } = await requireThrottled(db, attempt);
  const right = await areRight(deps, userId, answers).catch(async (error: unknown) => {
    // Nobody was told whether they are right.
    await returnThrottled(db, attempt);
    throw error;
  });
  if (!right) {
    metrics.recovery('answers_refused');
    if (answersLeft(misses) === 0) {
      await announce(db, { queue: 'identity', topic: answersLockedMailTopic, payload: { userId } });
      await endFlow(deps, { flow, action: 'submit_answers' });
    }
    throw unauthenticated('ANSWERS_REFUSED', 'the answers are not all right');
  }
  metrics.recovery('answers_right');
  return await db.transaction().execute(async (trx) => {
    const to = nextState(flow.state, 'submit_answers', 'proved');
    const moved = await moveRecoveryFlow(trx, flow.id, { from: [flow.state, 'dead'], to });
    if (moved === undefined) throw wrongState('password_required');
    // Answered by a parallel recovery, or set anew: what was right a moment ago proves nothing now.
    if (!(await consumeQuestions(trx, userId, asked)))
      throw conflict('RECOVERY_FLOW_WRONG_STATE', 'the questions changed');
    await clearThrottle(trx, bucket);
    return moved;
  });
}

/** One answer for each question asked, and no other; throws `ANSWERS_INCOMPLETE`, which costs no attempt. */
function requireAll(given: readonly GivenAnswer[], asked: readonly string[]): GivenAnswer[] {
  const answers = asked.flatMap((key) => given.filter((answer) => answer.key === key).slice(0, 1));
  if (asked.length === 0 || answers.length !== asked.length || given.length !== asked.length) {
    throw invalidField('ANSWERS_INCOMPLETE', '/answers', 'must hold one answer for each question asked');
  }
  return answers;
}

/** All are looked at, whatever the first one is: time tells nothing. */
async function areRight({ db, hasher }: IdentityDeps, userId: string, given: readonly GivenAnswer[]): Promise<boolean> {
  const stored = new Map((await listAnswers(db, userId)).map((answer): [string, StoredAnswer] => [answer.key, answer]));
  const results = await Promise.all(
    given.map((answer) => hasher.verify(answerText(userId, answer), stored.get(answer.key))),
  );
  return results.every(Boolean);
}
