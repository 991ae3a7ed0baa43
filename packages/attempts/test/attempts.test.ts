import { randomUUID } from 'node:crypto';
import { DomainError } from '@countersign/errors';
import { testDatabase } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sql } from 'kysely';
import { clearAttempts, countAttempt, createAttemptsTable, requireAttempt, returnAttempt } from '../src/index.ts';

let database: Awaited<ReturnType<typeof testDatabase>>;
const noon = new Date('2026-03-01T12:00:00Z');
const minuteMs = 60_000;

beforeAll(async () => {
  database = await testDatabase({ migrate: createAttemptsTable });
});
afterAll(() => database.destroy());

/** Ten minutes and three attempts in a bucket of its own, counted at `noon` unless told otherwise. */
function aBudget(over: { limit?: number; bucket?: string } = {}) {
  const budget = { bucket: randomUUID(), limit: 3, windowMs: 10 * minuteMs, ...over };
  return { bucket: budget.bucket, at: (afterMs = 0) => ({ ...budget, at: new Date(noon.getTime() + afterMs) }) };
}

describe('the attempt ledger', () => {
  it('allows as many attempts as the limit says and tells when the next one may be made', async () => {
    const budget = aBudget();
    const ends = new Date(noon.getTime() + 10 * minuteMs);
    expect(await countAttempt(database.db, budget.at())).toEqual({ allowed: true, used: 1 });
    expect(await countAttempt(database.db, budget.at(minuteMs))).toEqual({ allowed: true, used: 2 });
    expect(await countAttempt(database.db, budget.at(2 * minuteMs))).toEqual({ allowed: true, used: 3, retryAt: ends });
    expect(await countAttempt(database.db, budget.at(9 * minuteMs))).toEqual({
      allowed: false,
      used: 3,
      retryAt: ends,
    });
  });

  it('allows exactly the limit of 50 parallel attempts', async () => {
    const budget = aBudget({ limit: 7 });
    const results = await Promise.all(Array.from({ length: 50 }, () => countAttempt(database.db, budget.at())));
    const allowed = results.filter((result) => result.allowed);
    expect(allowed.map((result) => result.used).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('allows exactly the limit of 50 parallel attempts when the window has just passed', async () => {
    const budget = aBudget({ limit: 7 });
    for (let n = 0; n < 7; n += 1) await countAttempt(database.db, budget.at());
    const later = budget.at(10 * minuteMs);
    const results = await Promise.all(Array.from({ length: 50 }, () => countAttempt(database.db, later)));
    expect(results.filter((result) => result.allowed)).toHaveLength(7);
  });

  it('starts again at 1 when the window has passed, not a millisecond earlier', async () => {
    const budget = aBudget({ limit: 1 });
    await countAttempt(database.db, budget.at());
    expect(await countAttempt(database.db, budget.at(10 * minuteMs - 1))).toMatchObject({ allowed: false });
    expect(await countAttempt(database.db, budget.at(10 * minuteMs))).toMatchObject({ allowed: true, used: 1 });
  });

  it('is not prolonged by attempts it refused', async () => {
    const budget = aBudget({ limit: 1 });
    const { retryAt } = await countAttempt(database.db, budget.at());
    await countAttempt(database.db, budget.at(9 * minuteMs));
    expect((await countAttempt(database.db, budget.at(9 * minuteMs))).retryAt).toEqual(retryAt);
  });

  it('keeps buckets apart', async () => {
    const mine = aBudget({ limit: 1 });
    await countAttempt(database.db, mine.at());
    expect(await countAttempt(database.db, aBudget({ limit: 1 }).at())).toMatchObject({ allowed: true, used: 1 });
  });

  it('forgets a bucket after a success', async () => {
    const budget = aBudget({ limit: 1 });
    await countAttempt(database.db, budget.at());
    await clearAttempts(database.db, budget.bucket);
    expect(await countAttempt(database.db, budget.at())).toMatchObject({ allowed: true, used: 1 });
  });

  it('takes one attempt back and leaves the others counted', async () => {
    const budget = aBudget({ limit: 2 });
    await countAttempt(database.db, budget.at());
    await countAttempt(database.db, budget.at());
    await returnAttempt(database.db, budget.at());
    expect(await countAttempt(database.db, budget.at())).toMatchObject({ allowed: true, used: 2 });
    expect(await countAttempt(database.db, budget.at())).toMatchObject({ allowed: false });
    const single = aBudget({ limit: 3 });
    await countAttempt(database.db, single.at());
    await returnAttempt(database.db, single.at());
    await returnAttempt(database.db, single.at());
    expect(await countAttempt(database.db, single.at())).toMatchObject({ allowed: true, used: 1 });
  });

  it('holds a block that was set by hand', async () => {
    const budget = aBudget();
    await countAttempt(database.db, budget.at());
    const until = new Date(noon.getTime() + 60 * minuteMs);
    await sql`UPDATE attempts SET blocked_until = ${until} WHERE bucket = ${budget.bucket}`.execute(database.db);
    expect(await countAttempt(database.db, budget.at(30 * minuteMs))).toEqual({
      allowed: false,
      used: 1,
      retryAt: until,
    });
    expect(await countAttempt(database.db, budget.at(60 * minuteMs))).toMatchObject({ allowed: true, used: 1 });
  });

  it('holds a lowered limit at once', async () => {
    const budget = aBudget();
    await countAttempt(database.db, budget.at());
    await countAttempt(database.db, budget.at());
    expect(await countAttempt(database.db, { ...budget.at(), limit: 2 })).toMatchObject({ allowed: false, used: 2 });
  });

  it('does not count inside a transaction', async () => {
    const budget = aBudget();
    const counting = database.db.transaction().execute((trx) => countAttempt(trx, budget.at()));
    await expect(counting).rejects.toThrow('outside of any transaction');
  });

  it('refuses a budget that makes no sense', async () => {
    await expect(countAttempt(database.db, aBudget({ limit: 0 }).at())).rejects.toThrow(RangeError);
    await expect(countAttempt(database.db, aBudget({ limit: 1.5 }).at())).rejects.toThrow(RangeError);
    await expect(countAttempt(database.db, { ...aBudget().at(), windowMs: 0 })).rejects.toThrow(RangeError);
  });

  it('throws with the seconds to wait, rounded up, when the attempt is required', async () => {
    const budget = aBudget({ limit: 1 });
    await requireAttempt(database.db, budget.at());
    const refused = await requireAttempt(database.db, budget.at(10 * minuteMs - 1500)).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(DomainError);
    expect(refused).toMatchObject({ kind: 'exhausted', reason: 'ATTEMPTS_EXHAUSTED', retryAfterSeconds: 2 });
  });

  it('behaves like its model over any course of attempts, successes and time', async () => {
    const step = fc.record({
      waitMs: fc.oneof(fc.nat(2000), fc.constantFrom(0, 999, 1000, 1001)),
      action: fc.constantFrom('attempt', 'attempt', 'attempt', 'attempt', 'succeed'),
    });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.array(step, { maxLength: 25 }), async (limit, steps) => {
        const bucket = randomUUID();
        let now = noon.getTime();
        let model: { used: number; startedAt: number } | undefined;
        for (const { waitMs, action } of steps) {
          now += waitMs;
          if (action === 'succeed') {
            model = undefined;
            await clearAttempts(database.db, bucket);
            continue;
          }
          if (model === undefined || now >= model.startedAt + 1000) model = { used: 0, startedAt: now };
          const allowed: boolean = model.used < limit;
          if (allowed) model.used += 1;
          const result = await countAttempt(database.db, { bucket, limit, windowMs: 1000, at: new Date(now) });
          expect(result).toEqual({
            allowed,
            used: model.used,
            ...(model.used === limit && { retryAt: new Date(model.startedAt + 1000) }),
          });
        }
      }),
      { numRuns: 60 },
    );
  });
});
