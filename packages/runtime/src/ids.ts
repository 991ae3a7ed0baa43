import { ulid } from 'ulid';

/** Makes an id such as `ord_01J…`: a prefix of letters and a ULID, so that ids sort by the time they were made. */
export function newId(prefix: string): string {
  return `${prefix}_${ulid()}`;
}
