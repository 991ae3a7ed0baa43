import type { CheckSoftTokenCodeRequest } from '@countersign/proto/second-factor';
import { isCodeCheckSigned } from '@countersign/soft-token/protocol';
import { findAuthenticator } from '../authenticator/authenticator-store.ts';
import { codeRefused } from '../authenticator/refusals.ts';
import { appCodes } from '../authenticator/totp-kind.ts';
import { restoreAttempts, spendGuess } from '../budgets.ts';
import type { SecondFactorDeps } from '../dependencies.ts';
import { activationRefused, requireTokenSerial } from './activation.ts';
import { findTokenBySerial } from './soft-token-store.ts';

/** How far the clock of an app may be off, and how long a request may travel. */
const freshMs = 120_000;

/**
 * Uses up a code for an app that wants to know whether its PIN is right. Only what the device signed a moment ago counts as
 * a guess: nobody else can use up the guesses of its owner here.
 */
export async function checkCode(deps: SecondFactorDeps, request: CheckSoftTokenCodeRequest): Promise<void> {
  const { db, clock } = deps;
  const at = clock.now();
  const serial = requireTokenSerial(request.serial);
  const { code, signature } = request;
  const issuedAt = Number(request.issuedAt);
  const token = await findTokenBySerial(db, serial);
  if (
    token?.state !== 'active' ||
    token.deviceKey === null ||
    Math.abs(at.getTime() - issuedAt * 1000) > freshMs ||
    !isCodeCheckSigned(token.deviceKey, { serial, code, issuedAt }, signature)
  ) {
    throw activationRefused();
  }
  const { authenticatorId: id, userId } = token;
  await spendGuess(deps, { budget: 'soft-token-check', id, userId, recovery: false });
  const authenticator = await findAuthenticator(db, { id, userId });
  if (authenticator === undefined) throw codeRefused();
  const given = {
    authenticator,
    code,
    challengeId: '',
    purpose: 'verification',
    subjectId: id,
    recovery: false,
    at,
  } as const;
  const fitting = await appCodes.match(deps, given);
  if (fitting === undefined || !(await fitting.use(db))) throw codeRefused();
  await restoreAttempts(db, 'soft-token-check', id);
}
