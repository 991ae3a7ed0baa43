import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { orderStatuses } from '../order/order.ts';
import { useOfCapture } from './capture.ts';
import {
  type AttemptStatus,
  attemptStatuses,
  canMoveAttempt,
  fromStoredChange,
  inFlight,
  statusesBefore,
  toStoredChange,
} from './payment.ts';

describe('the life of an attempt', () => {
  it('knows these moves and no other', () => {
    const moves = attemptStatuses.flatMap((from) =>
      attemptStatuses.filter((to) => canMoveAttempt({ from, to })).map((to) => `${from} > ${to}`),
    );
    expect(moves).toEqual([
      'created > processing',
      'created > cancelled',
      'created > replaced',
      'processing > requires_action',
      'processing > unknown',
      'processing > captured',
      'processing > failed',
      'processing > cancelled',
      'requires_action > processing',
      'requires_action > unknown',
      'requires_action > captured',
      'requires_action > failed',
      'requires_action > cancelled',
      'unknown > requires_action',
      'unknown > captured',
      'unknown > failed',
      'unknown > cancelled',
      'captured > refunded',
      'captured > disputed',
      'failed > captured',
      'cancelled > captured',
      'refunded > captured',
      'refunded > disputed',
      'disputed > captured',
      'disputed > refunded',
    ]);
  });

  it('never takes money for not taken again: from captured on, no way leads back to being charged', () => {
    const reached = new Set<AttemptStatus>(['captured']);
    for (const from of reached) {
      for (const to of attemptStatuses) if (canMoveAttempt({ from, to })) reached.add(to);
    }
    expect([...reached].toSorted()).toEqual(['captured', 'disputed', 'refunded']);
  });

  it('can end by money or by a refusal from everywhere where the provider may hold money', () => {
    for (const from of inFlight) {
      for (const to of ['captured', 'failed', 'cancelled'] as const) expect(canMoveAttempt({ from, to })).toBe(true);
    }
  });

  it('is asked for its moves both ways alike', () => {
    fc.assert(
      fc.property(fc.constantFrom(...attemptStatuses), fc.constantFrom(...attemptStatuses), (from, to) => {
        expect(statusesBefore(to).includes(from)).toBe(canMoveAttempt({ from, to }));
      }),
    );
  });
});

describe('captured money', () => {
  const unpaid = ['draft', 'details_complete', 'review', 'awaiting_payment'];
  const found = fc.record({
    order: fc.constantFrom(...orderStatuses),
    attempt: fc.constantFrom(undefined, ...attemptStatuses),
    isWhole: fc.boolean(),
    isSameQuote: fc.boolean(),
  });

  it('pays only an unpaid order, wholly, by an attempt that its buyer did not give up', () => {
    fc.assert(
      fc.property(found, (each) => {
        if (useOfCapture(each).use !== 'paid') return;
        expect(unpaid).toContain(each.order);
        expect(each.isWhole && each.isSameQuote).toBe(true);
        expect([undefined, 'cancelled', 'replaced']).not.toContain(each.attempt);
      }),
      { numRuns: 1000 },
    );
  });

  it('goes back by itself when its order is paid, given up or being looked at', () => {
    fc.assert(
      fc.property(found, (each) => {
        fc.pre(!unpaid.includes(each.order));
        expect(useOfCapture(each).use).toBe('surplus');
      }),
      { numRuns: 1000 },
    );
  });

  it('is for staff when it is odd and its order waits for money', () => {
    const waiting = { order: 'awaiting_payment', attempt: 'processing', isSameQuote: true } as const;
    expect(useOfCapture({ ...waiting, isWhole: true })).toEqual({ use: 'paid', outcome: 'captured' });
    expect(useOfCapture({ ...waiting, isWhole: false })).toEqual({ use: 'review', outcome: 'amount_mismatch' });
    expect(useOfCapture({ ...waiting, attempt: undefined, isWhole: true })).toEqual({
      use: 'review',
      outcome: 'unexpected',
    });
    expect(useOfCapture({ ...waiting, attempt: 'cancelled', isWhole: true }).use).toBe('surplus');
  });
});

it('a change is stored without losing a digit of its amount', () => {
  const change = {
    kind: 'captured',
    chargeId: 'ch_1',
    reference: 'ord_1',
    amountMinor: 9_007_199_254_740_993n,
    currency: 'JPY',
  } as const;
  expect(fromStoredChange(JSON.parse(JSON.stringify(toStoredChange(change))))).toEqual(change);
});
