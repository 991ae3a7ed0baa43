import type { Keyring } from '@countersign/sealing';
import { hashAnswer } from './answer-hash.ts';
import { answerOf, gridOf } from './card-key.ts';
import { partition } from './drawing.ts';
import { cellNames, type Geometry } from './geometry.ts';
import type { StoredChallenge } from './tables.ts';

/** How often the cells of a new card in mode reuse were asked for. */
export function noUses(geometry: Geometry): number[] {
  return cellNames(geometry).map(() => 0);
}

/**
 * Splits a card into challenges, each of which is asked once, and hashes their answers: from then on nobody needs its key.
 * Takes about 25 ms of a thread for each of them.
 */
export async function splitCard(
  pepper: Keyring,
  { serial, geometry, key }: { serial: string; geometry: Geometry; key: Uint8Array },
): Promise<StoredChallenge[]> {
  const grid = gridOf(key, geometry);
  const challenges: StoredChallenge[] = [];
  for (const cells of partition(geometry)) {
    // One after the other: the slow hashes of a card must not keep those of logins waiting.
    // oxlint-disable-next-line no-await-in-loop
    challenges.push({ cells, hash: await hashAnswer(pepper, { serial, cells }, answerOf(grid, cells)) });
  }
  return challenges;
}
