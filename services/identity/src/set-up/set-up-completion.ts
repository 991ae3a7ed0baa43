import type { IdentityDb } from '../database.ts';
import type { IdentityDeps } from '../dependencies.ts';
import { countAnswers } from '../question/question-store.ts';
import { isComplete, questionMethod, type SetUpMethod } from './set-up.ts';

/**
 * Whether a user has all that the policy requires, so that his session is a full one. `activeKinds` are his factors as
 * second-factor tells them (`GetLoginFactors`). Asks the database only where the policy requires questions.
 */
export async function isSetUpComplete(
  { db, policy }: Pick<IdentityDeps, 'policy'> & { db: IdentityDb },
  userId: string,
  activeKinds: readonly string[],
): Promise<boolean> {
  if (activeKinds.length === 0) return false;
  if (policy.recovery.questions !== 'required') return true;
  const questions = await findQuestionMethod({ db, policy }, userId);
  return isComplete(questions === undefined ? [] : [questions]);
}

/** How far a user is with the questions of a recovery; undefined where the policy has none. */
export async function findQuestionMethod(
  { db, policy: { recovery } }: Pick<IdentityDeps, 'policy'> & { db: IdentityDb },
  userId: string,
): Promise<SetUpMethod | undefined> {
  if (recovery.questions === 'off') return undefined;
  const answered = await countAnswers(db, userId);
  return questionMethod({ policy: recovery.questions, toAnswer: recovery.toAnswer, answered });
}
