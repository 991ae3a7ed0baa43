/** Lays out rows below a heading: the first column to the left, the others to the right, as wide as they must be. */
export function layOut(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [heading, ...rows];
  const widths = heading.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = all.map((row) =>
    widths
      .map((width, column) => {
        const text = row[column] ?? '';
        return column === 0 ? text.padEnd(width) : text.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
  return lines.map((line) => `  ${line}`).join('\n');
}

/** A number with as many decimals as asked for, thousands set apart. */
export function format(number: number, decimals = 0): string {
  return number.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** What each part of the product cost, the largest first; not what costs next to nothing, or is `outside` of it. */
export function listCosts(costs: Readonly<Record<string, number>>, outside: readonly string[]): string {
  return Object.entries(costs)
    .filter(([part, cost]) => cost >= 1 && !outside.includes(part))
    .toSorted(([, a], [, b]) => b - a)
    .map(([part, cost]) => `${part} ${format(cost)}`)
    .join(', ');
}
