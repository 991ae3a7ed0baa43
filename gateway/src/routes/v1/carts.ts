import type { Cart } from '@countersign/proto/order';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import { type Static, Type } from 'typebox';
import { CartSecret, cartHeaders, cartKey } from '../../cart-key.ts';
import type { OrderClient } from '../../clients.ts';
import { getPart, omitUndefined, orAbsent, timeOrAbsent } from '../../json.ts';
import { languageOf } from '../../languages.ts';
import { fromLineJson, LineInputSchema, LineSchema, TierSchema, toLineJson, toTierJson } from '../../lines.ts';
import { MoneySchema, toMoneyJson } from '../../money.ts';
import { closed, count, id, moment, oneOf, said, text } from '../../schemas.ts';

const cartStates = ['open', 'locked', 'converted', 'merged', 'abandoned'] as const;

const CartSchema = closed(
  {
    id: said('Id of the cart.', 'crt_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    state: oneOf(cartStates, 'locked: its order is being paid.'),
    open: Type.Boolean({ description: 'Whether it can still be changed.', examples: [true] }),
    version: count('Grows with every change; the entity tag.', 3),
    currency: said('ISO 4217 code of all prices.', 'USD'),
    lines: Type.Array(LineSchema, { description: 'The lines, in the order in which they were added.' }),
    dueNow: Type.Optional(MoneySchema),
    termTotal: Type.Optional(MoneySchema),
    tier: Type.Optional(TierSchema),
    expiresAt: Type.Optional(moment('Moment after which an untouched cart is given up.')),
  },
  { title: 'Cart' },
);

const headers = Type.Object({ ...cartHeaders });
const IfMatch = Type.Optional(
  text({
    description: 'Entity tag of the cart that the client has seen; another version is refused with 412.',
    maxLength: 11,
    pattern: '^"[0-9]{1,9}"$',
    example: '"3"',
  }),
);
const changeHeaders = Type.Object({ ...cartHeaders, 'If-Match': IfMatch });
const cartParams = closed({ cartId: id('crt', 'the cart') });
const lineParams = closed({ cartId: id('crt', 'the cart'), lineId: id('lin', 'the line') });

const createCart = {
  operationId: 'createCart',
  summary: 'Open an empty cart',
  description:
    'E7: the answer holds the secret that proves the cart; it is not shown again. A signed-in user gets his own open cart, and no secret.',
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
        cartSecret: Type.Optional(
          said('Send it as `Cart-Secret`; absent for the own cart.', 'q2Zr8sV1kXy0Jm4nT7uWb5cE9hLpQa3dFgRiOtKvM6w'),
        ),
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
  headers: changeHeaders,
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
  headers: changeHeaders,
  body: LineInputSchema,
  response: { 200: CartSchema },
};

const removeLine = {
  operationId: 'removeCartLine',
  summary: 'Remove a line from a cart',
  description: 'E7: the changed cart is returned.',
  tags: ['Shop'],
  params: lineParams,
  headers: changeHeaders,
  response: { 200: CartSchema },
};

const getOwnCart = {
  operationId: 'getOwnCart',
  summary: 'Read the own open cart',
  description: 'E7: the cart of the signed-in user, on whatever device he filled it.',
  tags: ['Shop'],
  response: { 200: CartSchema },
};

const mergeCart = {
  operationId: 'mergeCart',
  summary: "Take a guest's cart into the own one",
  description: 'E7: after login. Equal lines add their licences; repeating changes nothing.',
  tags: ['Shop'],
  body: closed(
    { cartId: id('crt', "the guest's cart"), cartSecret: CartSecret },
    {
      examples: [
        { cartId: 'crt_01JD8Z0V9W6Q4X3T2R1P0N7M5K', cartSecret: 'q2Zr8sV1kXy0Jm4nT7uWb5cE9hLpQa3dFgRiOtKvM6w' },
      ],
    },
  ),
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

const open = { public: true, bearer: 'optional' } as const;
const unknown = { 401: ['TOKEN_INVALID'], 404: ['CART_NOT_FOUND'] };
const unknownLine = { 401: ['TOKEN_INVALID'], 404: ['CART_NOT_FOUND', 'CART_LINE_NOT_FOUND'] };
const closedCart = ['CART_CLOSED', 'CART_LOCKED', 'CART_CHANGED'];
const stale = { 412: ['CART_CHANGED'] };

/** `/v1/carts` and `/v1/me/cart`: a guest's cart, proved by its secret, or the signed-in user's own. */
export const cartRoutes: FastifyPluginAsyncTypebox<{ order: OrderClient }> = async (app, { order }) => {
  app.post(
    '/carts',
    {
      schema: createCart,
      config: { ...open, problems: { 400: ['CURRENCY_NOT_OFFERED'], 401: ['TOKEN_INVALID'] } },
    },
    async ({ body }, reply) => {
      const { cart, secret } = await order.createCart({ currency: body.currency ?? '' });
      const json = toCartJson(getPart(cart, 'cart'));
      tag(reply, json).code(201).header('location', `/v1/carts/${json.id}`);
      return omitUndefined({ cart: json, cartSecret: orAbsent(secret) });
    },
  );

  app.get('/carts/:cartId', { schema: getCart, config: { ...open, problems: unknown } }, async (request, reply) => {
    const { cart } = await order.getCart({ key: keyOf(request), language: languageOf(request) });
    return answer(reply, cart);
  });

  app.post(
    '/carts/:cartId/lines',
    {
      schema: addLine,
      config: { ...open, problems: { ...unknown, 400: pricing, 409: [...closedCart, 'CART_FULL'], ...stale } },
    },
    async (request, reply) => {
      const { cart, lineId } = await order.addCartLine({
        key: keyOf(request),
        line: fromLineJson(request.body),
        expectedVersion: versionOf(request),
      });
      const json = toCartJson(getPart(cart, 'cart'));
      tag(reply, json).code(201).header('location', `/v1/carts/${json.id}/lines/${lineId}`);
      return { cart: json, lineId };
    },
  );

  app.put(
    '/carts/:cartId/lines/:lineId',
    {
      schema: replaceLine,
      config: { ...open, problems: { ...unknownLine, 400: pricing, 409: closedCart, ...stale } },
    },
    async (request, reply) => {
      const { cart } = await order.updateCartLine({
        key: keyOf(request),
        lineId: request.params.lineId,
        line: fromLineJson(request.body),
        expectedVersion: versionOf(request),
      });
      return answer(reply, cart);
    },
  );

  app.delete(
    '/carts/:cartId/lines/:lineId',
    { schema: removeLine, config: { ...open, problems: { ...unknownLine, 409: closedCart, ...stale } } },
    async (request, reply) => {
      const { cart } = await order.removeCartLine({
        key: keyOf(request),
        lineId: request.params.lineId,
        expectedVersion: versionOf(request),
      });
      return answer(reply, cart);
    },
  );

  app.get(
    '/me/cart',
    { schema: getOwnCart, config: { problems: { 404: ['CART_NOT_FOUND'] } } },
    async (request, reply) => {
      const { cart } = await order.getOwnCart({ language: languageOf(request) });
      return answer(reply, cart);
    },
  );

  app.post(
    '/me/cart/merges',
    {
      schema: mergeCart,
      config: {
        problems: { 400: pricing, 404: ['CART_NOT_FOUND'], 409: ['CART_CLOSED', 'CART_FULL', 'CURRENCY_DIFFERS'] },
      },
    },
    async ({ body }, reply) => {
      const { cart } = await order.mergeCart({ key: { cartId: body.cartId, secret: body.cartSecret } });
      return answer(reply, cart);
    },
  );
};

type CartJson = Static<typeof CartSchema>;

function keyOf(request: { params: { cartId: string }; headers: { 'cart-secret'?: string } }) {
  return cartKey(request.params.cartId, request.headers);
}

/** Version that the client says it has seen; 0 when it does not say. */
function versionOf({ headers: sent }: { headers: { 'if-match'?: string } }): number {
  return Number(sent['if-match']?.slice(1, -1) ?? 0);
}

function answer(reply: FastifyReply, cart: Cart | undefined): CartJson {
  const json = toCartJson(getPart(cart, 'cart'));
  tag(reply, json);
  return json;
}

function tag(reply: FastifyReply, { version }: CartJson): FastifyReply {
  return reply.header('etag', `"${version}"`);
}

function toCartJson(cart: Cart): Static<typeof CartSchema> {
  return omitUndefined({
    id: cart.id,
    state: getPart(
      cartStates.find((known) => known === cart.state),
      'state',
    ),
    open: cart.open,
    version: cart.version,
    currency: cart.currency,
    lines: cart.lines.map(toLineJson),
    dueNow: cart.dueNow && toMoneyJson(cart.dueNow, 'due_now'),
    termTotal: cart.termTotal && toMoneyJson(cart.termTotal, 'term_total'),
    tier: cart.tier && toTierJson(cart.tier),
    expiresAt: timeOrAbsent(cart.expiresAt),
  });
}
