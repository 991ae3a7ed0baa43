import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seededCatalog } from '../test/seeded.ts';
import { planRenewals, termEnd } from './calendar.ts';
import { findLimit } from './validity.ts';

const { validityRules: rules } = seededCatalog();
const dayMs = 86_400_000;
const today = new Date('2026-11-21T12:00:00Z');
const plan = (from: Date | string, until: Date | string, profile = 'tls') =>
  planRenewals(rules, { profile, from: new Date(from), until: new Date(until) });

describe('the end of a term', () => {
  it.each([
    ['2026-11-21T12:00:00Z', 1, '2027-11-21T12:00:00.000Z'],
    ['2028-02-29T23:59:59Z', 4, '2032-02-29T23:59:59.000Z'],
    ['2028-02-29T23:59:59Z', 1, '2029-03-01T23:59:59.000Z'],
  ])('begun at %s after %d years is %s', (from, years, end) => {
    expect(termEnd(new Date(from), years).toISOString()).toBe(end);
  });
});

describe('the renewal calendar of TLS certificates', () => {
  it('has one certificate where the term is no longer than a life, to the second', () => {
    const life = 199 * dayMs;
    expect(plan(today, new Date(today.getTime() + life))).toEqual([
      { issueAt: today, endsAt: new Date(today.getTime() + life), ruleId: 'TLS-SC081-1', days: 199 },
    ]);
    expect(plan(today, new Date(today.getTime() + life + 1_000))).toHaveLength(2);
  });

  it.each([
    [1, 5],
    [2, 10],
    [3, 20],
  ])('over %d years from November 2026 has %d certificates', (years, certificates) => {
    expect(plan(today, termEnd(today, years))).toHaveLength(certificates);
  });

  it('renews at two thirds of a life, under the rule of the day on which it does', () => {
    const [first, second] = plan(today, termEnd(today, 1));
    expect(first?.ruleId).toBe('TLS-SC081-1');
    // 199 days × 2/3 = 132 days and 16 hours.
    expect(second).toMatchObject({ issueAt: new Date('2027-04-03T04:00:00Z'), ruleId: 'TLS-SC081-2', days: 99 });
  });

  it('gives a certificate issued in the last second of a rule the life of that rule', () => {
    const at = (from: string) => plan(from, '2028-03-15T00:00:00Z')[0];
    expect(at('2027-03-14T23:59:59Z')).toMatchObject({ days: 199, ruleId: 'TLS-SC081-1' });
    expect(at('2027-03-15T00:00:00Z')).toMatchObject({ days: 99, ruleId: 'TLS-SC081-2' });
  });

  it('counts a day that was only begun', () => {
    expect(plan('2026-11-21T00:00:00Z', '2026-11-23T00:00:01Z')[0]?.days).toBe(3);
  });
});

describe('any renewal calendar', () => {
  const spans = fc.record({
    // To the second, across every change of rule and several leap days.
    from: fc
      .integer({ min: Date.UTC(2026, 0, 1) / 1_000, max: Date.UTC(2033, 0, 1) / 1_000 })
      .map((seconds) => new Date(seconds * 1_000)),
    years: fc.constantFrom(1, 2, 3, 10),
    profile: fc.constantFrom('tls', 'tls-ev', 'private', 'document-signing', 'code-signing', 'secure-mail'),
  });

  it('covers the term to its last second and not beyond, each certificate issued before the one before it ends', () => {
    fc.assert(
      fc.property(spans, ({ from, years, profile }) => {
        const until = termEnd(from, years);
        const planned = plan(from, until, profile);
        expect(planned[0]?.issueAt).toEqual(from);
        expect(planned.at(-1)?.endsAt).toEqual(until);
        for (const [index, next] of planned.slice(1).entries()) {
          const before = planned[index];
          expect(next.issueAt > (before?.issueAt ?? until)).toBe(true);
          expect(next.issueAt < (before?.endsAt ?? from)).toBe(true);
        }
      }),
    );
  });

  it('lets none live longer than the rule of its day, and none but the last shorter', () => {
    fc.assert(
      fc.property(spans, ({ from, years, profile }) => {
        const planned = plan(from, termEnd(from, years), profile);
        for (const [index, { issueAt, endsAt, ruleId, days }] of planned.entries()) {
          const limit = findLimit(rules, profile, issueAt);
          const lifeDays = (endsAt.getTime() - issueAt.getTime()) / dayMs;
          expect(ruleId).toBe(limit?.ruleId);
          expect(lifeDays).toBeLessThanOrEqual(limit?.days ?? 0);
          expect(days).toBe(Math.ceil(lifeDays));
          expect(index === planned.length - 1 || days === limit?.days).toBe(true);
        }
      }),
    );
  });

  it('has no certificate more than its steps need: only the last one reaches the end', () => {
    fc.assert(
      fc.property(spans, ({ from, years, profile }) => {
        const until = termEnd(from, years);
        const planned = plan(from, until, profile);
        expect(planned.filter(({ endsAt }) => endsAt >= until)).toHaveLength(1);
      }),
    );
  });
});

describe('a term that cannot be planned', () => {
  const refused = (from: string, until: string | Date, profile = 'tls') => {
    try {
      plan(from, until, profile);
      return undefined;
    } catch (error) {
      return (error as { reason?: string }).reason;
    }
  };

  it.each([
    ['ends when it begins', '2026-11-21T12:00:00Z'],
    ['ends before it begins', '2026-11-21T11:59:59Z'],
    ['is longer than ten years', '2036-11-21T12:00:01Z'],
    ['has no date', 'never'],
  ])('is one that %s', (_what, until) => {
    expect(refused('2026-11-21T12:00:00Z', until)).toBe('TERM_INVALID');
  });

  it('is one that begins before any rule', () => {
    expect(refused('1999-01-01T00:00:00Z', '2000-06-01T00:00:00Z')).toBe('VALIDITY_UNKNOWN');
  });
});
