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

/** Orders versions such as 0.10.0 and 0.2.0; below 0 when the first is the older one. */
export function compareVersions(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}
