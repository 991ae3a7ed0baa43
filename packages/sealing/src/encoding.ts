/**
 * Joins parts so that no two different lists give the same bytes: each part is preceded by its
 * length as an unsigned 32-bit big-endian number. Text is encoded as UTF-8.
 */
export function encodeParts(parts: readonly (string | Uint8Array)[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const bytes = typeof part === 'string' ? Buffer.from(part, 'utf8') : part;
      return [uint32(bytes.length), bytes];
    }),
  );
}

/** Encodes an unsigned 32-bit number, big-endian; throws a RangeError outside 0 … 2^32 - 1. */
export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
