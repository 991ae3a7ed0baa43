import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addYears, periodsOf, splitTerm, termFrom } from './term.ts';

const day = (text: string) => new Date(`${text}T10:00:00Z`);

describe('a term', () => {
  it('is counted in years of the calendar, in UTC, and one begun on 29 February ends on 1 March', () => {
    expect(termFrom(day('2026-11-22'), 3).endsAt).toEqual(day('2029-11-22'));
    expect(addYears(day('2028-02-29'), 1)).toEqual(day('2029-03-01'));
    expect(addYears(day('2028-02-29'), 4)).toEqual(day('2032-02-29'));
  });

  it('is tiled by the years that are charged, however it is paid', () => {
    const begins = fc.date({ min: day('2024-01-01'), max: day('2040-01-01'), noInvalidDate: true });
    const property = fc.property(
      begins,
      fc.integer({ min: 1, max: 10 }),
      fc.constantFrom('annual', 'one_time'),
      (from, years, option) => {
        const term = termFrom(from, years);
        const periods = periodsOf(term, option);
        expect(periods).toHaveLength(option === 'annual' ? years : 1);
        expect(periods[0]?.startsAt).toEqual(term.startsAt);
        expect(periods.at(-1)?.endsAt).toEqual(term.endsAt);
        expect(periods.slice(1).map(({ startsAt }) => startsAt)).toEqual(
          periods.slice(0, -1).map(({ endsAt }) => endsAt),
        );
      },
    );
    fc.assert(property);
  });

  it('costs what it was sold for, to the last unit, when its years are charged one by one', () => {
    const amounts = fc.tuple(fc.bigInt(0n, 10n ** 12n), fc.bigInt(0n, 10n ** 12n), fc.integer({ min: 2, max: 10 }));
    const property = fc.property(amounts, ([first, rest, charges]) => {
      const parts = splitTerm(first + rest, first, charges);
      expect(parts).toHaveLength(charges);
      expect(parts[0]).toBe(first);
      expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(first + rest);
      const [least = 0n, most = 0n] = [parts.at(-1), parts[1]];
      expect(most - least).toBeLessThanOrEqual(1n);
    });
    fc.assert(property);
    expect(splitTerm(1_000n, 334n, 3)).toEqual([334n, 333n, 333n]);
    expect(splitTerm(900n, 900n, 1)).toEqual([900n]);
  });
});
