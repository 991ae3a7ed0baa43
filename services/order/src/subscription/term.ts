const dayMs = 86_400_000;

/** A moment some days of 86,400 s later, or earlier. */
export function addDays(at: Date, days: number): Date {
  return new Date(at.getTime() + days * dayMs);
}

/**
 * A moment whole years later, in UTC; from 29 February it is 1 March where the year has no such day. Years of a term are
 * counted from its begin, never from each other: the fourth year of a term begun on 29 February ends on that day again.
 */
export function addYears(at: Date, years: number): Date {
  const moved = new Date(at);
  moved.setUTCFullYear(moved.getUTCFullYear() + years);
  return moved;
}

/** A time from its first moment up to, and without, its last. */
export interface Span {
  startsAt: Date;
  endsAt: Date;
}

/** A term of whole years. */
export interface Term extends Span {
  years: number;
}

/** The term of whole years that begins at a moment. */
export function termFrom(startsAt: Date, years: number): Term {
  return { startsAt, endsAt: addYears(startsAt, years), years };
}

/** The times that are charged one by one: the years of a term that is paid by the year, else the term. */
export function periodsOf(term: Term, option: 'annual' | 'one_time'): Span[] {
  if (option === 'one_time') return [{ startsAt: term.startsAt, endsAt: term.endsAt }];
  return Array.from({ length: term.years }, (_, index) => ({
    startsAt: addYears(term.startsAt, index),
    endsAt: addYears(term.startsAt, index + 1),
  }));
}

/**
 * What each charge of a term costs: the first as it was sold, the others equal parts of what is left; units that cannot be
 * split fall on the earliest of them.
 */
export function splitTerm(total: bigint, first: bigint, charges: number): bigint[] {
  if (charges === 1) return [total];
  const others = BigInt(charges - 1);
  const rest = total - first;
  if (rest < 0n) throw new Error('a term costs less than its first charge');
  const units = rest % others;
  const parts = Array.from({ length: charges - 1 }, (_, index) => rest / others + (BigInt(index) < units ? 1n : 0n));
  return [first, ...parts];
}
