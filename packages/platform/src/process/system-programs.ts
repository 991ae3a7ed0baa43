import { existsSync } from 'node:fs';
import path from 'node:path';

// Where Linux keeps the programs that a narrowed PATH may hide.
const systemFolders = ['/usr/local/sbin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** The PATH for programs of the system: the caller's, then the usual folders. */
export function systemPath(): string {
  return [process.env['PATH'] ?? '', ...systemFolders].filter((folder) => folder !== '').join(path.delimiter);
}

/** Finds a program of the system by the PATH and, since the PATH may be narrowed, in its usual folders. */
export function findSystemProgram(name: string): string | undefined {
  return systemPath()
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => path.join(folder, name))
    .find((file) => existsSync(file));
}
