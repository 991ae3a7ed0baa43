import type { RestClient } from '../../../test/src/rest-client.ts';
import { planRun } from '../plan.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { shop } from '../shopper.ts';
import type { LoadBook } from './load-book.ts';

/** Somebody who looks around and buys nothing. */
export async function browse(api: RestClient, random: SeededRandom): Promise<void> {
  await api.ask('GET', '/v1/storefront');
  await api.ask('GET', '/v1/product-families');
  await api.ask('GET', `/v1/products?currency=${random.pick(['USD', 'EUR', 'JPY'])}`);
  await api.ask('GET', `/v1/products/${random.pick(['tls-dv', 'tls-ov-multi', 'document-person'])}`);
}

/** Somebody who buys by a card that works, from an empty cart to an order that has been paid. */
export async function checkOut(
  api: RestClient,
  random: SeededRandom,
  { run, sandboxUrl, book }: { run: number; sandboxUrl: string; book: LoadBook },
): Promise<void> {
  const plan = {
    ...planRun(random, run),
    cards: [random.pick(['good', 'good', 'late', 'confirmed'] as const)],
    tabs: 1,
    completions: 1,
    cancel: 'no',
    forgeries: [],
  } as const;
  const receipt = await shop(plan, {
    api,
    sandboxUrl,
    onOrder: (order) => void book.orders.push(order),
    forge: () => Promise.resolve(),
  });
  book.receipts.push(receipt);
}
