import type { Step, World } from '../journey.ts';
import { findToken } from '../message-inbox.ts';
import { expectThat, type RestClient } from '../rest-client.ts';

interface Product {
  code: string;
  validationLevel: string;
  maxExtraDomains: number;
  termYears: number[];
  paymentOptions: string[];
  licenceYearPrice: { amount: number; currency: string };
  validity: { days: number; ruleId: string };
}
interface Line {
  id: string;
  productCode: string;
  termYears: number;
  paymentOption: string;
  licences: number;
  extraDomains: string[];
  dueNow: { amount: number };
}
interface Cart {
  id: string;
  lines: Line[];
  dueNow?: { amount: number };
}
interface Order {
  id: string;
  status: string;
  termsVersion: string;
  contact?: { email: string };
  payment?: { status: string; declineCode?: string };
  tier?: { tier: string; ruleId: string; explanation: string };
  dueNow: { amount: number };
  timeline: { code: string }[];
}

const cartOf = ({ cart }: World) => {
  if (cart === undefined) throw new Error('no cart yet');
  return { path: `/v1/carts/${cart.id}`, headers: { 'cart-secret': cart.secret } };
};
const orderOf = ({ order }: World) => {
  if (order === undefined) throw new Error('no order yet');
  return { path: `/v1/orders/${order.id}`, headers: { 'order-secret': order.secret } };
};
const readCart = async (world: World) => {
  const { path, headers } = cartOf(world);
  return await world.api.ask<Cart>('GET', path, { headers });
};
const readOrder = async (world: World) => {
  const { path, headers } = orderOf(world);
  return await world.api.ask<Order>('GET', path, { headers });
};

/** Exchanges a card for a token at the provider's own page. */
export async function tokenise(api: RestClient, number: string): Promise<string> {
  const { url } = await api.ask<{ url: string }>('GET', '/v1/payment-page');
  const response = await fetch(new URL('/tokens', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ number, expMonth: 12, expYear: new Date().getFullYear() + 2, cvc: '123' }),
  });
  expectThat(response.status === 201, `the provider takes the card (${response.status})`);
  return ((await response.json()) as { token: string }).token;
}

async function pay(world: World, card: string): Promise<void> {
  const { path, headers } = orderOf(world);
  const body = { paymentToken: await tokenise(world.api, card) };
  await world.api.ask('POST', `${path}/payments`, { headers, body, idempotent: true });
}

/** From the shop window to the activation message. */
export const shopSteps: readonly Step[] = [
  {
    promise: 'E1',
    title: 'Find the family, then the types on sale with all that a buyer must know',
    run: async ({ api }) => {
      const { items: families } = await api.ask<{ items: { code: string }[] }>('GET', '/v1/product-families');
      expectThat(
        families.some(({ code }) => code === 'tls'),
        'there is a family of TLS certificates',
      );
      const { items } = await api.ask<{ items: Product[] }>('GET', '/v1/products?family=tls&q=multi-domain');
      const [found] = items;
      expectThat(found?.code === 'tls-ov-multi' && items.length === 1, 'search and filter find the multi-domain type');
      const product = await api.ask<Product>('GET', `/v1/products/${found.code}`);
      const told = [product.validationLevel, product.maxExtraDomains, product.termYears, product.paymentOptions];
      expectThat(
        !told.includes(undefined as never) && product.licenceYearPrice.amount > 0,
        'it tells level, extra domains, terms, payment and price',
      );
      expectThat(product.validity.days > 0, 'it tells how long a certificate lives');
    },
  },
  {
    promise: 'E2',
    title: 'The life of a certificate follows the limit in force on the day of issuance, with the rule named',
    run: async ({ api }) => {
      const at = (day: string) =>
        api.ask<{ days: number; ruleId: string }>('GET', `/v1/products/tls-ov-multi/validity?at=${day}`);
      const [before, after] = [await at('2027-03-14'), await at('2027-03-15')];
      expectThat(before.days === 199 && after.days === 99, 'the limit flips on its day');
      expectThat(before.ruleId !== after.ruleId, 'another rule is named');
    },
  },
  {
    promise: 'E3',
    title: 'Choose the payment option: annual or one-time',
    run: async (world) => {
      const { cart, cartSecret } = await world.api.ask<{ cart: Cart; cartSecret: string }>('POST', '/v1/carts', {
        body: { currency: 'USD' },
      });
      world.cart = { id: cart.id, secret: cartSecret };
      const { path, headers } = cartOf(world);
      const tls = { productCode: 'tls-ov-multi', termYears: 2, paymentOption: 'annual', licences: 1, extraDomains: [] };
      const document = { productCode: 'document-person', termYears: 1, paymentOption: 'one_time', licences: 1 };
      await world.api.ask('POST', `${path}/lines`, { headers, body: tls });
      await world.api.ask('POST', `${path}/lines`, { headers, body: document });
      const { lines } = await readCart(world);
      expectThat(lines.map(({ paymentOption }) => paymentOption).join() === 'annual,one_time', 'both options are kept');
      expectThat(lines[0]?.dueNow.amount === 40_000, 'annual payment charges one year of two');
    },
  },
  {
    promise: 'E4',
    title: 'Choose the number of licences',
    run: (world) => changeTlsLine(world, { licences: 2, extraDomains: [] }, 80_000),
  },
  {
    promise: 'E5',
    title: 'Add extra domains, as many as the type allows',
    run: async (world) => {
      await changeTlsLine(world, { licences: 2, extraDomains: ['Shop.example.com', 'api.example.com'] }, 104_000);
      const { path, headers } = cartOf(world);
      const [, document] = (await readCart(world)).lines;
      const body = {
        productCode: 'document-person',
        termYears: 1,
        paymentOption: 'one_time',
        licences: 1,
        extraDomains: ['a.example.com'],
      };
      await world.api.refused(400, 'EXTRA_DOMAINS_NOT_ALLOWED', 'PUT', `${path}/lines/${document?.id}`, {
        headers,
        body,
      });
    },
  },
  {
    promise: 'E7',
    title: 'Cart: add, change, remove, check; proceed to checkout',
    run: async (world) => {
      const { path, headers } = cartOf(world);
      const body = { productCode: 'tls-dv', termYears: 1, paymentOption: 'annual', licences: 1 };
      const { lineId } = await world.api.ask<{ lineId: string }>('POST', `${path}/lines`, { headers, body });
      await world.api.ask('DELETE', `${path}/lines/${lineId}`, { headers });
      const cart = await readCart(world);
      expectThat(cart.lines.length === 2 && cart.dueNow?.amount === 124_000, 'the cart is as before');
      await world.api.refused(404, 'CART_NOT_FOUND', 'GET', path, { headers: { 'cart-secret': 'A'.repeat(43) } });
      const { order, orderSecret } = await world.api.ask<{ order: Order; orderSecret: string }>('POST', '/v1/orders', {
        headers,
        body: { cartId: world.cart?.id },
        idempotent: true,
      });
      world.order = { id: order.id, secret: orderSecret };
      expectThat((await readOrder(world)).dueNow.amount === 124_000, 'the order costs what the cart said');
    },
  },
  {
    promise: 'E8',
    title: 'Verify fulfilment and delivery details',
    run: async (world) => {
      const { path, headers } = orderOf(world);
      const contact = {
        givenName: 'Robin',
        surname: 'Sample',
        email: world.signer.email,
        country: 'US',
        language: 'en',
        organisation: 'Sample Works Ltd',
      };
      await world.api.ask('PUT', `${path}/contact`, { headers, body: contact });
      expectThat((await readOrder(world)).contact?.email === world.signer.email, 'the contact is kept');
    },
  },
  {
    promise: 'E9',
    title: 'Enter payment; a declined payment can be retried',
    run: async (world) => {
      const { path, headers } = orderOf(world);
      const { termsVersion } = await readOrder(world);
      await pay(world, '4000000000000002');
      const body = { acceptedTermsVersion: termsVersion };
      await world.api.refused(409, 'PAYMENT_DECLINED', 'POST', `${path}/completion`, {
        headers,
        body,
        idempotent: true,
      });
      const declined = await readOrder(world);
      expectThat(
        declined.payment?.status === 'failed' && declined.status === 'draft',
        'the order waits for another card',
      );
      await pay(world, '4242424242424242');
      expectThat((await readOrder(world)).payment?.status === 'created', 'another card is attached');
    },
  },
  {
    promise: 'E10',
    title: 'Review everything, then complete the order',
    run: async (world) => {
      const { path, headers } = orderOf(world);
      const { order } = await world.api.ask<{ order: Order }>('GET', `${path}/review`, { headers });
      expectThat(
        order.tier !== undefined && order.tier.explanation.length > 0,
        'the review names the rule of the account',
      );
      world.tierRuleId = order.tier.ruleId;
      const body = { acceptedTermsVersion: order.termsVersion };
      await world.api.ask('POST', `${path}/completion`, { headers, body, idempotent: true });
      const done = await waitFor(
        () => readOrder(world),
        ({ status }) => status === 'completed',
      );
      const happened = done.timeline.map(({ code }) => code);
      expectThat(happened.includes('order_paid') && happened.at(-1) === 'order_completed', 'the timeline tells how');
    },
  },
  {
    promise: 'E13',
    title: 'The contact gets the message that tells how to activate',
    run: async (world) => {
      const mail = await world.inbox.take('email', world.signer.email);
      world.activationMail = await world.inbox.raw(mail.id);
      world.activationToken = findToken(mail);
    },
  },
];

async function changeTlsLine(
  world: World,
  over: { licences: number; extraDomains: string[] },
  due: number,
): Promise<void> {
  const { path, headers } = cartOf(world);
  const [tls] = (await readCart(world)).lines;
  const body = { productCode: 'tls-ov-multi', termYears: 2, paymentOption: 'annual', ...over };
  await world.api.ask('PUT', `${path}/lines/${tls?.id}`, { headers, body });
  const [changed] = (await readCart(world)).lines;
  expectThat(changed?.licences === over.licences, 'the number of licences is kept');
  expectThat(changed.extraDomains.join() === over.extraDomains.join().toLowerCase(), 'the extra domains are kept');
  expectThat(changed.dueNow.amount === due, `the line costs ${due} minor units`);
}

/** Reads until it holds, twenty seconds at most. */
export async function waitFor<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  const until = Date.now() + 20_000;
  for (;;) {
    // A poll, as a page would do it.
    // oxlint-disable-next-line no-await-in-loop
    const value = await read();
    if (holds(value)) return value;
    expectThat(Date.now() < until, `it happens within twenty seconds: ${JSON.stringify(value).slice(0, 300)}`);
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
