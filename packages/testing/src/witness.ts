import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { it } from '@jest/globals';

/**
 * Whether a real client such as `openssl` or `pdfsig` is on the PATH to bear witness in a test. Without it the test is
 * skipped by name; under `REQUIRE_WITNESSES=1` this throws instead.
 */
export function hasWitness(name: string): boolean {
  const isThere = (process.env['PATH'] ?? '').split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (!isThere && process.env['REQUIRE_WITNESSES'] === '1') throw new Error(`the witness ${name} is not installed`);
  return isThere;
}

/**
 * `it` for a test that asks real programs to bear witness, skipped by name where one of them is missing; under
 * `REQUIRE_WITNESSES=1` that throws instead.
 */
export function itWitnessedBy(...programs: readonly string[]): typeof it | typeof it.skip {
  return programs.every(hasWitness) ? it : it.skip;
}
