import { type DomainError, unauthenticated } from '@countersign/errors';
import type { Keyring } from '@countersign/sealing';
import type { Door } from '../budgets.ts';
import type { SecondFactorDb } from '../database.ts';
import { findActiveSecrets, useStep } from './authenticator-store.ts';
import { matchStep, type StepMatch, type TotpWindow } from './totp.ts';

/** The code is wrong, was used before or is too old: one answer for all. */
export function codeRefused(): DomainError {
  return unauthenticated('CODE_REFUSED', 'the code is not right or was used before');
}

/** A code that fits an active authenticator; not yet used up. */
export type FittingCode = StepMatch & Door & { id: string; at: Date };

/**
 * Finds the active authenticators of a user that a code fits, in most cases one. Count the attempt before; use the
 * code up by `useCode` afterwards. Throws `CODE_REFUSED` when there is none.
 */
export async function matchActiveCode(
  db: SecondFactorDb,
  keyring: Keyring,
  { userId, recovery, code, at, window }: Door & { code: string; at: Date; window: TotpWindow },
): Promise<FittingCode[]> {
  const secrets = await findActiveSecrets(db, keyring, userId);
  const fitting = secrets.flatMap(({ id, seed, driftSteps }) => {
    const match = matchStep(seed, { code, at, driftSteps, window });
    seed.fill(0);
    return match === undefined ? [] : [{ ...match, id, userId, recovery, at }];
  });
  if (fitting.length === 0) throw codeRefused();
  return fitting;
}

/**
 * Uses the code up, forgets the wrong guesses at its door and returns the id of the authenticator; throws `CODE_REFUSED` when it
 * was used before.
 */
export async function useCode(db: SecondFactorDb, fitting: readonly FittingCode[]): Promise<string> {
  for (const match of fitting) {
    // One after the other: a code that fits two authenticators by chance may cost only one of them its step.
    // oxlint-disable-next-line no-await-in-loop
    if (await useStep(db, match)) return match.id;
  }
  throw codeRefused();
}
