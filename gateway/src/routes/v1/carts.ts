import type { Cart, CartKey } from '@countersign/proto/order';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import type { OrderClient } from '../../clients.ts';
import { getPart, omitUndefined } from '../../json.ts';
import { fromLineJson, LineInputSchema, LineSchema, TierSchema, toLineJson, toTierJson } from '../../lines.ts';
import { MoneySchema, toMoneyJson } from '../../money.ts';
import { closed, id, said, text } from '../../schemas.ts';

const CartSchema = closed(
  {
    id: said('Id of the cart.', 'crt_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    open: Type.Boolean({ description: 'Whether it can still be changed.', examples: [true] }),
    currency: said('ISO 4217 code of all prices.', 'USD'),
    lines: Type.Array(LineSchema, { description: 'The lines, in the order in which they were added.' }),
    dueNow: Type.Optional(MoneySchema),
    termTotal: Type.Optional(MoneySchema),
    tier: Type.Optional(TierSchema),
  },
  { title: 'Cart' },
);

/** Header with which a guest proves a cart. */
export const CartSecret = text({
  description: 'Secret that POST /v1/carts returned.',
  maxLength: 128,
  example: 'q2Zr8sV1kXy0Jm4nT7uWb5cE9hLpQa3dFgRiOtKvM6w',
});
const headers = Type.Object({ 'Cart-Secret': CartSecret });
const cartParams = closed({ cartId: id('crt', 'the cart') });
const lineParams = closed({ cartId: id('crt', 'the cart'), lineId: id('lin', 'the line') });

const createCart = {
  operationId: 'createCart',
  summary: 'Open an empty cart',
  description: 'E7: the answer holds the secret that proves the cart; it is not shown again.',
  tags: ['Shop'],
  body: closed(
    {
      currency: Type.Optional(
        text({ description: 'ISO 4217 code; USD when absent.', maxLength: 3, pattern: '^[A-Z]{3}$', example: 'USD' }),
      ),
    },
    { examples: [{ currency: 'USD' }] },
  ),
  response: {
    201: closed(
      {
        cart: CartSchema,
        cartSecret: said('Send it as `Cart-Secret`.', 'q2Zr8sV1kXy0Jm4nT7uWb5cE9hLpQa3dFgRiOtKvM6w'),
      },
      { description: 'The cart and its secret.' },
    ),
  },
};

const getCart = {
  operationId: 'getCart',
  summary: 'Read a cart with current prices',
  description: 'E7: check what is in the cart, what is due now and what account it leads to.',
  tags: ['Shop'],
  params: cartParams,
  headers,
  response: { 200: CartSchema },
};

const addLine = {
  operationId: 'addCartLine',
  summary: 'Add a line to a cart',
  description: 'E2, E3, E4, E5, E7: term, payment option, number of licences and extra domains of one product.',
  tags: ['Shop'],
  params: cartParams,
  headers,
  body: LineInputSchema,
  response: {
    201: closed(
      { cart: CartSchema, lineId: said('Id of the new line.', 'lin_01JD8Z0V9W6Q4X3T2R1P0N7M5K') },
      { description: 'The changed cart and the id of the new line.' },
    ),
  },
};

const replaceLine = {
  operationId: 'replaceCartLine',
  summary: 'Change a line of a cart',
  description: 'E7: the line becomes exactly what is sent.',
  tags: ['Shop'],
  params: lineParams,
  headers,
  body: LineInputSchema,
  response: { 200: CartSchema },
};

const removeLine = {
  operationId: 'removeCartLine',
  summary: 'Remove a line from a cart',
  description: 'E7: the changed cart is returned.',
  tags: ['Shop'],
  params: lineParams,
  headers,
  response: { 200: CartSchema },
};

const pricing = [
  'PRODUCT_NOT_FOUND',
  'PRODUCT_NOT_AVAILABLE',
  'PRODUCT_OPTION_NOT_OFFERED',
  'EXTRA_DOMAINS_NOT_ALLOWED',
  'EXTRA_DOMAIN_INVALID',
  'LICENCES_OUT_OF_RANGE',
];

/** `/v1/carts`: a guest's cart, proved by its secret. */
export const cartRoutes: FastifyPluginAsyncTypebox<{ order: OrderClient }> = async (app, { order }) => {
  app.post(
    '/carts',
    { schema: createCart, config: { public: true, problems: { 400: ['CURRENCY_NOT_OFFERED'] } } },
    async ({ body }, reply) => {
      const { cart, secret } = await order.createCart({ currency: body.currency ?? '' });
      const json = toCartJson(getPart(cart, 'cart'));
      reply.code(201).header('location', `/v1/carts/${json.id}`);
      return { cart: json, cartSecret: secret };
    },
  );

  app.get(
    '/carts/:cartId',
    { schema: getCart, config: { public: true, problems: { 404: ['CART_NOT_FOUND'] } } },
    async (request) => {
      const { cart } = await order.getCart({ key: keyOf(request) });
      return toCartJson(getPart(cart, 'cart'));
    },
  );

  app.post(
    '/carts/:cartId/lines',
    {
      schema: addLine,
      config: {
        public: true,
        problems: { 400: pricing, 404: ['CART_NOT_FOUND'], 409: ['CART_CLOSED', 'CART_CHANGED', 'CART_FULL'] },
      },
    },
    async (request, reply) => {
      const { cart, lineId } = await order.addCartLine({ key: keyOf(request), line: fromLineJson(request.body) });
      const json = toCartJson(getPart(cart, 'cart'));
      reply.code(201).header('location', `/v1/carts/${json.id}/lines/${lineId}`);
      return { cart: json, lineId };
    },
  );

  app.put(
    '/carts/:cartId/lines/:lineId',
    {
      schema: replaceLine,
      config: {
        public: true,
        problems: {
          400: pricing,
          404: ['CART_NOT_FOUND', 'CART_LINE_NOT_FOUND'],
          409: ['CART_CLOSED', 'CART_CHANGED'],
        },
      },
    },
    async (request) => {
      const { lineId } = request.params;
      const { cart } = await order.updateCartLine({ key: keyOf(request), lineId, line: fromLineJson(request.body) });
      return toCartJson(getPart(cart, 'cart'));
    },
  );

  app.delete(
    '/carts/:cartId/lines/:lineId',
    {
      schema: removeLine,
      config: {
        public: true,
        problems: { 404: ['CART_NOT_FOUND', 'CART_LINE_NOT_FOUND'], 409: ['CART_CLOSED', 'CART_CHANGED'] },
      },
    },
    async (request) => {
      const { cart } = await order.removeCartLine({ key: keyOf(request), lineId: request.params.lineId });
      return toCartJson(getPart(cart, 'cart'));
    },
  );
};

function keyOf(request: { params: { cartId: string }; headers: { 'cart-secret': string } }): CartKey {
  return { cartId: request.params.cartId, secret: request.headers['cart-secret'] };
}

function toCartJson(cart: Cart): Static<typeof CartSchema> {
  return omitUndefined({
    id: cart.id,
    open: cart.open,
    currency: cart.currency,
    lines: cart.lines.map(toLineJson),
    dueNow: cart.dueNow && toMoneyJson(cart.dueNow, 'due_now'),
    termTotal: cart.termTotal && toMoneyJson(cart.termTotal, 'term_total'),
    tier: cart.tier && toTierJson(cart.tier),
  });
}
