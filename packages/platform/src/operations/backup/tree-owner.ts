import { lchown, readdir } from 'node:fs/promises';
import path from 'node:path';
import { imageUser } from '../../deployment/container-settings.ts';

/**
 * Gives a tree of secrets that root made to the user of the image, as `secrets create` does: the processes could not read it.
 * The tree itself and the key of the authority stay with root. Does nothing for anybody else than root.
 */
export async function giveTreeToImage(folder: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
  const given = names.filter((name) => name.split(path.sep)[0] !== 'authority');
  await Promise.all(given.map((name) => lchown(path.join(folder, name), imageUser, imageUser)));
}
