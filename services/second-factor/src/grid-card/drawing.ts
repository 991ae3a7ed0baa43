import { randomInt } from 'node:crypto';
import { cellNames, challengesOf, type Geometry } from './geometry.ts';

/** A whole number from 0 to below `limit`, each equally likely. */
export type Random = (limit: number) => number;

/** Numbers that nobody can foresee. */
export const secureRandom: Random = (limit) => randomInt(limit);

/**
 * Draws the cells of the next challenge among those that were asked for least, none twice, as positions in the order of
 * `cellNames`. Whoever watched all logins so far knows a whole challenge only once nearly all cells were asked for;
 * with cells drawn from the whole card he would after a few.
 */
export function drawLeastUsed(uses: readonly number[], count: number, random: Random = secureRandom): number[] {
  // Shuffled first: sorting keeps the order of cells that were used as often.
  const positions = shuffled(
    uses.map((_, position) => position),
    random,
  );
  return positions
    .toSorted((a, b) => (uses[a] ?? 0) - (uses[b] ?? 0))
    .slice(0, count)
    .toSorted((a, b) => a - b);
}

/** Splits a card into challenges, at random: no cell is in two of them. Each lists its cells in the order of `cellNames`. */
export function partition(geometry: Geometry, random: Random = secureRandom): string[][] {
  const names = cellNames(geometry);
  const { cells } = geometry;
  const positions = shuffled(
    names.map((_, position) => position),
    random,
  );
  return Array.from({ length: challengesOf(geometry) }, (_, index) =>
    positions
      .slice(index * cells, (index + 1) * cells)
      .toSorted((a, b) => a - b)
      .map((position) => names[position] ?? ''),
  );
}

// Fisher and Yates: every order is equally likely.
function shuffled(items: number[], random: Random): number[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const chosen = random(last + 1);
    const kept = order[last] ?? 0;
    order[last] = order[chosen] ?? 0;
    order[chosen] = kept;
  }
  return order;
}
