import { enumValue } from '@countersign/grpc';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { CartSecret, cartKey } from '../../cart-key.ts';
import type { OrderClient } from '../../clients.ts';
import { ContactsSchema, fromContactsJson } from '../../contacts.ts';
import { omitUndefined, orAbsent } from '../../json.ts';
import { findLanguage } from '../../languages.ts';
import { orderHeaders, orderKey, orderParams, orderRoute, orderUnknown } from '../../order-key.ts';
import { OrderReviewSchema, toOrderReviewJson } from '../../order-review.ts';
import { OrderSchema, orderStatuses, readOrder, toOrderJson } from '../../orders.ts';
import { page, pageQuery, toPageJson, toPageRequest } from '../../page.ts';
import { closed, IdempotencyKey, id, oneOf, said } from '../../schemas.ts';

const createOrder = {
  operationId: 'createOrder',
  summary: 'Turn a quote into an order',
  description:
    'E7: checkout. A cart has one order: while that one is not completed it gets the new quote and keeps its contacts, so that two tabs meet in one order. The answer holds the secret that proves the order.',
  tags: ['Shop'],
  headers: Type.Object({ 'Cart-Secret': Type.Optional(CartSecret), 'Idempotency-Key': IdempotencyKey }),
  body: closed(
    { cartId: id('crt', 'the cart'), quoteId: id('quo', 'the quote that the buyer saw') },
    { examples: [{ cartId: 'crt_01JD8Z0V9W6Q4X3T2R1P0N7M5K', quoteId: 'quo_01JD8Z0V9W6Q4X3T2R1P0N7M5K' }] },
  ),
  response: {
    201: closed(
      {
        order: OrderSchema,
        orderSecret: Type.Optional(
          said(
            'Send it as `Order-Secret`; absent for the order of a signed-in user.',
            'h7Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3dFgRiOtKvM6w',
          ),
        ),
      },
      { description: 'The order and its secret.' },
    ),
  },
};

const listOrders = {
  operationId: 'listOrders',
  summary: 'List the own orders and those of the account',
  description: 'E10: newest first.',
  tags: ['Shop'],
  querystring: closed({ status: Type.Optional(oneOf(orderStatuses, 'Only this status.')), ...pageQuery }),
  response: { 200: page(OrderSchema, 'One page of orders.') },
};

const getOrder = {
  operationId: 'getOrder',
  summary: 'Read an order',
  description: 'E10, E11: where it stands, what happened, what it cost, and what account it leads to.',
  tags: ['Shop'],
  params: orderParams,
  headers: orderHeaders,
  response: { 200: OrderSchema },
};

const setContacts = {
  operationId: 'setOrderContacts',
  summary: 'Set whom the order names',
  description:
    'E8, E13: purchaser, fulfilment, technical and billing contact. May be repeated until the order is completed. The country of the bill is that of the quote; for another one get a new quote.',
  tags: ['Shop'],
  params: orderParams,
  headers: orderHeaders,
  body: ContactsSchema,
  response: { 200: OrderSchema },
};

const reviewOrder = {
  operationId: 'reviewOrder',
  summary: 'Show everything before completing',
  description: 'E10, E11: the order with its quote, what is left to do, and what happens once it is completed.',
  tags: ['Shop'],
  params: orderParams,
  headers: orderHeaders,
  response: { 200: OrderReviewSchema },
};

const cancelOrder = {
  operationId: 'cancelOrder',
  summary: 'Give up an order that is not paid',
  description: 'E7, E9: its cart opens again. Money that arrives all the same is paid back by itself.',
  tags: ['Shop'],
  params: orderParams,
  headers: orderHeaders,
  response: { 200: OrderSchema },
};

/** `/v1/orders` until it is completed: a guest's order, proved by its secret, or one of the signed-in user. */
export const orderRoutes: FastifyPluginAsyncTypebox<{ order: OrderClient }> = async (app, { order }) => {
  app.post(
    '/orders',
    {
      schema: createOrder,
      config: {
        ...orderRoute,
        problems: {
          401: ['TOKEN_INVALID'],
          404: ['CART_NOT_FOUND', 'QUOTE_NOT_FOUND'],
          409: [
            'CART_CLOSED',
            'CART_LOCKED',
            'CART_CHANGED',
            'ORDER_WRONG_STATUS',
            'QUOTE_EXPIRED',
            'QUOTE_SUPERSEDED',
          ],
        },
      },
    },
    async ({ body, headers: sent }, reply) => {
      const response = await order.createOrder({
        key: cartKey(body.cartId, sent),
        quoteId: body.quoteId,
        idempotencyKey: sent['idempotency-key'],
      });
      const json = readOrder(response);
      reply.code(201).header('location', `/v1/orders/${json.id}`);
      return omitUndefined({ order: json, orderSecret: orAbsent(response.secret) });
    },
  );

  app.get('/orders', { schema: listOrders }, async ({ query }) => {
    const { orders, nextPageToken } = await order.listOrders({
      status: toStatus(query.status),
      ...toPageRequest(query),
    });
    return toPageJson(orders.map(toOrderJson), nextPageToken);
  });

  app.get(
    '/orders/:orderId',
    { schema: getOrder, config: { ...orderRoute, problems: orderUnknown } },
    async (request) => readOrder(await order.getOrder({ key: orderKey(request), language: wantedLanguage(request) })),
  );

  app.put(
    '/orders/:orderId/contacts',
    {
      schema: setContacts,
      config: {
        ...orderRoute,
        bodyIs: 'contacts',
        problems: {
          ...orderUnknown,
          400: ['CONTACT_INVALID'],
          409: ['ORDER_WRONG_STATUS', 'TAX_COUNTRY_DIFFERS'],
        },
      },
    },
    async (request) =>
      readOrder(await order.setContacts({ key: orderKey(request), contacts: fromContactsJson(request.body) })),
  );

  app.get(
    '/orders/:orderId/review',
    { schema: reviewOrder, config: { ...orderRoute, problems: orderUnknown } },
    async (request) =>
      toOrderReviewJson(readOrder(await order.getOrder({ key: orderKey(request), language: wantedLanguage(request) }))),
  );

  app.post(
    '/orders/:orderId/cancellation',
    { schema: cancelOrder, config: { ...orderRoute, problems: { ...orderUnknown, 409: ['ORDER_WRONG_STATUS'] } } },
    async (request) => readOrder(await order.cancelOrder({ key: orderKey(request) })),
  );
};

/** Empty without a wish: the order has a language of its own. */
function wantedLanguage(request: Parameters<typeof findLanguage>[0]): string {
  return findLanguage(request) ?? '';
}

function toStatus(status: (typeof orderStatuses)[number] | undefined) {
  return status === undefined ? 'ORDER_STATUS_UNSPECIFIED' : enumValue('ORDER_STATUS', status);
}
