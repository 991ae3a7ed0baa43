/** Where the time comes from. Passed in everywhere, so that tests and policy previews travel in time. */
export interface Clock {
  now(): Date;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };
