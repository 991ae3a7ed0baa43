// Who asks the certificate authority: a process of its own, with the certificate of remote-signing.
import { answerParent } from '../child.ts';
import type { LoadResult } from '../load.ts';
import { inParallel } from '../parallel.ts';
import { type AuthorityClient, createAuthorityClient } from './authority-client.ts';
import type { AuthorityOrder } from './orders.ts';

let client: AuthorityClient | undefined;

answerParent(async (order: AuthorityOrder): Promise<LoadResult | undefined> => {
  if ('address' in order) {
    client = createAuthorityClient({ ...order, ocspRequest: Buffer.from(order.ocspRequest, 'base64') });
    return undefined;
  }
  if (client === undefined) throw new Error('nobody was told where the certificate authority is');
  return await inParallel(order, client[order.task]);
});
