import { invalidField } from '@countersign/errors';

const usualSize = 20;
const largestSize = 100;

/** Number of rows of a page, from 1 to `largest` (100); 0 asks for 20. Throws `PAGE_SIZE_INVALID`. */
export function readPageSize(pageSize: number, largest = largestSize): number {
  if (pageSize > largest) throw invalidField('PAGE_SIZE_INVALID', '/pageSize', `must be 1 to ${largest}`);
  return pageSize === 0 ? usualSize : pageSize;
}

/**
 * The parts of a cursor that `toPage` wrote, each checked against its form; undefined for the first page. Throws
 * `PAGE_TOKEN_INVALID`.
 */
export function readPageToken(token: string, forms: readonly RegExp[]): string[] | undefined {
  if (token === '') return undefined;
  const parts = Buffer.from(token, 'base64url').toString().split(' ');
  if (parts.length !== forms.length || !forms.every((form, index) => form.test(parts[index] ?? ''))) {
    throw invalidField('PAGE_TOKEN_INVALID', '/pageToken', 'must come from an earlier answer');
  }
  return parts;
}

/**
 * One page of rows, of which one more than its size was asked for, and the cursor of the next; empty on the last page.
 * `cursorOf` tells after which row that begins, in parts without spaces.
 */
export function toPage<T>(
  rows: readonly T[],
  { size, cursorOf }: { size: number; cursorOf: (last: T) => readonly string[] },
): { page: T[]; nextPageToken: string } {
  const page = rows.slice(0, size);
  const last = page.at(-1);
  const isLast = rows.length <= size || last === undefined;
  return { page, nextPageToken: isLast ? '' : Buffer.from(cursorOf(last).join(' ')).toString('base64url') };
}
