import { requireAttempt } from '@countersign/attempts';
import { exhausted, invalidField, secondsUntil } from '@countersign/errors';
import type { Handlers } from '@countersign/grpc';
import { resolveLocale } from '@countersign/messaging';
import type { IdentityServiceService } from '@countersign/proto/identity';
import { newId } from '@countersign/runtime';
import { hashToken, randomToken } from '@countersign/sealing';
import type { IdentityDeps } from '../dependencies.ts';
import { findKnownDevice } from '../device/device-store.ts';
import { networkOf, userIdHashOf } from '../login/password-budget.ts';
import { requireGoodPassword } from '../password/password.ts';
import { requireUserId } from '../user/person.ts';
import { findUserByEmail, setUserLanguage } from '../user/user-store.ts';
import { checkAnswers } from './answers-step.ts';
import { askAgain, checkFactorCode, checkMailedCode } from './code-steps.ts';
import { completeRecovery } from './recovery-completion.ts';
import {
  flowLifeMs,
  flowsPerAddress,
  flowsPerUserId,
  nextState,
  type RecoveryFlow,
  type RecoveryFlowAction,
  type RecoveryFlowOutcome,
  recoveryBucket,
  requireOpen,
  resendPauseMs,
  sendsPerFlow,
} from './recovery-flow.ts';
import { describeRecoveryFlow } from './recovery-message.ts';
import { getFlow, getUserOf, moveOrRefuse } from './recovery-steps.ts';
import { insertRecoveryFlow, orderAnotherCode } from './recovery-store.ts';

type RecoveryMethod =
  | 'startRecoveryFlow'
  | 'getRecoveryFlow'
  | 'submitRecoveryCode'
  | 'submitRecoveryAnswers'
  | 'submitRecoveryFactorCode'
  | 'chooseRecoveryFactor'
  | 'submitNewPassword'
  | 'resendRecoveryCode'
  | 'setRecoveryFlowLanguage'
  | 'cancelRecoveryFlow';

/** RPCs of recovery: each checks the step in the table of `recovery-flow.ts`, does it, and moves the flow. */
export function createRecoveryHandlers(
  deps: IdentityDeps,
): Pick<Handlers<typeof IdentityServiceService>, RecoveryMethod> {
  const { db, clock, pepper, policy, metrics } = deps;
  const shown = async (flow: RecoveryFlow) => ({ flow: await describeRecoveryFlow(deps, flow) });
  return {
    async startRecoveryFlow({ userId, language, acceptedLanguage, deviceToken }, { clientAddress }) {
      const email = requireUserId(userId);
      const at = clock.now();
      const userIdHash = userIdHashOf(pepper, email);
      const deviceId = await findKnownDevice(db, { email, tokenHash: hashToken(deviceToken), at });
      // The address first: whoever is refused for it must not spend what belongs to the user ID.
      if (clientAddress !== undefined && deviceId === undefined) {
        await requireAttempt(db, { bucket: `recovery-address:${networkOf(clientAddress)}`, ...flowsPerAddress, at });
      }
      // Strangers use up what is left to strangers.
      await requireAttempt(db, { bucket: recoveryBucket(userIdHash, deviceId), ...flowsPerUserId, at });
      const user = await findUserByEmail(db, email);
      const secret = randomToken();
      const flow: RecoveryFlow = {
        id: newId('rcv'),
        ...(user !== undefined && { userId: user.id }),
        userIdHash,
        ...(deviceId !== undefined && { deviceId }),
        state: 'code_required',
        language: resolveLocale(language === '' ? acceptedLanguage : language),
        languageChosen: language !== '',
        sends: 1,
        resendAt: new Date(at.getTime() + resendPauseMs(1)),
        codeAttempts: 0,
        factorAttempts: 0,
        expiresAt: new Date(at.getTime() + flowLifeMs),
      };
      await insertRecoveryFlow(db, { flow, secretHash: hashToken(secret), at });
      metrics.recovery('started');
      return { ...(await shown(flow)), secret };
    },

    async getRecoveryFlow({ key }) {
      return await shown(await getFlow(deps, key));
    },

    async submitRecoveryCode({ key, code }) {
      const flow = await getFlow(deps, key);
      requireOpen(flow, 'submit_code');
      return await shown(await checkMailedCode(deps, flow, code));
    },

    async submitRecoveryAnswers({ key, answers }) {
      const flow = await getFlow(deps, key);
      requireOpen(flow, 'submit_answers');
      return await shown(await checkAnswers(deps, flow, answers));
    },

    async submitRecoveryFactorCode({ key, code }) {
      const flow = await getFlow(deps, key);
      requireOpen(flow, 'submit_factor_code');
      return await shown(await checkFactorCode(deps, flow, code));
    },

    async chooseRecoveryFactor({ key, authenticatorId }) {
      const flow = await getFlow(deps, key);
      requireOpen(flow, 'choose_factor');
      return await shown(await askAgain(deps, flow, { authenticatorId, action: 'choose_factor' }));
    },

    async submitNewPassword({ key, password }, { clientAddress = '' }) {
      const flow = await getFlow(deps, key);
      requireOpen(flow, 'submit_password');
      const user = await getUserOf(deps, flow);
      requireGoodPassword(password, { policy: policy.password, owner: user });
      return await shown(await completeRecovery(deps, { flow, user, password, address: clientAddress }));
    },

    async resendRecoveryCode({ key }) {
      const flow = await getFlow(deps, key);
      if (flow.sends >= sendsPerFlow && flow.state === 'code_required') {
        throw exhausted('PIN_SENDS_EXHAUSTED', 'no further code is sent; begin the recovery again');
      }
      requireOpen(flow, 'resend');
      if (flow.state === 'factor_required') {
        const authenticatorId = flow.prompt?.authenticatorId ?? '';
        return await shown(await askAgain(deps, flow, { authenticatorId, action: 'resend' }));
      }
      const at = clock.now();
      const { id, sends, resendAt } = flow;
      const moved = await db.transaction().execute((trx) => orderAnotherCode(trx, { id, sends, at }));
      if (moved === undefined) {
        throw exhausted('RESEND_TOO_EARLY', 'a code was sent just now; wait before another one', {
          retryAfterSeconds: secondsUntil(resendAt, at),
        });
      }
      return await shown(moved);
    },

    async setRecoveryFlowLanguage({ key, language }) {
      if (resolveLocale(language) !== language) {
        throw invalidField('LANGUAGE_UNSUPPORTED', '/language', 'must be en, fr, de or es');
      }
      const flow = await getFlow(deps, key);
      requireOpen(flow, 'set_language');
      const step = { ...stepOf(flow, 'set_language', 'done'), language, languageChosen: true };
      const moved = await moveOrRefuse(deps, flow, step);
      // Before the mailed code is proved, a stranger could set the language of somebody else.
      if (moved.state !== 'code_required') await setUserLanguage(db, (await getUserOf(deps, moved)).id, language);
      return await shown(moved);
    },

    async cancelRecoveryFlow({ key }) {
      const flow = await getFlow(deps, key);
      requireOpen(flow, 'cancel');
      return await shown(await moveOrRefuse(deps, flow, stepOf(flow, 'cancel', 'done')));
    },
  };
}

function stepOf({ state }: RecoveryFlow, action: RecoveryFlowAction, outcome: RecoveryFlowOutcome) {
  return { from: [state], to: nextState(state, action, outcome) };
}
