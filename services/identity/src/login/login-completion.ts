import { appendAudit } from '@countersign/audit';
import type { SubmitCodeResponse } from '@countersign/proto/identity';
import { markMobileProved } from '../contact/contact-store.ts';
import type { IdentityTransaction } from '../database.ts';
import type { IdentityDeps } from '../dependencies.ts';
import { addDevice } from '../device/device-store.ts';
import { reportLoss } from '../factor-loss/factor-loss-store.ts';
import { authenticationBy, newSession } from '../session/session.ts';
import { endSessionsOfUser } from '../session/session-end.ts';
import { toGrantMessage } from '../session/session-message.ts';
import { grantingSession, issueRefreshToken, reauthenticateSession } from '../session/session-store.ts';
import { isSetUpComplete } from '../set-up/set-up-completion.ts';
import type { User } from '../user/user.ts';
import { getUser } from '../user/user-store.ts';
import type { ProvedFlow } from './login-code.ts';
import { type LoginFlow, nextState, wrongState } from './login-flow.ts';
import { toLoginFlowMessage } from './login-message.ts';
import { completeFlow, type Move, moveLoginFlow } from './login-store.ts';

/**
 * Completes a flow whose code was right, once: one conditional statement decides which of several parallel calls gets
 * the session; the others get `LOGIN_FLOW_WRONG_STATE`. A factor on a device that was not known makes it known.
 */
export async function completeLogin(
  deps: IdentityDeps,
  { flow, userId, proof, methods, acr }: ProvedFlow,
  address: string,
): Promise<SubmitCodeResponse> {
  const { db, clock, policy, logger, metrics } = deps;
  const at = clock.now();
  const factor = proof === 'factor';
  const scope = factor && (await isSetUpComplete(deps, userId, methods)) ? 'full' : 'set-up';
  const { device } = flow;
  const session = newSession({
    userId,
    scope,
    ...authenticationBy({ methods, acr, factor }),
    device,
    address,
    absoluteMs: policy.session.absoluteMs,
    at,
  });
  const { id: sessionId, amr } = session;
  const answer = await db.transaction().execute(async (trx) => {
    const { refreshToken, changes } = grantingSession(trx, session, at);
    const user = await completeFlow(trx, { flow, move: completing(flow), sessionId, changes, at });
    // Takes the session back, too.
    if (user === undefined) throw wrongState('completed');
    requirePasswordOf(flow, user);
    if (proof === 'pin' && methods.includes('sms')) await markMobileProved(trx, userId, at);
    if (proof === 'loss_code') await reportLoss(trx, { userId, sessionId, address, at });
    // What he lost, its finder may be logged in with. A loss that anybody may report ends nothing.
    if (proof === 'emergency_code') {
      await endSessionsOfUser(trx, { userId, except: sessionId, reason: 'factors_lost', at });
    }
    const unknown = factor && flow.deviceId === undefined;
    const deviceToken = unknown ? await addDevice(trx, { userId, label: device, address, at }) : '';
    await appendAudit(trx, {
      stream: userId,
      actor: userId,
      action: 'login.completed',
      subject: sessionId,
      detail: { flowId: flow.id, scope, amr: [...amr] },
      at,
    });
    return { ...answerOf(flow), grant: toGrantMessage({ user, session, refreshToken }), deviceToken };
  });
  metrics.login(scope === 'full' ? 'completed_full' : 'completed_set_up');
  logger.info({ userId, sessionId, scope, amr: amr.join(' ') }, 'login completed');
  return answer;
}

/**
 * Completes a step-up: the session that began it, and no other, gets the new authentication. The flow is dead when that
 * session is over meanwhile.
 */
export async function completeStepUp(deps: IdentityDeps, proved: ProvedFlow): Promise<SubmitCodeResponse> {
  const { db, logger, metrics } = deps;
  const { flow, userId, proof } = proved;
  // Nothing else is asked for in a step-up; whatever says so is wrong.
  if (proof !== 'factor') throw new Error(`a step-up was to be completed by a ${proof}`);
  const answer = await db.transaction().execute((trx) => renew(deps, trx, proved));
  if (answer === undefined) throw wrongState('dead');
  metrics.login('stepped_up');
  logger.info({ userId, sessionId: flow.sessionId }, 'session authenticated again');
  return answer;
}

async function renew(
  { clock, policy }: IdentityDeps,
  trx: IdentityTransaction,
  { flow, userId, methods, acr }: ProvedFlow,
): Promise<SubmitCodeResponse | undefined> {
  const { id, state, sessionId = '' } = flow;
  const at = clock.now();
  if ((await moveLoginFlow(trx, id, completing(flow))) === undefined) throw wrongState('completed');
  const proved = { ...authenticationBy({ methods, acr, factor: true }), idleMs: policy.session.idleMs, at };
  const session = await reauthenticateSession(trx, { id: sessionId, userId, ...proved });
  if (session === undefined) {
    await moveLoginFlow(trx, id, { from: ['completed'], to: nextState(state, 'submit_code', 'session_over') });
    return undefined;
  }
  const refreshToken = await issueRefreshToken(trx, sessionId, at);
  const user = await getUser(trx, userId);
  requirePasswordOf(flow, user);
  await appendAudit(trx, {
    stream: userId,
    actor: userId,
    action: 'session.authenticated_again',
    subject: sessionId,
    detail: { flowId: id, amr: [...session.amr] },
    at,
  });
  return { ...answerOf(flow), grant: toGrantMessage({ user, session, refreshToken }), deviceToken: '' };
}

/** A flow that began while the password was being changed was not cancelled by the change, and proved the old one. */
function requirePasswordOf({ passwordVersion = 0 }: LoginFlow, user: User): void {
  if (passwordVersion !== user.passwordVersion) throw wrongState('cancelled');
}

function completing(flow: LoginFlow): Move {
  // A right code that was counted within the budget completes the flow, even if a wrong one beside it was the last.
  return { from: [flow.state, 'dead'], to: nextState(flow.state, 'submit_code', 'done') };
}

function answerOf(flow: LoginFlow) {
  const { pin: _pin, ...completed } = { ...flow, state: 'completed' } as const;
  return { flow: toLoginFlowMessage(completed) };
}
