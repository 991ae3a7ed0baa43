import { countAttempt } from '@countersign/attempts';
import { announce } from '@countersign/db';
import { exhausted, forbidden, invalidField } from '@countersign/errors';
import { enumWord, type Handlers } from '@countersign/grpc';
import { resolveLocale } from '@countersign/messaging';
import type { SecondFactorServiceService, SendLoginPinRequest } from '@countersign/proto/second-factor';
import { newId } from '@countersign/runtime';
import { keyedHash, matchesKeyedHash, randomDigits } from '@countersign/sealing';
import { codeRefused, matchActiveCode, useCode } from '../authenticator/active-code.ts';
import { countActive } from '../authenticator/authenticator-store.ts';
import { restoreAttempts, spendAttempt } from '../budgets.ts';
import { lockUser, type PinChannel, type SecondFactorDb } from '../database.ts';
import type { SecondFactorDeps } from '../dependencies.ts';
import { requireCode, requireId } from '../request-fields.ts';
import { deliveryQueue, deliveryTopic } from './delivery-job.ts';
import { insertDelivery } from './delivery-store.ts';
import {
  destinationBudget,
  maskDestination,
  type PlannedSend,
  pinChannels,
  pinLifeMs,
  planSend,
  requireDestination,
  tooEarly,
} from './login-pin.ts';
import { type FlowKey, findCodeHash, findSends, recordSend, replaceCode, usePin } from './login-pin-store.ts';

const hashLabel = 'login-pin';

/** The RPCs by which identity completes a login. */
export function createLoginHandlers(
  deps: SecondFactorDeps,
): Pick<Handlers<typeof SecondFactorServiceService>, 'sendLoginPin' | 'verifyLoginCode'> {
  const { outcomes } = deps;
  return {
    sendLoginPin: (request) => outcomes('send_pin', () => sendPin(deps, request)),
    verifyLoginCode: ({ userId, loginFlowId, code, firstLogin }) => {
      const verify = firstLogin ? verifyPin : verifyCode;
      return outcomes(firstLogin ? 'verify_pin' : 'verify_code', async () => ({
        amr: await verify(deps, {
          userId: requireId(userId, 'userId'),
          loginFlowId: requireId(loginFlowId, 'loginFlowId'),
          code: requireCode(code),
        }),
      }));
    },
  };
}

interface Send {
  key: FlowKey;
  channel: PinChannel;
  destination: string;
  language: string;
}

async function sendPin(deps: SecondFactorDeps, request: SendLoginPinRequest) {
  const send = readSend(request);
  const { channel, destination } = send;
  await requireFirstLogin(deps.db, send.key.userId);
  const planned = await beginSend(deps, send);
  await spendDestination(deps, destination);
  const expiresAt = await completeSend(deps, send, planned);
  return { maskedDestination: maskDestination(channel, destination), resendAt: planned.resendAt, expiresAt };
}

function readSend(request: SendLoginPinRequest): Send {
  const channel = enumWord('PIN_CHANNEL', request.channel, pinChannels);
  if (channel === undefined) throw invalidField('CHANNEL_INVALID', '/channel', 'must be sms or email');
  return {
    key: { userId: requireId(request.userId, 'userId'), loginFlowId: requireId(request.loginFlowId, 'loginFlowId') },
    channel,
    destination: requireDestination(channel, request.destination),
    language: request.language,
  };
}

/** Throws `FIRST_LOGIN_OVER` once a factor is active: a mailed PIN must not stand in for it. */
async function requireFirstLogin(db: SecondFactorDb, userId: string): Promise<void> {
  if ((await countActive(db, userId)) > 0) {
    throw forbidden('FIRST_LOGIN_OVER', 'a second factor is set up; log in with it');
  }
}

/** Takes one of the flow's sends, in a transaction of its own: parallel requests must see that it is taken. */
async function beginSend({ db, clock }: SecondFactorDeps, { key, channel }: Send) {
  return await db.transaction().execute(async (trx) => {
    await lockUser(trx, key.userId);
    const before = await findSends(trx, key);
    const planned = { id: before?.id ?? newId('pin'), ...planSend(before, { channel, at: clock.now() }) };
    await recordSend(trx, key, { ...planned, channel });
    return planned;
  });
}

async function spendDestination({ db, clock, pepper }: SecondFactorDeps, destination: string): Promise<void> {
  const hash = keyedHash(pepper, 'pin-destination', destination.toLowerCase()).toString('hex');
  const at = clock.now();
  const { allowed, retryAt } = await countAttempt(db, { bucket: `pin-destination:${hash}`, ...destinationBudget, at });
  if (allowed) return;
  throw exhausted('PIN_SENDS_EXHAUSTED', 'too many codes were sent to this destination; try again later', {
    retryAfterSeconds: Math.max(1, Math.ceil(((retryAt ?? at).getTime() - at.getTime()) / 1000)),
  });
}

async function completeSend(
  { db, clock, keyring, pepper }: SecondFactorDeps,
  { channel, destination, language }: Send,
  { id: loginPinId, sendNumber, resendAt }: PlannedSend & { id: string },
): Promise<Date> {
  const at = clock.now();
  const code = randomDigits(6);
  const codeHash = keyedHash(pepper, hashLabel, loginPinId, code);
  const expiresAt = new Date(at.getTime() + pinLifeMs);
  const deliveryId = newId('dlv');
  await db.transaction().execute(async (trx) => {
    const drawn = { id: loginPinId, sendNumber, channel, codeHash, deliveryId, expiresAt };
    if (!(await replaceCode(trx, drawn))) throw tooEarly(resendAt, at);
    await insertDelivery(trx, keyring, {
      id: deliveryId,
      loginPinId,
      language: resolveLocale(language),
      destination,
      code,
    });
    await announce(trx, { queue: deliveryQueue, topic: deliveryTopic, payload: { deliveryId } });
  });
  return expiresAt;
}

interface CodeForFlow extends FlowKey {
  code: string;
}

async function verifyPin(deps: SecondFactorDeps, { code, ...key }: CodeForFlow): Promise<PinChannel> {
  const { db, clock, pepper } = deps;
  await requireFirstLogin(db, key.userId);
  await spendGuess(deps, key);
  const pin = await findCodeHash(db, key);
  if (pin === undefined || !matchesKeyedHash(pepper, pin.codeHash, hashLabel, pin.id, code)) throw codeRefused();
  const channel = await usePin(db, { ...pin, at: clock.now() });
  if (channel === undefined) throw codeRefused();
  await restoreAttempts(deps, key.userId);
  return channel;
}

async function verifyCode(deps: SecondFactorDeps, { code, ...key }: CodeForFlow): Promise<'otp'> {
  const { db, clock, keyring } = deps;
  await spendGuess(deps, key);
  await useCode(db, await matchActiveCode(db, keyring, { userId: key.userId, code, at: clock.now() }));
  await restoreAttempts(deps, key.userId);
  return 'otp';
}

// The flow first: guesses at a dead flow must not lock its user out of others.
async function spendGuess(deps: SecondFactorDeps, { loginFlowId, userId }: FlowKey): Promise<void> {
  await spendAttempt(deps, 'login-flow', loginFlowId);
  await spendAttempt(deps, 'user', userId);
}
