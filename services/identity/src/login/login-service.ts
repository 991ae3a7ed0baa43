import { clearAttempts, requireAttempt } from '@countersign/attempts';
import { appendAudit } from '@countersign/audit';
import { DomainError, exhausted, invalidField, notFound, unauthenticated } from '@countersign/errors';
import type { Handlers } from '@countersign/grpc';
import { resolveLocale } from '@countersign/messaging';
import type { IdentityServiceService, LoginFlowKey } from '@countersign/proto/identity';
import { newId } from '@countersign/runtime';
import { hashToken, keyedHash, randomToken } from '@countersign/sealing';
import type { IdentityDeps } from '../dependencies.ts';
import { normalEmail } from '../user/person.ts';
import type { User } from '../user/user.ts';
import { findUser, findUserByEmail, getUser, replaceHash, setUserLanguage } from '../user/user-store.ts';
import { completeLogin } from './login-completion.ts';
import {
  attemptsPerFlow,
  attemptsPerUserId,
  flowLifeMs,
  type LoginFlow,
  type LoginFlowAction,
  nextState,
  requireOpen,
  wrongState,
} from './login-flow.ts';
import { toLoginFlowMessage } from './login-message.ts';
import { sendPin } from './login-pin.ts';
import {
  countFlowAttempt,
  findLoginFlow,
  findLoginFlowState,
  insertLoginFlow,
  type Move,
  moveLoginFlow,
} from './login-store.ts';

type LoginMethod =
  | 'startLoginFlow'
  | 'getLoginFlow'
  | 'submitPassword'
  | 'submitCode'
  | 'resendPin'
  | 'useAlternativeChannel'
  | 'setLoginFlowLanguage'
  | 'cancelLoginFlow';

/** RPCs of the login: each checks the step in the table of `login-flow.ts`, does it, and moves the flow. */
export function createLoginHandlers(deps: IdentityDeps): Pick<Handlers<typeof IdentityServiceService>, LoginMethod> {
  const { db, clock, pepper } = deps;
  return {
    async startLoginFlow({ userId, language }) {
      const email = requireUserId(userId);
      const at = clock.now();
      const secret = randomToken();
      const user = await findUserByEmail(db, email);
      const flow: LoginFlow = {
        id: newId('lfl'),
        ...(user !== undefined && { userId: user.id }),
        userIdHash: keyedHash(pepper, 'login-user-id', email).toString('base64url'),
        state: 'password_required',
        language: resolveLocale(language),
        languageChosen: language !== '',
        expiresAt: new Date(at.getTime() + flowLifeMs),
      };
      await insertLoginFlow(db, { flow, secretHash: hashToken(secret), at });
      return { flow: toLoginFlowMessage(flow), secret };
    },

    async getLoginFlow({ key }) {
      return { flow: toLoginFlowMessage(await getFlow(deps, key)) };
    },

    async submitPassword({ key, password }) {
      const flow = await getFlow(deps, key);
      requireOpen(flow, 'submit_password');
      const user = await checkPassword(deps, flow, password);
      return { flow: toLoginFlowMessage(await afterPassword(deps, flow, user)) };
    },

    async submitCode({ key, code }) {
      const flow = await getFlow(deps, key);
      requireOpen(flow, 'submit_code');
      const method = await checkCode(deps, flow, requireCode(code));
      return await completeLogin(deps, { flow, method });
    },

    async resendPin({ key }) {
      const flow = await getFlow(deps, key);
      requireOpen(flow, 'resend');
      const user = await getUserOf(deps, flow);
      const move = await sendPin(deps, { flow, user, action: 'resend', channel: flow.pin?.channel ?? 'email' });
      return { flow: toLoginFlowMessage(await moveOrRefuse(deps, flow, move)) };
    },

    async useAlternativeChannel({ key }) {
      const flow = await getFlow(deps, key);
      requireOpen(flow, 'alternative');
      const user = await getUserOf(deps, flow);
      const move = await sendPin(deps, { flow, user, action: 'alternative', channel: 'email' });
      return { flow: toLoginFlowMessage(await moveOrRefuse(deps, flow, move)) };
    },

    async setLoginFlowLanguage({ key, language }) {
      if (resolveLocale(language) !== language) {
        throw invalidField('LANGUAGE_UNSUPPORTED', '/language', 'must be en, fr, de or es');
      }
      const flow = await getFlow(deps, key);
      requireOpen(flow, 'set_language');
      const move = { ...step(flow, 'set_language', 'done'), language, languageChosen: true };
      const moved = await moveOrRefuse(deps, flow, move);
      // Before the password is proved, a stranger could set the language of somebody else.
      if (moved.state !== 'password_required') await setUserLanguage(db, (await getUserOf(deps, moved)).id, language);
      return { flow: toLoginFlowMessage(moved) };
    },

    async cancelLoginFlow({ key }) {
      const flow = await getFlow(deps, key);
      requireOpen(flow, 'cancel');
      return { flow: toLoginFlowMessage(await moveOrRefuse(deps, flow, step(flow, 'cancel', 'done'))) };
    },
  };
}

async function getFlow({ db, clock }: IdentityDeps, key: LoginFlowKey | undefined): Promise<LoginFlow> {
  const { flowId = '', secret = '' } = key ?? {};
  const flow = await findLoginFlow(db, { id: flowId, secretHash: hashToken(secret), at: clock.now() });
  if (flow === undefined) throw notFound('LOGIN_FLOW_NOT_FOUND', 'no such login, or its time is over; begin again');
  return flow;
}

/** Counts, then looks: an unknown user ID takes every step that a known one takes. */
async function checkPassword(deps: IdentityDeps, flow: LoginFlow, password: string): Promise<User> {
  const { db, clock, hasher, metrics } = deps;
  const used = await requireFlowAttempt(deps, flow);
  const bucket = `password:${flow.userIdHash}`;
  await requireAttempt(db, { bucket, ...attemptsPerUserId, at: clock.now() });
  const user = await findUser(db, flow.userId ?? '');
  const right = await hasher.verify(password, user);
  if (user === undefined || !right) {
    metrics.login('password_wrong');
    await endAfterLast(deps, { flow, action: 'submit_password', used });
    throw unauthenticated('LOGIN_FAILED', 'the user ID or the password is not right');
  }
  metrics.login('password_right');
  await clearAttempts(db, bucket);
  if (hasher.isOutdated(user)) await replaceHash(db, user.id, user, await hasher.hash(password));
  return user;
}

async function afterPassword(deps: IdentityDeps, flow: LoginFlow, user: User): Promise<LoginFlow> {
  const { db, secondFactor } = deps;
  const language = flow.languageChosen ? flow.language : user.language;
  await setUserLanguage(db, user.id, language);
  const spoken = { ...flow, language };
  const { activeKinds } = await secondFactor.getLoginFactors({ userId: user.id });
  const move =
    activeKinds.length > 0
      ? step(flow, 'submit_password', 'factor_active')
      : await sendPin(deps, { flow: spoken, user, action: 'submit_password' });
  return await moveOrRefuse(deps, flow, { ...move, language });
}

/** Asks second-factor, which counts again and uses the code up; returns the method of the code. */
async function checkCode(deps: IdentityDeps, flow: LoginFlow, code: string): Promise<string> {
  const { db, secondFactor, metrics } = deps;
  const { id: userId } = await getUserOf(deps, flow);
  const used = await requireFlowAttempt(deps, flow);
  const firstLogin = flow.state === 'pin_required';
  try {
    const { amr } = await secondFactor.verifyLoginCode({ userId, loginFlowId: flow.id, code, firstLogin });
    return amr;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.reason === 'CODE_REFUSED') {
      metrics.login('code_refused');
      await endAfterLast(deps, { flow, action: 'submit_code', used });
    }
    if (error.reason === 'FIRST_LOGIN_OVER' && firstLogin) {
      await moveLoginFlow(db, flow.id, step(flow, 'submit_code', 'factor_active'));
    }
    throw error;
  }
}

async function requireFlowAttempt({ db, metrics }: IdentityDeps, flow: LoginFlow): Promise<number> {
  const used = await countFlowAttempt(db, flow);
  if (used !== undefined) return used;
  const now = await findLoginFlowState(db, flow.id);
  if (now !== undefined && now !== flow.state) throw wrongState(now);
  metrics.login('exhausted');
  throw exhausted('ATTEMPTS_EXHAUSTED', 'too many attempts; begin the login again');
}

/** After the last attempt of a flow went wrong, the flow is dead. */
async function endAfterLast(
  { db, clock, logger, metrics }: IdentityDeps,
  { flow, action, used }: { flow: LoginFlow; action: LoginFlowAction; used: number },
): Promise<void> {
  if (used < attemptsPerFlow) return;
  const ended = await db.transaction().execute(async (trx) => {
    const dead = await moveLoginFlow(trx, flow.id, step(flow, action, 'last_wrong'));
    if (dead === undefined) return false;
    await appendAudit(trx, {
      // Nobody's flow leaves the same record, so that it costs the same time.
      stream: flow.userId ?? flow.id,
      actor: 'anonymous',
      action: 'login.failed',
      subject: flow.id,
      detail: { step: action },
      at: clock.now(),
    });
    return true;
  });
  if (!ended) return;
  metrics.login('dead');
  logger.warn({ loginFlowId: flow.id, step: action }, 'login ended after too many wrong answers');
}

async function getUserOf({ db }: IdentityDeps, { userId }: LoginFlow): Promise<User> {
  if (userId === undefined) throw new Error('a login flow without a user got past the password');
  return await getUser(db, userId);
}

function step(flow: LoginFlow, action: LoginFlowAction, outcome: Parameters<typeof nextState>[2]): Move {
  return { from: [flow.state], to: nextState(flow.state, action, outcome) };
}

async function moveOrRefuse({ db }: IdentityDeps, flow: LoginFlow, move: Move): Promise<LoginFlow> {
  const moved = await moveLoginFlow(db, flow.id, move);
  if (moved === undefined) throw wrongState(flow.state);
  return moved;
}

function requireUserId(userId: string): string {
  const email = normalEmail(userId);
  if (email === '' || email.length > 254) {
    throw invalidField('USER_ID_INVALID', '/userId', 'must be a user ID, for example ada@example.com');
  }
  return email;
}

function requireCode(code: string): string {
  const digits = code.replaceAll(/\s/g, '');
  if (!/^[0-9]{4,10}$/.test(digits)) throw invalidField('CODE_MALFORMED', '/code', 'must be a code of digits');
  return digits;
}
