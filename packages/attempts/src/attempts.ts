import { exhausted, secondsUntil } from '@countersign/errors';
import { type QueryExecutorProvider, type RawBuilder, sql } from 'kysely';

/** Any `Kysely` instance, whatever its tables. */
export type AttemptDb = QueryExecutorProvider & { readonly isTransaction: boolean };

/** One attempt at a secret. */
export interface Attempt {
  /** What the budget belongs to, e.g. `password:usr_…`: the user or the login, never the code that was sent. */
  readonly bucket: string;
  /** Attempts allowed in one window, from 1. */
  readonly limit: number;
  /** Length of the window, which begins with its first attempt. */
  readonly windowMs: number;
  readonly at: Date;
}

/** What the ledger decided. */
export interface AttemptResult {
  /** False: the secret must not be looked at. */
  readonly allowed: boolean;
  /** Allowed attempts in this window, this one included. */
  readonly used: number;
  /** When the next attempt will be allowed; absent while some are left. */
  readonly retryAt?: Date;
}

/** Creates the table `attempts`; for a migration of each service that counts. */
export async function createAttemptsTable(db: QueryExecutorProvider): Promise<void> {
  await sql`
    CREATE TABLE attempts (
      bucket text PRIMARY KEY,
      used integer NOT NULL CHECK (used > 0),
      window_started_at timestamptz NOT NULL,
      blocked_until timestamptz
    )`.execute(db);
}

/**
 * Counts one attempt, and says whether it may be made. Call it before the secret is looked at, so that parallel
 * guesses cannot pass on the same count; call `clearAttempts` after a success.
 *
 * It takes no transaction and throws when given one: rolled back with the caller's work, a failed guess would be
 * free, and until the caller's commit the row's lock would hold up every other guess.
 */
export async function countAttempt(db: AttemptDb, { bucket, limit, windowMs, at }: Attempt): Promise<AttemptResult> {
  if (db.isTransaction) throw new Error('an attempt is counted outside of any transaction');
  const counted = await attemptStatement({ bucket, limit, windowMs, at }).execute(db);
  const row = counted.rows[0];
  if (row === undefined) return { allowed: false, ...(await findRefusedAttempt(db, { bucket, limit, windowMs, at })) };
  return { allowed: true, used: row.used, ...(row.blockedUntil !== null && { retryAt: row.blockedUntil }) };
}

/**
 * The statement of `countAttempt`: a row when the attempt is allowed, none when not or where `condition` does not hold.
 * For a store that counts something else in the same statement, outside of any transaction.
 */
export function attemptStatement(
  { bucket, limit, windowMs, at }: Attempt,
  condition: RawBuilder<boolean> = sql<boolean>`true`,
): RawBuilder<{ used: number; blockedUntil: Date | null }> {
  if (!Number.isInteger(limit) || limit < 1) throw new RangeError('limit must be a whole number from 1');
  if (!(windowMs > 0)) throw new RangeError('windowMs must be positive');

  const passed = sql`coalesce(a.blocked_until, a.window_started_at + ${windowMs} * interval '1 millisecond') <= ${at}::timestamptz`;
  return sql<{ used: number; blockedUntil: Date | null }>`
    INSERT INTO attempts AS a (bucket, used, window_started_at, blocked_until)
    SELECT ${bucket}, 1, ${at}::timestamptz, ${limit === 1 ? new Date(at.getTime() + windowMs) : null}::timestamptz
    WHERE ${condition}
    ON CONFLICT (bucket) DO UPDATE SET
      used = CASE WHEN ${passed} THEN 1 ELSE a.used + 1 END,
      window_started_at = CASE WHEN ${passed} THEN excluded.window_started_at ELSE a.window_started_at END,
      blocked_until = CASE
        WHEN ${passed} THEN excluded.blocked_until
        WHEN a.used + 1 >= ${limit} THEN a.window_started_at + ${windowMs} * interval '1 millisecond'
      END
    WHERE ${passed} OR (a.blocked_until IS NULL AND a.used < ${limit})
    RETURNING a.used, a.blocked_until AS "blockedUntil"`;
}

/** As `countAttempt`, but throws `ATTEMPTS_EXHAUSTED` with the seconds to wait when the attempt is not allowed. */
export async function requireAttempt(db: AttemptDb, attempt: Attempt): Promise<AttemptResult> {
  const result = await countAttempt(db, attempt);
  if (result.allowed) return result;
  throw attemptRefusal(result, attempt.at);
}

/** `ATTEMPTS_EXHAUSTED` with the seconds to wait. */
export function attemptRefusal({ retryAt }: Pick<AttemptResult, 'retryAt'>, at: Date) {
  return exhausted('ATTEMPTS_EXHAUSTED', 'too many attempts; try again later', {
    retryAfterSeconds: secondsUntil(retryAt ?? at, at),
  });
}

/** Forgets a bucket's attempts after a success; may be part of the transaction that records the success. */
export async function clearAttempts(db: QueryExecutorProvider, bucket: string): Promise<void> {
  await sql`DELETE FROM attempts WHERE bucket = ${bucket}`.execute(db);
}

/**
 * Gives one attempt back that turned out right, where the bucket is shared and others' attempts stay counted. What was
 * blocked by hand stays blocked.
 */
export async function returnAttempt(
  db: QueryExecutorProvider,
  attempt: Pick<Attempt, 'bucket' | 'windowMs'>,
): Promise<void> {
  await returnStatement(attempt).execute(db);
}

/** The statement of `returnAttempt`, for a store that changes something else in the same one. */
export function returnStatement({ bucket, windowMs }: Pick<Attempt, 'bucket' | 'windowMs'>): RawBuilder<unknown> {
  const window = sql`${windowMs} * interval '1 millisecond'`;
  const byHand = sql`coalesce(blocked_until <> window_started_at + ${window}, false)`;
  // A row cannot count none: instead, the window of the last one taken back is over.
  return sql`
    UPDATE attempts SET
      used = greatest(used - 1, 1),
      window_started_at = CASE WHEN used = 1 THEN window_started_at - ${window} ELSE window_started_at END,
      blocked_until = CASE WHEN ${byHand} THEN blocked_until END
    WHERE bucket = ${bucket} AND NOT (used = 1 AND ${byHand})
    RETURNING bucket`;
}

/** How a bucket stood that refused an attempt; for who counted by `attemptStatement`. */
export async function findRefusedAttempt(
  db: QueryExecutorProvider,
  { bucket, limit, windowMs, at }: Attempt,
): Promise<{ used: number; retryAt: Date }> {
  const { rows } = await sql<{ used: number; retryAt: Date }>`
    SELECT used, coalesce(blocked_until, window_started_at + ${windowMs} * interval '1 millisecond') AS "retryAt"
    FROM attempts WHERE bucket = ${bucket}`.execute(db);
  // A success elsewhere may have cleared the bucket between the two statements: then nothing stands in the way any more.
  return rows[0] ?? { used: limit, retryAt: at };
}
