import { accessSync, constants } from 'node:fs';
import path from 'node:path';

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
