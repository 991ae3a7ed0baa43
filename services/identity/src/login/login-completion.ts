import { appendAudit } from '@countersign/audit';
import { findContext } from '@countersign/grpc';
import type { SubmitCodeResponse } from '@countersign/proto/identity';
import type { IdentityDeps } from '../dependencies.ts';
import { authenticationBy, newSession } from '../session/session.ts';
import { toGrantMessage } from '../session/session-message.ts';
import { insertSession, issueRefreshToken } from '../session/session-store.ts';
import { getUser, markLoggedIn } from '../user/user-store.ts';
import { type LoginFlow, nextState, wrongState } from './login-flow.ts';
import { toLoginFlowMessage } from './login-message.ts';
import { moveLoginFlow } from './login-store.ts';

/**
 * Completes a flow whose code was right, once: one conditional statement decides which of several parallel calls gets
 * the session; the others get `LOGIN_FLOW_WRONG_STATE`.
 */
export async function completeLogin(
  { db, clock, policy, logger, metrics }: IdentityDeps,
  { flow, method }: { flow: LoginFlow; method: string },
): Promise<SubmitCodeResponse> {
  const { userId } = flow;
  if (userId === undefined) throw new Error('a login flow without a user got to its code');
  const at = clock.now();
  const firstLogin = flow.state === 'pin_required';
  const session = newSession({
    userId,
    scope: firstLogin ? 'set-up' : 'full',
    ...authenticationBy({ method, factor: !firstLogin }),
    device: '',
    address: findContext()?.clientAddress ?? '',
    absoluteMs: policy.session.absoluteMs,
    at,
  });
  const answer = await db.transaction().execute(async (trx) => {
    const completed = await moveLoginFlow(trx, flow.id, {
      // A right code that was counted within the budget completes the flow, even if a wrong one beside it was the last.
      from: [flow.state, 'dead'],
      to: nextState(flow.state, 'submit_code', 'done'),
      sessionId: session.id,
    });
    if (completed === undefined) throw wrongState('completed');
    await insertSession(trx, session);
    const refreshToken = session.scope === 'full' ? await issueRefreshToken(trx, session.id, at) : '';
    await markLoggedIn(trx, userId, at);
    const user = await getUser(trx, userId);
    await appendAudit(trx, {
      stream: userId,
      actor: userId,
      action: 'login.completed',
      subject: session.id,
      detail: { flowId: flow.id, scope: session.scope, amr: [...session.amr] },
      at,
    });
    return { flow: toLoginFlowMessage(completed), grant: toGrantMessage({ user, session, refreshToken }) };
  });
  metrics.login(firstLogin ? 'completed_set_up' : 'completed_full');
  const { id: sessionId, scope, amr } = session;
  logger.info({ userId, sessionId, scope, amr: amr.join(' ') }, 'login completed');
  return answer;
}
