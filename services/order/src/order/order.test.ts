import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  canMove,
  isDetour,
  isOpen,
  isPaid,
  type OrderStatus,
  openStatus,
  orderNumber,
  orderStatuses,
  requireOpenOrder,
  wasPaid,
} from './order.ts';

const movesFrom = (from: OrderStatus) => orderStatuses.filter((to) => to !== from && canMove({ from, to }));

describe('the life of an order', () => {
  it('knows these moves and no other', () => {
    const moves = Object.fromEntries(orderStatuses.map((from) => [from, movesFrom(from).join(' ')]));
    expect(moves).toEqual({
      draft: 'details_complete review expired cancelled review_needed',
      details_complete: 'draft review expired cancelled review_needed',
      review: 'draft details_complete awaiting_payment expired cancelled review_needed',
      awaiting_payment: 'review paid cancelled review_needed',
      paid: 'fulfilling refund_pending disputed',
      fulfilling: 'completed refund_pending disputed',
      completed: 'refund_pending disputed',
      expired: '',
      cancelled: '',
      review_needed: 'refund_pending',
      refund_pending: 'paid fulfilling completed review_needed refunded partly_refunded',
      refunded: '',
      partly_refunded: 'refund_pending disputed',
      disputed: 'paid fulfilling completed refunded partly_refunded',
    });
  });

  it('lets an order stay where it is', () => {
    for (const status of orderStatuses) expect(canMove({ from: status, to: status })).toBe(true);
  });

  it('holds on every walk: paid only after a charge, changed only while open, ended for good', () => {
    const faultOf = (path: readonly OrderStatus[]): string | undefined => {
      const faults = path.flatMap((status, index) => {
        const before = path.slice(0, index);
        const last = before.at(-1) ?? 'draft';
        const hasMoney = before.some((at) => wasPaid(at) || at === 'review_needed');
        return [
          // Money is either known to be the order's, or staff have looked at it.
          wasPaid(status) && !before.some((at) => at === 'awaiting_payment' || at === 'review_needed')
            ? 'paid without a charge'
            : [],
          hasMoney && isOpen(status) ? 'open after money arrived' : [],
          before.some((at) => at === 'refunded' || at === 'cancelled' || at === 'expired')
            ? 'goes on after its end'
            : [],
          status === 'fulfilling' && last !== 'paid' && !isDetour(last) ? 'fulfilled without being paid' : [],
        ].flat();
      });
      return faults[0];
    };
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 40 }), (choices) => {
        const path: OrderStatus[] = ['draft'];
        for (const choice of choices) {
          const next = movesFrom(path.at(-1) ?? 'draft');
          if (next.length === 0) break;
          path.push(next[choice % next.length] ?? 'draft');
        }
        expect(faultOf(path)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it('can return from a refund or a dispute to each status from which it can come there', () => {
    for (const detour of orderStatuses.filter(isDetour)) {
      for (const from of orderStatuses.filter((status) => status !== detour && canMove({ from: status, to: detour }))) {
        expect([detour, from, canMove({ from: detour, to: from })]).toEqual([detour, from, true]);
      }
    }
  });

  it('allows changes by its buyer before it is completed only', () => {
    const changeable = orderStatuses.filter((status) => {
      try {
        requireOpenOrder(status);
        return true;
      } catch {
        return false;
      }
    });
    expect(changeable).toEqual(['draft', 'details_complete', 'review']);
  });

  it('delivers what is paid, but nothing that is in review, being paid back or disputed', () => {
    expect(orderStatuses.filter(isPaid)).toEqual(['paid', 'fulfilling', 'completed', 'partly_refunded']);
  });

  it('is at the step that what is there allows', () => {
    expect(openStatus({ contactsConfirmed: false, attempt: false })).toBe('draft');
    expect(openStatus({ contactsConfirmed: false, attempt: true })).toBe('draft');
    expect(openStatus({ contactsConfirmed: true, attempt: false })).toBe('details_complete');
    expect(openStatus({ contactsConfirmed: true, attempt: true })).toBe('review');
  });
});

describe('the number of an order', () => {
  it('tells the year and has six digits, or more when they are used up', () => {
    const at = new Date('2026-12-31T23:59:59Z');
    expect(orderNumber(at, 123n)).toBe('CS-2026-000123');
    expect(orderNumber(at, 1_234_567n)).toBe('CS-2026-1234567');
  });
});
