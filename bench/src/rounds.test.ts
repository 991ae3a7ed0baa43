import { describe, expect, it } from '@jest/globals';
import { type Measurement, measureInRounds, median, ratio, summarise, sumOwn } from './rounds.ts';

const measurement = (over: Partial<Measurement> = {}): Measurement => ({
  requests: 1000,
  seconds: 1,
  p50Ms: 1,
  p99Ms: 2,
  cpuUs: {},
  generatorShare: 0,
  ...over,
});

describe('rounds', () => {
  it('takes every subject in turn and does not count the first round', async () => {
    const asked: string[] = [];
    const measured = await measureInRounds([{ name: 'a' }, { name: 'b' }], 2, async ({ name }, round) => {
      asked.push(`${name}${round}`);
      return measurement({ requests: round });
    });
    expect(asked).toEqual(['a0', 'b0', 'a1', 'b1', 'a2', 'b2']);
    expect(measured.get('b')?.map(({ requests }) => requests)).toEqual([1, 2]);
  });

  it('ends with the first measurement that fails', async () => {
    const failing = measureInRounds([{ name: 'a' }], 3, async () => {
      throw new Error('refused');
    });
    await expect(failing).rejects.toThrow('refused');
  });
});

describe('a summary', () => {
  it('holds medians, the range of the speed, and each part’s processor time per request', () => {
    const summary = summarise([
      measurement({ requests: 100, seconds: 2, p99Ms: 9, cpuUs: { route: 1000 } }),
      measurement({ requests: 400, seconds: 2, p99Ms: 3, cpuUs: { route: 2000 } }),
      measurement({ requests: 200, seconds: 2, p99Ms: 4, cpuUs: { route: 1600 } }),
    ]);
    expect(summary).toMatchObject({ perSecond: 100, slowestPerSecond: 50, fastestPerSecond: 200, p99Ms: 4 });
    expect(summary.cpuUsPerRequest).toEqual({ route: 8 });
  });

  it('compares within each round, so that a slow round of the machine changes nothing', () => {
    const of = [100, 10, 90].map((requests) => measurement({ requests }));
    const to = [200, 20, 180].map((requests) => measurement({ requests }));
    expect(ratio(of, to)).toBe(0.5);
  });

  it('refuses to compare with a subject that missed a round', () => {
    expect(() => ratio([measurement(), measurement()], [measurement()])).toThrow('every round');
  });
});

describe('a median', () => {
  it('is the middle number, or the mean of the two in the middle', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 9, 2])).toBe(3);
    expect(() => median([])).toThrow('no median');
  });
});

it('counts to the product all but the stand-ins of the outside world and what measures', () => {
  const figures = { order: 5, postgres: 7, redis: 1, sandbox: 100, inbox: 200, launcher: 400 };
  expect(sumOwn(figures, ['sandbox', 'inbox', 'launcher'])).toBe(13);
});
