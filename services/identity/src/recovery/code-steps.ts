import { findThrottle } from '@countersign/attempts';
import { DomainError, unauthenticated } from '@countersign/errors';
import { requireSentCode } from '../contact/sent-code.ts';
import type { IdentityDeps } from '../dependencies.ts';
import { countingFactors, type FlowFactors, isApp, toLoginFactor } from '../factor/factor.ts';
import { askFactor, askFirst, requireChoosable } from '../factor/factor-asking.ts';
import { plainCode, requireCodeOf } from '../factor/given-code.ts';
import { answersBucket } from '../question/question-budget.ts';
import { countAnswers, drawQuestions } from '../question/question-store.ts';
import type { User } from '../user/user.ts';
import { findUser, setUserLanguage } from '../user/user-store.ts';
import {
  attemptsPerFlow,
  type NextProof,
  nextProof,
  nextState,
  type RecoveryFlow,
  wrongState,
} from './recovery-flow.ts';
import { endFlow, getUserOf, moveOrRefuse, requireFlowAttempt } from './recovery-steps.ts';
import { findRecoveryFlowState, moveRecoveryFlow } from './recovery-store.ts';

/** Where no code ever goes (RFC 2606): a code for a user ID that nobody has is refused like a wrong one. */
const nobody = 'nobody@example.invalid';

/**
 * Counts, has second-factor verify and use up the mailed code, and moves the flow to what is to be proved next. A user ID
 * that nobody has takes the same way, up to the refusal.
 */
export async function checkMailedCode(deps: IdentityDeps, flow: RecoveryFlow, given: string): Promise<RecoveryFlow> {
  const { db, clock, policy, secondFactor, metrics } = deps;
  const code = requireSentCode(given, 'code');
  const used = await requireFlowAttempt(deps, flow);
  const user = await findUser(db, flow.userId ?? '');
  const destination = user?.email ?? nobody;
  await refusing(deps, { flow, action: 'submit_code', used }, () =>
    secondFactor.verifyCode({ purpose: 'CODE_PURPOSE_RECOVERY', subjectId: flow.id, code, destination }),
  );
  if (user === undefined) throw new Error('a code was right for a recovery without a user');
  metrics.recovery('code_right');
  const at = clock.now();
  const language = flow.languageChosen ? flow.language : user.language;
  const { proof, ...asked } = await findNextProof(deps, user, { flowId: flow.id, language, at });
  return await db.transaction().execute(async (trx) => {
    // A right code that was counted within the budget moves the flow, even if a wrong one beside it was the last.
    const to = nextState(flow.state, 'submit_code', proof);
    const { passwordVersion } = user;
    const move = { from: [flow.state, 'dead'], to, language, passwordVersion, ...asked } as const;
    const moved = await moveRecoveryFlow(trx, flow.id, move);
    if (moved === undefined) throw wrongState((await findRecoveryFlowState(trx, flow.id)) ?? flow.state);
    // As in a login: what was chosen before the proof is the user's own after it.
    if (flow.languageChosen) await setUserLanguage(trx, user.id, flow.language);
    if (proof === 'questions') await drawQuestions(trx, { userId: user.id, count: policy.recovery.asked, at });
    return moved;
  });
}

/**
 * Counts, and has second-factor verify and use up the code of the chosen factor, which counts it again. Cells that another
 * flow answered meanwhile are asked for anew, and their answer is refused.
 */
export async function checkFactorCode(deps: IdentityDeps, flow: RecoveryFlow, given: string): Promise<RecoveryFlow> {
  const { secondFactor, metrics } = deps;
  const code = plainCode(given);
  requireCodeOf(flow.prompt, code);
  const { id: userId } = await getUserOf(deps, flow);
  const used = await requireFlowAttempt(deps, flow);
  const { prompt } = flow;
  const request = {
    userId,
    loginFlowId: flow.id,
    code,
    firstLogin: false,
    recovery: true,
    // Any app of the user may answer.
    authenticatorId: prompt === undefined || isApp(prompt) ? '' : prompt.authenticatorId,
    challengeId: prompt?.challengeId ?? '',
    nextCode: '',
  };
  await refusing(deps, { flow, action: 'submit_factor_code', used }, async () => {
    await secondFactor.verifyLoginCode(request).catch(async (error: unknown) => {
      if (!(error instanceof DomainError && error.reason === 'CHALLENGE_REPLACED')) throw error;
      await askAgain(deps, flow, { authenticatorId: request.authenticatorId, action: 'choose_factor' });
      throw unauthenticated('CODE_REFUSED', 'other cells are asked for by now');
    });
  });
  metrics.recovery('factor_right');
  const to = nextState(flow.state, 'submit_factor_code', 'proved');
  return await moveOrRefuse(deps, flow, { from: [flow.state, 'dead'], to });
}

/** Asks the factor that was chosen, or the present one for another message; throws what second-factor throws. */
export async function askAgain(
  deps: IdentityDeps,
  flow: RecoveryFlow,
  { authenticatorId, action }: { authenticatorId: string; action: 'choose_factor' | 'resend' },
): Promise<RecoveryFlow> {
  const chosen = requireChoosable(flow, authenticatorId);
  const { id: userId } = await getUserOf(deps, flow);
  const question = { userId, flowId: flow.id, language: flow.language, recovery: true };
  const prompt = await askFactor(deps, question, { ...chosen, resend: action === 'resend' });
  return await moveOrRefuse(deps, flow, { from: [flow.state], to: nextState(flow.state, action, 'done'), prompt });
}

/** What else a user has to prove; where it is a factor, the one that was used last is asked, or the next that can be. */
async function findNextProof(
  deps: IdentityDeps,
  user: User,
  { flowId, language, at }: { flowId: string; language: string; at: Date },
): Promise<{ proof: NextProof } & FlowFactors> {
  const { id: userId } = user;
  const { factors: told, stopped } = await deps.secondFactor.getLoginFactors({ userId });
  const factors = countingFactors(told.map(toLoginFactor), { purpose: 'recovery', emailHeld: false });
  const canAnswer = await canAnswerQuestions(deps, userId, at);
  const proof = nextProof({ ...user, canAnswer, canUseFactor: factors.length > 0 && !stopped }, at);
  if (proof !== 'factor') return { proof };
  const prompt = await askFirst(deps, { userId, flowId, language, recovery: true }, factors).catch((error: unknown) => {
    // The mailed code is used up: the flow goes on, and its client asks again.
    if (error instanceof DomainError) return undefined;
    throw error;
  });
  return { proof, factors, ...(prompt !== undefined && { prompt }) };
}

async function canAnswerQuestions({ db, policy }: IdentityDeps, userId: string, at: Date): Promise<boolean> {
  const { questions, asked } = policy.recovery;
  if (questions === 'off') return false;
  if ((await countAnswers(db, userId)) < asked) return false;
  const throttle = await findThrottle(db, answersBucket(userId));
  return throttle === undefined || (!throttle.stopped && (throttle.retryAt === undefined || throttle.retryAt <= at));
}

/** Ends the flow when its last attempt was refused. */
async function refusing(
  deps: IdentityDeps,
  { flow, action, used }: { flow: RecoveryFlow; action: 'submit_code' | 'submit_factor_code'; used: number },
  verify: () => Promise<unknown>,
): Promise<void> {
  try {
    await verify();
  } catch (error) {
    if (error instanceof DomainError && error.reason === 'CODE_REFUSED') {
      deps.metrics.recovery('code_refused');
      if (used >= attemptsPerFlow) await endFlow(deps, { flow, action });
    }
    throw error;
  }
}
