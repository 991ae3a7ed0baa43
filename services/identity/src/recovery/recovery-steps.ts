import { appendAudit } from '@countersign/audit';
import { exhausted, notFound } from '@countersign/errors';
import type { RecoveryFlowKey } from '@countersign/proto/identity';
import { hashToken } from '@countersign/sealing';
import type { IdentityDeps } from '../dependencies.ts';
import type { User } from '../user/user.ts';
import { getUser } from '../user/user-store.ts';
import { nextState, type RecoveryFlow, type RecoveryFlowAction, wrongState } from './recovery-flow.ts';
import {
  countFlowAttempt,
  findRecoveryFlow,
  findRecoveryFlowState,
  type Move,
  moveRecoveryFlow,
} from './recovery-store.ts';

/** The flow of a client; throws `RECOVERY_FLOW_NOT_FOUND` also for a wrong secret and after its time. */
export async function getFlow({ db, clock }: IdentityDeps, key: RecoveryFlowKey | undefined): Promise<RecoveryFlow> {
  const { flowId = '', secret = '' } = key ?? {};
  const flow = await findRecoveryFlow(db, { id: flowId, secretHash: hashToken(secret), at: clock.now() });
  if (flow === undefined) {
    throw notFound('RECOVERY_FLOW_NOT_FOUND', 'no such recovery, or its time is over; begin again');
  }
  return flow;
}

/** The user of a flow that is past the mailed code. */
export async function getUserOf({ db }: IdentityDeps, { userId }: RecoveryFlow): Promise<User> {
  if (userId === undefined) throw new Error('a recovery without a user got past the mailed code');
  return await getUser(db, userId);
}

/** Moves a flow; throws `RECOVERY_FLOW_WRONG_STATE` when another call moved it first. */
export async function moveOrRefuse({ db }: IdentityDeps, flow: RecoveryFlow, move: Move): Promise<RecoveryFlow> {
  const moved = await moveRecoveryFlow(db, flow.id, move);
  if (moved === undefined) throw wrongState((await findRecoveryFlowState(db, flow.id)) ?? flow.state);
  return moved;
}

/** Counts an attempt at a code of the flow and returns how many are used; throws `ATTEMPTS_EXHAUSTED` without any left. */
export async function requireFlowAttempt({ db, metrics }: IdentityDeps, flow: RecoveryFlow): Promise<number> {
  const used = await countFlowAttempt(db, flow);
  if (used !== undefined) return used;
  const now = await findRecoveryFlowState(db, flow.id);
  if (now !== undefined && now !== flow.state) throw wrongState(now);
  metrics.recovery('exhausted');
  throw exhausted('ATTEMPTS_EXHAUSTED', 'too many attempts; begin the recovery again');
}

/** Ends a flow whose last attempt went wrong. Nobody's flow leaves the same record, so that it costs the same time. */
export async function endFlow(
  { db, clock, logger, metrics }: IdentityDeps,
  { flow, action }: { flow: RecoveryFlow; action: RecoveryFlowAction },
): Promise<void> {
  const ended = await db.transaction().execute(async (trx) => {
    const to = nextState(flow.state, action, 'last_wrong');
    const dead = await moveRecoveryFlow(trx, flow.id, { from: [flow.state], to });
    if (dead === undefined) return false;
    await appendAudit(trx, {
      stream: flow.userId ?? flow.id,
      actor: 'anonymous',
      action: 'recovery.failed',
      subject: flow.id,
      detail: { step: action },
      at: clock.now(),
    });
    return true;
  });
  if (!ended) return;
  metrics.recovery('dead');
  logger.warn({ recoveryFlowId: flow.id, step: action }, 'recovery ended after too many wrong answers');
}
