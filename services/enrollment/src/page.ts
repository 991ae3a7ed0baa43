import { invalidField } from '@countersign/errors';

const usualSize = 20;
const mostRows = 100;

/** Number of rows of a page. Throws `PAGE_SIZE_INVALID`. */
export function readPageSize(pageSize: number): number {
  if (pageSize > mostRows) throw invalidField('PAGE_SIZE_INVALID', '/pageSize', `must be at most ${mostRows}`);
  return pageSize === 0 ? usualSize : pageSize;
}

/** Sequence after which a page begins; 0 for the first page. Throws `PAGE_TOKEN_INVALID`. */
export function readSequenceToken(pageToken: string): bigint {
  if (pageToken === '') return 0n;
  if (!/^[0-9]{1,18}$/.test(pageToken)) throw tokenFault();
  return BigInt(pageToken);
}

/** Id after which a page begins; undefined for the first page. Throws `PAGE_TOKEN_INVALID`. */
export function readIdToken(pageToken: string, prefix: string): string | undefined {
  if (pageToken === '') return undefined;
  if (!new RegExp(`^${prefix}_[0-9A-Z]{26}$`).test(pageToken)) throw tokenFault();
  return pageToken;
}

/** One page of rows that were asked for with one more than its size, and the cursor of the next. */
export function toPage<T>(
  rows: readonly T[],
  { size, cursorOf }: { size: number; cursorOf: (row: T) => string },
): { page: T[]; nextPageToken: string } {
  const page = rows.slice(0, size);
  const last = page.at(-1);
  return { page, nextPageToken: rows.length > size && last !== undefined ? cursorOf(last) : '' };
}

function tokenFault() {
  return invalidField('PAGE_TOKEN_INVALID', '/pageToken', 'must come from an earlier answer');
}
