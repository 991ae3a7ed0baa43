import type { Clock } from '@countersign/runtime';

export interface FakeClock extends Clock {
  /** Moves the time forward. */
  advance(ms: number): void;
  set(at: Date): void;
}

/** A clock that stands still until told. */
export function fakeClock(start: Date | string = '2026-11-21T12:00:00Z'): FakeClock {
  let now = new Date(start).getTime();
  return {
    now: () => new Date(now),
    advance: (ms) => {
      now += ms;
    },
    set: (at) => {
      now = at.getTime();
    },
  };
}
