import { type Caller, type CallerOptions, createCaller } from '@countersign/grpc';
import { CatalogServiceService } from '@countersign/proto/catalog';

/** What this service asks of the catalog. */
export type CatalogCaller = Pick<Caller<typeof CatalogServiceService>, 'priceLines' | 'close'>;

/** Makes the caller of the catalog at `address` (host:port). */
export function createCatalogCaller(options: Pick<CallerOptions, 'address' | 'tls' | 'metrics'>): CatalogCaller {
  return createCaller(CatalogServiceService, { ...options, callee: 'catalog' });
}
