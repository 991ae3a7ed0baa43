import { invalidField } from '@countersign/errors';
import { type Handlers, requireActor } from '@countersign/grpc';
import { resolveLocale } from '@countersign/messaging';
import type { IdentityServiceService } from '@countersign/proto/identity';
import { newId } from '@countersign/runtime';
import { hashToken, randomToken } from '@countersign/sealing';
import type { IdentityDeps } from '../dependencies.ts';
import { deviceLabel } from '../session/device-label.ts';
import { requireUserId } from '../user/person.ts';
import { getUser, setUserLanguage } from '../user/user-store.ts';
import { getFlow, getFlowFor, getUserOf, moveOrRefuse, step } from './login-access.ts';
import { checkCode } from './login-code.ts';
import { completeLogin, completeStepUp } from './login-completion.ts';
import { askAgain, type FactorStep } from './login-factor.ts';
import { flowLifeMs, type LoginFlowKind } from './login-flow.ts';
import { sendLossCode } from './login-loss.ts';
import { toLoginFlowMessage } from './login-message.ts';
import { createPasswordCheck } from './login-password.ts';
import { sendPin } from './login-pin.ts';
import { insertLoginFlow, type Move } from './login-store.ts';
import { userIdHashOf } from './password-budget.ts';

type LoginMethod =
  | 'startLoginFlow'
  | 'startStepUpFlow'
  | 'getLoginFlow'
  | 'submitPassword'
  | 'submitCode'
  | 'chooseFactor'
  | 'reportFactorLoss'
  | 'resendPin'
  | 'useAlternativeChannel'
  | 'setLoginFlowLanguage'
  | 'cancelLoginFlow'
  | 'getLoginPolicy';

/** RPCs of the login: each checks the step in the table of `login-flow.ts`, does it, and moves the flow. */
export function createLoginHandlers(deps: IdentityDeps): Pick<Handlers<typeof IdentityServiceService>, LoginMethod> {
  const { db, policy } = deps;
  const checkPassword = createPasswordCheck(deps);
  return {
    async startLoginFlow({ userId, language, acceptedLanguage, deviceToken, userAgent }) {
      return await startFlow(deps, {
        kind: 'login',
        email: requireUserId(userId),
        language: resolveLocale(language === '' ? acceptedLanguage : language),
        languageChosen: language !== '',
        deviceToken,
        userAgent,
      });
    },

    async startStepUpFlow({ language, deviceToken, userAgent }, context) {
      const { userId, sessionId } = requireActor(context);
      const user = await getUser(db, userId);
      return await startFlow(deps, {
        kind: 'step_up',
        sessionId,
        email: user.email,
        language: resolveLocale(language === '' ? user.language : language),
        languageChosen: language !== '',
        deviceToken,
        userAgent,
      });
    },

    async getLoginFlow({ key }) {
      return { flow: toLoginFlowMessage(await getFlow(deps, key)) };
    },

    async submitPassword({ key, password }, context) {
      const flow = await getFlowFor(deps, { key, action: 'submit_password', context });
      return { flow: toLoginFlowMessage(await checkPassword(flow, password, context)) };
    },

    async submitCode({ key, code, nextCode = '' }, context) {
      const proved = await checkCode(deps, { key, code, nextCode, context });
      if (proved.flow.kind === 'step_up') return await completeStepUp(deps, proved);
      return await completeLogin(deps, proved, context.clientAddress ?? '');
    },

    async chooseFactor({ key, authenticatorId }, context) {
      const flow = await getFlowFor(deps, { key, action: 'choose_factor', context });
      const user = await getUserOf(deps, flow);
      const move = await askAgain(deps, { flow, user, action: 'choose_factor' }, { authenticatorId });
      return { flow: toLoginFlowMessage(await moveOrRefuse(deps, flow, move)) };
    },

    async reportFactorLoss({ key }, context) {
      const flow = await getFlowFor(deps, { key, action: 'report_loss', context });
      const user = await getUserOf(deps, flow);
      const move = await sendLossCode(deps, { flow, user, action: 'report_loss' });
      return { flow: toLoginFlowMessage(await moveOrRefuse(deps, flow, move)) };
    },

    async resendPin({ key }, context) {
      const flow = await getFlowFor(deps, { key, action: 'resend', context });
      const at = { flow, user: await getUserOf(deps, flow), action: 'resend' } as const;
      return { flow: toLoginFlowMessage(await moveOrRefuse(deps, flow, await sendAgain(deps, at))) };
    },

    async useAlternativeChannel({ key }, context) {
      const flow = await getFlowFor(deps, { key, action: 'alternative', context });
      const user = await getUserOf(deps, flow);
      const move = await sendPin(deps, { flow, user, action: 'alternative', channel: 'email' });
      return { flow: toLoginFlowMessage(await moveOrRefuse(deps, flow, move)) };
    },

    async setLoginFlowLanguage({ key, language }, context) {
      if (resolveLocale(language) !== language) {
        throw invalidField('LANGUAGE_UNSUPPORTED', '/language', 'must be en, fr, de or es');
      }
      const flow = await getFlowFor(deps, { key, action: 'set_language', context });
      const move = { ...step(flow, 'set_language', 'done'), language, languageChosen: true };
      const moved = await moveOrRefuse(deps, flow, move);
      // Before the password is proved, a stranger could set the language of somebody else.
      if (moved.state !== 'password_required') await setUserLanguage(db, (await getUserOf(deps, moved)).id, language);
      return { flow: toLoginFlowMessage(moved) };
    },

    async cancelLoginFlow({ key }, context) {
      const flow = await getFlowFor(deps, { key, action: 'cancel', context });
      return { flow: toLoginFlowMessage(await moveOrRefuse(deps, flow, step(flow, 'cancel', 'done'))) };
    },

    async getLoginPolicy() {
      const { password, session, recovery } = policy;
      return {
        profile: policy.profile,
        passwordMinLength: password.minLength,
        passwordMaxLength: password.maxLength,
        passwordBreachCheck: password.breachCheck,
        sessionIdleMinutes: session.idleMs / 60_000,
        sessionAbsoluteMinutes: session.absoluteMs / 60_000,
        recoveryQuestions: recovery.questions,
        recoveryQuestionsToAnswer: recovery.toAnswer,
        recoveryQuestionsAsked: recovery.asked,
        fourEyes: [...policy.fourEyes],
        mobileRequired: !policy.pinByEmail,
      };
    },
  };
}

async function sendAgain(deps: IdentityDeps, at: FactorStep): Promise<Move> {
  const { state, prompt, pin } = at.flow;
  if (state === 'factor_required') {
    return await askAgain(deps, at, { authenticatorId: prompt?.authenticatorId ?? '', resend: true });
  }
  if (state === 'loss_code_required') return await sendLossCode(deps, at);
  return await sendPin(deps, { ...at, channel: pin?.channel ?? 'email' });
}

async function startFlow(
  { db, clock, pepper }: IdentityDeps,
  {
    deviceToken,
    userAgent,
    ...rest
  }: {
    kind: LoginFlowKind;
    /** Session that a step-up renews. */
    sessionId?: string;
    email: string;
    language: string;
    languageChosen: boolean;
    deviceToken: string;
    userAgent: string;
  },
) {
  const at = clock.now();
  const secret = randomToken();
  const flow = await insertLoginFlow(db, {
    ...rest,
    id: newId('lfl'),
    secretHash: hashToken(secret),
    userIdHash: userIdHashOf(pepper, rest.email),
    deviceTokenHash: hashToken(deviceToken),
    device: deviceLabel(userAgent),
    expiresAt: new Date(at.getTime() + flowLifeMs),
    at,
  });
  return { flow: toLoginFlowMessage(flow), secret };
}
