import { findThrottle } from '@countersign/attempts';
import { enumValue } from '@countersign/grpc';
import type { RecoveryFlow as RecoveryFlowMessage } from '@countersign/proto/identity';
import type { IdentityDeps } from '../dependencies.ts';
import { answersBucket, answersLeft } from '../question/question-budget.ts';
import { listDrawnQuestions } from '../question/question-store.ts';
import { attemptsPerFlow, openActions, type RecoveryFlow } from './recovery-flow.ts';

/** A flow as the contract shows it; before the mailed code was right, nothing in it tells whether its user exists. */
export async function describeRecoveryFlow(
  { db }: Pick<IdentityDeps, 'db'>,
  flow: RecoveryFlow,
): Promise<RecoveryFlowMessage> {
  const { id, state, userId, language, expiresAt } = flow;
  const nextActions = openActions(flow);
  const asks = state === 'questions_required' && userId !== undefined;
  const questions = asks ? await listDrawnQuestions(db, userId) : [];
  const misses = asks ? ((await findThrottle(db, answersBucket(userId)))?.misses ?? 0) : 0;
  return {
    id,
    state: enumValue('RECOVERY_FLOW_STATE', state),
    nextActions,
    messageId: `recovery.${state}`,
    messageParameters: {},
    questions: questions.map((key) => ({ key, answered: false })),
    attemptsLeft: attemptsLeft(flow, misses),
    resendAt: nextActions.includes('resend') ? flow.resendAt : undefined,
    language,
    expiresAt,
  };
}

function attemptsLeft({ state, codeAttempts, factorAttempts }: RecoveryFlow, wrongAnswers: number): number {
  if (state === 'code_required') return attemptsPerFlow - codeAttempts;
  if (state === 'factor_required') return attemptsPerFlow - factorAttempts;
  return state === 'questions_required' ? answersLeft(wrongAnswers) : 0;
}
