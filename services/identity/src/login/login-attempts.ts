import { appendAudit } from '@countersign/audit';
import { exhausted } from '@countersign/errors';
import type { IdentityDeps } from '../dependencies.ts';
import { step } from './login-access.ts';
import { attemptsPerFlow, type LoginFlow, wrongState } from './login-flow.ts';
import { tellOwner } from './login-notice.ts';
import { findLoginFlowState, moveLoginFlow } from './login-store.ts';

/** Why no attempt was left to a flow: `LOGIN_FLOW_WRONG_STATE` if it moved on meanwhile, else `ATTEMPTS_EXHAUSTED`. */
export async function flowRefusal({ db, metrics }: IdentityDeps, flow: LoginFlow) {
  const now = await findLoginFlowState(db, flow.id);
  if (now !== undefined && now !== flow.state) return wrongState(now);
  metrics.login('exhausted');
  return exhausted('ATTEMPTS_EXHAUSTED', 'too many attempts; begin the login again');
}

/**
 * After the last attempt of a flow went wrong, the flow is dead. One that dies at its code had the right password: its
 * owner is told.
 */
export async function endAfterLast(
  { db, clock, logger, metrics }: IdentityDeps,
  { flow, action, used }: { flow: LoginFlow; action: 'submit_password' | 'submit_code'; used: number },
): Promise<void> {
  if (used < attemptsPerFlow) return;
  const at = clock.now();
  const ended = await db.transaction().execute(async (trx) => {
    const dead = await moveLoginFlow(trx, flow.id, step(flow, action, 'last_wrong'));
    if (dead === undefined) return false;
    if (action === 'submit_code') await tellOwner(trx, { userId: flow.userId, kind: 'password-known', at });
    await appendAudit(trx, {
      // Nobody's flow leaves the same record, so that it costs the same time.
      stream: flow.userId ?? flow.id,
      actor: 'anonymous',
      action: 'login.failed',
      subject: flow.id,
      detail: { step: action },
      at,
    });
    return true;
  });
  if (!ended) return;
  metrics.login('dead');
  logger.warn({ loginFlowId: flow.id, step: action }, 'login ended after too many wrong answers');
}
