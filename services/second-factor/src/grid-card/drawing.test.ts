import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { drawLeastUsed, partition, type Random, secureRandom } from './drawing.ts';
import { cellNames, challengesOf, type Geometry } from './geometry.ts';

const geometries = fc.record({
  mode: fc.constantFrom('reuse', 'once'),
  rows: fc.integer({ min: 4, max: 9 }),
  columns: fc.integer({ min: 5, max: 12 }),
  cells: fc.integer({ min: 3, max: 6 }),
  alphabet: fc.constantFrom('crockford', 'digits'),
});
const usual: Geometry = { mode: 'reuse', rows: 5, columns: 10, cells: 3, alphabet: 'crockford' };

/** The challenges of so many logins with one new card. */
function challengesWith(random: Random, logins: number, { rows, columns, cells }: Geometry = usual): number[][] {
  const uses = Array.from({ length: rows * columns }, () => 0);
  return Array.from({ length: logins }, () => {
    const drawn = drawLeastUsed(uses, cells, random);
    for (const position of drawn) uses[position] = (uses[position] ?? 0) + 1;
    return drawn;
  });
}

describe('a challenge', () => {
  it('names as many different cells as the card asks for, sorted', () => {
    fc.assert(
      fc.property(geometries, fc.integer({ min: 1, max: 40 }), (geometry, logins) => {
        for (const drawn of challengesWith(secureRandom, logins, geometry)) {
          expect(drawn).toEqual([...new Set(drawn)].toSorted((a, b) => a - b));
          expect(drawn).toHaveLength(geometry.cells);
        }
      }),
    );
  });

  it('takes no cell twice before every other one was taken once', () => {
    fc.assert(
      fc.property(geometries, fc.integer({ min: 1, max: 60 }), (geometry, logins) => {
        const uses = new Map<number, number>();
        for (const position of challengesWith(secureRandom, logins, geometry).flat()) {
          uses.set(position, (uses.get(position) ?? 0) + 1);
        }
        const counts = Array.from({ length: geometry.rows * geometry.columns }, (_, at) => uses.get(at) ?? 0);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is not fully known to who watched all before it, until the 16th login of a card of 50 cells', () => {
    for (let card = 0; card < 200; card += 1) {
      const seen = new Set<number>();
      for (const drawn of challengesWith(secureRandom, 16)) {
        expect(drawn.every((position) => seen.has(position))).toBe(false);
        for (const position of drawn) seen.add(position);
      }
    }
  });

  it('shows no preference for any cell, in none of the first five logins', () => {
    for (const login of [0, 1, 2, 3, 4]) expect(unevenness(secureRandom, login)).toBeLessThan(bound);
  });

  it('would be found out if its numbers were not fair', () => {
    expect(unevenness((limit) => Math.min(secureRandom(limit), secureRandom(limit)), 0)).toBeGreaterThan(bound);
  });
});

// 49 degrees of freedom: a fair draw is above it less than once in 10^9 runs.
const bound = 140;

/** Chi-square of how often each cell is asked for in one login, over many cards. */
function unevenness(random: Random, login: number): number {
  const cards = 2_000;
  const counts = Array.from({ length: 50 }, () => 0);
  for (let card = 0; card < cards; card += 1) {
    for (const position of challengesWith(random, login + 1)[login] ?? [])
      counts[position] = (counts[position] ?? 0) + 1;
  }
  const expected = (cards * usual.cells) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

describe('the partition of a card', () => {
  it('asks for each cell at most once, and for all but fewer than a challenge takes', () => {
    fc.assert(
      fc.property(geometries, (geometry) => {
        const challenges = partition(geometry);
        const asked = challenges.flat();
        expect(challenges).toHaveLength(challengesOf(geometry));
        expect(new Set(asked).size).toBe(asked.length);
        expect(cellNames(geometry)).toEqual(expect.arrayContaining(asked));
        expect(cellNames(geometry).length - asked.length).toBeLessThan(geometry.cells);
      }),
    );
  });

  it('lists the cells of a challenge by column, then row', () => {
    const order = cellNames(usual);
    for (const cells of partition(usual)) {
      expect(cells).toEqual(cells.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)));
    }
  });
});
