import { DomainError } from '@countersign/errors';
import { Counter, type Registry } from 'prom-client';

/** How a call that signs ended well: it made its signatures, or got those that an identical call made. */
type Ending = 'made' | 'repeated';

/** Counts what became of digests that were to be signed. */
export interface SignatureMetrics {
  /**
   * Runs a call about so many digests. It says the algorithm of its key once it knows it: a call that is refused before is
   * counted under `unknown`.
   */
  count<T>(digests: number, work: (keyKind: (algorithm: string) => void) => Promise<[T, Ending]>): Promise<T>;
}

/** Registers the counter of signatures. */
export function createSignatureMetrics(registry: Registry): SignatureMetrics {
  const signatures = new Counter({
    name: 'signatures_total',
    help: "Digests that were to be signed, by the key's algorithm and what became of them: made, repeated, or why not",
    labelNames: ['key_kind', 'outcome'],
    registers: [registry],
  });
  return {
    count: async (digests, work) => {
      let kind = 'unknown';
      try {
        const [result, outcome] = await work((algorithm) => {
          kind = algorithm;
        });
        signatures.inc({ key_kind: kind, outcome }, digests);
        return result;
      } catch (error) {
        const outcome = error instanceof DomainError ? error.reason : 'fault';
        // A call without digests was refused, too.
        signatures.inc({ key_kind: kind, outcome }, Math.max(1, digests));
        throw error;
      }
    },
  };
}
