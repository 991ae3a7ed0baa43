import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seed } from './seed-data.ts';
import { findRule } from './validity.ts';

const tlsDays = (at: string) => findRule(seed.validityRules, 'tls', new Date(at))?.days;

describe('the validity of TLS certificates', () => {
  it('flips at midnight UTC of the day on which a rule begins, not a millisecond before', () => {
    expect(tlsDays('2027-03-14T23:59:59.999Z')).toBe(199);
    expect(tlsDays('2027-03-15T00:00:00.000Z')).toBe(99);
    expect(tlsDays('2029-03-14T23:59:59.999Z')).toBe(99);
    expect(tlsDays('2029-03-15T00:00:00.000Z')).toBe(46);
  });

  it('is decided by exactly one rule at any moment, for every profile', () => {
    const profiles = [...new Set(seed.products.map(({ validityProfile }) => validityProfile))];
    const moment = fc.date({ min: new Date('2000-01-01'), max: new Date('2060-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, fc.constantFrom(...profiles), (at, profile) => {
        const inForce = seed.validityRules.filter(
          (rule) =>
            rule.profile === profile && rule.issuedFrom <= at && (rule.issuedBefore === null || at < rule.issuedBefore),
        );
        expect(inForce).toHaveLength(1);
        expect(findRule(seed.validityRules, profile, at)).toBe(inForce[0]);
      }),
    );
  });
});
