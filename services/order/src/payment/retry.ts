import { sql } from 'kysely';

/** Pause before what the provider did not answer is tried again; it doubles with each try. */
const firstPauseSeconds = 30;

/** When what is sent now is looked at again. */
export function firstRetryAt(at: Date): Date {
  return new Date(at.getTime() + firstPauseSeconds * 1000);
}

/** Columns of a row whose turn it is: one more try, and a pause that doubles with each, up to `longestPauseSeconds`. */
export function putOff(at: Date, { longestPauseSeconds }: { longestPauseSeconds: number }) {
  return {
    tries: sql<number>`tries + 1`,
    retryAt: sql<Date>`${at}::timestamptz + make_interval(secs =>
      least(${firstPauseSeconds}::float8 * power(2, least(tries + 1, 20)), ${longestPauseSeconds}::float8))`,
  };
}
