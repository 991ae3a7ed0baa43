import { describe, expect, it } from '@jest/globals';
import { seededRandom } from './seeded-random.ts';

const draw = (seed: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: 200 }, () => random.integer(0, 999));
};

describe('a seeded generator', () => {
  it('draws the same for the same seed and otherwise for another', () => {
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('reaches both ends of a range and nothing outside', () => {
    const random = seededRandom(1);
    const drawn = new Set(Array.from({ length: 500 }, () => random.integer(3, 6)));
    expect(drawn).toEqual(new Set([3, 4, 5, 6]));
  });

  it('lets things happen about as often as asked', () => {
    const random = seededRandom(2);
    const happened = Array.from({ length: 4000 }, () => random.chance(0.25)).filter(Boolean).length;
    expect(happened).toBeGreaterThan(850);
    expect(happened).toBeLessThan(1150);
  });

  it('forks into generators that do not disturb each other', () => {
    const [one, other] = [seededRandom(3), seededRandom(3)];
    one.fork('a').integer(0, 9);
    expect(one.fork('b').integer(0, 1_000_000)).toBe(other.fork('b').integer(0, 1_000_000));
  });
});
