import { locales } from '@countersign/texts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { CatalogClient, OrderClient } from '../../clients.ts';
import type { GatewayConfig } from '../../config.ts';
import { omitUndefined, orAbsent, timeOrAbsent } from '../../json.ts';
import { languageOf } from '../../languages.ts';
import { closed, moment, said } from '../../schemas.ts';

const getStorefront = {
  operationId: 'getStorefront',
  summary: 'Read what every page of a shop needs',
  description: 'E1, E6, E9: languages, currencies, payment, terms, and whether support is open now.',
  tags: ['Shop'],
  response: {
    200: closed(
      {
        languages: Type.Array(Type.String(), { description: 'Languages of texts.', examples: [[...locales]] }),
        currencies: Type.Array(Type.String(), {
          description: 'Currencies (ISO 4217) in which everything is sold.',
          examples: [['USD', 'EUR', 'JPY']],
        }),
        payment: closed(
          {
            provider: said('Name of the payment provider.', 'sandbox'),
            pageUrl: Type.Optional(said('Page that exchanges a card for a token.', 'https://pay.example.com/pay')),
            publishableKey: Type.Optional(said("Public key for the provider's script.", 'pk_test_123')),
          },
          { description: 'Where card data goes.' },
        ),
        termsVersion: said('Version of the terms in force.', '2026-01'),
        renewalConsentVersion: said('Version of the consent to renewal by itself.', '2026-11'),
        support: closed(
          {
            chatUrl: Type.Optional(said('Address of the chat.', 'https://support.example.com/chat')),
            open: Type.Boolean({ description: 'Whether support is open now.', examples: [true] }),
            changesAt: Type.Optional(moment('When that changes.')),
          },
          { description: 'Support in short; all of it at `/v1/support`.' },
        ),
        apiUrl: said('Base of this API.', 'https://api.example.com'),
        documentationUrl: said('Reference of this API.', 'https://api.example.com/docs'),
      },
      { title: 'Storefront' },
    ),
  },
};

const anyProduct = {
  family: '',
  query: '',
  pageSize: 1,
  pageToken: '',
  language: '',
  validationLevel: '',
  wildcardOnly: false,
  availableOnly: false,
  currency: '',
};

/** `/v1/storefront`. */
export const storefrontRoutes: FastifyPluginAsyncTypebox<{
  catalog: CatalogClient;
  order: OrderClient;
  config: GatewayConfig;
}> = async (app, { catalog, order, config }) => {
  app.get(
    '/storefront',
    { schema: getStorefront, config: { public: true, cached: { until: changeOfSupport } } },
    async (request) => {
      const [options, { products }, support] = await Promise.all([
        order.getCheckoutOptions({}),
        // Every product is sold in every currency: one of them tells all.
        catalog.listProducts(anyProduct),
        catalog.getSupport({ language: languageOf(request) }),
      ]);
      return {
        languages: [...locales],
        currencies: products.flatMap(({ prices }) => prices.map(({ licenceYear }) => licenceYear?.currency ?? '')),
        payment: omitUndefined({
          provider: options.provider,
          pageUrl: orAbsent(options.pageUrl),
          publishableKey: orAbsent(options.publishableKey),
        }),
        termsVersion: options.termsVersion,
        renewalConsentVersion: options.renewalConsentVersion,
        support: omitUndefined({
          chatUrl: orAbsent(support.chatUrl),
          open: support.open,
          changesAt: timeOrAbsent(support.changesAt),
        }),
        apiUrl: config.publicUrl,
        documentationUrl: `${config.publicUrl}/docs`,
      };
    },
  );
};

function changeOfSupport({ support }: { support: { changesAt?: string } }): string | undefined {
  return support.changesAt;
}
