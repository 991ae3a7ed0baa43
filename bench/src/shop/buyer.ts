import { randomUUID } from 'node:crypto';
import { RestClient } from '../../../test/src/rest-client.ts';

/** Where a buyer shops. */
export interface ShopAddress {
  url: string;
  /** The payment provider's own address, for its page. */
  sandboxUrl: string;
}

/** A cart with one line, and the header that proves it. */
export interface FilledCart {
  id: string;
  headers: Record<string, string>;
}

interface Order {
  id: string;
  termsVersion: string;
}

const country = 'US';
const line = { productCode: 'tls-dv', termYears: 1, paymentOption: 'one_time', licences: 1 };
const goodCard = '4242424242424242';

/** Opens a cart and puts one certificate in. */
export async function fillCart({ url }: ShopAddress): Promise<FilledCart> {
  const api = new RestClient(url);
  const body = { currency: 'USD' };
  const { cart, cartSecret } = await api.ask<{ cart: { id: string }; cartSecret: string }>('POST', '/v1/carts', {
    body,
  });
  const headers = { 'cart-secret': cartSecret };
  await api.ask('POST', `/v1/carts/${cart.id}/lines`, { headers, body: line });
  return { id: cart.id, headers };
}

/** What asks for a quote of a cart. */
export function quoteRequest({ id }: FilledCart): object {
  return { cartId: id, country };
}

/** Walks from an empty cart to a completed order as a new buyer, without a detour; returns the order's id. */
export async function buy(address: ShopAddress): Promise<string> {
  const api = new RestClient(address.url);
  const cart = await fillCart(address);
  const { headers } = cart;
  const quote = await api.ask<{ id: string }>('POST', '/v1/quotes', { headers, body: quoteRequest(cart) });
  const made = await api.ask<{ order: Order; orderSecret: string }>('POST', '/v1/orders', {
    headers,
    body: { cartId: cart.id, quoteId: quote.id },
    idempotent: true,
  });
  const { id, termsVersion } = made.order;
  const proof = { 'order-secret': made.orderSecret };
  const purchaser = {
    givenName: 'Robin',
    surname: 'Sample',
    email: `buyer.${randomUUID()}@example.com`,
    organisation: 'Sample Works',
    country,
    language: 'en',
  };
  await api.ask('PUT', `/v1/orders/${id}/contacts`, { headers: proof, body: { purchaser } });
  const paymentToken = await tokenise(address);
  await api.ask('POST', `/v1/orders/${id}/payments`, { headers: proof, body: { paymentToken }, idempotent: true });
  const completion = { acceptedTermsVersion: termsVersion, quoteId: quote.id };
  await api.ask('POST', `/v1/orders/${id}/completion`, { headers: proof, body: completion, idempotent: true });
  return id;
}

/** Exchanges a card for a token at the provider's page. */
async function tokenise({ sandboxUrl }: ShopAddress): Promise<string> {
  const provider = new RestClient(sandboxUrl);
  const body = { number: goodCard, expMonth: 12, expYear: new Date().getFullYear() + 2, cvc: '123' };
  const { token } = await provider.ask<{ token: string }>('POST', '/tokens', { body });
  return token;
}
