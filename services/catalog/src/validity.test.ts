import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seededCatalog } from '../test/seeded.ts';
import { findLimit, listUpcoming } from './validity.ts';

const { validityRules, products } = seededCatalog();
const limitAt = (profile: string, at: string) => findLimit(validityRules, profile, new Date(at));

describe('the validity of TLS certificates', () => {
  it.each([
    ['2026-03-14T23:59:59.999Z', 397],
    ['2026-03-15T00:00:00.000Z', 199],
    ['2027-03-14T23:59:59.000Z', 199],
    ['2027-03-14T23:59:59.999Z', 199],
    ['2027-03-15T00:00:00.000Z', 99],
    ['2029-03-14T23:59:59.999Z', 99],
    ['2029-03-15T00:00:00.000Z', 46],
  ])('issued at %s is %d days: a rule begins at midnight UTC, not a millisecond before', (at, days) => {
    expect(limitAt('tls', at)?.days).toBe(days);
    expect(limitAt('tls-ev', at)?.days).toBe(days);
    expect(limitAt('tls-qualified', at)?.days).toBe(days);
  });

  it('stays a day below the limit of its rule, because one second over counts as another day', () => {
    expect(validityRules.filter(({ days, maxDays }) => days >= maxDays)).toEqual([]);
  });

  it('tells until when a limit holds and which follow', () => {
    expect(limitAt('tls', '2026-11-21T00:00:00Z')).toMatchObject({
      ruleId: 'TLS-SC081-1',
      maxDays: 200,
      domainReuseDays: 200,
      endsAt: new Date('2027-03-15T00:00:00Z'),
    });
    const upcoming = listUpcoming(validityRules, 'tls-ev', new Date('2026-11-21T00:00:00Z'));
    expect(
      upcoming.map(({ from, limit }) => [from.toISOString().slice(0, 10), limit.ruleId, limit.domainReuseDays]),
    ).toEqual([
      ['2027-03-15', 'TLS-SC081-2', 100],
      ['2029-03-15', 'TLS-SC081-3', 10],
    ]);
  });

  it('takes the stricter of two rules where one profile lies within another, in each figure', () => {
    const limit = limitAt('tls-ev', '2026-01-01T00:00:00Z');
    expect(limit).toMatchObject({ days: 397, domainReuseDays: 398, organisationReuseDays: 398 });
    const short = validityRules.map((rule) => (rule.ruleId === 'TLS-EV' ? { ...rule, maxDays: 31, days: 30 } : rule));
    expect(findLimit(short, 'tls-ev', new Date('2029-04-01'))).toMatchObject({
      ruleId: 'TLS-EV',
      days: 30,
      maxDays: 31,
      domainReuseDays: 10,
    });
  });
});

describe('any certificate', () => {
  it('is limited at any moment, by the one rule of its profile in force or a stricter one around it', () => {
    const profiles = [...new Set([...products.values()].map(({ validityProfile }) => validityProfile))];
    const moment = fc.date({ min: new Date('2000-01-01'), max: new Date('2060-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, fc.constantFrom(...profiles), (at, profile) => {
        const inForce = (of: string) =>
          validityRules.filter(
            (rule) =>
              rule.profile === of && rule.issuedFrom <= at && (rule.issuedBefore === null || at < rule.issuedBefore),
          );
        const own = inForce(profile);
        expect(own).toHaveLength(1);
        const binding = [...own, ...own.flatMap(({ within }) => (within === null ? [] : inForce(within)))];
        const limit = findLimit(validityRules, profile, at);
        expect(limit?.days).toBe(Math.min(...binding.map(({ days }) => days)));
        expect(limit?.maxDays).toBe(Math.min(...binding.map(({ maxDays }) => maxDays)));
        expect(binding.map(({ ruleId }) => ruleId)).toContain(limit?.ruleId);
      }),
    );
  });

  it('has no limit before the first rule', () => {
    expect(limitAt('tls', '1999-12-31T23:59:59Z')).toBeUndefined();
    expect(limitAt('tls-ev', '1999-12-31T23:59:59Z')).toBeUndefined();
    expect(limitAt('none', '2026-01-01T00:00:00Z')).toBeUndefined();
  });
});
