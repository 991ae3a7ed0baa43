import type { Family, Product } from './product.ts';
import type { Support } from './support.ts';
import type { TaxRule, TaxUnion } from './tax.ts';
import type { Tier, TierRule } from './tier.ts';
import type { ValidityRule } from './validity.ts';

/** Everything the catalog knows, as of one moment. */
export interface Catalog {
  /** Changes exactly when something else in here does. */
  generation: string;
  families: readonly Family[];
  /** Listed products by code, in the order of their codes. */
  products: ReadonlyMap<string, Product>;
  /** The newest version of every product that ever was, listed or not: what was sold still needs certificates. */
  latest: ReadonlyMap<string, Product>;
  /** Every version that ever was, by its id. */
  versions: ReadonlyMap<string, Product>;
  validityRules: readonly ValidityRule[];
  taxes: { rules: readonly TaxRule[]; union: TaxUnion };
  /** In the order in which they are tried. */
  tierRules: readonly TierRule[];
  /** The smallest first. */
  tiers: readonly Tier[];
  support: Support;
}
