import { DomainError } from '@countersign/errors';
import { Counter, type Registry } from 'prom-client';

/** What an operator counts. */
export interface EnrollmentMetrics {
  /** Orders enrolled, by kind: new_account, existing_account or renewal. */
  enrolled(kind: string): void;
  /** Uses of activations, by outcome: activated, joined, claimed, the reason of a refusal, or failed. */
  activation(outcome: 'activated' | 'joined' | 'claimed' | { error: unknown }): void;
  /** Moves of licences by kind: reserve, consume, release. */
  licenceMoved(kind: string): void;
}

/** Registers the counters of enrollment. */
export function createEnrollmentMetrics(registry: Registry): EnrollmentMetrics {
  const registers = [registry];
  const enrolments = new Counter({
    name: 'enrolments_total',
    help: 'Paid orders that were enrolled, by what they led to',
    labelNames: ['kind'],
    registers,
  });
  const activations = new Counter({
    name: 'activations_total',
    help: 'Uses of activations by outcome',
    labelNames: ['outcome'],
    registers,
  });
  const moves = new Counter({
    name: 'licence_moves_total',
    help: 'Moves of licences by kind',
    labelNames: ['kind'],
    registers,
  });
  return {
    enrolled: (kind) => enrolments.inc({ kind }),
    activation: (outcome) =>
      activations.inc({ outcome: typeof outcome === 'string' ? outcome : nameOf(outcome.error) }),
    licenceMoved: (kind) => moves.inc({ kind }),
  };
}

function nameOf(error: unknown): string {
  return error instanceof DomainError ? error.reason.toLowerCase() : 'failed';
}
