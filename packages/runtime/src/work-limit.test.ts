import { unavailable } from '@countersign/errors';
import { describe, expect, it } from '@jest/globals';
import { createWorkLimit, type WorkLimitOptions } from './work-limit.ts';

const never = 60_000;
const busy = () => unavailable('EXAMPLE_BUSY', 'come again');
const createLimit = (options: Omit<WorkLimitOptions, 'busy'>) => createWorkLimit({ ...options, busy });

describe('the limit of work', () => {
  it('runs no more than so much at a time, in the order of arrival', async () => {
    const limit = createLimit({ atOnce: 2, waitingAtMost: 10, waitMs: never });
    let running = 0;
    let most = 0;
    const order: number[] = [];
    const work = (n: number) =>
      limit.run(async () => {
        running += 1;
        most = Math.max(most, running);
        order.push(n);
        await Promise.resolve();
        running -= 1;
        return n;
      });
    expect(await Promise.all([0, 1, 2, 3, 4, 5].map(work))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(most).toBe(2);
    expect(order).toEqual([0, 1, 2, 3, 4, 5]);
    expect(limit.waiting()).toBe(0);
  });

  it('refuses at once when too many wait', async () => {
    const limit = createLimit({ atOnce: 1, waitingAtMost: 1, waitMs: 1_500 });
    const { promise, resolve } = Promise.withResolvers<void>();
    const first = limit.run(() => promise);
    const second = limit.run(async () => 'second');
    await expect(limit.run(async () => 'third')).rejects.toMatchObject({ reason: 'EXAMPLE_BUSY' });
    resolve();
    await first;
    expect(await second).toBe('second');
  });

  it('refuses what waited too long and does not run it later', async () => {
    const limit = createLimit({ atOnce: 1, waitingAtMost: 5, waitMs: 1 });
    const { promise, resolve } = Promise.withResolvers<void>();
    const first = limit.run(() => promise);
    let ran = false;
    const late = limit.run(async () => {
      ran = true;
    });
    await expect(late).rejects.toMatchObject({ reason: 'EXAMPLE_BUSY' });
    resolve();
    await first;
    expect(await limit.run(async () => 'next')).toBe('next');
    expect(ran).toBe(false);
  });

  it('goes on after work that failed', async () => {
    const limit = createLimit({ atOnce: 1, waitingAtMost: 5, waitMs: never });
    const failing = limit.run(() => Promise.reject(new Error('broken')));
    const after = limit.run(async () => 'fine');
    await expect(failing).rejects.toThrow('broken');
    expect(await after).toBe('fine');
  });

  it('does not run what nobody waits for any more, and lets the next one take its place', async () => {
    const limit = createLimit({ atOnce: 1, waitingAtMost: 5, waitMs: never });
    const { promise, resolve } = Promise.withResolvers<void>();
    const first = limit.run(() => promise);
    const caller = new AbortController();
    let ran = false;
    const left = limit.run(async () => {
      ran = true;
    }, caller.signal);
    const next = limit.run(async () => 'next', new AbortController().signal);
    caller.abort();
    await expect(left).rejects.toMatchObject({ kind: 'unavailable', reason: 'DEADLINE_EXCEEDED' });
    expect(limit.waiting()).toBe(1);
    resolve();
    await first;
    expect(await next).toBe('next');
    await expect(limit.run(async () => undefined, caller.signal)).rejects.toMatchObject({
      reason: 'DEADLINE_EXCEEDED',
    });
    expect(ran).toBe(false);
  });
});
