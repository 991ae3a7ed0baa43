import { asUser, awaitOrder, type Order, payOrder, readOrder } from '../buying.ts';
import type { Step, World } from '../journey.ts';
import { expectThat } from '../rest-client.ts';
import { waitFor } from '../waiting.ts';
import { type Licence, readInventory } from './account.ts';

interface Subscription {
  id: string;
  productCode: string;
  paymentOption: string;
  status: string;
  termEnd: string;
  paidUntil: string;
  autoRenew: boolean;
  paymentMethod?: string;
  pendingOrderId?: string;
  nextAmount?: { amount: number };
}

/** The first subscription of a product. */
async function findSubscription({ api, signer: { token } }: World, productCode: string): Promise<Subscription> {
  const { items } = await api.ask<{ items: Subscription[] }>('GET', '/v1/subscriptions', { token });
  const found = items.find((each) => each.productCode === productCode);
  expectThat(found !== undefined, `there is a subscription of ${productCode}`);
  return found;
}

/** Begins a renewal by hand, pays its order like any other, and waits until it is done. */
async function renew(world: World, { id }: Subscription, body: { termYears?: number }): Promise<Order> {
  const { api, signer } = world;
  const { token } = signer;
  const path = `/v1/subscriptions/${id}/renewals`;
  const made = await api.ask<Order>('POST', path, { token, body, idempotent: true });
  const again = await api.ask<Order>('POST', path, { token, body, idempotent: true });
  expectThat(again.id === made.id, 'a renewal that was begun is returned again');
  const order = { id: made.id, path: `/v1/orders/${made.id}`, headers: asUser(token) };
  const { kind, contacts, contactsConfirmed } = await readOrder(api, order);
  expectThat(
    kind === 'renewal' && contacts !== undefined && contactsConfirmed,
    'it has the contacts of the first order',
  );
  await payOrder(api, order);
  return await awaitOrder(api, order);
}

const years = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / (365.25 * 86_400_000);

/** What keeps licences alive after the first payment. */
export const subscriptionSteps: readonly Step[] = [
  {
    promise: 'E3',
    title: 'Annual: the buyer may set a switch that renews, with his consent and the method he had kept',
    run: async (world) => {
      const { api, signer } = world;
      const { token } = signer;
      const { id, paidUntil, termEnd, autoRenew, paymentMethod } = await findSubscription(world, 'tls-ov-multi');
      expectThat(!autoRenew && Math.round(years(paidUntil, termEnd)) === 1, 'one year of two is paid, nothing renews');
      expectThat(paymentMethod !== undefined, 'the method that he had kept is told');
      const path = `/v1/subscriptions/${id}`;
      const { renewalConsentVersion: consentVersion } = await api.ask<{ renewalConsentVersion: string }>(
        'GET',
        '/v1/storefront',
      );
      await api.refused(409, 'CONSENT_MISSING', 'PATCH', path, { token, body: { autoRenew: true } });
      await api.ask('PATCH', path, { token, body: { autoRenew: true, consentVersion } });
      expectThat((await findSubscription(world, 'tls-ov-multi')).autoRenew, 'the switch is on');
      await api.ask('PATCH', path, { token, body: { autoRenew: false } });
      expectThat(!(await findSubscription(world, 'tls-ov-multi')).autoRenew, 'and off again');
    },
  },
  {
    promise: 'E3',
    title: 'Annual: the next year is renewed by hand, long before it is due; nothing of this year is lost',
    run: async (world) => {
      const before = await findSubscription(world, 'tls-ov-multi');
      const { dueNow, documents } = await renew(world, before, {});
      // Two licences with their extra domains at 1,640, and 19 percent.
      expectThat(dueNow.amount === 195_160 && documents.length > 0, `the price of a year: ${dueNow.amount}`);
      const after = await findSubscription(world, 'tls-ov-multi');
      expectThat(after.paidUntil === before.termEnd && after.termEnd === before.termEnd, 'the whole term is paid');
      expectThat(after.pendingOrderId === undefined, 'nothing waits to be paid');
    },
  },
  {
    promise: 'E3',
    title: 'One-time: a further term is renewed by hand; the remaining time is added',
    run: async (world) => {
      const { api, signer } = world;
      const before = await findSubscription(world, 'document-person');
      await renew(world, before, { termYears: 1 });
      const { termEnd } = await findSubscription(world, 'document-person');
      const days = (Date.parse(termEnd) - Date.parse(before.termEnd)) / 86_400_000;
      expectThat(days === 365 || days === 366, `a year is added to the end of the term (${days} days)`);
      const licenceOf = async () =>
        (await readInventory(api, signer.token)).licences.filter(
          ({ productCode }) => productCode === 'document-person',
        );
      await waitFor(licenceOf, (licences: Licence[]) => licences.some(({ validUntil }) => validUntil === termEnd));
    },
  },
];
