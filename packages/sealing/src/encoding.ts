/**
 * Joins parts so that no two different lists give the same bytes: each part is preceded by its
 * length as an unsigned 32-bit big-endian number. Text is encoded as UTF-8.
 */
export function encodeParts(parts: readonly (string | Uint8Array)[]): Buffer {
  const lengths = parts.map((part) => (typeof part === 'string' ? Buffer.byteLength(part, 'utf8') : part.length));
  // One allocation for all: a batch of signatures has hundreds of codes made.
  const encoded = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + 4 + length, 0));
  let at = 0;
  for (const [index, part] of parts.entries()) {
    const length = lengths[index] ?? 0;
    at = encoded.writeUInt32BE(length, at);
    if (typeof part === 'string') encoded.write(part, at, 'utf8');
    else encoded.set(part, at);
    at += length;
  }
  return encoded;
}

/** Encodes an unsigned 32-bit number, big-endian; throws a RangeError outside 0 … 2^32 - 1. */
export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
