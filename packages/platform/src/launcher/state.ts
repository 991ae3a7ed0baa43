import { chmod, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PlatformFault } from './fault.ts';

const marker = 'README';
const markerText =
  'State of a local Countersign platform: databases, keys, messages. Deleting this folder deletes all of it.\n';
// Downloaded programs are no state; fetching them again would only cost time.
const keptByFresh = new Set(['redis']);

/** Folders inside the state folder. */
export function stateFolders(home: string) {
  return {
    run: path.join(home, 'run'),
    secrets: path.join(home, 'secrets'),
    tls: path.join(home, 'tls'),
    postgres: path.join(home, 'postgres'),
    redisData: path.join(home, 'redis-data'),
  };
}

/** Makes the state folder and marks it as one. Its own folders are closed; it can itself be passed through. */
export async function openStateFolder(home: string): Promise<void> {
  await mkdir(home, { recursive: true });
  // PostgreSQL may have to run as another user, who must be able to reach its own folder in here.
  await chmod(home, 0o711);
  await writeFile(path.join(home, marker), markerText);
}

/**
 * Deletes the state of the platform, but not programs it has downloaded. Throws a fault for a folder that holds other
 * things, so that a mistyped folder name deletes nobody's files. What `except` names stays too.
 */
export async function wipeStateFolder(home: string, { except }: { except: readonly string[] }): Promise<void> {
  const names = await readdir(home).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const doomed = names.filter((name) => !keptByFresh.has(name) && !except.includes(name));
  if (doomed.length > 0 && !(await isMarked(home))) {
    throw new PlatformFault(`${home} is not a state folder of this platform; nothing was deleted`);
  }
  await Promise.all(doomed.map((name) => rm(path.join(home, name), { recursive: true, force: true })));
}

function isMarked(home: string): Promise<boolean> {
  return stat(path.join(home, marker)).then(
    (file) => file.isFile(),
    () => false,
  );
}
