import {
  attemptRefusal,
  findRefusedAttempt,
  findRefusedThrottle,
  returnAttempt,
  returnThrottled,
  throttleRefusal,
} from '@countersign/attempts';
import { DomainError, unauthenticated } from '@countersign/errors';
import type { CallContext } from '@countersign/grpc';
import type { IdentityDeps } from '../dependencies.ts';
import type { User } from '../user/user.ts';
import { replaceHash } from '../user/user-store.ts';
import { step, withHold } from './login-access.ts';
import { countPasswordAttempt, openBudgets, returnFlowAttempt } from './login-attempt-store.ts';
import { endAfterLast, flowRefusal } from './login-attempts.ts';
import { toFactor } from './login-factor.ts';
import { type LoginFlow, wrongState } from './login-flow.ts';
import { tellOwner } from './login-notice.ts';
import { sendPin } from './login-pin.ts';
import { type Move, passPassword } from './login-store.ts';
import { networkBudget, passwordBucket, passwordRule } from './password-budget.ts';

/** User IDs failing within a minute above which it looks as if a list of stolen passwords were tried. */
const stuffingAbove = 50;

/**
 * Checks the password of a flow and moves the flow. It counts, then looks: an unknown user ID takes every step that a known
 * one takes. Throws `LOGIN_FAILED`, `ATTEMPTS_EXHAUSTED`, `LOGIN_FLOW_WRONG_STATE` or `HASHING_BUSY`.
 */
export type PasswordCheck = (flow: LoginFlow, password: string, context: CallContext) => Promise<LoginFlow>;

/** Makes the check; it remembers when it last warned. */
export function createPasswordCheck(deps: IdentityDeps): PasswordCheck {
  const { db, hasher, metrics, clock, logger } = deps;
  let quietUntilMs = 0;
  const noteWrong = (userIdHash: string) => {
    metrics.login('password_wrong');
    const failingUsers = metrics.failedUser(userIdHash);
    if (failingUsers <= stuffingAbove || Date.now() < quietUntilMs) return;
    quietUntilMs = Date.now() + 60_000;
    logger.warn({ failingUsers }, 'many user IDs fail at their passwords at once');
  };

  return async (flow, password, context) => {
    const budgets = budgetsOf(deps, flow, context.clientAddress);
    const { used, stopped, user } = await countOrRefuse(deps, flow, budgets);
    const right = await hasher.verify(password, user).catch(async (error: unknown) => {
      // Nobody looked at this password.
      await giveBack(deps, flow, budgets);
      throw error;
    });
    if (user === undefined || !right) {
      noteWrong(flow.userIdHash);
      if (stopped && budgets.shared)
        await tellOwner(db, { userId: flow.userId, kind: 'login-stopped', at: clock.now() });
      await endAfterLast(deps, { flow, action: 'submit_password', used });
      throw unauthenticated('LOGIN_FAILED', 'the user ID or the password is not right');
    }
    metrics.login('password_right');
    return await afterPassword(deps, { flow, user, password, budgets });
  };
}

type Budgets = ReturnType<typeof budgetsOf>;

/** The budgets that a password counts in: of its place, and for a device that is not known, of its network. */
function budgetsOf({ clock, policy }: IdentityDeps, flow: LoginFlow, address: string | undefined) {
  const at = clock.now();
  const { userIdHash, deviceId, sessionId, kind } = flow;
  const place = {
    userIdHash,
    ...(deviceId !== undefined && { deviceId }),
    ...(kind === 'step_up' && sessionId !== undefined && { sessionId }),
  };
  const shared = deviceId === undefined && kind === 'login';
  const network = shared ? networkBudget(policy, address) : undefined;
  return {
    shared,
    throttled: { bucket: passwordBucket(place), at, rule: passwordRule(policy) },
    network: network && { ...network, at },
  };
}

async function countOrRefuse(deps: IdentityDeps, flow: LoginFlow, { throttled, network }: Budgets) {
  const { db, metrics } = deps;
  const attempt = await countPasswordAttempt(db, { flow, throttled, network });
  if (attempt.outcome === 'counted') return attempt;
  if (attempt.outcome === 'flow') throw await flowRefusal(deps, flow);
  metrics.login('exhausted');
  if (attempt.outcome === 'network' && network !== undefined) {
    throw attemptRefusal(await findRefusedAttempt(db, network), network.at);
  }
  // The network's attempt was counted, but not made.
  if (network !== undefined) await returnAttempt(db, network);
  throw throttleRefusal(await findRefusedThrottle(db, throttled), throttled.at);
}

async function giveBack({ db }: IdentityDeps, flow: LoginFlow, { throttled, network }: Budgets): Promise<void> {
  await returnThrottled(db, throttled);
  if (network !== undefined) await returnAttempt(db, network);
  await returnFlowAttempt(db, flow.id);
}

/** The factors decide what comes next; where they cannot be asked, a right password is not held against its user. */
async function afterPassword(
  deps: IdentityDeps,
  { flow, user, password, budgets }: { flow: LoginFlow; user: User; password: string; budgets: Budgets },
): Promise<LoginFlow> {
  const { db, hasher } = deps;
  const { throttled, network } = budgets;
  const language = flow.languageChosen ? flow.language : user.language;
  let move: Move;
  try {
    if (hasher.isOutdated(user)) await replaceHash(db, user.id, user, await hasher.hash(password));
    move = await chooseMove(deps, { ...flow, language }, user);
  } catch (error) {
    if (!(error instanceof DomainError && error.reason === 'LOGIN_FLOW_WRONG_STATE')) {
      await openBudgets(db, { bucket: throttled.bucket, network });
    }
    throw error;
  }
  const moved = await passPassword(db, {
    flow,
    move: { ...move, language, passwordVersion: user.passwordVersion },
    bucket: throttled.bucket,
    network,
    language,
  });
  if (moved === undefined) throw wrongState(flow.state);
  return withHold(deps, moved, user);
}

async function chooseMove(deps: IdentityDeps, flow: LoginFlow, user: User): Promise<Move> {
  const told = await deps.secondFactor.getLoginFactors({ userId: user.id });
  if (told.standing !== 'FACTOR_STANDING_NONE') {
    return await toFactor(deps, { flow, user, action: 'submit_password' }, told);
  }
  // A session with two factors whose user never had one: there is nothing to prove it with.
  if (flow.kind === 'step_up') return step(flow, 'submit_password', 'session_over');
  return await sendPin(deps, { flow, user, action: 'submit_password' });
}
