import { type Caller, createCaller, type TlsMaterial } from '@countersign/grpc';
import { CatalogServiceService } from '@countersign/proto/catalog';

/** What this service asks of the catalog. */
export type CatalogCaller = Pick<Caller<typeof CatalogServiceService>, 'priceLines' | 'close'>;

/** Makes the caller of the catalog at `address` (host:port). */
export function createCatalogCaller({ address, tls }: { address: string; tls: TlsMaterial }): CatalogCaller {
  return createCaller(CatalogServiceService, { address, callee: 'catalog', tls });
}
