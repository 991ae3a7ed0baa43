import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder the whole project lies in. */
export const workspaceRoot: string = fileURLToPath(new URL('../../../', import.meta.url));

/** Where the local platform keeps everything: `COUNTERSIGN_HOME`, else `.countersign` in the project's folder. */
export function workspaceStateFolder(): string {
  const named = process.env['COUNTERSIGN_HOME'];
  return named === undefined || named === ''
    ? fileURLToPath(new URL('../../../.countersign', import.meta.url))
    : path.resolve(named);
}
