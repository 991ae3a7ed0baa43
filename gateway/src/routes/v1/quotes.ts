import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { cartHeaders, cartKey } from '../../cart-key.ts';
import type { OrderClient } from '../../clients.ts';
import { getPart } from '../../json.ts';
import { languageOf } from '../../languages.ts';
import { QuoteSchema, toQuoteJson } from '../../quotes.ts';
import { Country, closed, id, text } from '../../schemas.ts';

const headers = Type.Object({ ...cartHeaders });

const createQuote = {
  operationId: 'createQuote',
  summary: 'Bind cart, prices, tax, account tier and renewal calendar for 30 minutes',
  description:
    'E2, E7, E10: a binding offer. An order accepts only a quote that its buyer saw; a change of the cart or a newer quote supersedes it.',
  tags: ['Shop'],
  headers,
  body: closed(
    {
      cartId: id('crt', 'the cart'),
      country: Country,
      taxId: Type.Optional(
        text({
          description: 'Tax id of a business, with its country in front.',
          maxLength: 32,
          example: 'FR12345678901',
        }),
      ),
    },
    { examples: [{ cartId: 'crt_01JD8Z0V9W6Q4X3T2R1P0N7M5K', country: 'US' }] },
  ),
  response: { 201: QuoteSchema },
};

const getQuote = {
  operationId: 'getQuote',
  summary: 'Read a quote again',
  description: 'E10: a quote that expired or was superseded says so in its state.',
  tags: ['Shop'],
  headers,
  params: closed({ quoteId: id('quo', 'the quote') }),
  querystring: closed({ cartId: id('crt', 'its cart') }),
  response: { 200: QuoteSchema },
};

const open = { public: true, bearer: 'optional' } as const;

/** `/v1/quotes`. */
export const quoteRoutes: FastifyPluginAsyncTypebox<{ order: OrderClient }> = async (app, { order }) => {
  app.post(
    '/quotes',
    {
      schema: createQuote,
      config: {
        ...open,
        refusesCardNumbers: true,
        problems: {
          400: ['COUNTRY_UNKNOWN', 'TAX_ID_INVALID', 'PRODUCT_NOT_AVAILABLE'],
          401: ['TOKEN_INVALID'],
          404: ['CART_NOT_FOUND'],
          409: ['CART_EMPTY', 'CART_CLOSED', 'CART_LOCKED', 'CART_CHANGED'],
        },
      },
    },
    async (request, reply) => {
      const { cartId, country, taxId } = request.body;
      const { quote } = await order.createQuote({
        key: cartKey(cartId, request.headers),
        country,
        taxId: taxId ?? '',
        language: languageOf(request),
      });
      const json = toQuoteJson(getPart(quote, 'quote'));
      reply.code(201).header('location', `/v1/quotes/${json.id}?cartId=${cartId}`);
      return json;
    },
  );

  app.get(
    '/quotes/:quoteId',
    {
      schema: getQuote,
      config: { ...open, problems: { 401: ['TOKEN_INVALID'], 404: ['CART_NOT_FOUND', 'QUOTE_NOT_FOUND'] } },
    },
    async (request) => {
      const { quote } = await order.getQuote({
        key: cartKey(request.query.cartId, request.headers),
        quoteId: request.params.quoteId,
      });
      return toQuoteJson(getPart(quote, 'quote'));
    },
  );
};
