import type { Subscription } from '@countersign/proto/order';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import type { OrderClient } from '../../clients.ts';
import { getPart, getTime, getWord, omitUndefined, orAbsent, timeOrAbsent } from '../../json.ts';
import { paymentOptions } from '../../lines.ts';
import { MoneySchema, toMoneyOrAbsent } from '../../money.ts';
import { OrderSchema, readOrder } from '../../orders.ts';
import { page, pageQuery, toPageJson, toPageRequest } from '../../page.ts';
import { closed, count, IdempotencyKey, id, moment, oneOf, said, text } from '../../schemas.ts';

const statuses = ['active', 'past_due', 'suspended', 'ended'] as const;

const SubscriptionSchema = closed(
  {
    id: said('Id of the subscription.', 'sub_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    accountId: Type.Optional(said('Account that has it.', 'acc_01JD8Z0V9W6Q4X3T2R1P0N7M5K')),
    productCode: said('Code of the product.', 'tls-ov-multi'),
    productName: said('Name of the product.', 'Organisation-validated, multi-domain'),
    licences: count('Licences.', 2),
    paymentOption: oneOf(paymentOptions, 'How it is paid.'),
    status: oneOf(statuses, 'past_due: a year is not paid; suspended: licences are withheld.'),
    termStart: moment('Begin of the first term.'),
    termEnd: moment('End of the term.'),
    paidUntil: moment('Moment until which it is paid.'),
    autoRenew: Type.Boolean({ description: 'Whether it renews itself.', examples: [false] }),
    nextAmount: Type.Optional(MoneySchema),
    nextDueAt: Type.Optional(moment('When the next year or term is due.')),
    orderId: said('Order that began it.', 'ord_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    pendingOrderId: Type.Optional(said('Renewal order that waits to be paid.', 'ord_01JD8Z0V9W6Q4X3T2R1P0N7M5L')),
    paymentMethod: Type.Optional(said('Mark of the kept payment method.', 'visa 4242')),
    failedCharges: count('Failed charges since the year became due.', 0),
    nextChargeAt: Type.Optional(moment('When the next charge is tried.')),
  },
  { title: 'Subscription' },
);

const params = closed({ subscriptionId: id('sub', 'the subscription') });

const listSubscriptions = {
  operationId: 'listSubscriptions',
  summary: 'List the subscriptions of the account',
  description: 'E2, E3: oldest first.',
  tags: ['Account'],
  querystring: closed({ ...pageQuery }),
  response: { 200: page(SubscriptionSchema, 'One page of subscriptions.') },
};

const getSubscription = {
  operationId: 'getSubscription',
  summary: 'Read a subscription',
  description: 'E2, E3: its term, what is paid, and what is due next.',
  tags: ['Account'],
  params,
  response: { 200: SubscriptionSchema },
};

const changeSubscription = {
  operationId: 'changeSubscription',
  summary: 'Switch the renewal of a subscription on or off',
  description:
    'E3: on needs your consent and a payment method that an order kept; the year is then charged when it is due.',
  tags: ['Account'],
  params,
  body: closed(
    {
      autoRenew: Type.Boolean({ description: 'Whether it shall renew itself.', examples: [true] }),
      consentVersion: Type.Optional(
        text({
          description: 'Version of the consent that you give: `renewalConsentVersion` of the storefront.',
          maxLength: 32,
          example: '2026-11',
        }),
      ),
    },
    { examples: [{ autoRenew: true, consentVersion: '2026-11' }] },
  ),
  response: { 200: SubscriptionSchema },
};

const renew = {
  operationId: 'renewSubscription',
  summary: 'Renew a subscription by hand',
  description:
    'E3: the next year of an annual plan, else a further term; the remaining time is added. The answer is an order to be paid like any other. A renewal that was begun is returned again.',
  tags: ['Account'],
  params,
  headers: Type.Object({ 'Idempotency-Key': IdempotencyKey }),
  body: closed(
    {
      termYears: Type.Optional(
        Type.Integer({
          description: 'Years of a further term; as many as before when absent.',
          minimum: 1,
          maximum: 10,
          examples: [1],
        }),
      ),
    },
    { examples: [{ termYears: 1 }] },
  ),
  response: { 201: OrderSchema },
};

const missing = { 404: ['SUBSCRIPTION_NOT_FOUND'] };

/** `/v1/subscriptions`. */
export const subscriptionRoutes: FastifyPluginAsyncTypebox<{ order: OrderClient }> = async (app, { order }) => {
  app.get('/subscriptions', { schema: listSubscriptions }, async ({ query }) => {
    const { subscriptions, nextPageToken } = await order.listSubscriptions(toPageRequest(query));
    return toPageJson(subscriptions.map(toSubscriptionJson), nextPageToken);
  });

  app.get(
    '/subscriptions/:subscriptionId',
    { schema: getSubscription, config: { problems: missing } },
    async (request) => read(await order.getSubscription(request.params)),
  );

  app.patch(
    '/subscriptions/:subscriptionId',
    {
      schema: changeSubscription,
      config: {
        problems: {
          ...missing,
          403: ['ROLE_REQUIRED'],
          409: ['SUBSCRIPTION_WRONG_STATUS', 'CONSENT_MISSING', 'PAYMENT_METHOD_MISSING'],
        },
      },
    },
    async ({ params: { subscriptionId }, body }) =>
      read(
        await order.setSubscriptionRenewal({
          subscriptionId,
          autoRenew: body.autoRenew,
          consentVersion: body.consentVersion ?? '',
        }),
      ),
  );

  app.post(
    '/subscriptions/:subscriptionId/renewals',
    {
      schema: renew,
      config: {
        problems: {
          ...missing,
          400: ['PRODUCT_OPTION_NOT_OFFERED'],
          403: ['ROLE_REQUIRED'],
          409: ['SUBSCRIPTION_WRONG_STATUS'],
        },
      },
    },
    async (request, reply) => {
      const { order: made } = await order.renewSubscription({
        subscriptionId: request.params.subscriptionId,
        termYears: request.body.termYears ?? 0,
        idempotencyKey: request.headers['idempotency-key'],
      });
      const json = readOrder({ order: made });
      reply.code(201).header('location', `/v1/orders/${json.id}`);
      return json;
    },
  );
};

function read({ subscription }: { subscription?: Subscription | undefined }) {
  return toSubscriptionJson(getPart(subscription, 'subscription'));
}

function toSubscriptionJson(subscription: Subscription): Static<typeof SubscriptionSchema> {
  return omitUndefined({
    id: subscription.id,
    accountId: orAbsent(subscription.accountId),
    productCode: subscription.productCode,
    productName: subscription.productName,
    licences: subscription.licences,
    paymentOption: getWord('PAYMENT_OPTION', subscription.paymentOption, paymentOptions),
    status: getWord('SUBSCRIPTION_STATUS', subscription.status, statuses),
    termStart: getTime(subscription.termStart, 'term_start'),
    termEnd: getTime(subscription.termEnd, 'term_end'),
    paidUntil: getTime(subscription.paidUntil, 'paid_until'),
    autoRenew: subscription.autoRenew,
    nextAmount: toMoneyOrAbsent(subscription.nextAmount),
    nextDueAt: timeOrAbsent(subscription.nextDueAt),
    orderId: subscription.orderId,
    pendingOrderId: orAbsent(subscription.pendingOrderId),
    paymentMethod: orAbsent(subscription.paymentMethod),
    failedCharges: subscription.failedCharges,
    nextChargeAt: timeOrAbsent(subscription.nextChargeAt),
  });
}
