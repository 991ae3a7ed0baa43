import { appendAudit } from '@countersign/audit';
import { announce } from '@countersign/db';
import { DomainError, forbidden, invalidField } from '@countersign/errors';
import type {
  FinishSoftTokenActivationRequest,
  FinishSoftTokenActivationResponse,
  StartSoftTokenActivationRequest,
  StartSoftTokenActivationResponse,
} from '@countersign/proto/second-factor';
import { newId } from '@countersign/runtime';
import { equalsConstantTime, keyedHash } from '@countersign/sealing';
import {
  openBox,
  ProtocolError,
  profileOf,
  readDeviceDescription,
  registrationCodeOf,
  sealBox,
  tokenKeysOf,
  transactionSuite,
} from '@countersign/soft-token/protocol';
import { spendAttempt } from '../budgets.ts';
import { lockUser } from '../database.ts';
import type { SecondFactorDeps } from '../dependencies.ts';
import { toOneLine } from '../one-line.ts';
import { readTyped } from '../serial-number.ts';
import { hashActivationToken, originOf } from './issued-codes.ts';
import {
  bind,
  findTokenBySerial,
  insertRun,
  type KnownToken,
  markReused,
  openVerifier,
  useRun,
} from './soft-token-store.ts';

/** The version of the protocol that is spoken. */
export const protocolVersion = 1;

/** One answer for codes that are unknown, wrong, used, exhausted or too old, so that it tells nothing of them. */
export function activationRefused(): DomainError {
  return forbidden('ACTIVATION_REFUSED', 'these codes are not good, or not any more; have new ones shown');
}

/** The serial number as it was typed, digits only. Throws `SERIAL_INVALID`, which costs no try: it cannot be a guess. */
export function requireTokenSerial(serial: string): string {
  const read = readTyped(serial);
  if (read !== undefined) return read;
  throw invalidField('SERIAL_INVALID', '/serial', 'must be ten digits, of which the last one fits the others');
}

/** Answers the first message of an app (RFC 9383), which spends one of the five tries of its codes. */
export async function startActivation(
  deps: SecondFactorDeps,
  request: StartSoftTokenActivationRequest,
): Promise<StartSoftTokenActivationResponse> {
  const { db, clock, keyring, identityKey } = deps;
  const at = clock.now();
  const serial = requireTokenSerial(request.serial);
  if (request.version !== protocolVersion) {
    throw invalidField('VERSION_UNSUPPORTED', '/version', `must be ${protocolVersion}`);
  }
  const token = await findTokenBySerial(db, serial);
  // Without what the QR code gives, somebody who knows a serial number could use up the tries of its owner.
  if (token === undefined || !knowsActivationToken(token, request.activationToken)) throw activationRefused();
  if (token.expiresAt <= at) throw activationRefused();
  if (token.state !== 'issued') {
    await reportReuse(deps, token, at);
    throw activationRefused();
  }
  await spendTry(deps, serial);
  if (token.verifier === null) throw activationRefused();
  const id = token.authenticatorId;
  const answer = await deps.activationWorkers.run<'answer'>({
    kind: 'answer',
    origin: originOf(deps),
    serial,
    identityKey: identityKey.publicKey,
    profile: profileOf(token.digits === 8 ? 8 : 6),
    verifier: openVerifier(keyring, id, token.verifier),
    shareP: request.shareP,
  });
  if (answer === undefined) throw activationRefused();
  const runId = newId('str');
  const secrets = { confirmP: answer.expectedConfirmP, sharedKey: answer.sharedKey };
  await insertRun(db, keyring, { id: runId, authenticatorId: id, serial, secrets, startedAt: at });
  return { runId, shareV: Buffer.from(answer.shareV), confirmV: Buffer.from(answer.confirmV) };
}

function knowsActivationToken({ activationTokenHash }: KnownToken, given: Uint8Array): boolean {
  if (activationTokenHash === null) return given.length === 0;
  return equalsConstantTime(activationTokenHash, hashActivationToken(given));
}

/** Counts a try before anything is computed; that all are spent is told in the same words as everything else. */
async function spendTry(deps: SecondFactorDeps, serial: string): Promise<void> {
  try {
    await spendAttempt(deps, 'soft-token-start', serial);
  } catch (error) {
    if (error instanceof DomainError && error.reason === 'ATTEMPTS_EXHAUSTED') throw activationRefused();
    throw error;
  }
}

/** Somebody comes with codes that an app has used already: their owner hears of it, once. */
async function reportReuse({ db, logger }: SecondFactorDeps, token: KnownToken, at: Date): Promise<void> {
  const { authenticatorId, userId } = token;
  const isFirst = await db.transaction().execute(async (trx) => {
    if (!(await markReused(trx, authenticatorId, at))) return false;
    await announce(trx, { queue: 'identity', topic: 'soft-token-reused', payload: { userId, authenticatorId } });
    await appendAudit(trx, {
      stream: userId,
      // Nobody is logged in: it may be anybody who saw the codes.
      actor: 'anonymous',
      action: 'soft_token.reused',
      subject: authenticatorId,
      detail: {},
      at,
    });
    return true;
  });
  if (isFirst) logger.warn({ userId, authenticatorId }, 'codes of a soft token were used again');
}

/**
 * Takes the second message of an app: it proves that the app knows the codes, and binds the token to it. The token is of no
 * use before the browser that showed the codes confirms it.
 */
export async function finishActivation(
  deps: SecondFactorDeps,
  request: FinishSoftTokenActivationRequest,
): Promise<FinishSoftTokenActivationResponse> {
  const { db, clock, keyring, pepper } = deps;
  const at = clock.now();
  const serial = requireTokenSerial(request.serial);
  const { runId } = request;
  const run = await useRun(db, keyring, { id: runId, serial, at });
  if (run === undefined || !equalsConstantTime(run.confirmP, request.confirmP)) throw activationRefused();
  const token = await findTokenBySerial(db, serial);
  if (token === undefined) throw activationRefused();
  const keys = tokenKeysOf(run.sharedKey, { serial, profile: profileOf(token.digits === 8 ? 8 : 6) });
  const app = readApp(keys.appToServer, { serial, runId, box: request.box });
  const id = token.authenticatorId;
  const isBound = await db.transaction().execute(async (trx) => {
    await lockUser(trx, token.userId);
    const bound = await bind(trx, keyring, {
      id,
      serial,
      keys,
      device: [app.name, app.model]
        .map(toOneLine)
        .filter((part) => part !== '')
        .join(', '),
      deviceKey: app.publicKey,
      registrationCodeHash:
        token.platform === 'desktop' ? hashRegistrationCode(pepper, id, registrationCodeOf(keys, serial)) : null,
      at,
    });
    if (!bound) return false;
    await appendAudit(trx, {
      stream: token.userId,
      actor: 'anonymous',
      action: 'authenticator.bound',
      subject: id,
      detail: { kind: 'soft_token', platform: token.platform },
      at,
    });
    return true;
  });
  if (!isBound) throw activationRefused();
  const answer = {
    authenticatorId: id,
    issuer: deps.providerName,
    label: token.label,
    algorithm: 'sha256',
    digits: token.digits,
    period: 30,
    pinLength: deps.policy.softToken.pinLength,
    transactionSuite,
  };
  return { box: sealBox(keys.serverToApp, { direction: 's2c', serial, runId }, answer) };
}

/** The hash under which a registration code is kept. */
export function hashRegistrationCode(pepper: SecondFactorDeps['pepper'], id: string, code: string): Buffer {
  return keyedHash(pepper, registrationLabel, id, code);
}

/** Names what the hash of a registration code is for. */
export const registrationLabel = 'registration-code';

/** What the app says of itself, opened with the key that only the app of this run has. */
function readApp(key: Uint8Array, { serial, runId, box }: { serial: string; runId: string; box: Uint8Array }) {
  try {
    return readDeviceDescription(openBox(key, { direction: 'c2s', serial, runId }, box));
  } catch (error) {
    if (error instanceof ProtocolError) throw activationRefused();
    throw error;
  }
}
