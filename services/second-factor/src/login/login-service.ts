import { forbidden, invalidField } from '@countersign/errors';
import { enumWord, type Handlers } from '@countersign/grpc';
import type {
  AskLoginFactorRequest,
  SecondFactorServiceService,
  SendLoginPinRequest,
  VerifyLoginCodeRequest,
  VerifyLoginCodeResponse,
} from '@countersign/proto/second-factor';
import { assuranceOf } from '../assurance.ts';
import { unknownAuthenticator } from '../authenticator/authenticator.ts';
import type { FittingCode } from '../authenticator/factor-kind.ts';
import { kindOf } from '../authenticator/factor-kinds.ts';
import { codeRefused } from '../authenticator/refusals.ts';
import { readStanding } from '../authenticator/standing.ts';
import { type Door, restoreGuesses, spendGuess } from '../budgets.ts';
import { codeChannels, requireDestination } from '../code/code.ts';
import { matchesSent } from '../code/code-hash.ts';
import { findSentCode, useSentCode } from '../code/code-store.ts';
import { type Send, sendCode } from '../code/sending.ts';
import { type CodeChannel, lockUser } from '../database.ts';
import type { SecondFactorDeps } from '../dependencies.ts';
import type { Policy } from '../policy/policy.ts';
import { requireCode, requireId } from '../request-fields.ts';
import {
  type Answer,
  ask,
  findUsable,
  guessAnswer,
  requireCodeOf,
  requireNextCode,
  useAnswer,
  useAnswerWithin,
} from '../verification/answer.ts';

/** The RPCs by which identity completes a login. */
export function createLoginHandlers(
  deps: SecondFactorDeps,
): Pick<Handlers<typeof SecondFactorServiceService>, 'sendLoginPin' | 'askLoginFactor' | 'verifyLoginCode'> {
  const { outcomes } = deps;
  return {
    sendLoginPin: (request) => outcomes('send_pin', () => sendPin(deps, request)),
    askLoginFactor: (request) => outcomes('ask_factor', async () => ({ prompt: await askFactor(deps, request) })),
    verifyLoginCode: (request) =>
      request.firstLogin
        ? outcomes('verify_pin', () => verifyPin(deps, request))
        : outcomes('verify_code', () => verifyCode(deps, request)),
  };
}

async function sendPin(deps: SecondFactorDeps, request: SendLoginPinRequest) {
  const send = readSend(deps.policy, request);
  // First, so that a login whose user has a factor by now goes on with it.
  await requireFirstLogin(deps, send.key.userId);
  requireChannel(deps.policy, send.channel);
  return await sendCode(deps, send);
}

function readSend({ pin }: Policy, request: SendLoginPinRequest): Send {
  const channel = enumWord('PIN_CHANNEL', request.channel, codeChannels);
  if (channel === undefined) throw invalidField('CHANNEL_INVALID', '/channel', 'must be sms or email');
  return {
    key: { purpose: 'login', ...readFlow(request) },
    channel,
    destination: requireDestination(channel, request.destination),
    language: request.language,
    ...(request.fallbackEmail !== '' &&
      pin.byEmail && { fallbackEmail: requireDestination('email', request.fallbackEmail, '/fallbackEmail') }),
  };
}

function readFlow(request: { userId: string; loginFlowId: string }) {
  return {
    userId: requireId(request.userId, 'userId'),
    subjectId: requireId(request.loginFlowId, 'loginFlowId'),
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

/** Throws `FIRST_LOGIN_OVER` once a factor was ever active: a PIN must not stand in for it, lost or not. */
async function requireFirstLogin({ db, clock }: SecondFactorDeps, userId: string): Promise<void> {
  if ((await readStanding(db, userId, clock.now())).everActive) {
    throw forbidden('FIRST_LOGIN_OVER', 'a second factor was set up; log in with it');
  }
}

async function askFactor(deps: SecondFactorDeps, request: AskLoginFactorRequest) {
  const { userId, subjectId } = readFlow(request);
  const { authenticatorId: id, language, resend, recovery } = request;
  const authenticator = await findUsable(deps, { userId, id, purpose: recovery ? 'recovery' : 'login' });
  if (authenticator === undefined) throw unknownAuthenticator();
  return await ask(deps, { purpose: 'login', subjectId, authenticator, language, resend, recovery });
}

async function verifyPin(deps: SecondFactorDeps, request: VerifyLoginCodeRequest): Promise<VerifyLoginCodeResponse> {
  const { db, clock, pepper } = deps;
  const { userId, subjectId } = readFlow(request);
  const code = requireCode(request.code);
  const door = { userId, recovery: request.recovery };
  await requireFirstLogin(deps, userId);
  await spend(deps, subjectId, door);
  const sent = await findSentCode(db, { purpose: 'login', subjectId, userId });
  if (!matchesSent(pepper, sent, { code }) || sent === undefined) throw codeRefused();
  const channel = await useSentCode(db, { ...sent, at: clock.now() });
  if (channel === undefined) throw codeRefused();
  await restoreGuesses(db, door);
  return {
    amr: channel,
    methods: [channel],
    // Nobody knows yet whose telephone or mailbox it is.
    acr: 'urn:countersign:aal1',
    authenticatorId: '',
    kind: '',
    setUpOnly: false,
  };
}

async function verifyCode(deps: SecondFactorDeps, request: VerifyLoginCodeRequest): Promise<VerifyLoginCodeResponse> {
  const { userId, subjectId } = readFlow(request);
  const purpose = request.recovery ? 'recovery' : 'login';
  const authenticator = await findUsable(deps, { userId, id: request.authenticatorId, purpose });
  const code = requireCodeOf(authenticator, request.code);
  const nextCode = requireNextCode(request.nextCode);
  const door = { userId, recovery: request.recovery };
  const { challengeId } = request;
  const answer: Answer = { ...door, purpose: 'login', subjectId, authenticator, code, nextCode, challengeId };
  const fitting = await guessAnswer(deps, { budget: 'login-flow', id: subjectId }, answer);
  const used = await complete(deps, answer, fitting);
  const { methods, acr } = assuranceOf(used);
  return {
    amr: methods[0] ?? '',
    methods: [...methods],
    acr,
    authenticatorId: used.authenticatorId,
    kind: used.kind,
    setUpOnly: kindOf(used).setUpOnly === true,
  };
}

/** Uses the code up, and does what its use brings with it; one statement where that is nothing. */
async function complete(
  deps: SecondFactorDeps,
  { authenticator, userId, recovery }: Answer,
  fitting: readonly FittingCode[],
): Promise<FittingCode> {
  const { db } = deps;
  const door = { userId, recovery };
  if (authenticator === undefined || kindOf(authenticator).used === undefined)
    return await useAnswer(db, fitting, door);
  return await db.transaction().execute(async (trx) => {
    await lockUser(trx, userId);
    return await useAnswerWithin(trx, deps, { ...door, authenticator, fitting });
  });
}

async function spend(deps: SecondFactorDeps, loginFlowId: string, door: Door): Promise<void> {
  await spendGuess(deps, { budget: 'login-flow', id: loginFlowId, ...door });
}
