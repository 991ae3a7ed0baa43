// Who signs over REST: a process of its own, with a soft token.
import { answerParent } from '../child.ts';
import type { LoadResult } from '../load.ts';
import { inParallel } from '../parallel.ts';
import type { RestOrder } from './orders.ts';
import { createRestSigner, type RestSigner } from './rest-signer.ts';

let signer: RestSigner | undefined;

answerParent(async (order: RestOrder): Promise<LoadResult | undefined> => {
  if ('url' in order) {
    signer = await createRestSigner(order);
    return undefined;
  }
  const known = signer;
  if (known === undefined) throw new Error('nobody was told who signs');
  const { credentialId } = order;
  if ('document' in order) return await inParallel(order, () => known.signDocument(credentialId, order.document));
  const result = await inParallel(order, () => known.signDigests(credentialId, order.digests));
  return { ...result, requests: result.requests * order.digests };
});
