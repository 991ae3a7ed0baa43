import { describe, expect, it } from '@jest/globals';
import { format, layOut, listCosts } from './table.ts';

describe('a table', () => {
  it('sets the first column to the left and numbers to the right', () => {
    const text = layOut(
      ['', 'requests/s'],
      [
        ['bare', '12,345'],
        ['gateway', '9'],
      ],
    );
    expect(text.split('\n')).toEqual(['           requests/s', '  bare         12,345', '  gateway           9']);
  });

  it('sets thousands apart and rounds', () => {
    expect(format(12345.67)).toBe('12,346');
    expect(format(0.126, 2)).toBe('0.13');
  });

  it('lists what parts cost, the largest first, without those that cost nothing or are none of the product', () => {
    expect(listCosts({ redis: 4, launcher: 900, gateway: 1200.4, order: 0.9 }, ['launcher'])).toBe(
      'gateway 1,200, redis 4',
    );
  });
});
