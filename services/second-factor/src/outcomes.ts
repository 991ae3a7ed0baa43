import { DomainError } from '@countersign/errors';
import { Counter, type Registry } from 'prom-client';

/** What is worth counting by its outcome. */
export type Operation = 'enrol' | 'activate' | 'send_pin' | 'deliver_pin' | 'verify_pin' | 'verify_code' | 'sign';

/** Runs work and counts how it ended: `ok`, the reason of its `DomainError`, or `fault`. */
export type Outcomes = <T>(operation: Operation, work: () => Promise<T>) => Promise<T>;

/** Makes the counter `second_factor_outcomes_total` of a process. */
export function createOutcomes(metrics: Registry): Outcomes {
  const counter = new Counter({
    name: 'second_factor_outcomes_total',
    help: 'Enrolments, codes sent, codes verified and challenges answered, by outcome',
    labelNames: ['operation', 'outcome'],
    registers: [metrics],
  });
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
