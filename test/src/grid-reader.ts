import { PDF } from '@libpdf/core';

/** What stands in each cell of a card, by its name, for example `C4`. */
export type ReadGrid = ReadonlyMap<string, string>;

/** Reads an eGrid as its owner does: opens the PDF with the password and looks at the page. */
export async function readEgrid(pdf: Uint8Array, password: string): Promise<ReadGrid> {
  const document = await PDF.load(pdf, { credentials: password });
  return readGrid(document.getPage(0)?.extractText().text ?? '');
}

/** Reads the table of a card: a line of column letters, then a row number and its characters, and so on. */
export function readGrid(text: string): ReadGrid {
  const words = text.split(/\s+/);
  const begin = words.findIndex((word, index) => word === 'A' && words[index + 1] === 'B' && words[index + 2] === 'C');
  if (begin < 0) throw new Error('there is no grid on this page');
  const end = words.indexOf('1', begin);
  const columns = words.slice(begin, end);
  const grid = new Map<string, string>();
  for (let at = end, row = 1; words[at] === String(row); at += columns.length + 1, row += 1) {
    for (const [index, column] of columns.entries()) grid.set(`${column}${row}`, words[at + 1 + index] ?? '');
  }
  return grid;
}

/** The characters in the cells that are asked for. */
export function lookUp(grid: ReadGrid, cells: readonly string[]): string {
  return cells
    .map((cell) => {
      const found = grid.get(cell);
      if (found === undefined) throw new Error(`the card has no cell ${cell}`);
      return found;
    })
    .join(' ');
}
