import { spawnSync } from 'node:child_process';
import { chown, readdir, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import path from 'node:path';
import { findSystemProgram } from '../process/system-programs.ts';

/** How to run a program that refuses to be root. `prefix` comes before the command line. */
export interface UnprivilegedWay {
  readonly prefix: readonly string[];
  readonly runAs?: { readonly uid: number; readonly gid: number };
  /** The user, as the file system knows it, that must own the program's folder; absent: this process's own. */
  readonly owner?: number;
}

// "nobody" of every Linux: no entry in /etc/passwd has to be made for it.
const nobody = 65_534;

/**
 * Finds a way to run PostgreSQL, which refuses to run as root. An ordinary user runs it directly. For root: a user
 * namespace in which root looks like nobody (needs no change of owner); where containers forbid that, a change of user
 * that keeps access below closed folders; else a plain change of user.
 */
export function findUnprivilegedWay(): UnprivilegedWay {
  const uid = process.getuid?.();
  // initdb looks its user up; in a container a user may have a number only.
  if (uid !== 0 && hasName()) return { prefix: [] };

  const unshare = findSystemProgram('unshare');
  if (unshare !== undefined) {
    const prefix = [unshare, '--user', `--map-user=${nobody}`, `--map-group=${nobody}`];
    if (works(prefix)) return { prefix };
  }
  if (uid !== 0) return { prefix: [] };
  const setpriv = findSystemProgram('setpriv');
  if (setpriv !== undefined) {
    const user = [setpriv, `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'];
    const prefix = [...user, '--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
    if (works(prefix)) return { prefix, owner: nobody };
  }
  return { prefix: [], runAs: { uid: nobody, gid: nobody }, owner: nobody };
}

/** Gives a folder and all in it to the user that the way needs, unless it is theirs already. */
export async function handOver(folder: string, way: UnprivilegedWay): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const owner = way.owner ?? 0;
  if ((await stat(folder)).uid === owner) return;
  const names = await readdir(folder, { recursive: true });
  for (const name of names) {
    // oxlint-disable-next-line no-await-in-loop -- thousands of files at once would exhaust the file handles
    await chown(path.join(folder, name), owner, owner);
  }
  await chown(folder, owner, owner);
}

function hasName(): boolean {
  try {
    return userInfo().username !== '';
  } catch {
    return false;
  }
}

function works(prefix: readonly string[]): boolean {
  const [command = '', ...args] = prefix;
  return (
    spawnSync(command, [...args, process.execPath, '--version'], { stdio: 'ignore', timeout: 10_000 }).status === 0
  );
}
