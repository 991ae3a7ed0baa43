import type { Logger } from './logger.ts';

/** Work that comes round again until it is closed. */
export interface Rounds {
  /** Stops, and waits for a round under way. */
  close(): Promise<void>;
}

export interface RoundsOptions {
  /** What is done, for the log: `the sweep of carts`. */
  name: string;
  everyMs: number;
  round: () => Promise<unknown>;
  logger: Logger;
}

/** Does a round now and every `everyMs`, never two at once. One that fails is logged; the next one comes. */
export function startRounds({ name, everyMs, round, logger }: RoundsOptions): Rounds {
  let underWay: Promise<void> | undefined;
  const run = async () => {
    try {
      await round();
    } catch (error) {
      logger.warn({ err: error }, `${name} failed; it comes round again`);
    }
  };
  const start = () => {
    underWay ??= run().finally(() => {
      underWay = undefined;
    });
  };
  start();
  const timer = setInterval(start, everyMs);
  return {
    close: async () => {
      clearInterval(timer);
      await underWay;
    },
  };
}
