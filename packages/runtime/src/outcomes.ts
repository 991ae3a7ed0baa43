import { DomainError } from '@countersign/errors';
import { Counter, type Registry } from 'prom-client';

/** Runs work and counts how it ended: `ok`, the reason of its `DomainError`, or `fault`. */
export type Outcomes<Operation extends string> = <T>(operation: Operation, work: () => Promise<T>) => Promise<T>;

/** Makes a counter of operations by outcome; `name` ends in `_total`. */
export function createOutcomes<Operation extends string>(
  metrics: Registry,
  { name, help }: { name: string; help: string },
): Outcomes<Operation> {
  const counter = new Counter({ name, help, labelNames: ['operation', 'outcome'], registers: [metrics] });
  return async (operation, work) => {
    try {
      const result = await work();
      counter.inc({ operation, outcome: 'ok' });
      return result;
    } catch (error) {
      counter.inc({ operation, outcome: error instanceof DomainError ? error.reason : 'fault' });
      throw error;
    }
  };
}
