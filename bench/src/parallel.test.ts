import { describe, expect, it } from '@jest/globals';
import { inParallel } from './parallel.ts';

describe('what is done in parallel', () => {
  it('is done so many times and not once more, never more at a time than asked for', async () => {
    let underWay = 0;
    let most = 0;
    const { requests } = await inParallel({ inFlight: 3, times: 10 }, async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await Promise.resolve();
      underWay -= 1;
    });
    expect(requests).toBe(10);
    expect(most).toBe(3);
  });

  it('ends with its time, and counts who was under way', async () => {
    const { requests, seconds } = await inParallel({ inFlight: 2, seconds: 0.01 }, async () => await Promise.resolve());
    expect(requests).toBeGreaterThan(1);
    expect(seconds).toBeGreaterThanOrEqual(0.01);
  });
});
