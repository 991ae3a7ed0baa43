import { describe, expect, it } from '@jest/globals';
import { chargesDue, findNotice, nextChargeAt, nextStepAt } from './dunning.ts';
import { findDue, type SubscriptionFacts, standingAt } from './subscription.ts';
import { addDays, addYears } from './term.ts';

const begin = new Date('2026-11-22T10:00:00Z');
const due = addYears(begin, 1);
const termEnd = addYears(begin, 3);
const facts = (over: Partial<SubscriptionFacts> = {}): SubscriptionFacts => ({
  paymentOption: 'annual',
  termEnd,
  paidUntil: due,
  autoRenew: false,
  disputedOrders: [],
  endedAt: null,
  ...over,
});
const before = (at: Date) => new Date(at.getTime() - 1);

describe('the standing of a subscription', () => {
  it('changes at the moment itself: due, held on day 21, over on day 90', () => {
    const standings = [before(due), due, before(addDays(due, 21)), addDays(due, 21), before(addDays(due, 90))];
    expect(standings.map((at) => standingAt(facts(), at).status)).toEqual([
      'active',
      'past_due',
      'past_due',
      'suspended',
      'suspended',
    ]);
    expect(standingAt(facts(), addDays(due, 90))).toEqual({ status: 'ended', endReason: 'unpaid' });
  });

  it('ends with the term, paid or not', () => {
    const paid = facts({ paidUntil: termEnd });
    expect(standingAt(paid, before(termEnd)).status).toBe('active');
    expect(standingAt(paid, termEnd)).toEqual({ status: 'ended', endReason: 'term_over' });
    const lastYear = facts({ paidUntil: addDays(termEnd, -10) });
    expect(standingAt(lastYear, termEnd)).toEqual({ status: 'ended', endReason: 'term_over' });
  });

  it('is held while a bank asks money of it back', () => {
    expect(standingAt(facts({ disputedOrders: ['ord_1'] }), begin).status).toBe('suspended');
  });
});

describe('what is due', () => {
  it('is the next year, then a further term, which the switch charges 15 days before the present one ends', () => {
    expect(findDue(facts())).toEqual({ kind: 'year', at: due });
    expect(findDue(facts({ autoRenew: true }))).toEqual({ kind: 'year', at: due });
    expect(findDue(facts({ paidUntil: termEnd }))).toEqual({ kind: 'term', at: termEnd });
    expect(findDue(facts({ paidUntil: termEnd, autoRenew: true }))).toEqual({
      kind: 'term',
      at: addDays(termEnd, -15),
    });
    expect(findDue(facts({ endedAt: begin }))).toBeUndefined();
  });
});

describe('the calendar of dunning', () => {
  const days = [-31, -30, -14, -7, -3, 0, 3, 7, 14, 21];
  const over = (of: SubscriptionFacts) =>
    days.map((day) => {
      const notice = findNotice(of, addDays(due, day));
      return `${day}: ${notice === undefined ? '-' : `${notice.message} ${notice.day}`}, ${chargesDue(of, addDays(due, day))}`;
    });

  it('tells and charges on these days with the switch', () => {
    expect(over(facts({ autoRenew: true }))).toEqual([
      '-31: -, 0',
      '-30: renewal-announced -30, 0',
      '-14: renewal-announced -30, 0',
      '-7: renewal-announced -7, 0',
      '-3: renewal-announced -7, 0',
      '0: renewal-announced -7, 1',
      '3: renewal-announced -7, 2',
      '7: renewal-announced -7, 3',
      '14: renewal-announced -7, 4',
      '21: renewal-announced -7, 4',
    ]);
  });

  it('tells on these days and never charges without the switch', () => {
    expect(over(facts())).toEqual([
      '-31: -, 0',
      '-30: renewal-due -30, 0',
      '-14: renewal-due -14, 0',
      '-7: renewal-due -14, 0',
      '-3: renewal-due -3, 0',
      '0: renewal-overdue 0, 0',
      '3: renewal-overdue 0, 0',
      '7: renewal-overdue 0, 0',
      '14: renewal-overdue 14, 0',
      '21: renewal-overdue 14, 0',
    ]);
  });

  it('charges nothing while a bank asks money back', () => {
    expect(chargesDue(facts({ autoRenew: true, disputedOrders: ['ord_1'] }), addDays(due, 3))).toBe(0);
  });

  it('says when the next charge comes, and that there is none after the fourth', () => {
    const of = facts({ autoRenew: true });
    expect([0, 1, 2, 3, 4].map((made) => nextChargeAt(of, made))).toEqual([
      due,
      addDays(due, 3),
      addDays(due, 7),
      addDays(due, 14),
      undefined,
    ]);
    expect(nextChargeAt(facts(), 0)).toBeUndefined();
  });

  it('never leaves a moment out at which something changes', () => {
    const steps: Date[] = [];
    let at: Date | undefined = begin;
    while (at !== undefined) {
      at = nextStepAt(facts({ autoRenew: true }), at);
      if (at !== undefined) steps.push(at);
    }
    const wanted = [-30, -7, 0, 3, 7, 14, 21, 90].map((day) => addDays(due, day));
    expect(steps).toEqual([...wanted, termEnd]);
  });
});
