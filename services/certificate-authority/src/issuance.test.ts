import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { validityAt } from './issuance.ts';

describe('the validity of a certificate', () => {
  it('begins now, ends with the earliest limit, and is whole seconds', () => {
    const moment = fc.date({ min: new Date('2026-01-01'), max: new Date('2045-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(
        moment,
        moment,
        moment,
        fc.integer({ min: 1, max: 40_000_000 }),
        (at, notAfterLimit, issuerNotAfter, lifeSeconds) => {
          const { notBefore, notAfter } = validityAt(at, { lifeSeconds, notAfterLimit, issuerNotAfter });
          expect([notBefore.getUTCMilliseconds(), notAfter.getUTCMilliseconds()]).toEqual([0, 0]);
          expect(at.getTime() - notBefore.getTime()).toBeLessThan(1000);
          expect(notBefore <= at && notAfter <= notAfterLimit && notAfter <= issuerNotAfter).toBe(true);
          const ends = [notBefore.getTime() + lifeSeconds * 1000, notAfterLimit.getTime(), issuerNotAfter.getTime()];
          expect(Math.min(...ends) - notAfter.getTime()).toBeLessThan(1000);
        },
      ),
    );
  });
});
