import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, scrypt } from 'node:crypto';
import { PlatformFault } from '../../launcher/fault.ts';

// A part: format (1) | salt (16) | chunks. A chunk: AES-256-GCM of 64 KiB at most, and its tag (16). The nonce is the
// number of the chunk (11 bytes, big-endian) and 1 for the last one, else 0, so that none is missing, moved or added
// unseen (STREAM, as age has it). Each part has its own key: HKDF-SHA-256 of the backup's key over the salt and its name.
const format = 1;
const chunkBytes = 64 * 1024;
const tagBytes = 16;
const saltBytes = 16;

/** How the key of a backup is made from a passphrase (RFC 7914). */
export interface KeyDerivation {
  /** Base64. */
  readonly salt: string;
  readonly cost: number;
  readonly blockSize: number;
  readonly parallelization: number;
}

/** 128 MiB and about half a second for each guess at a passphrase. */
export function newDerivation(): KeyDerivation {
  return { salt: randomBytes(saltBytes).toString('base64'), cost: 2 ** 17, blockSize: 8, parallelization: 1 };
}

/** The key of a backup. Throws a fault for parameters that no backup has. */
export function deriveKey(
  passphrase: string,
  { salt, cost, blockSize, parallelization }: KeyDerivation,
): Promise<Buffer> {
  // A manifest is not believed yet: it must not have this process take all of the memory.
  if (cost !== 2 ** 17 || blockSize !== 8 || parallelization !== 1) {
    throw new PlatformFault('the manifest asks for another way of making keys than this release knows');
  }
  const options = { N: cost, r: blockSize, p: parallelization, maxmem: 256 * 2 ** 20 };
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), Buffer.from(salt, 'base64'), 32, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

/** A key for one purpose. */
export function keyFor(key: Uint8Array, purpose: string, salt: Uint8Array = new Uint8Array()): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, `countersign/backup/1/${purpose}`, 32));
}

/** Encrypts the stream of a part; for `pipeline`. */
export function encrypting(key: Uint8Array, part: string) {
  return async function* encrypt(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const salt = randomBytes(saltBytes);
    const partKey = keyFor(key, `part/${part}`, salt);
    yield Buffer.concat([Uint8Array.of(format), salt]);
    const seal = (text: Buffer, place: number, isLast: boolean) => {
      const cipher = createCipheriv('aes-256-gcm', partKey, nonceOf(place, isLast), { authTagLength: tagBytes });
      return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
    };
    for await (const { chunk, place, isLast } of inChunks(source, chunkBytes)) yield seal(chunk, place, isLast);
  };
}

/** Decrypts the stream of a part; for `pipeline`. Throws a fault for one that was changed, cut or is under another key. */
export function decrypting(key: Uint8Array, part: string) {
  return async function* decrypt(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const { head, rest } = await takeHead(source, 1 + saltBytes);
    if (head[0] !== format) throw broken(part);
    const partKey = keyFor(key, `part/${part}`, head.subarray(1));
    for await (const { chunk, place, isLast } of inChunks(rest, chunkBytes + tagBytes)) {
      if (chunk.length < tagBytes) throw broken(part);
      const tagAt = chunk.length - tagBytes;
      const decipher = createDecipheriv('aes-256-gcm', partKey, nonceOf(place, isLast), { authTagLength: tagBytes });
      decipher.setAuthTag(chunk.subarray(tagAt));
      let text: Buffer;
      try {
        text = Buffer.concat([decipher.update(chunk.subarray(0, tagAt)), decipher.final()]);
      } catch {
        throw broken(part);
      }
      yield text;
    }
  };
}

function broken(part: string): PlatformFault {
  return new PlatformFault(`${part} was changed or cut, or the passphrase is another one`);
}

function nonceOf(place: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(place, 5, 6);
  nonce.writeUInt8(isLast ? 1 : 0, 11);
  return nonce;
}

interface Chunk {
  chunk: Buffer;
  place: number;
  isLast: boolean;
}

/** Pieces of one size; the last one, which may be empty, is known as such. */
async function* inChunks(source: AsyncIterable<Buffer>, size: number): AsyncGenerator<Chunk> {
  let held: Buffer[] = [];
  let bytes = 0;
  let place = 0;
  for await (const piece of source) {
    held.push(piece);
    bytes += piece.length;
    if (bytes <= size) continue;
    let all = Buffer.concat(held);
    for (; all.length > size; all = all.subarray(size)) {
      yield { chunk: all.subarray(0, size), place, isLast: false };
      place += 1;
    }
    held = [all];
    bytes = all.length;
  }
  yield { chunk: Buffer.concat(held), place, isLast: true };
}

async function takeHead(source: AsyncIterable<Buffer>, size: number) {
  const pieces = source[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < size) {
    // oxlint-disable-next-line no-await-in-loop -- a stream
    const { done, value } = await pieces.next();
    if (done === true) throw new PlatformFault('a part of the backup was cut');
    head = Buffer.concat([head, value]);
  }
  const left = head.subarray(size);
  const rest = async function* rest(): AsyncGenerator<Buffer> {
    yield left;
    for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) yield next.value;
  };
  return { head: head.subarray(0, size), rest: rest() };
}
