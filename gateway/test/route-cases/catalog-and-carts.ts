import { aCart, aProduct, aValidity } from '../samples.ts';
import type { RouteCase } from './route-case.ts';

const cartKey = { cartId: 'crt_1', secret: 'cart-secret' };
const cartHeaders = { 'cart-secret': 'cart-secret' };
const line = {
  productCode: 'tls-ov-multi',
  termYears: 1,
  paymentOption: 'PAYMENT_OPTION_ANNUAL',
  licences: 2,
  extraDomains: ['shop.example.com'],
};
const cart = async () => ({ cart: aCart() });
const cartJson = {
  id: 'crt_1',
  lines: [{ id: 'lin_1', productCode: 'tls-ov-multi', paymentOption: 'annual', licences: 2 }],
  dueNow: { amount: 90_000, currency: 'USD', exponent: 2 },
  tier: { tier: 'starter' },
};

export const catalogAndCartCases: readonly RouteCase[] = [
  {
    method: 'GET',
    path: '/v1/product-families',
    answers: {
      catalog: {
        listFamilies: async () => ({ families: [{ code: 'tls', name: 'TLS', summary: 'For web servers.' }] }),
      },
    },
    call: ['catalog.listFamilies', {}],
    status: 200,
    body: { items: [{ code: 'tls', name: 'TLS', summary: 'For web servers.' }] },
    access: 'public',
  },
  {
    method: 'GET',
    path: '/v1/products',
    url: '/v1/products?family=tls&q=multi&limit=5&cursor=abc',
    answers: { catalog: { listProducts: async () => ({ products: [aProduct()], nextPageToken: 'next' }) } },
    call: ['catalog.listProducts', { family: 'tls', query: 'multi', pageSize: 5, pageToken: 'abc' }],
    status: 200,
    body: {
      items: [
        {
          code: 'tls-ov-multi',
          paymentOptions: ['annual', 'one_time'],
          licenceYearPrice: { amount: 40_000, currency: 'USD', exponent: 2 },
          validity: { ruleId: 'TLS-SC081-1', days: 199, ruleEndsAt: '2027-03-15T00:00:00.000Z' },
        },
      ],
      nextCursor: 'next',
    },
    access: 'public',
  },
  {
    method: 'GET',
    path: '/v1/products/{code}',
    url: '/v1/products/tls-ov-multi',
    answers: { catalog: { getProduct: async () => ({ product: aProduct({ extraDomainYearPrice: undefined }) }) } },
    call: ['catalog.getProduct', { code: 'tls-ov-multi' }],
    status: 200,
    body: { code: 'tls-ov-multi', termYears: [1, 2] },
    access: 'public',
  },
  {
    method: 'GET',
    path: '/v1/products/{code}/validity',
    url: '/v1/products/tls-ov-multi/validity?at=2027-03-15',
    answers: { catalog: { getValidity: async () => ({ validity: aValidity() }) } },
    call: ['catalog.getValidity', { code: 'tls-ov-multi', at: new Date('2027-03-15T00:00:00Z') }],
    status: 200,
    body: { days: 199, maxDays: 200, issuedAt: '2026-11-21T12:00:00.000Z' },
    access: 'public',
  },
  {
    method: 'POST',
    path: '/v1/carts',
    answers: {
      order: { createCart: async () => ({ cart: aCart({ lines: [], tier: undefined }), secret: 'cart-secret' }) },
    },
    call: ['order.createCart', { currency: 'USD' }],
    status: 201,
    body: { cart: { id: 'crt_1', open: true, lines: [] }, cartSecret: 'cart-secret' },
    access: 'public',
  },
  {
    method: 'GET',
    path: '/v1/carts/{cartId}',
    url: '/v1/carts/crt_1',
    headers: cartHeaders,
    answers: { order: { getCart: cart } },
    call: ['order.getCart', { key: cartKey }],
    status: 200,
    body: cartJson,
    access: 'public',
  },
  {
    method: 'POST',
    path: '/v1/carts/{cartId}/lines',
    url: '/v1/carts/crt_1/lines',
    headers: cartHeaders,
    answers: { order: { addCartLine: async () => ({ cart: aCart(), lineId: 'lin_1' }) } },
    call: ['order.addCartLine', { key: cartKey, line }],
    status: 201,
    body: { cart: cartJson, lineId: 'lin_1' },
    access: 'public',
  },
  {
    method: 'PUT',
    path: '/v1/carts/{cartId}/lines/{lineId}',
    url: '/v1/carts/crt_1/lines/lin_1',
    headers: cartHeaders,
    answers: { order: { updateCartLine: cart } },
    call: ['order.updateCartLine', { key: cartKey, lineId: 'lin_1', line }],
    status: 200,
    body: cartJson,
    access: 'public',
  },
  {
    method: 'DELETE',
    path: '/v1/carts/{cartId}/lines/{lineId}',
    url: '/v1/carts/crt_1/lines/lin_1',
    headers: cartHeaders,
    answers: { order: { removeCartLine: cart } },
    call: ['order.removeCartLine', { key: cartKey, lineId: 'lin_1' }],
    status: 200,
    body: cartJson,
    access: 'public',
  },
];
