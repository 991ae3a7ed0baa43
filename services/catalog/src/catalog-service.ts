import { invalid, invalidField, notFound } from '@countersign/errors';
import { enumValue, type Handlers } from '@countersign/grpc';
import type { CatalogServiceService } from '@countersign/proto/catalog';
import type { Clock } from '@countersign/runtime';
import type { Kysely } from 'kysely';
import { type Catalog, loadCatalog } from './catalog-store.ts';
import type { CatalogDatabase } from './database.ts';
import { toLine, toMoney, toPricedLineMessage, toProductMessage, toValidity } from './messages.ts';
import { priceLine } from './pricing.ts';
import type { Product } from './product.ts';
import { decideTier } from './tier.ts';

export interface CatalogServiceDeps {
  db: Kysely<CatalogDatabase>;
  clock: Clock;
}

const mostLines = 50;
const defaultPage = 20;
const largestPage = 100;
/** The catalog changes by a seed at most, so a second-old copy is as good as a fresh one. */
const snapshotMs = 1_000;

/** Handlers of `CatalogService`. */
export function createCatalogService({ db, clock }: CatalogServiceDeps): Handlers<typeof CatalogServiceService> {
  const read = snapshot(() => loadCatalog(db), clock);
  return {
    async listFamilies() {
      const { families } = await read();
      return { families: [...families] };
    },

    async listProducts({ family, query, pageSize, pageToken }) {
      const { products, families, validityRules } = await read();
      if (family !== '' && !families.some(({ code }) => code === family)) {
        throw invalidField(
          'FAMILY_NOT_FOUND',
          '/family',
          `must be one of ${families.map(({ code }) => code).join(', ')}`,
        );
      }
      const size = pageSize === 0 ? defaultPage : Math.min(pageSize, largestPage);
      const found = products.filter(
        (product) =>
          (family === '' || product.family === family) && matches(product, query) && product.code > pageToken,
      );
      const page = found.slice(0, size);
      return {
        products: page.map((product) => toProductMessage(product, validityRules, clock.now())),
        nextPageToken: found.length > size ? (page.at(-1)?.code ?? '') : '',
      };
    },

    async getProduct({ code }) {
      const { products, validityRules } = await read();
      return { product: toProductMessage(getProduct(products, code), validityRules, clock.now()) };
    },

    async getValidity({ code, at }) {
      const { products, validityRules } = await read();
      return { validity: toValidity(getProduct(products, code), validityRules, at ?? clock.now()) };
    },

    async priceLines({ currency, lines }) {
      if (lines.length < 1 || lines.length > mostLines) {
        throw invalid('LINES_OUT_OF_RANGE', `a cart takes 1 to ${mostLines} lines`, {
          fields: [{ pointer: '/lines', detail: `must be 1 to ${mostLines} lines` }],
        });
      }
      const { products, tierRules } = await read();
      const byCode = new Map(products.map((product) => [product.code, product]));
      const priced = lines.map((line, index) =>
        priceLine(toLine(line), byCode.get(line.productCode), currency, `/lines/${index}`),
      );
      const rule = decideTier(tierRules, lines);
      const [first] = priced;
      if (first === undefined) throw new Error('no line was priced');
      return {
        lines: priced.map(toPricedLineMessage),
        dueNow: toMoney(first.price, sum(priced.map(({ dueNow }) => dueNow))),
        termTotal: toMoney(first.price, sum(priced.map(({ termTotal }) => termTotal))),
        tier: { tier: enumValue('ACCOUNT_TIER', rule.tier), ruleId: rule.ruleId, explanation: rule.explanation },
      };
    },
  };
}

function getProduct(products: readonly Product[], code: string): Product {
  const product = products.find((each) => each.code === code);
  if (product === undefined) throw notFound('PRODUCT_NOT_FOUND', 'no such product');
  return product;
}

function matches({ code, name, summary }: Product, query: string): boolean {
  const wanted = query.trim().toLowerCase();
  return [code, name, summary].some((text) => text.toLowerCase().includes(wanted));
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

/** Keeps what `load` returned for a second; a failed load is not kept. */
function snapshot(load: () => Promise<Catalog>, clock: Clock): () => Promise<Catalog> {
  let kept: Promise<Catalog> | undefined;
  let keptUntilMs = 0;
  return () => {
    const now = clock.now().getTime();
    if (kept === undefined || now >= keptUntilMs) {
      keptUntilMs = now + snapshotMs;
      kept = load();
      kept.catch(() => {
        keptUntilMs = 0;
      });
    }
    return kept;
  };
}
