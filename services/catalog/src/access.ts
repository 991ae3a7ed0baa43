import type { AccessTable } from '@countersign/grpc';
import type { CatalogServiceService } from '@countersign/proto/catalog';

/** Which services may use which method. */
export const access: AccessTable<typeof CatalogServiceService> = {
  listFamilies: ['gateway'],
  listProducts: ['gateway'],
  getProduct: ['gateway'],
  getValidity: ['gateway'],
  priceLines: ['order'],
};
