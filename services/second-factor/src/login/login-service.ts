import { forbidden, invalidField } from '@countersign/errors';
import { enumWord, type Handlers } from '@countersign/grpc';
import type { SecondFactorServiceService, SendLoginPinRequest } from '@countersign/proto/second-factor';
import { matchAnyApp, useFirst } from '../authenticator/app-code.ts';
import { codeRefused } from '../authenticator/refusals.ts';
import { readStanding } from '../authenticator/standing.ts';
import { type Door, restoreGuesses, spendGuess } from '../budgets.ts';
import { codeChannels, requireDestination } from '../code/code.ts';
import { matchesSent } from '../code/code-hash.ts';
import { findSentCode, useSentCode } from '../code/code-store.ts';
import { type Send, sendCode } from '../code/sending.ts';
import type { CodeChannel } from '../database.ts';
import type { SecondFactorDeps } from '../dependencies.ts';
import type { Policy } from '../policy/policy.ts';
import { requireCode, requireId } from '../request-fields.ts';

/** The RPCs by which identity completes a login. */
export function createLoginHandlers(
  deps: SecondFactorDeps,
): Pick<Handlers<typeof SecondFactorServiceService>, 'sendLoginPin' | 'verifyLoginCode'> {
  const { outcomes } = deps;
  return {
    sendLoginPin: (request) => outcomes('send_pin', () => sendPin(deps, request)),
    verifyLoginCode: ({ userId, loginFlowId, code, firstLogin, recovery }) => {
      const verify = firstLogin ? verifyPin : verifyCode;
      return outcomes(firstLogin ? 'verify_pin' : 'verify_code', async () => {
        const amr = await verify(deps, {
          userId: requireId(userId, 'userId'),
          loginFlowId: requireId(loginFlowId, 'loginFlowId'),
          code: requireCode(code),
          recovery,
        });
        return { amr, methods: [amr], acr: '', authenticatorId: '', kind: '', setUpOnly: false };
      });
    },
  };
}

async function sendPin(deps: SecondFactorDeps, request: SendLoginPinRequest) {
  const send = readSend(request);
  // First, so that a login whose user has a factor by now goes on with it.
  await requireFirstLogin(deps, send.key.userId);
  requireChannel(deps.policy, send.channel);
  return await sendCode(deps, send);
}

function readSend(request: SendLoginPinRequest): Send {
  const channel = enumWord('PIN_CHANNEL', request.channel, codeChannels);
  if (channel === undefined) throw invalidField('CHANNEL_INVALID', '/channel', 'must be sms or email');
  return {
    key: {
      purpose: 'login',
      userId: requireId(request.userId, 'userId'),
      subjectId: requireId(request.loginFlowId, 'loginFlowId'),
    },
    channel,
    destination: requireDestination(channel, request.destination),
    language: request.language,
  };
}

/** Throws `PIN_CHANNEL_OFF` for a channel that the policy does not take for a second factor. */
function requireChannel({ pin }: Policy, channel: CodeChannel): void {
  if (channel === 'email' ? pin.byEmail : pin.bySms) return;
  throw forbidden(
    'PIN_CHANNEL_OFF',
    `one-time PINs are not sent by ${channel === 'email' ? 'e-mail' : 'text message'}`,
  );
}

/** Throws `FIRST_LOGIN_OVER` once a factor was ever active: a mailed PIN must not stand in for it, lost or not. */
async function requireFirstLogin({ db, clock }: SecondFactorDeps, userId: string): Promise<void> {
  if ((await readStanding(db, userId, clock.now())).everActive) {
    throw forbidden('FIRST_LOGIN_OVER', 'a second factor was set up; log in with it');
  }
}

interface CodeForFlow extends Door {
  loginFlowId: string;
  code: string;
}

async function verifyPin(deps: SecondFactorDeps, { code, ...flow }: CodeForFlow): Promise<CodeChannel> {
  const { db, clock, pepper } = deps;
  const { userId, loginFlowId, recovery } = flow;
  await requireFirstLogin(deps, userId);
  await spend(deps, flow);
  const sent = await findSentCode(db, { purpose: 'login', subjectId: loginFlowId, userId });
  if (!matchesSent(pepper, sent, { code }) || sent === undefined) throw codeRefused();
  const channel = await useSentCode(db, { ...sent, at: clock.now() });
  if (channel === undefined) throw codeRefused();
  await restoreGuesses(db, { userId, recovery });
  return channel;
}

async function verifyCode(deps: SecondFactorDeps, { code, ...flow }: CodeForFlow): Promise<'otp'> {
  await spend(deps, flow);
  const { userId, recovery } = flow;
  await useFirst(deps.db, await matchAnyApp(deps, { userId, recovery, code, at: deps.clock.now() }));
  return 'otp';
}

async function spend(
  deps: SecondFactorDeps,
  { loginFlowId, userId, recovery }: Omit<CodeForFlow, 'code'>,
): Promise<void> {
  await spendGuess(deps, { budget: 'login-flow', id: loginFlowId, userId, recovery });
}
