import { findThrottle } from '@countersign/attempts';
import { enumValue } from '@countersign/grpc';
import type { RecoveryFlow as RecoveryFlowMessage } from '@countersign/proto/identity';
import type { IdentityDeps } from '../dependencies.ts';
import { factorMessage } from '../factor/factor.ts';
import { toFactorPart } from '../factor/factor-message.ts';
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
  const awaitsFactor = state === 'factor_required';
  const sent = awaitsFactor ? flow.prompt?.sent : undefined;
  const message = awaitsFactor ? factorMessage('recovery', flow) : { id: `recovery.${state}`, parameters: {} };
  const resendAt = nextActions.includes('resend') ? flow.resendAt : undefined;
  const asks = state === 'questions_required' && userId !== undefined;
  const questions = asks ? await listDrawnQuestions(db, userId) : [];
  const misses = asks ? ((await findThrottle(db, answersBucket(userId)))?.misses ?? 0) : 0;
  return {
    id,
    state: enumValue('RECOVERY_FLOW_STATE', state),
    nextActions,
    messageId: message.id,
    messageParameters: message.parameters,
    questions: questions.map((key) => ({ key, answered: false })),
    attemptsLeft: attemptsLeft(flow, misses),
    resendAt: sent === undefined ? resendAt : sent.resendAt,
    channel: sent?.channel ?? '',
    maskedDestination: sent?.maskedDestination ?? '',
    ...toFactorPart(flow, awaitsFactor),
    language,
    expiresAt,
  };
}

function attemptsLeft({ state, codeAttempts, factorAttempts }: RecoveryFlow, wrongAnswers: number): number {
  if (state === 'code_required') return attemptsPerFlow - codeAttempts;
  if (state === 'factor_required') return attemptsPerFlow - factorAttempts;
  return state === 'questions_required' ? answersLeft(wrongAnswers) : 0;
}
