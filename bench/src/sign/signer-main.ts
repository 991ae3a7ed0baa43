// Who asks the signer for authorisations and signatures: a process of its own, with the certificate of remote-signing.
import { answerParent } from '../child.ts';
import type { LoadResult } from '../load.ts';
import { inParallel } from '../parallel.ts';
import type { SignerOrder } from './orders.ts';
import { createSignerClient, type SignerClient } from './signer-client.ts';

let client: SignerClient | undefined;

answerParent(async (order: SignerOrder): Promise<LoadResult | undefined> => {
  if ('address' in order) {
    client = await createSignerClient(order);
    return undefined;
  }
  const known = client;
  if (known === undefined) throw new Error('nobody was told where the signer is');
  const { algorithm, digests } = order;
  const result = await inParallel(order, () => known.sign(algorithm, digests));
  return { ...result, requests: result.requests * digests };
});
