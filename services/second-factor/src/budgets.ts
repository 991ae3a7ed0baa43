import { clearAttempts, requireAttempt } from '@countersign/attempts';
import type { SecondFactorDeps } from './dependencies.ts';

const minuteMs = 60_000;

/**
 * What a guess costs. `user` holds over all logins and signatures together, so that opening new flows or challenges
 * buys no new guesses; the others hold over the life of one thing, and their windows outlive it.
 */
const budgets = {
  user: { limit: 10, windowMs: 15 * minuteMs },
  'login-flow': { limit: 5, windowMs: 60 * minuteMs },
  challenge: { limit: 5, windowMs: 5 * minuteMs },
  // As long as what the code proves can wait, so that a new code buys no new guesses.
  code: { limit: 5, windowMs: 24 * 60 * minuteMs },
  activation: { limit: 5, windowMs: 10 * minuteMs },
} as const;

type Budget = keyof typeof budgets;

/**
 * Counts one attempt against the budget of a user, login flow, challenge or authenticator; call it before the secret
 * is looked at. Throws `ATTEMPTS_EXHAUSTED`.
 */
export async function spendAttempt({ db, clock }: SecondFactorDeps, budget: Budget, id: string): Promise<void> {
  await requireAttempt(db, { bucket: `${budget}:${id}`, ...budgets[budget], at: clock.now() });
}

/** Gives a user his attempts back after a right code. The budget of a login flow or challenge is never given back. */
export async function restoreAttempts({ db }: SecondFactorDeps, userId: string): Promise<void> {
  await clearAttempts(db, `user:${userId}`);
}
