import { invalid, invalidField, notFound } from '@countersign/errors';
import { type Handlers, readPageSize, readPageToken, toPage } from '@countersign/grpc';
import type { CatalogServiceService, ListProductsRequest } from '@countersign/proto/catalog';
import type { Clock } from '@countersign/runtime';
import { type Locale, resolveLocale } from '@countersign/texts';
import type { Kysely } from 'kysely';
import { planRenewals } from './calendar.ts';
import type { Catalog } from './catalog.ts';
import type { CatalogDatabase } from './database.ts';
import {
  toLine,
  toPlannedMessage,
  toPriceLinesResponse,
  toProductMessage,
  toSupportMessage,
  toTierMessage,
  toUpcoming,
  toValidity,
} from './messages.ts';
import { currencyNotOffered } from './pricing.ts';
import { findPrice, isAvailable, type Product } from './product.ts';
import { pricePurchase } from './purchase.ts';
import { createSnapshot } from './snapshot.ts';
import { textIn } from './texts.ts';

export interface CatalogServiceDeps {
  db: Kysely<CatalogDatabase>;
  clock: Clock;
}

const mostLines = 50;
const defaultCurrency = 'USD';

/** Handlers of `CatalogService`. */
export function createCatalogService({ db, clock }: CatalogServiceDeps): Handlers<typeof CatalogServiceService> {
  const read = createSnapshot(db, clock);
  return {
    async listFamilies({ language }) {
      const { families } = await read();
      const locale = resolveLocale(language);
      return {
        families: families.map(({ code, name, summary }) => ({
          code,
          name: textIn(name, locale),
          summary: textIn(summary, locale),
        })),
      };
    },

    async listProducts(request) {
      const catalog = await read();
      const { family, pageSize, pageToken, language } = request;
      const codes = catalog.families.map(({ code }) => code);
      if (family !== '' && !codes.includes(family)) {
        throw invalidField('FAMILY_NOT_FOUND', '/family', `must be one of ${codes.join(', ')}`);
      }
      const currency = checkCurrency(catalog, request.currency);
      const locale = resolveLocale(language);
      const size = readPageSize(pageSize);
      const after = readPageToken(pageToken, [/^\S+$/])?.[0] ?? '';
      const found = [...catalog.products.values()].filter(
        (product) => product.code > after && matches(product, request, locale),
      );
      const { page, nextPageToken } = toPage(found, { size, cursorOf: ({ code }) => [code] });
      const view = { rules: catalog.validityRules, at: clock.now(), locale, currency };
      return {
        products: page.map((product) => toProductMessage(product, view)),
        nextPageToken,
      };
    },

    async getProduct({ code, language, currency }) {
      const catalog = await read();
      const view = {
        rules: catalog.validityRules,
        at: clock.now(),
        locale: resolveLocale(language),
        currency: checkCurrency(catalog, currency),
      };
      return { product: toProductMessage(getProduct(catalog.products, code), view) };
    },

    async getProductVersion({ versionId, language }) {
      const { versions, validityRules: rules } = await read();
      const product = getProduct(versions, versionId);
      const [firstPrice] = product.prices;
      const { currency } = findPrice(product, defaultCurrency) ?? firstPrice ?? { currency: defaultCurrency };
      return {
        product: toProductMessage(product, { rules, at: clock.now(), locale: resolveLocale(language), currency }),
      };
    },

    async getValidity({ code, at = clock.now() }) {
      const { latest, validityRules } = await read();
      const { validityProfile } = getProduct(latest, code);
      return {
        validity: toValidity(validityRules, validityProfile, at),
        upcoming: toUpcoming(validityRules, validityProfile, at),
      };
    },

    async planRenewals({ code, from = clock.now(), until }) {
      const { latest, validityRules } = await read();
      const { validityProfile: profile } = getProduct(latest, code);
      if (until === undefined) throw invalidField('TERM_INVALID', '/until', 'must be there');
      return { certificates: planRenewals(validityRules, { profile, from, until }).map(toPlannedMessage) };
    },

    async priceLines({ currency, lines, country, taxId, language, at = clock.now() }) {
      if (lines.length < 1 || lines.length > mostLines) {
        throw invalid('LINES_OUT_OF_RANGE', `a cart takes 1 to ${mostLines} lines`, {
          fields: [{ pointer: '/lines', detail: `must be 1 to ${mostLines} lines` }],
        });
      }
      const catalog = await read();
      const purchase = pricePurchase(catalog, { lines: lines.map(toLine), currency, country, taxId, at });
      return toPriceLinesResponse(purchase, { locale: resolveLocale(language), generation: catalog.generation });
    },

    async listTiers() {
      const { tiers } = await read();
      return { tiers: tiers.map(toTierMessage) };
    },

    async getSupport({ at = clock.now(), language }) {
      const { support } = await read();
      return toSupportMessage(support, { at, locale: resolveLocale(language) });
    },

    async getGeneration() {
      const { generation } = await read();
      return { generation };
    },
  };
}

function getProduct(products: ReadonlyMap<string, Product>, key: string): Product {
  const product = products.get(key);
  if (product === undefined) throw notFound('PRODUCT_NOT_FOUND', 'no such product');
  return product;
}

/** Every listed product is sold in every currency on offer. */
function checkCurrency({ products }: Catalog, wanted: string): string {
  const offered = new Set([...products.values()].flatMap(({ prices }) => prices.map(({ currency }) => currency)));
  if (wanted === '') return defaultCurrency;
  if (!offered.has(wanted)) throw currencyNotOffered(offered);
  return wanted;
}

function matches(product: Product, request: ListProductsRequest, locale: Locale): boolean {
  const { code, name, summary, family, validationLevel, names } = product;
  const wanted = request.query.trim().toLowerCase();
  return (
    (request.family === '' || family === request.family) &&
    (request.validationLevel === '' || validationLevel === request.validationLevel) &&
    (!request.wildcardOnly || names.wildcard !== 'never') &&
    (!request.availableOnly || isAvailable(product)) &&
    [code, textIn(name, locale), textIn(summary, locale)].some((text) => text.toLowerCase().includes(wanted))
  );
}
