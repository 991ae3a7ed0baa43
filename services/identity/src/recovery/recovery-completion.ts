import { appendAudit } from '@countersign/audit';
import type { IdentityDeps } from '../dependencies.ts';
import { revokeDevicesOf } from '../device/device-store.ts';
import { cancelLoginFlowsOf } from '../login/login-store.ts';
import { clearPasswordBudgets, userIdHashOf } from '../login/password-budget.ts';
import { recordPasswordChange, setPassword } from '../password/password-store.ts';
import { endSessionsOfUser } from '../session/session-end.ts';
import type { User } from '../user/user.ts';
import { holdEmail, takeRelease } from './hold.ts';
import { nextState, type RecoveryFlow, wrongState } from './recovery-flow.ts';
import { cancelRecoveryFlowsOf, findRecoveryFlowState, moveRecoveryFlow } from './recovery-store.ts';

/**
 * Sets the new password, once: one conditional statement decides which of several parallel calls does. Whatever the old
 * one opened is closed: sessions, logins and recoveries under way, known devices. Factors stay what they are, and there is
 * no session: the user logs in with the new password and his factor.
 */
export async function completeRecovery(
  { db, clock, hasher, pepper, policy, logger, metrics }: IdentityDeps,
  { flow, user, password, address }: { flow: RecoveryFlow; user: User; password: string; address: string },
): Promise<RecoveryFlow> {
  const { id: userId, email } = user;
  const stored = await hasher.hash(password);
  const at = clock.now();
  const completed = await db.transaction().execute(async (trx) => {
    // Flows come before the user, as in a login's end: the other order could deadlock with one.
    await cancelRecoveryFlowsOf(trx, userId, flow.id);
    const to = nextState(flow.state, 'submit_password', 'done');
    const moved = await moveRecoveryFlow(trx, flow.id, { from: [flow.state], to });
    if (moved === undefined) throw wrongState((await findRecoveryFlowState(trx, flow.id)) ?? flow.state);
    // Budgets come before the flows, as after a login's password.
    await clearPasswordBudgets(trx, userIdHashOf(pepper, email));
    await cancelLoginFlowsOf(trx, userId);
    await revokeDevicesOf(trx, userId, at);
    // A parallel recovery, of which this one's cancelling saw nothing, may have set another one.
    if (!(await setPassword(trx, userId, stored, flow.passwordVersion))) throw wrongState('cancelled');
    if (!(await takeRelease(trx, userId, at))) {
      await holdEmail(trx, userId, new Date(at.getTime() + policy.recovery.holdMs));
    }
    await recordPasswordChange(trx, { userId, kind: 'recovered', address, at });
    const sessionsEnded = await endSessionsOfUser(trx, { userId, reason: 'password_recovered', at });
    await appendAudit(trx, {
      stream: userId,
      actor: userId,
      action: 'password.recovered',
      subject: flow.id,
      detail: { sessionsEnded },
      at,
    });
    return moved;
  });
  metrics.recovery('completed');
  logger.info({ userId, recoveryFlowId: flow.id }, 'password recovered');
  return completed;
}
