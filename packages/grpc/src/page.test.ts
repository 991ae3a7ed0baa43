import { describe, expect, it } from '@jest/globals';
import { readPageSize, readPageToken, toPage } from './page.ts';

const cursorOf = (row: number) => [String(row), 'row'];
const forms = [/^\d+$/, /^row$/];

describe('a page', () => {
  it('has 20 rows unless it is asked for others, and never more than 100 or what its list says', () => {
    expect([0, 1, 100].map((size) => readPageSize(size))).toEqual([20, 1, 100]);
    expect(readPageSize(500, 500)).toBe(500);
    for (const ask of [() => readPageSize(101), () => readPageSize(501, 500)]) {
      expect(ask).toThrow(expect.objectContaining({ reason: 'PAGE_SIZE_INVALID' }));
    }
  });

  it('tells where the next one begins, unless it is the last', () => {
    const { page, nextPageToken } = toPage([1, 2, 3], { size: 2, cursorOf });
    expect(page).toEqual([1, 2]);
    expect(readPageToken(nextPageToken, forms)).toEqual(['2', 'row']);
    expect(toPage([1, 2], { size: 2, cursorOf })).toEqual({ page: [1, 2], nextPageToken: '' });
    expect(toPage([], { size: 2, cursorOf })).toEqual({ page: [], nextPageToken: '' });
  });

  it('begins at the first row without a cursor, and nowhere with a forged one', () => {
    expect(readPageToken('', forms)).toBeUndefined();
    const forged = ['x', ...['2', '2 row row', 'row 2'].map((text) => Buffer.from(text).toString('base64url'))];
    for (const token of forged) {
      expect(() => readPageToken(token, forms)).toThrow(expect.objectContaining({ reason: 'PAGE_TOKEN_INVALID' }));
    }
  });
});
