import { describe, expect, it } from '@jest/globals';
import { policyKinds, readPolicy } from './policy.ts';
import { strengthsOf } from './strength.ts';

const of = (settings: Parameters<typeof readPolicy>[0], kind: string) => {
  const strength = strengthsOf(readPolicy(settings)).find((one) => one.kind === kind);
  if (strength === undefined) throw new Error(`nothing is said of ${kind}`);
  return strength;
};

describe('the strength of a factor', () => {
  it('of an app is three live codes in a million under the wide window, and one and a third under the narrow one', () => {
    expect(of({}, 'totp')).toMatchObject({ chancePerGuess: 3e-6, guessesPerYear: 9 * 365, permitted: true });
    expect(of({}, 'totp').entropyBits).toBeCloseTo(19.93, 2);
    expect(of({ AUTH_PROFILE: 'strict' }, 'totp').chancePerGuess).toBeCloseTo(4 / 3 / 1e6, 12);
  });

  it('of three cells is 15 bits, and of four 20', () => {
    expect(of({}, 'grid_card')).toMatchObject({ entropyBits: 15, acr: 'urn:countersign:aal2-restricted' });
    expect(of({ AUTH_PROFILE: 'strict' }, 'egrid')).toMatchObject({ entropyBits: 20, acr: 'urn:countersign:aal2' });
    expect(of({ GRID_ALPHABET: 'digits' }, 'grid_card').chancePerGuess).toBe(1e-3);
  });

  it('is that of as many guesses as pass, and grows with them', () => {
    for (const strength of strengthsOf(readPolicy({}))) {
      const { chancePerGuess, guessesPerYear, chancePerYear } = strength;
      expect(chancePerYear).toBeGreaterThan(0);
      expect(chancePerYear).toBeLessThanOrEqual(chancePerGuess * guessesPerYear);
      expect(chancePerYear / (1 - (1 - chancePerGuess) ** guessesPerYear)).toBeCloseTo(1, 3);
    }
    expect(of({ CODE_MISSES_TO_LOCK: 100 }, 'totp').chancePerYear).toBeGreaterThan(of({}, 'totp').chancePerYear);
  });

  it('is told of every kind, and whether the policy permits it', () => {
    const kinds = strengthsOf(readPolicy({ FACTOR_KINDS: 'totp,sms' })).filter(({ permitted }) => permitted);
    expect(kinds.map(({ kind }) => kind)).toEqual(['totp', 'sms', 'emergency_code', 'one_time_pin']);
    const told = strengthsOf(readPolicy({})).map(({ kind }) => kind);
    expect(policyKinds.filter((kind) => !told.includes(kind))).toEqual([]);
  });
});
