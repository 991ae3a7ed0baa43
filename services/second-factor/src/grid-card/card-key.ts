import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { cellNames, type Geometry, symbolsOf } from './geometry.ts';

/** What stands in the cells of a card, by name. */
export type Grid = ReadonlyMap<string, string>;

/** A key of which the cells of one card are made, 256 random bits. */
export function newCardKey(): Buffer {
  return randomBytes(32);
}

/** The grid that a card key stands for, or only these cells of it. */
export function gridOf(key: Uint8Array, geometry: Geometry, cells: readonly string[] = cellNames(geometry)): Grid {
  // Bytes as the key of an HMAC cost five times as much, each time.
  const hmacKey = createSecretKey(key);
  return new Map(cells.map((cell) => [cell, symbolAt(hmacKey, cell, geometry)]));
}

/** What is to be typed for these cells: their symbols, one after the other. */
export function answerOf(grid: Grid, cells: readonly string[]): string {
  return cells
    .map((cell) => {
      const symbol = grid.get(cell);
      if (symbol === undefined) throw new Error('a challenge asks for a cell that its card does not have');
      return symbol;
    })
    .join('');
}

// HMAC-SHA256(key, "cell", 0, cell, counter): its bytes are tried one by one, and those that would make some symbols
// likelier than others are passed over.
function symbolAt(key: KeyObject, cell: string, { alphabet }: Geometry): string {
  const symbols = symbolsOf(alphabet);
  const limit = 256 - (256 % symbols.length);
  for (let counter = 0; counter < 256; counter += 1) {
    const bytes = createHmac('sha256', key)
      .update(`cell\0${cell}`)
      .update(Buffer.from([counter]))
      .digest();
    const fair = bytes.find((byte) => byte < limit);
    if (fair !== undefined) return symbols.charAt(fair % symbols.length);
  }
  throw new Error('no fair byte in 8192: the key is broken');
}
