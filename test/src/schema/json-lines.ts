const width = 120;

/** JSON in which what fits into a line stands on one: short files whose differences can still be read. */
export function toJsonLines(value: unknown, indent = ''): string {
  const line = JSON.stringify(value);
  if (typeof value !== 'object' || value === null || indent.length + line.length <= width) return line;
  const inner = `${indent} `;
  const parts = Array.isArray(value)
    ? value.map((part) => toJsonLines(part, inner))
    : Object.entries(value).map(([name, part]) => `${JSON.stringify(name)}: ${toJsonLines(part, inner)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${indent}${close}`;
}
