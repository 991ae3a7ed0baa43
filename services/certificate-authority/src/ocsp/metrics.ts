import { Counter, type Registry } from 'prom-client';

/** How a request for status ended: with a new signature, with a kept one, or with an error of the protocol. */
export type OcspOutcome = 'signed' | 'kept' | 'malformed_request' | 'try_later' | 'unauthorized';

export interface OcspMetrics {
  answered(authority: string, outcome: OcspOutcome): void;
}

/** Registers the counter of answers about the status of certificates. */
export function createOcspMetrics(registry: Registry): OcspMetrics {
  const answers = new Counter({
    name: 'ocsp_answers_total',
    help: 'Answers about the status of certificates',
    labelNames: ['authority', 'outcome'],
    registers: [registry],
  });
  return { answered: (authority, outcome) => answers.inc({ authority, outcome }) };
}
