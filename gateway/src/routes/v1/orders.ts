import type { OrderKey } from '@countersign/proto/order';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { OrderClient } from '../../clients.ts';
import type { GatewayConfig } from '../../config.ts';
import { getPart, omitUndefined } from '../../json.ts';
import { TierSchema } from '../../lines.ts';
import {
  ContactSchema,
  findNextActions,
  fromContactJson,
  nextActions,
  OrderSchema,
  toOrderJson,
} from '../../orders.ts';
import { closed, Email, IdempotencyKey, id, oneOf, said, text } from '../../schemas.ts';
import { CartSecret } from './carts.ts';

const OrderSecret = text({
  description: 'Secret that POST /v1/orders returned.',
  maxLength: 128,
  example: 'h7Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3dFgRiOtKvM6w',
});
const headers = Type.Object({ 'Order-Secret': OrderSecret });
const idempotentHeaders = Type.Object({ 'Order-Secret': OrderSecret, 'Idempotency-Key': IdempotencyKey });
const params = closed({ orderId: id('ord', 'the order') });

const createOrder = {
  operationId: 'createOrder',
  summary: 'Turn a cart into an order',
  description: 'E7: checkout. Prices are frozen; the answer holds the secret that proves the order.',
  tags: ['Shop'],
  headers: Type.Object({ 'Cart-Secret': CartSecret, 'Idempotency-Key': IdempotencyKey }),
  body: closed({ cartId: id('crt', 'the cart') }, { examples: [{ cartId: 'crt_01JD8Z0V9W6Q4X3T2R1P0N7M5K' }] }),
  response: {
    201: closed(
      {
        order: OrderSchema,
        orderSecret: said('Send it as `Order-Secret`.', 'h7Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3dFgRiOtKvM6w'),
      },
      { description: 'The order and its secret.' },
    ),
  },
};

const getOrder = {
  operationId: 'getOrder',
  summary: 'Read an order',
  description: 'E10, E11: where it stands, what happened, and what account it leads to.',
  tags: ['Shop'],
  params,
  headers,
  response: { 200: OrderSchema },
};

const setContact = {
  operationId: 'setOrderContact',
  summary: 'Set who receives what was bought',
  description: 'E8, E13: the activation message goes to this contact.',
  tags: ['Shop'],
  params,
  headers,
  body: ContactSchema,
  response: { 200: OrderSchema },
};

const getPaymentPage = {
  operationId: 'getPaymentPage',
  summary: 'Tell where card data is exchanged for a token',
  description: "E9: card data goes to the provider's own page, never here.",
  tags: ['Shop'],
  response: {
    200: closed(
      {
        provider: said('Name of the payment provider.', 'sandbox'),
        url: said("The provider's page.", 'https://pay.example.com/pay'),
      },
      { title: 'PaymentPage' },
    ),
  },
};

const addPayment = {
  operationId: 'addOrderPayment',
  summary: 'Attach a payment method',
  description: 'E9: a token of the payment provider. After a decline, another one may be attached.',
  tags: ['Shop'],
  params,
  headers: idempotentHeaders,
  body: closed(
    {
      paymentToken: text({
        description: "Token of the provider's page; never a card number.",
        maxLength: 128,
        pattern: '^[A-Za-z0-9_-]+$',
        example: 'tok_3k1Xy0Jm4nT7uWb5',
      }),
    },
    { examples: [{ paymentToken: 'tok_3k1Xy0Jm4nT7uWb5' }] },
  ),
  response: { 201: OrderSchema },
};

const reviewOrder = {
  operationId: 'reviewOrder',
  summary: 'Show everything before completing',
  description: 'E10, E11: the order, what is left to do, and what happens once it is completed.',
  tags: ['Shop'],
  params,
  headers,
  response: {
    200: closed(
      {
        order: OrderSchema,
        nextActions: Type.Array(oneOf(nextActions, 'An action.'), { description: 'What the buyer can do now.' }),
        afterCompletion: closed(
          { account: Type.Optional(TierSchema), activationMessageTo: Type.Optional(Email) },
          { description: 'The account that the buyer gets, and where the message goes that activates it.' },
        ),
      },
      { title: 'OrderReview' },
    ),
  },
};

const completeOrder = {
  operationId: 'completeOrder',
  summary: 'Accept the terms and complete the order',
  description:
    'E10: charges the payment method. The order is paid once the provider confirms it; enrolment follows by itself.',
  tags: ['Shop'],
  params,
  headers: idempotentHeaders,
  body: closed(
    {
      acceptedTermsVersion: text({
        description: 'Version of the terms that the buyer accepts: `termsVersion` of the order.',
        maxLength: 32,
        example: '2026-01',
      }),
    },
    { examples: [{ acceptedTermsVersion: '2026-01' }] },
  ),
  response: { 202: OrderSchema },
};

const open = { public: true, refusesCardNumbers: true } as const;
const missing = { 404: ['ORDER_NOT_FOUND'] };

/** `/v1/orders` and `/v1/payment-page`: a guest's order, proved by its secret. */
export const orderRoutes: FastifyPluginAsyncTypebox<{ order: OrderClient; config: GatewayConfig }> = async (
  app,
  { order, config },
) => {
  app.post(
    '/orders',
    {
      schema: createOrder,
      config: {
        ...open,
        problems: {
          400: ['CARD_NUMBER_REFUSED'],
          404: ['CART_NOT_FOUND'],
          409: ['CART_EMPTY', 'CART_CLOSED', 'CART_CHANGED'],
        },
      },
    },
    async ({ body, headers: sent }, reply) => {
      const response = await order.createOrder({
        key: { cartId: body.cartId, secret: sent['cart-secret'] },
        idempotencyKey: sent['idempotency-key'],
      });
      const json = toOrderJson(getPart(response.order, 'order'));
      reply.code(201).header('location', `/v1/orders/${json.id}`);
      return { order: json, orderSecret: response.secret };
    },
  );

  app.get('/orders/:orderId', { schema: getOrder, config: { ...open, problems: missing } }, async (request) => {
    const response = await order.getOrder({ key: keyOf(request) });
    return toOrderJson(getPart(response.order, 'order'));
  });

  app.put(
    '/orders/:orderId/contact',
    {
      schema: setContact,
      config: {
        ...open,
        bodyIs: 'contact',
        problems: { ...missing, 400: ['CONTACT_INVALID', 'CARD_NUMBER_REFUSED'], 409: ['ORDER_WRONG_STATUS'] },
      },
    },
    async (request) => {
      const contact = fromContactJson(request.body);
      const response = await order.setContact({ key: keyOf(request), contact });
      return toOrderJson(getPart(response.order, 'order'));
    },
  );

  app.get('/payment-page', { schema: getPaymentPage, config: { public: true } }, async () => ({
    provider: config.paymentProvider,
    url: config.paymentPageUrl,
  }));

  app.post(
    '/orders/:orderId/payments',
    {
      schema: addPayment,
      config: {
        ...open,
        problems: {
          ...missing,
          400: ['PAYMENT_TOKEN_INVALID', 'CARD_NUMBER_REFUSED'],
          409: ['ORDER_WRONG_STATUS', 'CONTACT_MISSING'],
        },
      },
    },
    async (request, reply) => {
      const response = await order.addPayment({
        key: keyOf(request),
        paymentToken: request.body.paymentToken,
        idempotencyKey: request.headers['idempotency-key'],
      });
      reply.code(201);
      return toOrderJson(getPart(response.order, 'order'));
    },
  );

  app.get(
    '/orders/:orderId/review',
    { schema: reviewOrder, config: { ...open, problems: missing } },
    async (request) => {
      const response = await order.getOrder({ key: keyOf(request) });
      const json = toOrderJson(getPart(response.order, 'order'));
      return {
        order: json,
        nextActions: findNextActions(json),
        afterCompletion: omitUndefined({ account: json.tier, activationMessageTo: json.contact?.email }),
      };
    },
  );

  app.post(
    '/orders/:orderId/completion',
    {
      schema: completeOrder,
      config: {
        ...open,
        problems: {
          ...missing,
          400: ['CARD_NUMBER_REFUSED'],
          409: ['ORDER_WRONG_STATUS', 'PAYMENT_MISSING', 'TERMS_NOT_ACCEPTED', 'PAYMENT_DECLINED'],
        },
      },
    },
    async (request, reply) => {
      const response = await order.completeOrder({
        key: keyOf(request),
        acceptedTermsVersion: request.body.acceptedTermsVersion,
        idempotencyKey: request.headers['idempotency-key'],
      });
      reply.code(202);
      return toOrderJson(getPart(response.order, 'order'));
    },
  );
};

function keyOf(request: { params: { orderId: string }; headers: { 'order-secret': string } }): OrderKey {
  return { orderId: request.params.orderId, secret: request.headers['order-secret'] };
}
