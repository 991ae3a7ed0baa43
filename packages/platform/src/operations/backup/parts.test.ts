import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decrypting, deriveKey, encrypting, newDerivation } from './encryption.ts';
import { type Manifest, readManifest, writeManifest } from './manifest.ts';
import { checkParts, readSmallPart, streamOf, writePart } from './parts.ts';

const passphrase = 'seven plain words that nobody knows';
const derivation = newDerivation();

let folder: string;
let key: Buffer;
let manifest: Manifest;
// Three chunks of random bytes, which no compression shortens.
const large = randomBytes(150_000);

beforeAll(async () => {
  key = await deriveKey(passphrase, derivation);
});
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'countersign-parts-'));
  const parts = [
    await writePart(folder, 'databases/order/orders', streamOf(large), key),
    await writePart(folder, 'files/empty', streamOf(new Uint8Array()), key),
  ];
  manifest = {
    format: 1,
    release: '0.2.0',
    takenAt: '2027-01-31T12:00:00Z',
    key: derivation,
    databases: {},
    files: 'home',
    parts,
    notIncluded: [],
  };
  await writeManifest(folder, manifest, key);
});
afterAll(() => rm(folder, { recursive: true }));

const orders = () => path.join(folder, 'databases/order/orders.enc');

async function all(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const held: Buffer[] = [];
  for await (const piece of pieces) held.push(piece);
  return Buffer.concat(held);
}

async function* inPieces(content: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

describe('a part of a backup', () => {
  it('opens to what was written, however long', async () => {
    expect(await readSmallPart(folder, 'databases/order/orders', key)).toEqual(large);
    expect(await readSmallPart(folder, 'files/empty', key)).toHaveLength(0);
  });

  it.each([0, 1, 65_535, 65_536, 65_537, 131_072, 150_000])(
    'of %i bytes opens in pieces of any size',
    async (length) => {
      const text = large.subarray(0, length);
      const sealed = await all(encrypting(key, 'x')(inPieces(text, 1000)));
      expect((await all(decrypting(key, 'x')(inPieces(sealed, 777)))).equals(text)).toBe(true);
    },
  );

  it('is refused when it was cut at a chunk, changed, put elsewhere, or has chunks in another order', async () => {
    const sealed = await all(encrypting(key, 'x')(inPieces(large, 65_536)));
    const chunk = 65_536 + 16;
    const [head, first, second, last] = [
      sealed.subarray(0, 17),
      sealed.subarray(17, 17 + chunk),
      sealed.subarray(17 + chunk, 17 + 2 * chunk),
      sealed.subarray(17 + 2 * chunk),
    ];
    const flipped = Buffer.from(sealed);
    flipped.writeUInt8(flipped.readUInt8(70_000) ^ 1, 70_000);
    const cases: [string, Buffer][] = [
      ['x', Buffer.concat([head, first, second])],
      ['x', Buffer.concat([head, second, first, last])],
      ['x', Buffer.concat([head, first, last])],
      ['x', Buffer.concat([sealed, last])],
      ['x', flipped],
      ['x', head],
      ['x', head.subarray(0, 5)],
      ['y', sealed],
    ];
    for (const [name, content] of cases) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(all(decrypting(key, name)(inPieces(content, 4096)))).rejects.toThrow(/changed or cut|was cut/);
    }
    expect((await all(decrypting(key, 'x')(inPieces(sealed, 4096)))).equals(large)).toBe(true);
  });
});

describe('a whole backup', () => {
  it('is found whole, with the passphrase only', async () => {
    const read = await readManifest(folder, passphrase);
    expect(read.manifest).toEqual(manifest);
    await checkParts(folder, read.manifest, read.key);
    await expect(readManifest(folder, `${passphrase}.`)).rejects.toThrow('the passphrase is another one');
  });

  it('is refused when a part is missing, added, changed, or another one has its name', async () => {
    const check = () => checkParts(folder, manifest, key);
    const whole = await readFile(orders());
    await rename(orders(), `${orders()}.away`);
    await expect(check()).rejects.toThrow('lacks databases/order/orders');
    await writeFile(orders(), Buffer.concat([whole, Buffer.from('x')]));
    await expect(check()).rejects.toThrow('databases/order/orders was changed');
    await writeFile(orders(), whole);
    await writeFile(path.join(folder, 'more.enc'), whole);
    await expect(check()).rejects.toThrow('does not know of more');
  });

  it('is refused when its manifest was changed, or asks for endless work', async () => {
    const file = path.join(folder, 'manifest.json');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('2027', '2026'));
    await expect(readManifest(folder, passphrase)).rejects.toThrow('the manifest was changed');
    await writeFile(file, text.replace('131072', '1073741824'));
    await expect(readManifest(folder, passphrase)).rejects.toThrow('another way of making keys');
    await rm(path.join(folder, 'manifest.mac'));
    await expect(readManifest(folder, passphrase)).rejects.toThrow('holds no whole backup');
  });
});
