import {
  attemptRefusal,
  attemptStatement,
  clearAttempts,
  clearStatement,
  clearThrottle,
  clearThrottlesBelow,
  findRefusedAttempt,
  findRefusedThrottle,
  findThrottle,
  requireAttempt,
  returnAttempt as returnOne,
  type Throttle,
  type ThrottleRule,
  throttleRefusal,
  throttleStatement,
} from '@countersign/attempts';
import { exhausted } from '@countersign/errors';
import { type Expression, type QueryExecutorProvider, type RawBuilder, sql } from 'kysely';
import type { SecondFactorDeps } from './dependencies.ts';
import type { Policy } from './policy/policy.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** What a guess costs over the life of one thing; the window outlives it, so that nothing new buys new guesses. */
const budgets = {
  'login-flow': { limit: 5, windowMs: hourMs },
  challenge: { limit: 5, windowMs: 5 * minuteMs },
  code: { limit: 5, windowMs: 24 * hourMs },
  activation: { limit: 5, windowMs: 10 * minuteMs },
  resynchronisation: { limit: 5, windowMs: hourMs },
  verification: { limit: 5, windowMs: hourMs },
  /** Of one card, in recoveries: whoever reads the mail of its owner must not lock it. */
  'card-recovery': { limit: 5, windowMs: 24 * hourMs },
  /**
   * Of a user: each is up to three messages to wherever he likes, which cost money and use up what all may be sent; fewer
   * than it takes to have a prefix paused.
   */
  'destination-issue': { limit: 5, windowMs: 24 * hourMs },
  /** Of a user: numbers that are on no card of the stock; nobody shall look for those of others. */
  'card-serial': { limit: 5, windowMs: 24 * hourMs },
  /** Of one serial number: each start is a guess at the codes. */
  'soft-token-start': { limit: 5, windowMs: 10 * minuteMs },
  /** Of a user: each issue buys new guesses. */
  'soft-token-issue': { limit: 5, windowMs: hourMs },
  'soft-token-switch': { limit: 10, windowMs: hourMs },
  'soft-token-check': { limit: 5, windowMs: hourMs },
} as const;

type Budget = keyof typeof budgets;

/**
 * Counts one attempt against the budget of a login flow, challenge, sent code or authenticator; call it before the
 * secret is looked at. Throws `ATTEMPTS_EXHAUSTED`. Only what can succeed again (`restoreAttempts`) is given back.
 */
export async function spendAttempt({ db, clock }: SecondFactorDeps, budget: Budget, id: string): Promise<void> {
  await requireAttempt(db, { bucket: `${budget}:${id}`, ...budgets[budget], at: clock.now() });
}

/** Gives one attempt back that turned out right; those before it stay counted. */
export async function returnAttempt({ db }: Pick<SecondFactorDeps, 'db'>, budget: Budget, id: string): Promise<void> {
  await returnOne(db, { bucket: `${budget}:${id}`, ...budgets[budget] });
}

/** Gives the budget of one thing back after a right code; may be part of the transaction that uses the code. */
export async function restoreAttempts(db: QueryExecutorProvider, budget: Budget, id: string): Promise<void> {
  await clearAttempts(db, `${budget}:${id}`);
}

/** Whoever guesses at the codes of a user knows his password or reads his mail: the first misses are free, then waits double. */
function guessRule({ attempts }: Policy): ThrottleRule {
  return {
    free: attempts.missesToLock - 1,
    firstMs: 15 * minuteMs,
    capMs: 24 * hourMs,
    stopAfter: attempts.missesToStop,
    forgetMs: 24 * hourMs,
  };
}

/** Whose codes are guessed at, and where. */
export interface Door {
  userId: string;
  /** In a recovery, which asks for no password: who reads the user's mail must not lock his logins and signatures. */
  recovery: boolean;
}

const bucketOf = ({ userId, recovery }: Door) => (recovery ? `user:${userId}:recovery` : `user:${userId}`);

/** A guess at a code of a user: the budget of what it is for, and the door at which he stands. */
export interface CodeGuess extends Door {
  budget: Budget;
  id: string;
}

/**
 * Counts one guess at a code of a user: against the budget of the thing it is for, as `spendAttempt` does, and where that
 * allows it over all his logins and signatures together, or over all his recoveries. One statement and no transaction; call it before the code is
 * looked at. Throws `ATTEMPTS_EXHAUSTED`, without `retryAfterSeconds` when only a release helps.
 */
export async function spendGuess(deps: SecondFactorDeps, guess: CodeGuess): Promise<void> {
  await countGuess(deps, guess, ({ attempted, guessed }) => sql`select ${attempted}, ${guessed}`);
}

/**
 * As `spendGuess`, and reads by the same statement what the guess is compared with: a round trip less, and nothing is read
 * where the guess is refused. `columns` are those that the query returns.
 */
export async function spendGuessToRead<Row>(
  deps: SecondFactorDeps,
  guess: CodeGuess,
  { query, columns }: { query: Expression<Row>; columns: readonly string[] },
): Promise<Row[]> {
  // Columns one by one: a statement with a star is not prepared.
  const found = sql.join(columns.map((column) => sql.ref(`found.${column}`)));
  const rows = await countGuess<Counted & { isFound: boolean | null } & Row>(
    deps,
    guess,
    ({ attempted, guessed }) => sql`, found as (${query})
      select ${attempted}, ${guessed}, found.is_found, ${found}
      from (select 1) as counted left join (select true as is_found, ${found} from found) as found
        on exists (select 1 from guessed)`,
  );
  return rows.filter(({ isFound }) => isFound === true);
}

interface Counted {
  attempted: boolean;
  guessed: boolean;
}

async function countGuess<Row extends Counted>(
  { db, clock, policy }: SecondFactorDeps,
  { budget, id, ...door }: CodeGuess,
  select: (counted: Record<keyof Counted, RawBuilder<unknown>>) => RawBuilder<unknown>,
): Promise<Row[]> {
  const at = clock.now();
  const attempt = { bucket: `${budget}:${id}`, ...budgets[budget], at };
  const guess = { bucket: bucketOf(door), at, rule: guessRule(policy) };
  const counted = {
    attempted: sql`exists (select 1 from attempted) as attempted`,
    guessed: sql`exists (select 1 from guessed) as guessed`,
  };
  // The thing first: guesses at one that is dead must not lock its user out of others.
  const { rows } = await sql<Row>`
    with attempted as (${attemptStatement(attempt)}),
    guessed as (${throttleStatement(guess, sql<boolean>`exists (select 1 from attempted)`)})
    ${select(counted)}`.execute(db);
  if (rows[0]?.attempted !== true) throw attemptRefusal(await findRefusedAttempt(db, attempt), at);
  if (rows[0].guessed) return rows;
  const refused = await findRefusedThrottle(db, guess);
  if (refused.stopped) {
    throw exhausted('ATTEMPTS_EXHAUSTED', 'too many wrong codes; ask a registration officer to release you');
  }
  throw throttleRefusal(refused, at);
}

/** Forgets the guesses at the codes of a user after a right one, at the door where that was given. */
export async function restoreGuesses(db: QueryExecutorProvider, door: Door): Promise<void> {
  await clearThrottle(db, bucketOf(door));
}

/** The statement of `restoreGuesses`, for who uses a code up in the same one; made only where `condition` holds. */
export function restoringGuesses(door: Door, condition: RawBuilder<boolean>): RawBuilder<unknown> {
  return clearStatement(bucketOf(door), condition);
}

/** Forgets all guesses at the codes of a user, whom an officer released. */
export async function forgetGuesses(db: QueryExecutorProvider, userId: string): Promise<void> {
  await clearThrottlesBelow(db, bucketOf({ userId, recovery: false }));
}

/** Whether codes of a user are refused unseen at a moment in logins and signatures, and until when. */
export async function findLock(
  { db, policy }: Pick<SecondFactorDeps, 'db' | 'policy'>,
  userId: string,
  at: Date,
): Promise<{ lockedUntil: Date | undefined; stopped: boolean }> {
  const throttle: Throttle | undefined = await findThrottle(db, bucketOf({ userId, recovery: false }));
  if (throttle === undefined) return { lockedUntil: undefined, stopped: false };
  // A limit that was lowered stops users who are beyond it.
  const stopped = throttle.stopped || throttle.total >= policy.attempts.missesToStop;
  const waits = !stopped && throttle.retryAt !== undefined && throttle.retryAt > at;
  return { lockedUntil: waits ? throttle.retryAt : undefined, stopped };
}
