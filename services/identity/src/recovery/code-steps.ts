import { findThrottle } from '@countersign/attempts';
import { DomainError } from '@countersign/errors';
import { requireSentCode } from '../contact/sent-code.ts';
import type { IdentityDeps } from '../dependencies.ts';
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
  const proof = await findNextProof(deps, user, at);
  const language = flow.languageChosen ? flow.language : user.language;
  return await db.transaction().execute(async (trx) => {
    // A right code that was counted within the budget moves the flow, even if a wrong one beside it was the last.
    const to = nextState(flow.state, 'submit_code', proof);
    const { passwordVersion } = user;
    const moved = await moveRecoveryFlow(trx, flow.id, { from: [flow.state, 'dead'], to, language, passwordVersion });
    if (moved === undefined) throw wrongState((await findRecoveryFlowState(trx, flow.id)) ?? flow.state);
    // As in a login: what was chosen before the proof is the user's own after it.
    if (flow.languageChosen) await setUserLanguage(trx, user.id, flow.language);
    if (proof === 'questions') await drawQuestions(trx, { userId: user.id, count: policy.recovery.asked, at });
    return moved;
  });
}

/** Counts, and has second-factor verify and use up the code of the user's factor, which counts it again. */
export async function checkFactorCode(deps: IdentityDeps, flow: RecoveryFlow, given: string): Promise<RecoveryFlow> {
  const { secondFactor, metrics } = deps;
  const code = requireSentCode(given, 'code');
  const { id: userId } = await getUserOf(deps, flow);
  const used = await requireFlowAttempt(deps, flow);
  await refusing(deps, { flow, action: 'submit_factor_code', used }, () =>
    secondFactor.verifyLoginCode({ userId, loginFlowId: flow.id, code, firstLogin: false, recovery: true }),
  );
  metrics.recovery('factor_right');
  const to = nextState(flow.state, 'submit_factor_code', 'proved');
  return await moveOrRefuse(deps, flow, { from: [flow.state, 'dead'], to });
}

async function findNextProof(deps: IdentityDeps, user: User, at: Date): Promise<NextProof> {
  const { activeKinds, stopped } = await deps.secondFactor.getLoginFactors({ userId: user.id });
  const canAnswer = await canAnswerQuestions(deps, user.id, at);
  return nextProof({ ...user, canAnswer, canUseFactor: activeKinds.length > 0 && !stopped }, at);
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
