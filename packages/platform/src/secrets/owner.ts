import { chown, stat } from 'node:fs/promises';
import path from 'node:path';

/** Gives a file that root made to whoever owns its folder; does nothing for anybody else, who could not. */
export async function giveToOwnerOfFolder(file: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = await stat(path.dirname(file));
  if (uid !== 0) await chown(file, uid, gid);
}
