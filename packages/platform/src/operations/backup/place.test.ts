import { mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { listFiles } from './place.ts';
import { giveTreeToImage } from './tree-owner.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'countersign-place-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(name: string): Promise<void> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, 'x');
}

describe('a tree of secrets', () => {
  it('is backed up by the names that processes know, also from a volume of Kubernetes', async () => {
    await put('..2027_01_31/order/database-url');
    await put('tls/order/..2027_01_31/tls.key');
    await put('redis/url');
    await symlink('..2027_01_31', path.join(folder, '..data'));
    await symlink('..data/order', path.join(folder, 'order'));
    await symlink('..2027_01_31', path.join(folder, 'tls/order/..data'));
    await symlink('..data/tls.key', path.join(folder, 'tls/order/tls.key'));
    await expect(listFiles({ kind: 'secrets', folder })).resolves.toEqual([
      'order/database-url',
      'redis/url',
      'tls/order/tls.key',
    ]);
  });

  it('is backed up without what links lead to outside of it, or above', async () => {
    await put('order/database-url');
    await symlink('/etc/hosts', path.join(folder, 'order/hosts'));
    await symlink('/etc', path.join(folder, 'etc'));
    await symlink('nowhere', path.join(folder, 'order/gone'));
    await symlink('../order', path.join(folder, 'order/again'));
    await symlink('..', path.join(folder, 'order/up'));
    await expect(listFiles({ kind: 'secrets', folder })).resolves.toEqual(['order/database-url']);
  });

  it('belongs to the user of the image when root restored it, but for the key of the authority', async () => {
    await put('order/database-url');
    await put('authority/ca.key');
    await giveTreeToImage(folder);
    const me = process.getuid?.();
    const ownerOf = async (name: string) => (await stat(path.join(folder, name))).uid;
    const image = me === 0 ? 10_001 : me;
    await expect(Promise.all(['order', 'order/database-url'].map(ownerOf))).resolves.toEqual([image, image]);
    await expect(Promise.all(['.', 'authority', 'authority/ca.key'].map(ownerOf))).resolves.toEqual([me, me, me]);
  });
});
