import { Counter, type Registry } from 'prom-client';
import type { TimestampFailure } from './response.ts';

export interface TimestampMetrics {
  /** A request was answered: with a stamp, or with a failure. */
  stamped(outcome: 'granted' | TimestampFailure): void;
}

/** Registers the counter of time-stamps. */
export function createTimestampMetrics(registry: Registry): TimestampMetrics {
  const stamps = new Counter({
    name: 'timestamps_total',
    help: 'Requests for time-stamps that were answered',
    labelNames: ['outcome'],
    registers: [registry],
  });
  return { stamped: (outcome) => stamps.inc({ outcome }) };
}
