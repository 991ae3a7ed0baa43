import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Writes a text file whole or not at all, with its folder; both are for their owner only, unless `mode` of the file says
 * otherwise. What root makes belongs to whoever owns the folder.
 */
export async function writePrivateFile(file: string, text: string, { mode = 0o600 } = {}): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const fresh = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(fresh, text, { mode });
  await giveToOwnerOfFolder(fresh);
  await rename(fresh, file);
}

/** The text of a file; undefined when it is not there. */
export async function findFileText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function giveToOwnerOfFolder(file: string): Promise<void> {
  // Nobody else could.
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = await stat(path.dirname(file));
  if (uid !== 0) await chown(file, uid, gid);
}
