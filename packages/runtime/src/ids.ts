import { randomFillSync } from 'node:crypto';
import { monotonicFactory } from 'ulid';

// Asking for one random byte costs as much as asking for many, and an id takes one for each of its 16 letters.
const pool = Buffer.alloc(4096);
let poolUsed = pool.length;

/** The next random number, from 0 to below 1: a byte is just right for a letter of 32. */
function random(): number {
  if (poolUsed === pool.length) {
    randomFillSync(pool);
    poolUsed = 0;
  }
  const byte = pool.readUInt8(poolUsed);
  poolUsed += 1;
  return byte / 256;
}

// Ids made in one millisecond by one process keep their order too: the outbox relies on it.
const ulid = monotonicFactory(random);

/** Makes an id such as `ord_01J…`: a prefix of letters and a ULID, so that ids sort by the time they were made. */
export function newId(prefix: string): string {
  return `${prefix}_${ulid()}`;
}
