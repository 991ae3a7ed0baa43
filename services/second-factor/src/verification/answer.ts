import { forbidden, invalidField } from '@countersign/errors';
import type { FactorPrompt } from '@countersign/proto/second-factor';
import { type AccountPolicy, counts } from '../account-policy/account-policy.ts';
import { guessAnyApp, matchAnyApp, useFirst } from '../authenticator/app-code.ts';
import { type Authenticator, requireActive, toPrompt, unknownAuthenticator } from '../authenticator/authenticator.ts';
import { findAuthenticator, listActive } from '../authenticator/authenticator-store.ts';
import type { FittingCode, Occasion, Question } from '../authenticator/factor-kind.ts';
import { kindOf } from '../authenticator/factor-kinds.ts';
import { codeRefused } from '../authenticator/refusals.ts';
import { appCodes } from '../authenticator/totp-kind.ts';
import { type CodeGuess, type Door, restoreGuesses, spendGuess } from '../budgets.ts';
import type { SecondFactorDb, SecondFactorTransaction } from '../database.ts';
import type { SecondFactorDeps } from '../dependencies.ts';
import { isPermitted, type Purpose } from '../policy/permitted.ts';
import { requireAnswer, requireForm } from '../request-fields.ts';

/** What was typed for a factor of a user, and what for. */
export interface Answer extends Occasion, Door {
  /** Which authenticator; undefined for any app. */
  authenticator: Authenticator | undefined;
  code: string;
  challengeId: string;
  /** The code that followed, of an app whose clock is off; empty otherwise. */
  nextCode: string;
  /** What the account requires that it is proved to; absent where none does. */
  required?: AccountPolicy | undefined;
}

/**
 * The authenticator of a user by which something is to be proved; undefined when none is named, which means any app.
 * Throws `AUTHENTICATOR_NOT_FOUND`, `AUTHENTICATOR_WRONG_STATE` or `FACTOR_NOT_PERMITTED`.
 */
export async function findUsable(
  { db, clock, policy }: SecondFactorDeps,
  { userId, id, purpose, required }: Pick<Answer, 'userId' | 'required'> & { id: string; purpose: Purpose },
): Promise<Authenticator | undefined> {
  if (id === '') return undefined;
  const authenticator = await findAuthenticator(db, { id, userId });
  if (authenticator === undefined) throw unknownAuthenticator();
  requireActive(authenticator, clock.now());
  if (!isPermitted(policy, authenticator.kind, purpose) || !counts(authenticator, required)) {
    throw factorNotPermitted();
  }
  return authenticator;
}

/** The error for a factor by which this cannot be proved. */
export function factorNotPermitted(): Error {
  return forbidden('FACTOR_NOT_PERMITTED', 'this kind of factor does not prove this');
}

/** The code as it is compared. Throws `CODE_MALFORMED` for what cannot be one; that costs no attempt. */
export function requireCodeOf(authenticator: Authenticator | undefined, code: string): string {
  const typed = requireAnswer(code);
  requireForm(typed, authenticator === undefined ? appCodes.form : kindOf(authenticator).form);
  return typed;
}

/**
 * Finds what a code fits, without using it up; count the attempt before. Throws `CODE_REFUSED` when nothing does, or
 * `CHALLENGE_REPLACED`.
 */
export async function matchAnswer(deps: SecondFactorDeps, answer: Answer): Promise<FittingCode[]> {
  const { authenticator, userId, recovery, code, required } = answer;
  const at = deps.clock.now();
  if (authenticator === undefined && answer.nextCode === '') {
    return await matchAnyApp(deps, { userId, recovery, code, at, required });
  }
  const candidates = authenticator === undefined ? await listApps(deps, userId) : [authenticator];
  const fitting: FittingCode[] = [];
  for (const candidate of candidates) {
    // oxlint-disable-next-line no-await-in-loop -- of a few apps, only when a clock is off
    const match = await matchOne(deps, candidate, { ...answer, at });
    if (match !== undefined) fitting.push(match);
  }
  if (fitting.length > 0) return fitting;
  if (authenticator !== undefined) await kindOf(authenticator).missed?.(deps, authenticator);
  throw codeRefused();
}

/** As `matchAnswer`, and counts the guess first. Throws `ATTEMPTS_EXHAUSTED`, too. */
export async function guessAnswer(
  deps: SecondFactorDeps,
  guess: Pick<CodeGuess, 'budget' | 'id'>,
  answer: Answer,
): Promise<FittingCode[]> {
  const { authenticator, nextCode, userId, recovery, code } = answer;
  if (authenticator === undefined && nextCode === '') {
    return await guessAnyApp(deps, guess, { userId, recovery, code, at: deps.clock.now() });
  }
  await spendGuess(deps, { ...guess, userId, recovery });
  return await matchAnswer(deps, answer);
}

async function matchOne(
  deps: SecondFactorDeps,
  authenticator: Authenticator,
  { nextCode, ...given }: Answer & { at: Date },
): Promise<FittingCode | undefined> {
  const kind = kindOf(authenticator);
  if (nextCode === '') return await kind.match(deps, { ...given, authenticator });
  return await kind.matchResync?.(deps, { ...given, authenticator, nextCode });
}

async function listApps({ db, policy, clock }: SecondFactorDeps, userId: string): Promise<Authenticator[]> {
  const active = await listActive(db, userId, clock.now());
  return active.filter(({ kind }) => isPermitted(policy, kind, 'login') && kindOf({ kind }).matchResync !== undefined);
}

/** Throws `CODE_MALFORMED` unless the second of two codes looks like one; empty when there is none. */
export function requireNextCode(nextCode: string): string {
  if (nextCode === '') return '';
  const typed = requireAnswer(nextCode, '/nextCode');
  if (!appCodes.form.test(typed)) {
    throw invalidField('CODE_MALFORMED', '/nextCode', 'must be the code that the app showed next');
  }
  return typed;
}

/** Uses up the first code that still can be, and forgets the wrong guesses at its door. Throws `CODE_REFUSED`. */
export async function useAnswer(db: SecondFactorDb, fitting: readonly FittingCode[], door: Door): Promise<FittingCode> {
  const used = await useFirst(db, fitting);
  if (used.restoresGuesses !== true) await restoreGuesses(db, door);
  return used;
}

/** As `useAnswer`, with what the use of a factor that was named brings with it: a card may have come to its end. */
export async function useAnswerWithin(
  trx: SecondFactorTransaction,
  deps: SecondFactorDeps,
  {
    authenticator,
    userId,
    recovery,
    fitting,
  }: Pick<Answer, 'authenticator' | keyof Door> & { fitting: readonly FittingCode[] },
): Promise<FittingCode> {
  const code = await useAnswer(trx, fitting, { userId, recovery });
  if (authenticator !== undefined) {
    await kindOf(authenticator).used?.(trx, deps, { authenticator, at: deps.clock.now() });
  }
  return code;
}

/** Asks a factor; nothing is asked of an app, and the prompt says no more than which one it is. */
export async function ask(deps: SecondFactorDeps, question: Question): Promise<FactorPrompt> {
  const { authenticator } = question;
  return (await kindOf(authenticator).ask?.(deps, question)) ?? toPrompt(authenticator);
}
