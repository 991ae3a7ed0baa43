import { exhausted } from '@countersign/errors';
import { type QueryExecutorProvider, type RawBuilder, sql } from 'kysely';
import { type AttemptDb, attemptRefusal } from './attempts.ts';

/** How wrong attempts in a row slow a bucket down, and at last stop it. */
export interface ThrottleRule {
  /** Misses in a row after which the next attempt may still come at once, from 0. */
  readonly free: number;
  /** Wait after the first miss beyond the free ones; it doubles with each further one. */
  readonly firstMs: number;
  /** Longest wait. */
  readonly capMs: number;
  /** Misses without a success, however far apart, that stop the bucket until it is cleared. */
  readonly stopAfter: number;
  /** Quiet time after which waits begin anew (what counts towards the stop stays); absent: never. */
  readonly forgetMs?: number;
}

/** One attempt in a bucket that is slowed down by misses. */
export interface ThrottledAttempt {
  /** What the budget belongs to, e.g. `password:…`: never anything its attacker could renew. */
  readonly bucket: string;
  readonly at: Date;
  readonly rule: ThrottleRule;
}

/** Where a bucket stands. */
export interface Throttle {
  /** Misses that the present wait comes from. */
  readonly misses: number;
  /** Misses since the last success. */
  readonly total: number;
  /** Whether only `clearThrottle` opens it again. */
  readonly stopped: boolean;
  /** Earliest moment of the next attempt; absent when it may come at once, and when the bucket is stopped. */
  readonly retryAt?: Date;
}

/** What was decided; counts include this attempt when it is allowed. */
export interface ThrottleResult extends Throttle {
  /** False: the secret must not be looked at. */
  readonly allowed: boolean;
}

/** Row that `throttleStatement` returns. */
export interface ThrottleRow {
  readonly misses: number;
  readonly total: number;
  readonly nextAt: Date | null;
  readonly stopped: boolean;
}

/** Creates the table `throttles`; for a migration of each service that slows attempts down. */
export async function createThrottlesTable(db: QueryExecutorProvider): Promise<void> {
  // Collation C, so that all buckets of one prefix are found by the primary key.
  await sql`
    CREATE TABLE throttles (
      bucket text COLLATE "C" PRIMARY KEY,
      misses integer NOT NULL CHECK (misses > 0),
      total integer NOT NULL CHECK (total >= misses),
      next_at timestamptz(3),
      stopped boolean NOT NULL,
      last_at timestamptz(3) NOT NULL
    )`.execute(db);
  await sql`CREATE INDEX throttles_last ON throttles (last_at)`.execute(db);
}

/**
 * Counts one attempt as a miss in advance, and says whether it may be made: not while a wait lasts, and never in a
 * stopped bucket. Call it before the secret is looked at, so that parallel guesses cannot pass on the same count; call
 * `clearThrottle` after a success. Refused attempts count nothing and prolong nothing. A clock that is set back can only
 * lengthen a wait.
 *
 * It takes no transaction and throws when given one, as `countAttempt` does.
 */
export async function countThrottled(db: AttemptDb, attempt: ThrottledAttempt): Promise<ThrottleResult> {
  if (db.isTransaction) throw new Error('an attempt is counted outside of any transaction');
  const counted = await throttleStatement(attempt).execute(db);
  const row = counted.rows[0];
  if (row !== undefined) return { allowed: true, ...toThrottle(row) };
  return { allowed: false, ...(await findRefusedThrottle(db, attempt)) };
}

/** Why an attempt was refused; for who counted by `throttleStatement`. */
export async function findRefusedThrottle(
  db: QueryExecutorProvider,
  { bucket, rule }: Pick<ThrottledAttempt, 'bucket' | 'rule'>,
): Promise<Throttle> {
  // A success elsewhere may have cleared the bucket between the two statements: then nothing stands in the way any more.
  const refused = (await findThrottle(db, bucket)) ?? { misses: 0, total: 0, stopped: false };
  // A limit that was lowered stops buckets that are beyond it, although none of their rows says so.
  return { ...refused, stopped: refused.stopped || refused.total >= rule.stopAfter };
}

/** As `countThrottled`, but throws `throttleRefusal` when the attempt is not allowed. */
export async function requireThrottled(db: AttemptDb, attempt: ThrottledAttempt): Promise<ThrottleResult> {
  const result = await countThrottled(db, attempt);
  if (!result.allowed) throw throttleRefusal(result, attempt.at);
  return result;
}

/** `ATTEMPTS_EXHAUSTED` with the seconds to wait; without them when only recovery or a release helps. */
export function throttleRefusal({ stopped, retryAt }: Throttle, at: Date) {
  if (stopped) return exhausted('ATTEMPTS_EXHAUSTED', 'too many attempts; recover your password');
  return attemptRefusal(retryAt === undefined ? {} : { retryAt }, at);
}

/** Where a bucket stands; undefined when it has no misses. */
export async function findThrottle(db: QueryExecutorProvider, bucket: string): Promise<Throttle | undefined> {
  const { rows } = await sql<ThrottleRow>`
    SELECT misses, total, next_at AS "nextAt", stopped FROM throttles WHERE bucket = ${bucket}`.execute(db);
  return rows[0] && toThrottle(rows[0]);
}

/** Opens a bucket and forgets its misses after a success; may be part of the transaction that records the success. */
export async function clearThrottle(db: QueryExecutorProvider, bucket: string): Promise<void> {
  await clearStatement(bucket).execute(db);
}

/** Takes back an attempt that was counted and never made, so that nothing was guessed by it. */
export async function returnThrottled(
  db: QueryExecutorProvider,
  { bucket, rule: { free, stopAfter } }: Pick<ThrottledAttempt, 'bucket' | 'rule'>,
): Promise<void> {
  await sql`DELETE FROM throttles WHERE bucket = ${bucket} AND total = 1`.execute(db);
  // A wait that others may have caused stays.
  await sql`
    UPDATE throttles SET
      misses = greatest(misses - 1, 1),
      total = total - 1,
      next_at = CASE WHEN misses - 1 > ${free} THEN next_at END,
      stopped = total - 1 >= ${stopAfter}
    WHERE bucket = ${bucket} AND total > 1`.execute(db);
}

/** The statement of `clearThrottle`, for a store that changes something else in the same one; made only where `condition` holds. */
export function clearStatement(
  bucket: string,
  condition: RawBuilder<boolean> = sql<boolean>`true`,
): RawBuilder<unknown> {
  return sql`DELETE FROM throttles WHERE bucket = ${bucket} AND ${condition} RETURNING bucket`;
}

/** Opens a bucket and all whose names go on from its name with a colon: for a recovery or an officer's release. */
export async function clearThrottlesBelow(db: QueryExecutorProvider, bucket: string): Promise<void> {
  // A semicolon follows the colon in collation C.
  await sql`
    DELETE FROM throttles
    WHERE bucket = ${bucket} OR (bucket >= ${`${bucket}:`} AND bucket < ${`${bucket};`})`.execute(db);
}

/**
 * The statement of `countThrottled`: a row when the attempt is allowed, none when not or where `condition` does not hold.
 * For a store that counts something else in the same statement (`WITH throttled AS (…)`), outside of any transaction.
 */
export function throttleStatement(
  { bucket, at, rule }: ThrottledAttempt,
  condition: RawBuilder<boolean> = sql<boolean>`true`,
): RawBuilder<ThrottleRow> {
  requireRule(rule);
  const { free, firstMs, capMs, stopAfter, forgetMs } = rule;
  const ms = sql`interval '1 millisecond'`;
  const misses =
    forgetMs === undefined
      ? sql`t.misses + 1`
      : sql`CASE WHEN t.last_at + ${forgetMs} * ${ms} <= excluded.last_at THEN 1 ELSE t.misses + 1 END`;
  // A bucket without a wait has no moment at all: with one, a clock that is set back would close it.
  const waitMs = sql`least(${capMs}, ${firstMs} * power(2, least((${misses}) - ${free + 1}, 62)))`;
  const firstNextAt = free > 0 ? null : new Date(at.getTime() + Math.min(firstMs, capMs));
  return sql<ThrottleRow>`
    INSERT INTO throttles AS t (bucket, misses, total, next_at, stopped, last_at)
    SELECT ${bucket}, 1, 1, ${firstNextAt}::timestamptz, ${stopAfter === 1}::boolean, ${at}::timestamptz
    WHERE ${condition}
    ON CONFLICT (bucket) DO UPDATE SET
      misses = ${misses},
      total = t.total + 1,
      next_at = CASE WHEN (${misses}) > ${free} THEN excluded.last_at + (${waitMs}) * ${ms} END,
      stopped = t.total + 1 >= ${stopAfter},
      last_at = greatest(t.last_at, excluded.last_at)
    WHERE NOT t.stopped AND t.total < ${stopAfter} AND (t.next_at IS NULL OR t.next_at <= excluded.last_at)
    RETURNING t.misses, t.total, t.next_at AS "nextAt", t.stopped`;
}

/** What a row says about its bucket. */
function toThrottle({ misses, total, nextAt, stopped }: ThrottleRow): Throttle {
  return { misses, total, stopped, ...(nextAt !== null && !stopped && { retryAt: nextAt }) };
}

function requireRule({ free, firstMs, capMs, stopAfter, forgetMs }: ThrottleRule): void {
  if (!Number.isInteger(free) || free < 0) throw new RangeError('free must be a whole number from 0');
  if (!Number.isInteger(stopAfter) || stopAfter < 1) throw new RangeError('stopAfter must be a whole number from 1');
  if (!(firstMs > 0 && capMs > 0)) throw new RangeError('firstMs and capMs must be positive');
  if (forgetMs !== undefined && !(forgetMs > 0)) throw new RangeError('forgetMs must be positive');
}
