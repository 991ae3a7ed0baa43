import { PDF } from '@libpdf/core';

/** What stands in each cell of a card, by its name, for example `C4`. */
export type ReadGrid = ReadonlyMap<string, string>;

/** Reads an eGrid as its owner does: opens the PDF with the password and looks at the page. */
export async function readEgrid(pdf: Uint8Array, password: string): Promise<ReadGrid> {
  const document = await PDF.load(pdf, { credentials: password });
  return readGrid(document.getPage(0)?.extractText().text ?? '');
}

/** Reads the table of a card: the column letters, then each row number with its characters, whatever stands between. */
export function readGrid(text: string): ReadGrid {
  const header = /\bA\s+B\s+C(?:\s+[D-L])*\b/.exec(text);
  if (header === null) throw new Error('there is no grid on this page');
  const columns = header[0].split(/\s+/);
  let rest = text.slice(header.index + header[0].length).replaceAll(/\s/g, '');
  const grid = new Map<string, string>();
  for (let row = 1; rest.startsWith(String(row)); row += 1) {
    for (const [index, column] of columns.entries()) grid.set(`${column}${row}`, rest[index + 1] ?? '');
    rest = rest.slice(columns.length + 1);
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
