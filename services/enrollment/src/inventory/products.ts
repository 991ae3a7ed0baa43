import type { Caller } from '@countersign/grpc';
import type { CatalogServiceService, NameRules, Product, Validity } from '@countersign/proto/catalog';

/** What the inventory asks catalog. */
export type CatalogClient = Pick<
  Caller<typeof CatalogServiceService>,
  'getProduct' | 'getProductVersion' | 'getValidity' | 'planRenewals'
>;

/** A product as a licence was sold. */
export interface SoldProduct {
  code: string;
  versionId: string;
  /** In the language asked for. */
  name: string;
  validationLevel: string;
  /** Empty for one that has none. */
  issuanceProfile: string;
  nameRules: NameRules;
}

/** The products of licences. */
export interface Products {
  /** The product under the version of a licence; the current version for a licence of before there were versions. */
  ofLicence(licence: { productCode: string; productVersionId: string | null }, language: string): Promise<SoldProduct>;
  /** How long a certificate of the product lives when it is issued at a moment. */
  validityAt(productCode: string, at: Date): Promise<Validity>;
}

const mostKept = 1000;

/** Reads products from catalog; a version never changes, so it is asked for once. */
export function createProducts(catalog: CatalogClient): Products {
  const versions = new Map<string, SoldProduct>();
  return {
    ofLicence: async ({ productCode, productVersionId }, language) => {
      if (productVersionId === null) {
        const { product } = await catalog.getProduct({ code: productCode, language, currency: '' });
        return toSoldProduct(product, productCode);
      }
      const key = `${productVersionId} ${language}`;
      const known = versions.get(key);
      if (known !== undefined) return known;
      const { product } = await catalog.getProductVersion({ versionId: productVersionId, language });
      const sold = toSoldProduct(product, productCode);
      if (versions.size >= mostKept) versions.clear();
      versions.set(key, sold);
      return sold;
    },
    validityAt: async (code, at) => {
      const { validity } = await catalog.getValidity({ code, at });
      if (validity === undefined || validity.days < 1) throw new Error(`catalog knows no validity of ${code}`);
      return validity;
    },
  };
}

function toSoldProduct(product: Product | undefined, code: string): SoldProduct {
  if (product === undefined) throw new Error(`catalog answered without the product ${code}`);
  const { versionId, name, validationLevel, issuanceProfile, includedNames, maxExtraDomains } = product;
  const nameRules = product.nameRules ?? {
    included: includedNames,
    wwwPair: false,
    maxExtra: maxExtraDomains,
    wildcard: 'never',
    internalNames: false,
  };
  return { code: product.code, versionId, name, validationLevel, issuanceProfile, nameRules };
}
