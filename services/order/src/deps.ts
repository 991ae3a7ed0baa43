import type { Clock, Logger } from '@countersign/runtime';
import type { Keyring } from '@countersign/sealing';
import type { Kysely } from 'kysely';
import type { CatalogCaller } from './clients.ts';
import type { OrderDatabase } from './database.ts';
import type { OrderMetrics } from './metrics.ts';
import type { PaymentProvider } from './payment/payment-provider.ts';

/** What the handlers of `OrderService` work with. */
export interface OrderServiceDeps {
  db: Kysely<OrderDatabase>;
  clock: Clock;
  catalog: CatalogCaller;
  provider: PaymentProvider;
  /** Keys of the orders' secrets. */
  pepper: Keyring;
  /** Version of the terms that a new order's buyer must accept. */
  termsVersion: string;
  logger: Logger;
  metrics: OrderMetrics;
}
