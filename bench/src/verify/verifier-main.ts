// Who verifies codes over gRPC: a process of its own, with the certificate of identity.
import { answerParent } from '../child.ts';
import type { LoadResult } from '../load.ts';
import { inParallel } from '../parallel.ts';
import type { VerifierOrder } from './orders.ts';
import { createVerifier, type Verifier } from './verifier.ts';

let verifier: Verifier | undefined;

answerParent(async (order: VerifierOrder): Promise<LoadResult | undefined> => {
  if ('address' in order) {
    verifier = createVerifier(order);
    return undefined;
  }
  const known = verifier;
  if (known === undefined) throw new Error('nobody was told whose codes are verified');
  return await inParallel(order, () => known.verify());
});
