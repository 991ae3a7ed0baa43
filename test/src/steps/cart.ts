import { acceptQuote, type Cart, fillCart, type Line, type LineInput, type Proved, quoteCart } from '../buying.ts';
import type { Step, World } from '../journey.ts';
import { expectThat } from '../rest-client.ts';
import { validityAt } from './catalog.ts';

const servers: LineInput = { productCode: 'tls-ov-multi', termYears: 2, paymentOption: 'annual', licences: 1 };
const documents: LineInput = { productCode: 'document-person', termYears: 2, paymentOption: 'one_time', licences: 1 };
const extraDomains = ['Shop.example.com', 'api.example.com', '*.apps.example.com'];

const cartOf = ({ cart }: World): Proved => {
  if (cart === undefined) throw new Error('no cart yet');
  return cart;
};
const readCart = async (world: World) => {
  const { path, headers } = cartOf(world);
  return await world.api.ask<Cart>('GET', path, { headers });
};

/** Makes the first line of the cart what is given, and reads it again. */
async function changeServers(world: World, line: LineInput): Promise<Line> {
  const { path, headers } = cartOf(world);
  const [before] = (await readCart(world)).lines;
  await world.api.ask('PUT', `${path}/lines/${before?.id}`, { headers, body: line });
  const [changed] = (await readCart(world)).lines;
  expectThat(changed !== undefined, 'the line is there');
  return changed;
}

/** What goes into the cart, and the offer made of it. */
export const cartSteps: readonly Step[] = [
  {
    promise: 'E3',
    title: 'Choose the payment option: annual, or one-time for the whole term with its discount',
    run: async (world) => {
      world.cart = await fillCart(world.api, { lines: [servers, documents] });
      const [annual, atOnce] = (await readCart(world)).lines;
      expectThat(
        annual?.paymentOption === 'annual' && annual.dueNow.amount === 40_000,
        'annual charges one year of two',
      );
      expectThat(
        atOnce?.dueNow.amount === 36_000 && atOnce.discounts.map(({ id }) => id).join() === 'TERM-2Y',
        'two years at once cost ten percent less',
      );
    },
  },
  {
    promise: 'E4',
    title: 'Choose the number of licences; five and more cost less each',
    run: async (world) => {
      const five = await changeServers(world, { ...servers, licences: 5 });
      expectThat(five.dueNow.amount === 190_000 && five.discounts[0]?.id === 'VOLUME-5', 'the discount by number');
      const two = await changeServers(world, { ...servers, licences: 2 });
      expectThat(two.licences === 2 && two.dueNow.amount === 80_000 && two.discounts.length === 0, 'two licences');
    },
  },
  {
    promise: 'E5',
    title: 'Add extra domains and wildcards, as many as the type allows',
    run: async (world) => {
      const { dueNow, extraDomains: kept } = await changeServers(world, { ...servers, licences: 2, extraDomains });
      expectThat(kept.join() === extraDomains.join().toLowerCase(), 'the extra domains are kept');
      // Two licences, each with two domains at 60 and a wildcard at 300.
      expectThat(dueNow.amount === 164_000, `hosts and wildcards have their own prices (${dueNow.amount})`);
      const { path, headers } = cartOf(world);
      const refusal = async (code: string, line: LineInput) =>
        await world.api.refused(400, code, 'POST', `${path}/lines`, { headers, body: line });
      const many = Array.from({ length: 247 }, (_, index) => `host${index}.example.com`);
      await refusal('EXTRA_DOMAINS_NOT_ALLOWED', { ...servers, extraDomains: many });
      await refusal('EXTRA_DOMAINS_NOT_ALLOWED', { ...documents, extraDomains: ['a.example.com'] });
      await refusal('EXTRA_DOMAIN_INVALID', {
        ...servers,
        productCode: 'tls-ev-multi',
        extraDomains: ['*.example.com'],
      });
    },
  },
  {
    promise: 'E7',
    title: 'Cart: add, change, remove and check; who saw an older version does not overwrite a newer one',
    run: async (world) => {
      const { path, headers } = cartOf(world);
      const { version } = await readCart(world);
      const body = { productCode: 'tls-dv', termYears: 1, paymentOption: 'annual', licences: 1 };
      const seen = { ...headers, 'if-match': `"${version}"` };
      const { lineId } = await world.api.ask<{ lineId: string }>('POST', `${path}/lines`, { headers: seen, body });
      await world.api.refused(412, 'CART_CHANGED', 'POST', `${path}/lines`, { headers: seen, body });
      await world.api.ask('DELETE', `${path}/lines/${lineId}`, { headers });
      const cart = await readCart(world);
      expectThat(cart.version > version, 'every change makes a new version');
      expectThat(cart.lines.length === 2 && cart.dueNow?.amount === 200_000, 'the cart is as before');
      await world.api.refused(404, 'CART_NOT_FOUND', 'GET', path, { headers: { 'cart-secret': 'A'.repeat(43) } });
    },
  },
  {
    promise: 'E7',
    title: 'Checkout begins with a quote that binds cart, prices and tax; the order takes the one that was seen',
    run: async (world) => {
      const { api } = world;
      const cart = cartOf(world);
      const abroad = await quoteCart(api, cart, { country: 'US' });
      expectThat(
        abroad.taxDueNow.amount === 0 && abroad.dueNow.amount === 200_000,
        'no tax on a bill to another continent',
      );
      const business = await quoteCart(api, cart, { country: 'FR', taxId: 'FR12345678901' });
      expectThat(
        business.tax.reverseCharge && business.taxDueNow.amount === 0,
        'a business abroad owes the tax itself',
      );
      const order = { headers: cart.headers, idempotent: true } as const;
      const old = { cartId: cart.id, quoteId: abroad.id };
      await api.refused(409, 'QUOTE_SUPERSEDED', 'POST', '/v1/orders', { ...order, body: old });
      world.order = await acceptQuote(api, cart, business.id);
      // He is no business after all: the same order takes the new quote.
      const quote = await quoteCart(api, cart, { country: 'DE' });
      expectThat(quote.tax.basisPoints === 1900 && quote.dueNow.amount === 238_000, 'nineteen percent in Germany');
      const again = await acceptQuote(api, cart, quote.id);
      expectThat(again.id === world.order.id, 'a cart has one order');
      world.quote = quote;
    },
  },
  {
    promise: 'E2',
    title: 'The quote holds the renewal calendar: every certificate of the term and its rule, no day uncovered',
    run: async ({ api, quote }) => {
      const calendar = quote?.lines.find(({ productCode }) => productCode === servers.productCode)?.calendar ?? [];
      const [first, last] = [calendar[0], calendar.at(-1)];
      expectThat(first !== undefined && last !== undefined, 'there is a calendar');
      const years = (Date.parse(last.endsAt) - Date.parse(first.issueAt)) / (365 * 86_400_000);
      expectThat(years >= 2, 'it reaches to the end of the term');
      const gaps = calendar.filter(({ issueAt }, index) => issueAt > (calendar[index - 1]?.endsAt ?? issueAt));
      expectThat(gaps.length === 0, 'no day is uncovered');
      for (const hop of [first, last]) {
        // oxlint-disable-next-line no-await-in-loop
        const { ruleId, days } = await validityAt(api, servers.productCode, hop.issueAt);
        expectThat(hop.ruleId === ruleId && hop.days <= days, `the rule of ${hop.issueAt} decides`);
      }
    },
  },
];
