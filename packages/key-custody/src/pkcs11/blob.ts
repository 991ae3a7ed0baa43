import { SealBrokenError, type SealedAt } from '@countersign/sealing';
import { type KeyAlgorithm, keyAlgorithms } from '../key-custody.ts';

// magic and format (4) | algorithm (1) | generation (4) | key, wrapped (AES-KWP) | binding to its place (32, HMAC-SHA256)
const magic = Buffer.from('P11\x01', 'latin1');
const headerBytes = 9;
const bindingBytes = 32;

/** What a blob of the token says of itself; true only when its binding holds. */
export interface WrappedKey {
  algorithm: KeyAlgorithm;
  /** Generation of the key-encryption key. */
  generation: number;
  wrapped: Buffer;
  binding: Buffer;
}

/** Whether a blob is one of a token, and not a sealed one. */
export function isWrapped(blob: Buffer): boolean {
  return blob.subarray(0, magic.length).equals(magic);
}

/** Reads a blob. Throws `SealBrokenError` when it is none. */
export function readBlob(blob: Buffer): WrappedKey {
  if (!isWrapped(blob) || blob.length <= headerBytes + bindingBytes) throw new SealBrokenError();
  const algorithm = keyAlgorithms[blob.readUInt8(magic.length)];
  if (algorithm === undefined) throw new SealBrokenError();
  return {
    algorithm,
    generation: blob.readUInt32BE(magic.length + 1),
    wrapped: blob.subarray(headerBytes, -bindingBytes),
    binding: blob.subarray(-bindingBytes),
  };
}

/** Writes a blob. */
export function writeBlob({ algorithm, generation, wrapped, binding }: WrappedKey): Buffer {
  return Buffer.concat([header(algorithm, generation), wrapped, binding]);
}

/** The bytes that the binding authenticates: everything of the blob, and its place, each part with its length. */
export function boundBytes({ algorithm, generation, wrapped }: Omit<WrappedKey, 'binding'>, place: SealedAt): Buffer {
  const parts = [
    header(algorithm, generation),
    wrapped,
    ...[place.table, place.row, place.column].map((one) => Buffer.from(one)),
  ];
  return Buffer.concat(
    parts.flatMap((part) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(part.length);
      return [length, part];
    }),
  );
}

function header(algorithm: KeyAlgorithm, generation: number): Buffer {
  const number = Buffer.alloc(4);
  number.writeUInt32BE(generation);
  return Buffer.concat([magic, Buffer.of(keyAlgorithms.indexOf(algorithm)), number]);
}
