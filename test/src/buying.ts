import { expectThat, type RestClient } from './rest-client.ts';
import { waitFor } from './waiting.ts';

/** Something of somebody, with the headers that prove it: a secret, or an access token. */
export interface Proved {
  id: string;
  path: string;
  headers: Record<string, string>;
}

/** What a buyer wants of one product. */
export interface LineInput {
  productCode: string;
  termYears: number;
  paymentOption: 'annual' | 'one_time';
  licences: number;
  extraDomains?: string[];
}

/** An amount in minor units. */
export interface Money {
  amount: number;
  currency: string;
  exponent: number;
}

export interface Line extends LineInput {
  id: string;
  extraDomains: string[];
  dueNow: Money;
  discounts: { id: string; amount: Money }[];
  calendar: { issueAt: string; endsAt: string; ruleId: string; days: number }[];
}

export interface Cart {
  id: string;
  version: number;
  open: boolean;
  state: string;
  lines: Line[];
  dueNow?: Money;
}

export interface Quote {
  id: string;
  state: string;
  lines: Line[];
  dueNow: Money;
  netDueNow: Money;
  taxDueNow: Money;
  tax: { country: string; basisPoints: number; reverseCharge: boolean; ruleId: string };
  tier: Tier;
  termsVersion: string;
}

interface Tier {
  tier: string;
  ruleId: string;
  explanation: string;
}

export interface Contact {
  givenName: string;
  surname: string;
  email: string;
  country: string;
  language?: string;
  organisation?: string;
}

export interface Contacts {
  purchaser: Contact;
  fulfilment?: Contact;
  technical?: Contact;
  billing?: Contact;
  billingAddress?: string[];
}

export interface Order {
  id: string;
  number: string;
  kind: string;
  status: string;
  lines: Line[];
  quote?: Quote;
  contacts?: Contacts;
  contactsConfirmed: boolean;
  payment?: { status: string; declineCode?: string; actionUrl?: string; keepMethod: boolean };
  termsVersion: string;
  termsAcceptedAt?: string;
  tier?: Tier;
  dueNow: Money;
  refunded?: Money;
  timeline: { code: string; text: string }[];
  saga?: { step: string };
  documents: { id: string; kind: string; number: string; total: Money }[];
  accountId?: string;
  subscriptionIds: string[];
}

/** Well-known test cards, by what becomes of them. */
export const cards = {
  good: '4242424242424242',
  declined: '4000000000000002',
  insufficient: '4000000000009995',
  /** Asks for 3-D Secure; once saved, it is charged without the buyer. */
  confirmedOnce: '4000002500003155',
  confirmedAlways: '4000000000003220',
  lateAndTwice: '4000000000000077',
  capturedTwice: '4000000000006009',
  wrongAmount: '4000000000007007',
  disputed: '4000000000000259',
} as const;

/** A line of a cart: one document-signing licence. */
export const licenceLine: LineInput = {
  productCode: 'document-person',
  termYears: 1,
  paymentOption: 'one_time',
  licences: 1,
};

/** What proves a signed-in user. */
export function asUser(token: string | undefined): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

/** A cart of a guest, or with headers that of the signed-in user, with lines in it. */
export async function fillCart(
  api: RestClient,
  { lines = [licenceLine], user }: { lines?: readonly LineInput[]; user?: Record<string, string> } = {},
): Promise<Proved & { lineId: string }> {
  const { cart, cartSecret } = await api.ask<{ cart: Cart; cartSecret?: string }>('POST', '/v1/carts', {
    headers: { ...user },
    body: { currency: 'USD' },
  });
  const headers = user ?? { 'cart-secret': cartSecret ?? '' };
  const path = `/v1/carts/${cart.id}`;
  let lineId = '';
  for (const body of lines) {
    // One line after the other, as a buyer adds them.
    // oxlint-disable-next-line no-await-in-loop
    ({ lineId } = await api.ask<{ lineId: string }>('POST', `${path}/lines`, { headers, body }));
  }
  return { id: cart.id, path, headers, lineId };
}

/** A binding offer for a cart. */
export async function quoteCart(
  api: RestClient,
  { id, headers }: Proved,
  bill: { country: string; taxId?: string } = { country: 'US' },
): Promise<Quote> {
  return await api.ask<Quote>('POST', '/v1/quotes', { headers, body: { cartId: id, ...bill } });
}

/** Makes an order of a quote, or gives the cart's order the quote. */
export async function acceptQuote(api: RestClient, cart: Proved, quoteId: string): Promise<Proved> {
  const { order, orderSecret } = await api.ask<{ order: Order; orderSecret?: string }>('POST', '/v1/orders', {
    headers: cart.headers,
    body: { cartId: cart.id, quoteId },
    idempotent: true,
  });
  // A signed-in user needs no secret, and gets none.
  expectThat((orderSecret === undefined) === 'authorization' in cart.headers, 'only a guest gets a secret');
  const headers = orderSecret === undefined ? cart.headers : { 'order-secret': orderSecret };
  return { id: order.id, path: `/v1/orders/${order.id}`, headers };
}

/** The order made of a cart, with contacts; it waits for a payment method. */
export async function orderCart(api: RestClient, cart: Proved, person: { email: string }): Promise<Proved> {
  const { id } = await quoteCart(api, cart);
  const order = await acceptQuote(api, cart, id);
  await api.ask('PUT', `${order.path}/contacts`, { headers: order.headers, body: contactsOf(person) });
  return order;
}

/** Whom an order names, when it names one person only. */
export function contactsOf(person: { email: string }): Contacts {
  return { purchaser: contactOf(person) };
}

/** One person whom an order names. */
export function contactOf({ email }: { email: string }): Contact {
  return { givenName: 'Robin', surname: 'Sample', email, country: 'US', language: 'en' };
}

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

/** Attaches a card to an order. */
export async function attachCard(
  api: RestClient,
  { path, headers }: Proved,
  { card = cards.good, keepMethod = false }: { card?: string; keepMethod?: boolean } = {},
): Promise<Order> {
  const body = { paymentToken: await tokenise(api, card), keepMethod };
  return await api.ask<Order>('POST', `${path}/payments`, { headers, body, idempotent: true });
}

/** What a buyer accepts when he completes an order as it stands. */
export function acceptanceOf({ termsVersion, quote }: Pick<Order, 'termsVersion' | 'quote'>) {
  return { acceptedTermsVersion: termsVersion, quoteId: quote?.id ?? '' };
}

/** Pays an order and completes it. */
export async function payOrder(
  api: RestClient,
  order: Proved,
  payment: { card?: string; keepMethod?: boolean } = {},
): Promise<Order> {
  const { path, headers } = order;
  const body = acceptanceOf(await attachCard(api, order, payment));
  return await api.ask<Order>('POST', `${path}/completion`, { headers, body, idempotent: true });
}

/** Answers the page of the buyer's bank (3-D Secure); returns where the bank sends him back to. */
export async function answerBank(actionUrl: string | undefined, decision: 'approve' | 'decline'): Promise<string> {
  expectThat(actionUrl !== undefined, 'there is a page of the bank');
  const response = await fetch(actionUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ decision }),
  });
  expectThat(response.ok, `the bank takes the answer (${response.status})`);
  return ((await response.json()) as { returnUrl: string }).returnUrl;
}

/** Reads an order; its texts in another language than its own where one is named. */
export async function readOrder(api: RestClient, { path, headers }: Proved, language?: string): Promise<Order> {
  return await api.ask<Order>('GET', path, {
    headers: { ...headers, ...(language === undefined ? {} : { 'accept-language': language }) },
  });
}

/** Waits until an order has a status. */
export async function awaitOrder(api: RestClient, order: Proved, wanted = 'completed'): Promise<Order> {
  return await waitFor(
    () => readOrder(api, order),
    ({ status }) => status === wanted,
  );
}

/** Waits until something is told in the timeline of an order. */
export async function awaitEntry(api: RestClient, order: Proved, code: string): Promise<Order> {
  return await waitFor(
    () => readOrder(api, order),
    ({ timeline }) => timeline.some((entry) => entry.code === code),
  );
}
