import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { OrderClient } from '../../clients.ts';
import { sendFile } from '../../files.ts';
import { omitUndefined, orAbsent } from '../../json.ts';
import {
  idempotentOrderHeaders,
  orderHeaders,
  orderKey,
  orderParams,
  orderRoute,
  orderUnknown,
} from '../../order-key.ts';
import { OrderSchema, readOrder } from '../../orders.ts';
import { closed, id, said, text } from '../../schemas.ts';

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

/** `/v1/payment-page`, and what an order costs: payments, completion, refunds and documents. */
export const orderPaymentRoutes: FastifyPluginAsyncTypebox<{ order: OrderClient }> = async (app, { order }) => {
  app.get('/payment-page', { schema: getPaymentPage, config: { public: true } }, async () => {
    const { provider, pageUrl, publishableKey } = await order.getCheckoutOptions({});
    return omitUndefined({ provider, url: orAbsent(pageUrl), publishableKey: orAbsent(publishableKey) });
  });

  app.post(
    '/orders/:orderId/payments',
    {
      schema: addPayment,
      config: {
        ...orderRoute,
        problems: {
          ...orderUnknown,
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
      return readOrder(response);
    },
  );

  app.post(
    '/orders/:orderId/completion',
    {
      schema: completeOrder,
      config: {
        ...orderRoute,
        problems: {
          ...orderUnknown,
          400: ['RETURN_URL_INVALID'],
          409: [
            'ORDER_WRONG_STATUS',
            'CONTACT_MISSING',
            'PAYMENT_MISSING',
            'TERMS_NOT_ACCEPTED',
            'PAYMENT_DECLINED',
            'CART_CHANGED',
            'QUOTE_EXPIRED',
            'QUOTE_SUPERSEDED',
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
      return readOrder(response);
    },
  );

  app.post(
    '/orders/:orderId/refunds',
    {
      schema: requestRefund,
      config: {
        ...orderRoute,
        problems: { ...orderUnknown, 403: ['ROLE_REQUIRED'], 409: ['ORDER_WRONG_STATUS', 'REFUND_TOO_LATE'] },
      },
    },
    async (request, reply) => {
      const response = await order.requestRefund({
        key: orderKey(request),
        reason: request.body.reason ?? '',
        idempotencyKey: request.headers['idempotency-key'],
      });
      reply.code(202);
      return readOrder(response);
    },
  );

  app.get(
    '/orders/:orderId/documents/:documentId',
    {
      schema: getDocument,
      config: {
        ...orderRoute,
        problems: { ...orderUnknown, 404: ['ORDER_NOT_FOUND', 'DOCUMENT_NOT_FOUND'] },
      },
    },
    async (request, reply) => {
      const { documentId } = request.params;
      const { pdf, fileName } = await order.getOrderDocument({ key: orderKey(request), documentId });
      return sendFile(reply, { content: pdf, mediaType: 'application/pdf', fileName });
    },
  );
};
