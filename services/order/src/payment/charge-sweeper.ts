import { type ChargingDeps, sweepCharges } from './charging.ts';

export interface ChargeSweeper {
  /** Stops, and waits for a sweep under way. */
  close(): Promise<void>;
}

/** Sweeps overdue charges until closed, every `everyMs`, 10 s by default. A failed sweep is logged; the next one comes. */
export function startChargeSweeper(deps: ChargingDeps, everyMs = 10_000): ChargeSweeper {
  let underWay: Promise<void> | undefined;
  const sweep = async () => {
    try {
      await sweepCharges(deps);
    } catch (error) {
      deps.logger.warn({ err: error }, 'overdue charges could not be swept');
    } finally {
      underWay = undefined;
    }
  };
  const timer = setInterval(() => {
    underWay ??= sweep();
  }, everyMs);
  return {
    close: async () => {
      clearInterval(timer);
      await underWay;
    },
  };
}
