import type { AccessTable } from '@countersign/grpc';
import type { CatalogServiceService } from '@countersign/proto/catalog';

/** Which services may use which method. */
export const access: AccessTable<typeof CatalogServiceService> = {
  listFamilies: ['gateway'],
  listProducts: ['gateway'],
  getProduct: ['gateway', 'order', 'enrollment'],
  getValidity: ['gateway', 'enrollment'],
  getProductVersion: ['gateway', 'order', 'enrollment'],
  planRenewals: ['gateway', 'order', 'enrollment'],
  listTiers: ['gateway', 'order', 'enrollment'],
  getSupport: ['gateway'],
  getGeneration: ['gateway'],
  priceLines: ['gateway', 'order'],
};
