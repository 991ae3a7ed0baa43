import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { PlatformFault } from '../../launcher/fault.ts';
import { decrypting, encrypting } from './encryption.ts';
import type { Manifest, Part } from './manifest.ts';

/** Writes a part: compressed, encrypted, for its owner only. */
export async function writePart(folder: string, name: string, source: Readable, key: Uint8Array): Promise<Part> {
  const file = fileOf(folder, name);
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const hash = createHash('sha256');
  let bytes = 0;
  const meter = async function* meter(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of pieces) {
      hash.update(piece);
      bytes += piece.length;
      yield piece;
    }
  };
  await pipeline(
    source,
    createGzip(),
    encrypting(key, name),
    meter,
    createWriteStream(file, { mode: 0o600, flags: 'wx' }),
  );
  return { name, bytes, sha256: hash.digest('hex') };
}

/** Reads a part into a stream. Throws a fault when it does not open; what was written by then is to be thrown away. */
export async function readPart(folder: string, name: string, key: Uint8Array, target: Writable): Promise<void> {
  await pipeline(createReadStream(fileOf(folder, name)), decrypting(key, name), createGunzip(), target);
}

/** The whole content of a small part. */
export async function readSmallPart(folder: string, name: string, key: Uint8Array): Promise<Buffer> {
  const pieces: Buffer[] = [];
  await pipeline(createReadStream(fileOf(folder, name)), decrypting(key, name), createGunzip(), async (source) => {
    for await (const piece of source) pieces.push(piece as Buffer);
  });
  return Buffer.concat(pieces);
}

/** A stream of what is known already. */
export function streamOf(content: Uint8Array): Readable {
  return Readable.from([Buffer.from(content)]);
}

/**
 * Compares the files of a backup with its manifest, and opens every part. Throws a fault that names what is missing, was
 * added, changed or does not open.
 */
export async function checkParts(folder: string, { parts }: Manifest, key: Uint8Array): Promise<void> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = found
    .filter((entry) => entry.isFile() && entry.name.endsWith('.enc'))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replace(/\.enc$/, ''));
  const missing = parts.filter(({ name }) => !names.includes(name)).map(({ name }) => name);
  if (missing.length > 0) throw new PlatformFault(`the backup lacks ${missing.join(', ')}`);
  const added = names.filter((name) => !parts.some((part) => part.name === name));
  if (added.length > 0) throw new PlatformFault(`the backup does not know of ${added.join(', ')}`);
  for (const { name, sha256 } of parts) {
    const hash = createHash('sha256');
    // oxlint-disable-next-line no-await-in-loop -- one after the other: a disk has one head, and memory an end
    await pipeline(createReadStream(fileOf(folder, name)), async (source) => {
      for await (const piece of source) hash.update(piece as Buffer);
    });
    if (hash.digest('hex') !== sha256) throw new PlatformFault(`${name} was changed`);
    // oxlint-disable-next-line no-await-in-loop
    await pipeline(createReadStream(fileOf(folder, name)), decrypting(key, name), createGunzip(), async (source) => {
      for await (const piece of source) void piece;
    });
  }
}

function fileOf(folder: string, name: string): string {
  return path.join(folder, `${name}.enc`);
}
