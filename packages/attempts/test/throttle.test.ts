import { randomUUID } from 'node:crypto';
import { testDatabase } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  clearThrottle,
  clearThrottlesBelow,
  countThrottled,
  createThrottlesTable,
  findThrottle,
  requireThrottled,
  returnThrottled,
  type ThrottleRule,
} from '../src/index.ts';

let database: Awaited<ReturnType<typeof testDatabase>>;
const noon = new Date('2026-03-01T12:00:00Z').getTime();
const secondMs = 1_000;
const rule: ThrottleRule = { free: 3, firstMs: secondMs, capMs: 900 * secondMs, stopAfter: 100 };

beforeAll(async () => {
  database = await testDatabase({ migrate: createThrottlesTable });
});
afterAll(() => database.destroy());

/** A bucket of its own; `try` makes an attempt so many milliseconds after noon. */
function aBucket(over: Partial<ThrottleRule> = {}) {
  const bucket: string = randomUUID();
  const attempt = (afterMs: number) => ({ bucket, at: new Date(noon + afterMs), rule: { ...rule, ...over } });
  return { bucket, attempt, try: (afterMs = 0) => countThrottled(database.db, attempt(afterMs)) };
}

describe('a throttle', () => {
  it('lets the free misses and one more come at once, then makes each wait twice as long, up to the cap', async () => {
    const bucket = aBucket({ capMs: 5 * secondMs });
    const waits: number[] = [];
    let now = 0;
    for (let n = 0; n < 8; n += 1) {
      const result = await bucket.try(now);
      expect(result).toMatchObject({ allowed: true, misses: n + 1, total: n + 1, stopped: false });
      const wait = result.retryAt === undefined ? 0 : result.retryAt.getTime() - noon - now;
      waits.push(wait);
      const early = wait > 0 && (await bucket.try(now + wait - 1)).allowed;
      expect(early).toBe(false);
      now += wait;
    }
    expect(waits).toEqual([0, 0, 0, 1_000, 2_000, 4_000, 5_000, 5_000]);
  });

  it('lets only as many of 50 parallel attempts pass as may come at once', async () => {
    const bucket = aBucket();
    const results = await Promise.all(Array.from({ length: 50 }, () => bucket.try()));
    expect(
      results
        .filter(({ allowed }) => allowed)
        .map(({ misses }) => misses)
        .toSorted((a, b) => a - b),
    ).toEqual([1, 2, 3, 4]);
  });

  it('lets one of 50 parallel attempts pass when a wait has just ended', async () => {
    const bucket = aBucket();
    for (let n = 0; n < 4; n += 1) await bucket.try();
    const results = await Promise.all(Array.from({ length: 50 }, () => bucket.try(secondMs)));
    expect(results.filter(({ allowed }) => allowed)).toHaveLength(1);
  });

  it('stops after so many misses, however long they are apart, and opens only when it is cleared', async () => {
    const bucket = aBucket({ stopAfter: 6 });
    const day = 86_400 * secondMs;
    for (let n = 0; n < 5; n += 1) expect(await bucket.try(n * day)).toMatchObject({ allowed: true, stopped: false });
    const last = await bucket.try(5 * day);
    expect(last).toEqual({ allowed: true, misses: 6, total: 6, stopped: true });
    expect(await bucket.try(1_000 * day)).toEqual({ allowed: false, misses: 6, total: 6, stopped: true });
    await clearThrottle(database.db, bucket.bucket);
    expect(await bucket.try(1_000 * day)).toMatchObject({ allowed: true, misses: 1, stopped: false });
  });

  it('lets no more than the stop of 50 parallel attempts pass where none has to wait', async () => {
    const bucket = aBucket({ free: 1_000, stopAfter: 7 });
    const results = await Promise.all(Array.from({ length: 50 }, () => bucket.try()));
    expect(results.filter(({ allowed }) => allowed)).toHaveLength(7);
  });

  it('holds a lowered limit at once', async () => {
    const bucket = aBucket();
    await bucket.try();
    await bucket.try();
    const lowered = { ...bucket.attempt(0), rule: { ...rule, stopAfter: 2 } };
    expect(await countThrottled(database.db, lowered)).toMatchObject({ allowed: false, total: 2, stopped: true });
  });

  it('forgets waits after a quiet time, but not what counts towards the stop', async () => {
    const bucket = aBucket({ free: 1, forgetMs: 60 * secondMs, stopAfter: 4 });
    await bucket.try();
    expect(await bucket.try()).toMatchObject({ misses: 2, retryAt: new Date(noon + secondMs) });
    expect(await bucket.try(59_999)).toMatchObject({ misses: 3, total: 3 });
    expect(await bucket.try(59_999 + 60_000)).toEqual({ allowed: true, misses: 1, total: 4, stopped: true });
  });

  it('gives no guess away when the clock is set back, and closes nothing that was open', async () => {
    const open = aBucket();
    await open.try();
    expect(await open.try(-3_600 * secondMs)).toMatchObject({ allowed: true, misses: 2 });
    const waiting = aBucket();
    for (let n = 0; n < 4; n += 1) await waiting.try();
    expect(await waiting.try(-3_600 * secondMs)).toMatchObject({ allowed: false, misses: 4 });
    expect(await waiting.try(secondMs)).toMatchObject({ allowed: true, misses: 5 });
  });

  it('keeps buckets apart', async () => {
    const full = aBucket({ stopAfter: 1 });
    await full.try();
    expect(await aBucket({ stopAfter: 1 }).try()).toMatchObject({ allowed: true, total: 1 });
  });

  it('is cleared with all that go on from its name, and with nothing else', async () => {
    const { bucket } = aBucket();
    const names = [bucket, `${bucket}:dev_1`, `${bucket}:dev_2:x`, `${bucket}x`, `${bucket};`, `${bucket}9:dev_1`];
    const at = new Date(noon);
    for (const name of names) await countThrottled(database.db, { bucket: name, at, rule });
    await clearThrottlesBelow(database.db, bucket);
    const left: string[] = [];
    for (const name of names) if ((await findThrottle(database.db, name)) !== undefined) left.push(name);
    expect(left).toEqual(names.slice(3));
  });

  it('takes back an attempt that was never made, and what it stopped or delayed', async () => {
    const single = aBucket();
    await single.try();
    await returnThrottled(database.db, single.attempt(0));
    expect(await findThrottle(database.db, single.bucket)).toBeUndefined();
    const delayed = aBucket({ free: 1 });
    await delayed.try();
    await delayed.try();
    await returnThrottled(database.db, delayed.attempt(0));
    expect(await delayed.try()).toMatchObject({ allowed: true, misses: 2, total: 2 });
    expect(await delayed.try(secondMs)).toMatchObject({ allowed: true, misses: 3 });
    await returnThrottled(database.db, delayed.attempt(0));
    expect(await delayed.try(secondMs + 1)).toMatchObject({ allowed: false, misses: 2 });
    const stopped = aBucket({ stopAfter: 2 });
    await stopped.try();
    await stopped.try();
    await returnThrottled(database.db, stopped.attempt(0));
    expect(await stopped.try()).toMatchObject({ allowed: true, total: 2, stopped: true });
    expect(await stopped.try()).toMatchObject({ allowed: false, stopped: true });
  });

  it('throws with the seconds to wait, rounded up, and without them when it is stopped', async () => {
    const bucket = aBucket({ free: 0, firstMs: 2_500, stopAfter: 2 });
    await requireThrottled(database.db, bucket.attempt(0));
    await expect(requireThrottled(database.db, bucket.attempt(1_000))).rejects.toMatchObject({
      kind: 'exhausted',
      reason: 'ATTEMPTS_EXHAUSTED',
      retryAfterSeconds: 2,
    });
    await requireThrottled(database.db, bucket.attempt(2_500));
    const stopped = await requireThrottled(database.db, bucket.attempt(9_000)).catch((error: unknown) => error);
    expect(stopped).toMatchObject({ reason: 'ATTEMPTS_EXHAUSTED' });
    expect((stopped as { retryAfterSeconds?: number }).retryAfterSeconds).toBeUndefined();
  });

  it('does not count inside a transaction', async () => {
    const bucket = aBucket();
    const counting = database.db.transaction().execute((trx) => countThrottled(trx, bucket.attempt(0)));
    await expect(counting).rejects.toThrow('outside of any transaction');
  });

  it('refuses a rule that makes no sense', async () => {
    const wrong: Partial<ThrottleRule>[] = [
      { free: -1 },
      { free: 0.5 },
      { stopAfter: 0 },
      { firstMs: 0 },
      { capMs: 0 },
      { forgetMs: 0 },
    ];
    for (const over of wrong) await expect(aBucket(over).try()).rejects.toThrow(RangeError);
  });

  it('behaves like its model over any rule and any course of attempts, successes and time', async () => {
    const rules = fc.record({
      free: fc.nat(3),
      firstMs: fc.integer({ min: 1, max: 1_500 }),
      capMs: fc.integer({ min: 1, max: 5_000 }),
      stopAfter: fc.integer({ min: 1, max: 12 }),
      forgetMs: fc.option(fc.integer({ min: 1, max: 6_000 }), { nil: undefined }),
    });
    const step = fc.record({
      waitMs: fc.oneof(fc.constant(0), fc.nat(3_000)),
      action: fc.constantFrom('attempt', 'attempt', 'attempt', 'attempt', 'attempt', 'attempt', 'attempt', 'succeed'),
    });
    await fc.assert(
      fc.asyncProperty(rules, fc.array(step, { maxLength: 25 }), async ({ forgetMs, ...fixed }, steps) => {
        const own: ThrottleRule = { ...fixed, ...(forgetMs !== undefined && { forgetMs }) };
        const bucket = randomUUID();
        let now = noon;
        let model = { misses: 0, total: 0, nextAt: 0, lastAt: 0 };
        for (const { waitMs, action } of steps) {
          now += waitMs;
          if (action === 'succeed') {
            model = { misses: 0, total: 0, nextAt: 0, lastAt: 0 };
            await clearThrottle(database.db, bucket);
            continue;
          }
          const allowed: boolean = model.total < own.stopAfter && now >= model.nextAt;
          if (allowed) {
            const misses: number = forgetMs !== undefined && now - model.lastAt >= forgetMs ? 1 : model.misses + 1;
            const wait = misses > own.free ? Math.min(own.capMs, own.firstMs * 2 ** (misses - own.free - 1)) : 0;
            model = { misses, total: model.total + 1, nextAt: now + wait, lastAt: now };
          }
          const stopped = model.total >= own.stopAfter;
          const waits = model.misses > own.free && !stopped;
          expect(await countThrottled(database.db, { bucket, at: new Date(now), rule: own })).toEqual({
            allowed,
            misses: model.misses,
            total: model.total,
            stopped,
            ...(waits && { retryAt: new Date(model.nextAt) }),
          });
        }
      }),
      { numRuns: 80 },
    );
  });
});
