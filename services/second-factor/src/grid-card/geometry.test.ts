import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readSymbols } from '../crockford.ts';
import { answerOf, gridOf, newCardKey } from './card-key.ts';
import { cellNames, type Geometry, symbolsOf } from './geometry.ts';

const geometry: Geometry = { mode: 'reuse', rows: 2, columns: 3, cells: 3, alphabet: 'crockford' };

describe('the cells of a card', () => {
  it('are named by column letter and row number', () => {
    expect(cellNames(geometry)).toEqual(['A1', 'A2', 'B1', 'B2', 'C1', 'C2']);
  });

  it('are made of its key, and of nothing else', () => {
    const key = Buffer.alloc(32, 7);
    const grid = gridOf(key, geometry);
    expect([...grid.keys()]).toEqual(cellNames(geometry));
    expect(gridOf(key, geometry)).toEqual(grid);
    expect(answerOf(grid, ['A2', 'C1'])).toBe(`${grid.get('A2')}${grid.get('C1')}`);
    expect(gridOf(key, geometry, ['C1'])).toEqual(new Map([['C1', grid.get('C1')]]));
    expect(() => answerOf(grid, ['D1'])).toThrow('does not have');
  });

  it.each(['crockford', 'digits'] as const)('are each symbol of %s about as often', (alphabet) => {
    const counts = new Map(Array.from(symbolsOf(alphabet), (symbol) => [symbol, 0]));
    for (let card = 0; card < 100; card += 1) {
      for (const symbol of gridOf(newCardKey(), { ...geometry, rows: 9, columns: 12, alphabet }).values()) {
        counts.set(symbol, (counts.get(symbol) ?? Number.NaN) + 1);
      }
    }
    const expected = 10_800 / counts.size;
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // At 31 and at 9 degrees of freedom exceeded less than once in 10^9 runs.
    expect(chiSquare).toBeLessThan(alphabet === 'crockford' ? 110 : 65);
  });
});

describe('an answer', () => {
  it.each([
    ['m y-e', 'MYE'],
    ['oO0', '000'],
    ['iIlL1', '11111'],
  ])('%s is read as %s', (typed, read) => {
    expect(readSymbols(typed)).toBe(read);
  });

  it('of a card stays what it is, in lower case and with spaces, too', () => {
    const symbol = fc.constantFrom(...Array.from(symbolsOf('crockford')));
    fc.assert(
      fc.property(fc.array(symbol, { minLength: 3, maxLength: 6 }), (symbols) => {
        expect(readSymbols(symbols.join('').toLowerCase())).toBe(symbols.join(''));
        expect(readSymbols(` ${symbols.join(' - ')} `)).toBe(symbols.join(''));
      }),
    );
  });
});
