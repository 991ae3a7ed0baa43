import { enumValue } from '@countersign/grpc';
import type { Order } from '@countersign/proto/order';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { CartSecret, cartKey } from '../../cart-key.ts';
import type { OrderClient } from '../../clients.ts';
import { sendFile } from '../../files.ts';
import { getPart, omitUndefined, orAbsent } from '../../json.ts';
import { languageOf } from '../../languages.ts';
import { TierSchema } from '../../lines.ts';
import { idempotentOrderHeaders, orderHeaders, orderKey, orderParams } from '../../order-key.ts';
import {
  ContactsSchema,
  findNextActions,
  fromContactsJson,
  nextActions,
  OrderSchema,
  orderStatuses,
  toOrderJson,
} from '../../orders.ts';
import { closed, Email, IdempotencyKey, id, oneOf, page, pageQuery, said, text } from '../../schemas.ts';

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

const getPaymentPage = {
  operationId: 'getPaymentPage',
  summary: 'Tell where card data is exchanged for a token',
  description: "E9: card data goes to the provider's own page or script, never here.",
  tags: ['Shop'],
  response: {
    200: closed(
      {
        provider: said('Name of the payment provider.', 'sandbox'),
        url: Type.Optional(said("The provider's page.", 'https://pay.example.com/pay')),
        publishableKey: Type.Optional(said("Public key for the provider's script.", 'pk_test_123')),
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
  params: orderParams,
  headers: idempotentOrderHeaders,
  body: closed(
    {
      paymentToken: text({
        description: "Token of the provider's page; never a card number.",
        maxLength: 128,
        pattern: '^[A-Za-z0-9_-]+$',
        example: 'tok_3k1Xy0Jm4nT7uWb5',
      }),
      keepMethod: Type.Optional(
        Type.Boolean({
          description: 'Keep the method for renewals; a subscription renews itself only with one.',
          examples: [false],
        }),
      ),
    },
    { examples: [{ paymentToken: 'tok_3k1Xy0Jm4nT7uWb5' }] },
  ),
  response: { 201: OrderSchema },
};

const reviewOrder = {
  operationId: 'reviewOrder',
  summary: 'Show everything before completing',
  description: 'E10, E11: the order with its quote, what is left to do, and what happens once it is completed.',
  tags: ['Shop'],
  params: orderParams,
  headers: orderHeaders,
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
  summary: 'Accept quote and terms and complete the order',
  description:
    'E10: charges the payment method. The order is paid once the provider confirms it; enrolment follows by itself. With `payment.status` `requires_action` the buyer confirms at `payment.actionUrl` first.',
  tags: ['Shop'],
  params: orderParams,
  headers: idempotentOrderHeaders,
  body: closed(
    {
      acceptedTermsVersion: text({
        description: 'Version of the terms that the buyer accepts: `termsVersion` of the order.',
        maxLength: 32,
        example: '2026-01',
      }),
      quoteId: id('quo', 'the quote that the buyer accepts'),
      returnUrl: Type.Optional(
        text({
          description: 'Where the bank sends the buyer back to (3-D Secure).',
          maxLength: 2048,
          pattern: '^https?://',
          example: 'https://shop.example.com/orders/done',
        }),
      ),
    },
    { examples: [{ acceptedTermsVersion: '2026-01', quoteId: 'quo_01JD8Z0V9W6Q4X3T2R1P0N7M5K' }] },
  ),
  response: { 202: OrderSchema },
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

const requestRefund = {
  operationId: 'requestRefund',
  summary: 'Have an order paid back',
  description:
    'E9: within 30 days of the payment, by an owner or administrator. Its licences are withdrawn and certificates issued under them are flagged and later revoked.',
  tags: ['Shop'],
  params: orderParams,
  headers: idempotentOrderHeaders,
  body: closed(
    {
      reason: Type.Optional(
        text({ description: 'Reason in your words.', maxLength: 500, example: 'bought the wrong product' }),
      ),
    },
    { examples: [{ reason: 'bought the wrong product' }] },
  ),
  response: { 202: OrderSchema },
};

const getDocument = {
  operationId: 'getOrderDocument',
  summary: 'Download an invoice, receipt or credit note',
  description: "E10: a PDF in the buyer's language.",
  tags: ['Shop'],
  params: closed({ orderId: id('ord', 'the order'), documentId: id('inv', 'the document') }),
  headers: orderHeaders,
  response: {
    200: {
      description: 'The document.',
      content: { 'application/pdf': { schema: Type.Unsafe<Buffer>({ type: 'string', format: 'binary' }) } },
    },
  },
};

const open = { public: true, bearer: 'optional', refusesCardNumbers: true } as const;
const missing = { 401: ['TOKEN_INVALID'], 404: ['ORDER_NOT_FOUND'] };
const quoteFaults = ['QUOTE_EXPIRED', 'QUOTE_SUPERSEDED'];

/** `/v1/orders` and `/v1/payment-page`: a guest's order, proved by its secret, or one of the signed-in user. */
export const orderRoutes: FastifyPluginAsyncTypebox<{ order: OrderClient }> = async (app, { order }) => {
  app.post(
    '/orders',
    {
      schema: createOrder,
      config: {
        ...open,
        problems: {
          401: ['TOKEN_INVALID'],
          404: ['CART_NOT_FOUND', 'QUOTE_NOT_FOUND'],
          409: ['CART_CLOSED', 'CART_LOCKED', 'CART_CHANGED', 'ORDER_WRONG_STATUS', ...quoteFaults],
        },
      },
    },
    async ({ body, headers: sent }, reply) => {
      const response = await order.createOrder({
        key: cartKey(body.cartId, sent),
        quoteId: body.quoteId,
        idempotencyKey: sent['idempotency-key'],
      });
      const json = read(response);
      reply.code(201).header('location', `/v1/orders/${json.id}`);
      return omitUndefined({ order: json, orderSecret: orAbsent(response.secret) });
    },
  );

  app.get('/orders', { schema: listOrders }, async ({ query }) => {
    const { orders, nextPageToken } = await order.listOrders({
      status: toStatus(query.status),
      pageSize: query.limit ?? 0,
      pageToken: query.cursor ?? '',
    });
    return omitUndefined({ items: orders.map(toOrderJson), nextCursor: orAbsent(nextPageToken) });
  });

  app.get('/orders/:orderId', { schema: getOrder, config: { ...open, problems: missing } }, async (request) =>
    read(await order.getOrder({ key: orderKey(request), language: wantedLanguage(request) })),
  );

  app.put(
    '/orders/:orderId/contacts',
    {
      schema: setContacts,
      config: {
        ...open,
        bodyIs: 'contacts',
        problems: {
          ...missing,
          400: ['CONTACT_INVALID'],
          409: ['ORDER_WRONG_STATUS', 'TAX_COUNTRY_DIFFERS'],
        },
      },
    },
    async (request) =>
      read(await order.setContacts({ key: orderKey(request), contacts: fromContactsJson(request.body) })),
  );

  app.get('/payment-page', { schema: getPaymentPage, config: { public: true } }, async () => {
    const { provider, pageUrl, publishableKey } = await order.getCheckoutOptions({});
    return omitUndefined({ provider, url: orAbsent(pageUrl), publishableKey: orAbsent(publishableKey) });
  });

  app.post(
    '/orders/:orderId/payments',
    {
      schema: addPayment,
      config: {
        ...open,
        problems: {
          ...missing,
          400: ['PAYMENT_TOKEN_INVALID'],
          409: ['ORDER_WRONG_STATUS', 'CONTACT_MISSING'],
        },
      },
    },
    async (request, reply) => {
      const response = await order.addPayment({
        key: orderKey(request),
        paymentToken: request.body.paymentToken,
        keepMethod: request.body.keepMethod ?? false,
        idempotencyKey: request.headers['idempotency-key'],
      });
      reply.code(201);
      return read(response);
    },
  );

  app.get(
    '/orders/:orderId/review',
    { schema: reviewOrder, config: { ...open, problems: missing } },
    async (request) => {
      const json = read(await order.getOrder({ key: orderKey(request), language: wantedLanguage(request) }));
      const { purchaser, fulfilment } = json.contacts ?? {};
      return {
        order: json,
        nextActions: findNextActions(json),
        afterCompletion: omitUndefined({
          account: json.tier,
          activationMessageTo: fulfilment?.email ?? purchaser?.email,
        }),
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
          400: ['RETURN_URL_INVALID'],
          409: [
            'ORDER_WRONG_STATUS',
            'CONTACT_MISSING',
            'PAYMENT_MISSING',
            'TERMS_NOT_ACCEPTED',
            'PAYMENT_DECLINED',
            'CART_CHANGED',
            ...quoteFaults,
          ],
        },
      },
    },
    async (request, reply) => {
      const response = await order.completeOrder({
        key: orderKey(request),
        acceptedTermsVersion: request.body.acceptedTermsVersion,
        quoteId: request.body.quoteId,
        returnUrl: request.body.returnUrl ?? '',
        idempotencyKey: request.headers['idempotency-key'],
      });
      reply.code(202);
      return read(response);
    },
  );

  app.post(
    '/orders/:orderId/cancellation',
    { schema: cancelOrder, config: { ...open, problems: { ...missing, 409: ['ORDER_WRONG_STATUS'] } } },
    async (request) => read(await order.cancelOrder({ key: orderKey(request) })),
  );

  app.post(
    '/orders/:orderId/refunds',
    {
      schema: requestRefund,
      config: {
        ...open,
        problems: { ...missing, 403: ['ROLE_REQUIRED'], 409: ['ORDER_WRONG_STATUS', 'REFUND_TOO_LATE'] },
      },
    },
    async (request, reply) => {
      const response = await order.requestRefund({
        key: orderKey(request),
        reason: request.body.reason ?? '',
        idempotencyKey: request.headers['idempotency-key'],
      });
      reply.code(202);
      return read(response);
    },
  );

  app.get(
    '/orders/:orderId/documents/:documentId',
    {
      schema: getDocument,
      config: {
        public: true,
        bearer: 'optional',
        problems: { 401: ['TOKEN_INVALID'], 404: ['ORDER_NOT_FOUND', 'DOCUMENT_NOT_FOUND'] },
      },
    },
    async (request, reply) => {
      const { documentId } = request.params;
      const { pdf, fileName } = await order.getOrderDocument({ key: orderKey(request), documentId });
      return sendFile(reply, { content: pdf, mediaType: 'application/pdf', fileName });
    },
  );
};

function read({ order }: { order?: Order | undefined }) {
  return toOrderJson(getPart(order, 'order'));
}

/** Empty without a wish: the order has a language of its own. */
function wantedLanguage(request: Parameters<typeof languageOf>[0]): string {
  return request.headers['accept-language'] === undefined ? '' : languageOf(request);
}

function toStatus(status: (typeof orderStatuses)[number] | undefined) {
  return status === undefined ? 'ORDER_STATUS_UNSPECIFIED' : enumValue('ORDER_STATUS', status);
}
