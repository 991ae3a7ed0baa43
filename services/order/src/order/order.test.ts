import { describe, expect, it } from '@jest/globals';
import { canMove, isPaid, type OrderStatus, orderNumber, requireDraft } from './order.ts';

const statuses: OrderStatus[] = ['draft', 'awaiting_payment', 'paid', 'fulfilling', 'completed', 'review_needed'];

describe('the life of an order', () => {
  it('knows these moves and no other', () => {
    const moves = statuses.flatMap((from) =>
      statuses.filter((to) => canMove({ from, to })).map((to) => `${from} > ${to}`),
    );
    expect(moves).toEqual([
      'draft > awaiting_payment',
      'draft > review_needed',
      'awaiting_payment > draft',
      'awaiting_payment > paid',
      'awaiting_payment > review_needed',
      'paid > fulfilling',
      'fulfilling > completed',
    ]);
  });

  it('allows changes by its buyer in a draft only', () => {
    const changeable = statuses.filter((status) => {
      try {
        requireDraft(status);
        return true;
      } catch {
        return false;
      }
    });
    expect(changeable).toEqual(['draft']);
  });

  it('counts as paid from the capture on, but never while it is in review', () => {
    expect(statuses.filter(isPaid)).toEqual(['paid', 'fulfilling', 'completed']);
  });
});

describe('the number of an order', () => {
  it('tells the year and has six digits, or more when they are used up', () => {
    const at = new Date('2026-12-31T23:59:59Z');
    expect(orderNumber(at, 123n)).toBe('CS-2026-000123');
    expect(orderNumber(at, 1_234_567n)).toBe('CS-2026-1234567');
  });
});
