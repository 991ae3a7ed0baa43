import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { OrderClient } from '../../clients.ts';
import { getTime } from '../../json.ts';
import { orderParams } from '../../order-key.ts';
import { OrderSchema, readOrder } from '../../orders.ts';
import { page, pageQuery, toPageJson, toPageRequest } from '../../page.ts';
import { twoFactors } from '../../route-config.ts';
import { closed, IdempotencyKey, moment, said, text } from '../../schemas.ts';

const listTroubled = {
  operationId: 'listTroubledOrders',
  summary: 'List the orders that need a person',
  description: 'E9, E13: oldest first, each with its timeline and what can be done.',
  tags: ['Staff'],
  querystring: closed({ ...pageQuery }),
  response: {
    200: page(
      closed(
        {
          order: OrderSchema,
          trouble: said(
            'amount_mismatch, unexpected_payment, payment_unknown, enrolment_stuck, activation_bounced, refund_failed or disputed.',
            'enrolment_stuck',
          ),
          since: moment('Since when.'),
          actions: Type.Array(Type.String(), {
            description: 'What a person can do: retry, refund or wait.',
            examples: [['retry']],
          }),
        },
        { title: 'TroubledOrder' },
      ),
      'One page of orders in trouble.',
    ),
  },
};

const retry = {
  operationId: 'retryOrder',
  summary: 'Start the step at which an order waits once more',
  description: 'E11, E13: safe to repeat; what was done is not done again.',
  tags: ['Staff'],
  params: orderParams,
  response: { 200: OrderSchema },
};

const refund = {
  operationId: 'refundOrder',
  summary: 'Pay an order back, wholly or by lines',
  description: 'E9: licences of the lines are withdrawn and certificates issued under them are flagged.',
  tags: ['Staff'],
  params: orderParams,
  headers: Type.Object({ 'Idempotency-Key': IdempotencyKey }),
  body: closed(
    {
      lineIds: Type.Optional(
        Type.Array(text({ description: 'Id of a line.', maxLength: 64, example: 'lin_01JD8Z0V9W6Q4X3T2R1P0N7M5K' }), {
          description: 'Lines to pay back; the whole order when absent.',
          minItems: 1,
          maxItems: 50,
          uniqueItems: true,
          examples: [['lin_01JD8Z0V9W6Q4X3T2R1P0N7M5K']],
        }),
      ),
      reason: text({ description: 'Reason for the record.', maxLength: 500, example: 'bought twice by mistake' }),
    },
    { examples: [{ reason: 'bought twice by mistake' }] },
  ),
  response: { 202: OrderSchema },
};

const staff = { acr: twoFactors } as const;
const missing = { 403: ['ROLE_REQUIRED'], 404: ['ORDER_NOT_FOUND'] };

/** `/v1/staff/orders`: what operators do about orders. */
export const staffOrderRoutes: FastifyPluginAsyncTypebox<{ order: OrderClient }> = async (app, { order }) => {
  app.get(
    '/staff/orders/troubled',
    { schema: listTroubled, config: { ...staff, problems: { 403: ['ROLE_REQUIRED'] } } },
    async ({ query }) => {
      const { orders, nextPageToken } = await order.listTroubledOrders(toPageRequest(query));
      return toPageJson(
        orders.map(({ order: troubled, trouble, since, actions }) => ({
          order: readOrder({ order: troubled }),
          trouble,
          since: getTime(since, 'since'),
          actions,
        })),
        nextPageToken,
      );
    },
  );

  app.post(
    '/staff/orders/:orderId/retry',
    { schema: retry, config: { ...staff, problems: { ...missing, 409: ['NOTHING_TO_RETRY'] } } },
    async ({ params }) => {
      const response = await order.retryOrder(params);
      return readOrder(response);
    },
  );

  app.post(
    '/staff/orders/:orderId/refunds',
    {
      schema: refund,
      config: {
        ...staff,
        refusesCardNumbers: true,
        problems: { ...missing, 400: ['REFUND_LINES_INVALID'], 409: ['ORDER_WRONG_STATUS'] },
      },
    },
    async (request, reply) => {
      const response = await order.refundOrder({
        orderId: request.params.orderId,
        lineIds: request.body.lineIds ?? [],
        reason: request.body.reason,
        idempotencyKey: request.headers['idempotency-key'],
      });
      reply.code(202);
      return readOrder(response);
    },
  );
};
