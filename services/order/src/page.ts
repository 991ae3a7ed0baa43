import { invalidField } from '@countersign/errors';

const defaultSize = 20;
const largestSize = 100;

/** How many rows a page has, from 1 to 100; 0 means 20. Throws `PAGE_SIZE_INVALID`. */
export function pageLimit(pageSize: number): number {
  if (pageSize > largestSize) throw invalidField('PAGE_SIZE_INVALID', '/pageSize', `must be 1 to ${largestSize}`);
  return pageSize === 0 ? defaultSize : pageSize;
}

/** Where the next page begins, as an opaque text. */
export function writePageToken(parts: readonly string[]): string {
  return Buffer.from(parts.join(' ')).toString('base64url');
}

/**
 * What `writePageToken` wrote, checked against the form of each part; undefined for the first page. Throws
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
