import type { Catalog } from '../src/catalog.ts';
import type { CatalogData } from '../src/catalog-data.ts';
import type { Product } from '../src/product.ts';
import { seed } from '../src/seed/index.ts';
import { toText } from '../src/texts.ts';

/** The catalog that a seed leads to, without a database; version ids are made of the codes. */
export function seededCatalog(data: CatalogData = seed): Catalog {
  const products = new Map(
    data.products.map((product): [string, Product] => [
      product.code,
      {
        ...product,
        versionId: `pv_${product.code}`,
        isCurrent: true,
        prices: data.prices[product.code] ?? [],
        discounts: data.discounts,
      },
    ]),
  );
  const moment = (text: string | null) => (text === null ? null : new Date(text));
  return {
    ...data,
    generation: 'seeded',
    products,
    latest: products,
    versions: new Map([...products.values()].map((product) => [product.versionId, product])),
    validityRules: data.validityRules.map((rule) => ({
      ...rule,
      issuedFrom: new Date(rule.issuedFrom),
      issuedBefore: moment(rule.issuedBefore),
    })),
    taxes: {
      union: data.taxes.union,
      rules: data.taxes.rules.map((rule) => ({
        ...rule,
        name: toText(rule.name),
        validFrom: new Date(rule.validFrom),
        validBefore: moment(rule.validBefore),
      })),
    },
  };
}
