import {
  acceptQuote,
  asUser,
  awaitEntry,
  awaitOrder,
  type Cart,
  cards,
  fillCart,
  type LineInput,
  licenceLine,
  type Order,
  orderCart,
  payOrder,
  quoteCart,
  readOrder,
} from '../buying.ts';
import type { Step } from '../journey.ts';
import { holdsLink } from '../message-inbox.ts';
import { expectThat } from '../rest-client.ts';
import { waitFor } from '../waiting.ts';
import { type Account, counterOf, readInventory } from './account.ts';

const domain: LineInput = { productCode: 'tls-dv', termYears: 1, paymentOption: 'annual', licences: 1 };
const internal: LineInput = {
  productCode: 'tls-private',
  termYears: 1,
  paymentOption: 'one_time',
  licences: 1,
  extraDomains: ['printer.lan', '*.lab.lan'],
};

/** The same buyer again, whom the shop knows by now. */
export const knownBuyerSteps: readonly Step[] = [
  {
    promise: 'E10',
    title: 'Once the account is active, its members read the order; the secret of the guest is dead',
    run: async ({ api, order, signer }) => {
      if (order === undefined) throw new Error('no order yet');
      const { path, headers } = order;
      await waitFor(
        () => api.send('GET', path, { headers }),
        ({ status }) => status === 404,
      );
      await api.refused(404, 'ORDER_NOT_FOUND', 'GET', path, { headers });
      const { accountId, timeline } = await readOrder(api, { ...order, headers: asUser(signer.token) });
      const account = await api.ask<Account>('GET', '/v1/account', { token: signer.token });
      expectThat(accountId === account.id, 'it belongs to the account');
      expectThat(timeline.at(-1)?.code === 'activated', 'the timeline tells of the activation');
    },
  },
  {
    promise: 'E7',
    title: 'A cart filled before the login is merged into the own one, which every device shows',
    run: async (world) => {
      const { api, signer } = world;
      const { token } = signer;
      await fillCart(api, { lines: [domain], user: asUser(token) });
      const guest = await fillCart(api, { lines: [domain, internal] });
      const merge = { token, body: { cartId: guest.id, cartSecret: guest.headers['cart-secret'] } };
      await api.ask('POST', '/v1/me/cart/merges', merge);
      await api.ask('POST', '/v1/me/cart/merges', merge);
      const merged = await api.ask<Cart>('GET', '/v1/me/cart', { token });
      const lines = merged.lines.map(({ productCode, licences }) => `${productCode} ${licences}`);
      expectThat(lines.join() === 'tls-dv 2,tls-private 1', `equal lines add up, once: ${lines.join()}`);
      const { state } = await api.ask<Cart>('GET', guest.path, { headers: guest.headers });
      expectThat(state === 'merged', 'the other cart has ended');
      const path = `/v1/carts/${merged.id}`;
      await api.ask('DELETE', `${path}/lines/${merged.lines[0]?.id}`, { token });
      world.cart = { id: merged.id, path, headers: asUser(token) };
    },
  },
  {
    promise: 'E8',
    title: 'The contacts of a known buyer are filled in already; he only confirms them',
    run: async (world) => {
      const { api, cart, signer } = world;
      if (cart === undefined) throw new Error('no cart yet');
      const quote = await quoteCart(api, cart, { country: 'DE' });
      world.order = await acceptQuote(api, cart, quote.id);
      const { contacts, contactsConfirmed, status } = await readOrder(api, world.order);
      expectThat(contacts?.purchaser.email === signer.email, 'they are those of the first order');
      expectThat(contacts.billing?.email === 'bills@example.com', 'all of them');
      expectThat(!contactsConfirmed && status === 'draft', 'but not confirmed yet');
      const { path, headers } = world.order;
      const confirmed = await api.ask<Order>('PUT', `${path}/contacts`, { headers, body: contacts });
      expectThat(confirmed.contactsConfirmed && confirmed.status === 'details_complete', 'now they are');
    },
  },
  {
    promise: 'E9',
    title: 'The provider captures twice: the second is paid back by itself, the order goes on',
    run: async ({ api, order }) => {
      if (order === undefined) throw new Error('no order yet');
      await payOrder(api, order, { card: cards.capturedTwice });
      const { timeline } = await awaitEntry(api, order, 'surplus_refunded');
      const times = (code: string) => timeline.filter((entry) => entry.code === code).length;
      expectThat(times('order_paid') === 1 && times('surplus_refunded') === 1, 'paid once, paid back once');
    },
  },
  {
    promise: 'E11',
    title: 'A second order of a member goes into his account, without a further activation',
    run: async ({ api, order, inbox, signer }) => {
      if (order === undefined) throw new Error('no order yet');
      const { token } = signer;
      const { timeline, accountId } = await awaitOrder(api, order);
      expectThat(timeline.some(({ code }) => code === 'delivered') && accountId !== undefined, 'it is delivered');
      const links = (await inbox.list(signer.email)).filter(holdsLink);
      expectThat(links.length === 1, 'no further link was sent');
      expectThat(counterOf(await readInventory(api, token), 'tls-private').available === 1, 'it is in the inventory');
    },
  },
  {
    promise: 'E11',
    title: 'An order that a guest made with a known address waits as a claim until its owner accepts it',
    run: async ({ api, signer }) => {
      const { token } = signer;
      const guest = await orderCart(api, await fillCart(api, { lines: [licenceLine] }), signer);
      await payOrder(api, guest);
      await awaitOrder(api, guest);
      const before = counterOf(await readInventory(api, token), licenceLine.productCode).total;
      expectThat(before === 1, 'nothing is merged because two addresses are equal');
      const list = async () =>
        (await api.ask<{ items: { id: string; productCodes: string[] }[] }>('GET', '/v1/me/claims', { token })).items;
      const [claim] = await list();
      expectThat(claim?.productCodes.join() === licenceLine.productCode, 'the claim tells what was bought');
      const { id: accountId } = await api.ask<Account>('GET', '/v1/account', { token });
      await api.ask('POST', `/v1/me/claims/${claim.id}/accept`, { token, body: { accountId } });
      await api.ask('POST', `/v1/me/claims/${claim.id}/accept`, { token, body: { accountId } });
      const { total, available } = counterOf(await readInventory(api, token), licenceLine.productCode);
      expectThat(total === 2 && available === 2 && (await list()).length === 0, 'it is in his account now, once');
      const mine = await waitFor(
        () => api.send<Order>('GET', guest.path, { token }),
        ({ status }) => status === 200,
      );
      expectThat(mine.body.accountId === accountId, 'and so is the order');
    },
  },
];
