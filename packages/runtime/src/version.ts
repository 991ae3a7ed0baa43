import { readFileSync } from 'node:fs';

/** The version of the product, from the package at the root of the project; `unknown` when it names none. */
export function findVersion(): string {
  try {
    const root: unknown = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
    const { version } = root as { version?: unknown };
    return typeof version === 'string' ? version : 'unknown';
  } catch {
    return 'unknown';
  }
}
