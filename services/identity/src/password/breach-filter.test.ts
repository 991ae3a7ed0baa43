import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BreachFilter, breachForm } from './breach-filter.ts';
import { breachedPasswords } from './breached-passwords.ts';
import { buildBreachFilter, listBreachedPasswords } from './build-breach-filter.ts';

const listed = listBreachedPasswords();

describe('the filter of breached passwords', () => {
  it('is what its script makes', () => {
    expect(Buffer.compare(breachedPasswords.bits, buildBreachFilter().bits)).toBe(0);
  });

  it('knows every listed password, all of which pass the rule of length', () => {
    // ASVS 5, 6.2.4 asks for 3000.
    expect(listed.length).toBeGreaterThan(18_000);
    expect(listed.filter((password) => !breachedPasswords.has(password) || password.length < 8)).toEqual([]);
  });

  it('takes no other password for one of them, but for one in a million at most', () => {
    const known = new Set(listed);
    const strangers = Array.from({ length: 20_000 }, (_, n) => `stranger ${n * n} of the list`);
    expect(strangers.filter((password) => known.has(password) || breachedPasswords.has(password))).toEqual([]);
    const set = breachedPasswords.bits.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
    // A stranger is taken when all of his 21 positions are set.
    expect((set / (breachedPasswords.bits.length * 8)) ** 21).toBeLessThan(1e-6);
  });

  it('knows whatever was added, in its form', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 20 }), (passwords) => {
        const filter = new BreachFilter();
        for (const password of passwords) filter.add(breachForm(password));
        expect(passwords.every((password) => filter.has(breachForm(password.normalize('NFD'))))).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('refuses a file of another size', () => {
    expect(() => new BreachFilter(new Uint8Array(7))).toThrow('another size');
  });
});
