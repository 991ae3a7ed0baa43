import { DomainError, invalidField } from '@countersign/errors';
import type { CallContext } from '@countersign/grpc';
import type { LoginFlowKey } from '@countersign/proto/identity';
import type { IdentityDeps } from '../dependencies.ts';
import { flowNotFound, getFlow, proofOf, requireOwnSession, step } from './login-access.ts';
import { endAfterLast, flowRefusal } from './login-attempts.ts';
import { type LoginFlow, requireOpen } from './login-flow.ts';
import { tellOwner } from './login-notice.ts';
import { countCodeAttempt, moveLoginFlow } from './login-store.ts';

/** A flow whose code was right. */
export interface ProvedFlow {
  flow: LoginFlow;
  userId: string;
  /** Method of the code (RFC 8176): sms, email or otp. */
  method: string;
}

/**
 * Checks the code of a flow: counted in the flow, then by second-factor, which uses it up. Throws `CODE_MALFORMED`,
 * `CODE_REFUSED`, `ATTEMPTS_EXHAUSTED`, `FIRST_LOGIN_OVER`, `LOGIN_FLOW_NOT_FOUND` or `LOGIN_FLOW_WRONG_STATE`.
 */
export async function checkCode(
  deps: IdentityDeps,
  { key, code, context }: { key: LoginFlowKey | undefined; code: string; context: CallContext },
): Promise<ProvedFlow> {
  const digits = requireCode(code);
  const sessionId = context.actor?.sessionId;
  const flow = await countCodeAttempt(deps.db, { ...proofOf(deps, key), sessionId });
  if (flow === undefined) throw await refusalOf(deps, key, context);
  const { userId } = flow;
  if (userId === undefined) throw new Error('a login flow without a user got to its code');
  const firstLogin = flow.state === 'pin_required';
  try {
    const request = { userId, loginFlowId: flow.id, code: digits, firstLogin, recovery: false };
    const { amr } = await deps.secondFactor.verifyLoginCode(request);
    return { flow, userId, method: amr };
  } catch (error) {
    if (error instanceof DomainError) await afterRefusal(deps, flow, error.reason);
    throw error;
  }
}

async function afterRefusal(deps: IdentityDeps, flow: LoginFlow, reason: string): Promise<void> {
  const { db, clock, metrics } = deps;
  if (reason === 'CODE_REFUSED') {
    metrics.login('code_refused');
    await endAfterLast(deps, { flow, action: 'submit_code', used: flow.codeAttempts });
  }
  if (reason === 'ATTEMPTS_EXHAUSTED') {
    metrics.login('exhausted');
    await tellOwner(db, { userId: flow.userId, kind: 'password-known', at: clock.now() });
  }
  if (reason === 'FIRST_LOGIN_OVER' && flow.state === 'pin_required') {
    await moveLoginFlow(db, flow.id, step(flow, 'submit_code', 'factor_active'));
  }
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

function requireCode(code: string): string {
  const digits = code.replaceAll(/\s/g, '');
  if (!/^[0-9]{4,10}$/.test(digits)) throw invalidField('CODE_MALFORMED', '/code', 'must be a code of digits');
  return digits;
}
