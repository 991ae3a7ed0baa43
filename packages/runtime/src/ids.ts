import { monotonicFactory } from 'ulid';

// Ids made in one millisecond by one process keep their order too: the outbox relies on it.
const ulid = monotonicFactory();

/** Makes an id such as `ord_01J…`: a prefix of letters and a ULID, so that ids sort by the time they were made. */
export function newId(prefix: string): string {
  return `${prefix}_${ulid()}`;
}
