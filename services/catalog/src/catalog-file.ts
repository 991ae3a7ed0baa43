import { type Static, type TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { CatalogData, CatalogFile } from './catalog-data.ts';
import { findFaults } from './catalog-faults.ts';

/** Thrown with everything that is wrong with a catalog; each fault begins with the JSON Pointer of its place. */
export class CatalogError extends Error {
  override readonly name = 'CatalogError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`The catalog is not usable:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.faults = faults;
  }
}

/**
 * The catalog that an operator wants: the built-in one, with the parts that his file holds in place of its own; prices
 * product by product. Throws `CatalogError` when the text is not JSON, has another shape, or contradicts itself.
 */
export function readCatalog(builtIn: CatalogData, file: string): CatalogData {
  const own = checkShape(CatalogFile, parse(file));
  const strangers = Object.keys(own.prices ?? {}).filter(
    (code) => !(own.products ?? builtIn.products).some((product) => product.code === code),
  );
  if (strangers.length > 0) throw new CatalogError(strangers.map((code) => `/prices/${code} is of no product`));
  return checkCatalog({ ...builtIn, ...own, prices: { ...builtIn.prices, ...own.prices } });
}

/** The catalog itself, when it is one. Throws `CatalogError`. */
export function checkCatalog(data: unknown): CatalogData {
  const catalog = checkShape(CatalogData, data);
  const faults = findFaults(catalog);
  if (faults.length > 0) throw new CatalogError(faults);
  return catalog;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CatalogError([`is not JSON: ${error instanceof Error ? error.message : ''}`]);
  }
}

function checkShape<T extends TSchema>(schema: T, data: unknown): Static<T> {
  if (Value.Check(schema, data)) return data;
  const faults = [...Value.Errors(schema, data)].map(({ instancePath, message, params }) => {
    const extra = 'additionalProperties' in params ? `: ${String(params['additionalProperties'])}` : '';
    return `${instancePath || '/'} ${message}${extra}`;
  });
  throw new CatalogError(faults);
}
