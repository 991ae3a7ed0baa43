import { crockfordSymbols } from '../crockford.ts';

/** Whether the cells of a card are asked for again (`reuse`) or each of them once. */
export const gridModes = ['reuse', 'once'] as const;
export type GridMode = (typeof gridModes)[number];

/** Symbols that may stand in a cell. */
export const gridAlphabets = ['crockford', 'digits'] as const;
export type GridAlphabet = (typeof gridAlphabets)[number];

/** What a card looks like, and how much of it a challenge asks for. */
export interface Geometry {
  mode: GridMode;
  rows: number;
  columns: number;
  /** Cells that a challenge asks for. */
  cells: number;
  alphabet: GridAlphabet;
}

/** Where a geometry stands in a row, of a card or a batch. */
export const geometryColumns = [
  'mode',
  'rows',
  'columns',
  'cells',
  'alphabet',
] as const satisfies readonly (keyof Geometry)[];

const symbols = {
  crockford: crockfordSymbols,
  digits: '0123456789',
} as const satisfies Record<GridAlphabet, string>;

/** The symbols of an alphabet, one after the other. */
export function symbolsOf(alphabet: GridAlphabet): string {
  return symbols[alphabet];
}

/** Names of the columns from the left: A, B, C … */
export function columnNames({ columns }: Pick<Geometry, 'columns'>): string[] {
  return Array.from({ length: columns }, (_, column) => String.fromCharCode(65 + column));
}

/** Names of all cells, column letter and row number from 1, by column, then row: A1, A2 … B1 … */
export function cellNames({ rows, columns }: Pick<Geometry, 'rows' | 'columns'>): string[] {
  return columnNames({ columns }).flatMap((column) => Array.from({ length: rows }, (_, row) => `${column}${row + 1}`));
}

/** Number of challenges whose cells do not overlap that a card has room for. */
export function challengesOf({ rows, columns, cells }: Pick<Geometry, 'rows' | 'columns' | 'cells'>): number {
  return Math.floor((rows * columns) / cells);
}
