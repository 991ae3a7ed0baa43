import { DomainError, unauthenticated } from '@countersign/errors';
import type { CallContext } from '@countersign/grpc';
import type { LoginFlowKey } from '@countersign/proto/identity';
import type { IdentityDeps } from '../dependencies.ts';
import { isApp } from '../factor/factor.ts';
import { isOfDigits, plainCode, requireCodeOf } from '../factor/given-code.ts';
import { flowNotFound, getFlow, getFlowFor, getUserOf, proofOf, requireOwnSession, step } from './login-access.ts';
import { countCodeAttempt } from './login-attempt-store.ts';
import { endAfterLast, flowRefusal } from './login-attempts.ts';
import { askAgain, toFactorInstead } from './login-factor.ts';
import { type LoginFlow, requireOpen, wrongState } from './login-flow.ts';
import { verifyLossCode } from './login-loss.ts';
import { tellOwner } from './login-notice.ts';
import { moveLoginFlow } from './login-store.ts';

/** What a right code was: only a factor opens more than a set-up. */
export type Proof = 'pin' | 'factor' | 'emergency_code' | 'loss_code';

/** A flow whose code was right. */
export interface ProvedFlow {
  flow: LoginFlow;
  userId: string;
  proof: Proof;
  /** Methods of the code, RFC 8176 where that has a name: sms, email, otp, pin, grid, emergency. */
  methods: readonly string[];
  /** Authentication context class that password and code reach together; of no meaning but for a factor. */
  acr: string;
}

/** A code as its client gave it. */
export interface GivenCode {
  key: LoginFlowKey | undefined;
  code: string;
  /** The one that followed, of an app whose clock is off; empty otherwise. */
  nextCode: string;
  context: CallContext;
}

/**
 * Checks the code of a flow: counted in the flow, then by second-factor, which uses it up. Throws `CODE_MALFORMED`,
 * `CODE_REFUSED`, `ATTEMPTS_EXHAUSTED`, `FIRST_LOGIN_OVER`, `LOGIN_FLOW_NOT_FOUND` or `LOGIN_FLOW_WRONG_STATE`.
 */
export async function checkCode(
  deps: IdentityDeps,
  { key, code: given, nextCode: next, context }: GivenCode,
): Promise<ProvedFlow> {
  const code = plainCode(given);
  const nextCode = plainCode(next);
  // What can be no code is refused before it costs an attempt; digits alone may be one of whatever is awaited.
  if (nextCode !== '' || !isOfDigits(code)) {
    const action = nextCode === '' ? 'submit_code' : 'resynchronise';
    const { prompt } = await getFlowFor(deps, { key, action, context });
    requireCodeOf(prompt, code);
    if (nextCode !== '') requireCodeOf(prompt, nextCode, 'nextCode');
  }
  // Only the user himself proves anything for his session, not an application that he let act.
  const sessionId = context.actor?.client === undefined ? context.actor?.sessionId : undefined;
  const flow = await countCodeAttempt(deps.db, { ...proofOf(deps, key), sessionId });
  if (flow === undefined) throw await refusalOf(deps, key, context);
  const { userId } = flow;
  if (userId === undefined) throw new Error('a login flow without a user got to its code');
  try {
    return { flow, userId, ...(await verify(deps, flow, { userId, code, nextCode })) };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw await afterRefusal(deps, flow, error);
  }
}

interface CodeOfUser {
  userId: string;
  code: string;
  nextCode: string;
}

async function verify(
  deps: IdentityDeps,
  flow: LoginFlow,
  { userId, code, nextCode }: CodeOfUser,
): Promise<Pick<ProvedFlow, 'proof' | 'methods' | 'acr'>> {
  const { secondFactor } = deps;
  if (flow.state === 'loss_code_required') {
    const user = await getUserOf(deps, flow);
    return { proof: 'loss_code', methods: [await verifyLossCode(deps, { flow, user, code })], acr: '' };
  }
  const ofAny = { authenticatorId: '', challengeId: '', nextCode: '' };
  const request = { userId, loginFlowId: flow.id, code, recovery: false, ...ofAny };
  if (flow.state === 'pin_required') {
    const { amr } = await secondFactor.verifyLoginCode({ ...request, firstLogin: true });
    return { proof: 'pin', methods: [amr], acr: '' };
  }
  requireOpen(flow, 'submit_code');
  const { prompt } = flow;
  // Any app of the user may answer, unless two codes have to be of the same.
  const isAny = prompt === undefined || (isApp(prompt) && nextCode === '');
  const { methods, acr, setUpOnly } = await secondFactor.verifyLoginCode({
    ...request,
    firstLogin: false,
    authenticatorId: isAny ? '' : prompt.authenticatorId,
    challengeId: prompt?.challengeId ?? '',
    nextCode,
  });
  return { proof: setUpOnly ? 'emergency_code' : 'factor', methods, acr };
}

/** What follows from a refusal, and what its client is told of it. */
async function afterRefusal(deps: IdentityDeps, flow: LoginFlow, refusal: DomainError): Promise<DomainError> {
  const { db, clock, metrics } = deps;
  const { reason } = refusal;
  if (reason === 'CHALLENGE_REPLACED') await showOtherCells(deps, flow);
  if (reason === 'CODE_REFUSED' || reason === 'CHALLENGE_REPLACED') {
    metrics.login('code_refused');
    await endAfterLast(deps, { flow, action: 'submit_code', used: flow.codeAttempts });
    return reason === 'CODE_REFUSED' ? refusal : unauthenticated('CODE_REFUSED', 'other cells are asked for by now');
  }
  if (reason === 'ATTEMPTS_EXHAUSTED') {
    metrics.login('exhausted');
    await tellOwner(db, { userId: flow.userId, kind: 'password-known', at: clock.now() });
  }
  if (reason === 'FIRST_LOGIN_OVER' && flow.state === 'pin_required') {
    const user = await getUserOf(deps, flow);
    await moveLoginFlow(db, flow.id, await toFactorInstead(deps, { flow, user, action: 'submit_code' }));
  }
  return refusal;
}

/** The cells that this flow shows were answered in another one: it shows those that are asked for now. */
async function showOtherCells(deps: IdentityDeps, flow: LoginFlow): Promise<void> {
  const user = await getUserOf(deps, flow);
  const authenticatorId = flow.prompt?.authenticatorId ?? '';
  const { prompt } = await askAgain(deps, { flow, user, action: 'choose_factor' }, { authenticatorId });
  const move = step(flow, 'choose_factor', 'done');
  const shown = await moveLoginFlow(deps.db, flow.id, { ...move, ...(prompt !== undefined && { prompt }) });
  if (shown === undefined) throw wrongState('dead');
}

/** Why a code was not even counted. */
async function refusalOf(
  deps: IdentityDeps,
  key: LoginFlowKey | undefined,
  context: CallContext,
): Promise<DomainError> {
  const flow = await getFlow(deps, key);
  requireOpen(flow, 'submit_code');
  await requireOwnSession(deps, flow, { action: 'submit_code', context });
  // Its time may have come between the two looks.
  return flow.expiresAt > deps.clock.now() ? await flowRefusal(deps, flow) : flowNotFound();
}
