import { checkDatabase, createDatabase } from '@countersign/db';
import { createObservability, implement, serve, tlsOf } from '@countersign/grpc';
import { startRelay, startWorker } from '@countersign/jobs';
import { OrderServiceService } from '@countersign/proto/order';
import { systemClock } from '@countersign/runtime';
import { readKeyring } from '@countersign/sealing';
import { access } from './access.ts';
import { createCatalogCaller } from './clients.ts';
import { readOrderConfig } from './config.ts';
import type { OrderDatabase } from './database.ts';
import type { OrderServiceDeps } from './deps.ts';
import { createOrderMetrics } from './metrics.ts';
import { oldestSagaSeconds } from './order/saga.ts';
import { countTroubles } from './order/trouble.ts';
import { createOrderService } from './order-service.ts';
import { oldestProcessingSeconds } from './payment/attempt-store.ts';
import { orderQueue } from './payment/event-store.ts';
import { startPaymentJanitor } from './payment/janitor.ts';
import { createPaymentJobs } from './payment/payment-jobs.ts';
import { createProvider } from './payment/providers.ts';
import { startSweep } from './sweep.ts';

const settings = readOrderConfig(process.env);
const { logger, metrics } = createObservability('order', settings);
const db = createDatabase<OrderDatabase>({ url: settings.DATABASE_URL, logger });
const clock = systemClock;
const deps: OrderServiceDeps = {
  db,
  clock,
  catalog: createCatalogCaller({ address: settings.CATALOG_ADDRESS, tls: tlsOf(settings) }),
  provider: createProvider(settings, clock),
  pepper: readKeyring(settings.PEPPER),
  termsVersion: settings.TERMS_VERSION,
  logger,
  metrics: createOrderMetrics(metrics, {
    oldestAwaitingSeconds: () => oldestProcessingSeconds(db, clock.now()),
    oldestSagaSeconds: () => oldestSagaSeconds(db, clock.now()),
    troubles: () => countTroubles(db),
  }),
};

const place = { url: settings.REDIS_URL };
const relay = startRelay({ db, place, logger, metrics });
const worker = startWorker({ queue: orderQueue, place, handlers: createPaymentJobs(deps), logger, metrics });
const janitor = startPaymentJanitor(deps);
const sweep = startSweep(deps);

await serve({
  settings,
  logger,
  metrics,
  implementation: implement(OrderServiceService, createOrderService(deps), access),
  checks: { database: () => checkDatabase(db) },
  steps: [
    { name: 'worker', close: () => worker.close() },
    { name: 'janitor', close: () => janitor.close() },
    { name: 'sweep', close: () => sweep.close() },
    { name: 'relay', close: () => relay.close() },
    { name: 'catalog', close: () => deps.catalog.close() },
    { name: 'database', close: () => db.destroy() },
  ],
});
