import { hotp as hotpOf, timeStep } from '@countersign/soft-token/protocol';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { generateSync } from 'otplib';
import { matchResync, matchStep } from './totp.ts';

const rfcKey = Buffer.from('12345678901234567890');
const noon = new Date('2026-03-01T12:00:00Z');
const seeds = fc.uint8Array({ minLength: 20, maxLength: 20 });
const hotp = (key: Uint8Array, step: number) => hotpOf(key, step, { hash: 'sha1', digits: 6 });

describe('one-time codes', () => {
  it('of another implementation fit, for any seed and moment', () => {
    const window = { windowSteps: 0, graceMs: 0 };
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 4_000_000_000 }), (secret, epoch) => {
        const code = generateSync({ secret, epoch });
        const at = new Date(epoch * 1000);
        expect(matchStep(secret, { code, at, driftSteps: 0, window })?.step).toBe(timeStep(at.getTime()));
      }),
    );
  });
});

describe('the window', () => {
  const wide = { windowSteps: 1, graceMs: 0 };
  const fits = (step: number, driftSteps: number, at = noon, window = wide) =>
    matchStep(rfcKey, { code: hotp(rfcKey, step), at, driftSteps, window });
  const now = timeStep(noon.getTime());

  it('takes the code of the current step and of one step on either side', () => {
    expect([-2, -1, 0, 1, 2].map((offset) => fits(now + offset, 0))).toEqual([
      undefined,
      { step: now - 1, driftSteps: -1 },
      { step: now, driftSteps: 0 },
      { step: now + 1, driftSteps: 1 },
      undefined,
    ]);
  });

  it('follows a clock that is known to be off', () => {
    expect([-1, 0, 1, 2, 3].map((offset) => fits(now + offset, 1)?.step)).toEqual([
      undefined,
      now,
      now + 1,
      now + 2,
      undefined,
    ]);
  });

  it('always holds the current step, whatever was learned, so that a clock set right is never locked out', () => {
    const offsets = fc.array(fc.integer({ min: -2, max: 2 }), { maxLength: 30 });
    fc.assert(
      fc.property(offsets, (codes) => {
        let driftSteps = 0;
        for (const [index, offset] of codes.entries()) {
          const at = new Date(noon.getTime() + index * 30_000);
          driftSteps = fits(timeStep(at.getTime()) + offset, driftSteps, at)?.driftSteps ?? driftSteps;
          expect(Math.abs(driftSteps)).toBeLessThanOrEqual(1);
          // A code of another step in the window may be the same by chance, but then it is a newer one.
          expect(fits(timeStep(at.getTime()), driftSteps, at)?.step).toBeGreaterThanOrEqual(timeStep(at.getTime()));
        }
      }),
    );
  });

  it('of no width takes the current step, and the one before in its first ten seconds', () => {
    const narrow = { windowSteps: 0, graceMs: 10_000 };
    const taken = (seconds: number) =>
      [-2, -1, 0, 1].filter((offset) => fits(now + offset, 0, new Date(noon.getTime() + seconds * 1000), narrow));
    expect(taken(0)).toEqual([-1, 0]);
    expect(taken(9.999)).toEqual([-1, 0]);
    expect(taken(10)).toEqual([0]);
    expect(taken(29.999)).toEqual([0]);
  });

  it('learns nothing from a code that is only late, and forgets a drift that it is too narrow for', () => {
    const narrow = { windowSteps: 0, graceMs: 10_000 };
    expect(fits(now - 1, 0, noon, narrow)).toEqual({ step: now - 1, driftSteps: 0 });
    expect(fits(now, 1, noon, narrow)).toEqual({ step: now, driftSteps: 0 });
  });

  it('refuses what is no code at all', () => {
    for (const code of ['', '12345', `${hotp(rfcKey, now)}0`, 'abcdef']) {
      expect(matchStep(rfcKey, { code, at: noon, driftSteps: 0, window: wide })).toBeUndefined();
    }
  });
});

describe('a resynchronisation', () => {
  const narrow = { windowSteps: 0, graceMs: 0 };
  const now = timeStep(noon.getTime());
  const resync = (step: number, next: number) =>
    matchResync(rfcKey, { code: hotp(rfcKey, step), nextCode: hotp(rfcKey, next), at: noon });

  it('finds a clock that is twenty steps off either way, and no more', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20, max: 20 }), (offset) => {
        const step = now + offset;
        expect(resync(step - 1, step)).toEqual({ step, driftSteps: 0, clockSteps: offset });
        // From then on, the code of that clock is the one that is expected.
        const answer = { at: noon, driftSteps: 0, clockSteps: offset, window: narrow };
        expect(matchStep(rfcKey, { ...answer, code: hotp(rfcKey, step) })?.step).toBe(step);
      }),
    );
    expect(resync(now + 20, now + 21)).toBeUndefined();
    expect(resync(now - 22, now - 21)).toBeUndefined();
  });

  it('takes two codes in their order, one right after the other', () => {
    expect(resync(now + 6, now + 5)).toBeUndefined();
    expect(resync(now + 5, now + 7)).toBeUndefined();
    expect(resync(now + 5, now + 5)).toBeUndefined();
  });
});
