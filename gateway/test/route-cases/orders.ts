import { anOrder } from '../samples.ts';
import { idempotent, type RouteCase } from './route-case.ts';

const cartHeaders = { 'cart-secret': 'cart-secret' };
const orderKey = { orderId: 'ord_1', secret: 'order-secret' };
const orderHeaders = { 'order-secret': 'order-secret' };
const order = async () => ({ order: anOrder() });
const orderJson = { id: 'ord_1', status: 'draft', contact: { email: 'robin.sample@example.com' } };

export const orderCases: readonly RouteCase[] = [
  {
    method: 'POST',
    path: '/v1/orders',
    headers: { ...cartHeaders, ...idempotent },
    answers: { order: { createOrder: async () => ({ order: anOrder(), secret: 'order-secret' }) } },
    call: [
      'order.createOrder',
      { key: { cartId: 'crt_01JD8Z0V9W6Q4X3T2R1P0N7M5K', secret: 'cart-secret' }, idempotencyKey: 'attempt-1' },
    ],
    status: 201,
    body: { order: orderJson, orderSecret: 'order-secret' },
    access: 'public',
  },
  {
    method: 'GET',
    path: '/v1/orders/{orderId}',
    url: '/v1/orders/ord_1',
    headers: orderHeaders,
    answers: { order: { getOrder: order } },
    call: ['order.getOrder', { key: orderKey }],
    status: 200,
    body: { ...orderJson, timeline: [{ at: '2026-11-21T12:00:00.000Z', code: 'order_created' }] },
    access: 'public',
  },
  {
    method: 'PUT',
    path: '/v1/orders/{orderId}/contact',
    url: '/v1/orders/ord_1/contact',
    headers: orderHeaders,
    answers: { order: { setContact: order } },
    call: [
      'order.setContact',
      {
        key: orderKey,
        contact: {
          givenName: 'Robin',
          surname: 'Sample',
          email: 'robin.sample@example.com',
          mobile: '',
          organisation: 'Sample Works Ltd',
          country: 'US',
          language: 'en',
        },
      },
    ],
    status: 200,
    body: orderJson,
    access: 'public',
  },
  {
    method: 'GET',
    path: '/v1/payment-page',
    answers: {},
    status: 200,
    body: { provider: 'sandbox', url: 'http://localhost:8026/pay' },
    access: 'public',
  },
  {
    method: 'POST',
    path: '/v1/orders/{orderId}/payments',
    url: '/v1/orders/ord_1/payments',
    headers: { ...orderHeaders, ...idempotent },
    answers: { order: { addPayment: order } },
    call: ['order.addPayment', { key: orderKey, paymentToken: 'tok_3k1Xy0Jm4nT7uWb5', idempotencyKey: 'attempt-1' }],
    status: 201,
    body: { ...orderJson, payment: { id: 'pay_1', status: 'created' } },
    access: 'public',
  },
  {
    method: 'GET',
    path: '/v1/orders/{orderId}/review',
    url: '/v1/orders/ord_1/review',
    headers: orderHeaders,
    answers: { order: { getOrder: order } },
    call: ['order.getOrder', { key: orderKey }],
    status: 200,
    body: {
      order: orderJson,
      nextActions: ['set_contact', 'add_payment', 'complete'],
      afterCompletion: { account: { tier: 'starter' }, activationMessageTo: 'robin.sample@example.com' },
    },
    access: 'public',
  },
  {
    method: 'POST',
    path: '/v1/orders/{orderId}/completion',
    url: '/v1/orders/ord_1/completion',
    headers: { ...orderHeaders, ...idempotent },
    answers: {
      order: { completeOrder: async () => ({ order: anOrder({ status: 'ORDER_STATUS_AWAITING_PAYMENT' }) }) },
    },
    call: ['order.completeOrder', { key: orderKey, acceptedTermsVersion: '2026-01', idempotencyKey: 'attempt-1' }],
    status: 202,
    body: { id: 'ord_1', status: 'awaiting_payment' },
    access: 'public',
  },
  {
    method: 'POST',
    path: '/v1/payment-events/{provider}',
    url: '/v1/payment-events/sandbox',
    headers: { 'sandbox-signature': 't=1,v1=aa' },
    answers: { order: { ingestPaymentEvent: async () => ({ duplicate: false }) } },
    call: [
      'order.ingestPaymentEvent',
      {
        provider: 'sandbox',
        body: Buffer.from(JSON.stringify({ id: 'evt_1', type: 'charge.captured' })),
        signature: 't=1,v1=aa',
      },
    ],
    status: 204,
    access: 'public',
  },
];
