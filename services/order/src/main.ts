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
import { createOrderService } from './order-service.ts';
import { startChargeSweeper } from './payment/charge-sweeper.ts';
import { createPaymentJobs, orderQueue } from './payment/payment-jobs.ts';
import { oldestProcessingSeconds } from './payment/payment-store.ts';
import { createSandboxProvider } from './payment/sandbox-provider.ts';

const settings = readOrderConfig(process.env);
const { logger, metrics } = createObservability('order', settings);
const db = createDatabase<OrderDatabase>({ url: settings.DATABASE_URL, logger });
const clock = systemClock;
const deps: OrderServiceDeps = {
  db,
  clock,
  catalog: createCatalogCaller({ address: settings.CATALOG_ADDRESS, tls: tlsOf(settings) }),
  provider: createSandboxProvider({
    url: settings.SANDBOX_URL,
    secretKey: settings.SANDBOX_SECRET_KEY,
    webhookSecret: settings.SANDBOX_WEBHOOK_SECRET,
    clock,
  }),
  pepper: readKeyring(settings.PEPPER),
  termsVersion: settings.TERMS_VERSION,
  logger,
  metrics: createOrderMetrics(metrics, () => oldestProcessingSeconds(db, clock.now())),
};

const place = { url: settings.REDIS_URL };
const relay = startRelay({ db, place, logger, metrics });
const worker = startWorker({ queue: orderQueue, place, handlers: createPaymentJobs(deps), logger, metrics });
const sweeper = startChargeSweeper(deps);

await serve({
  settings,
  logger,
  metrics,
  implementation: implement(OrderServiceService, createOrderService(deps), access),
  checks: { database: () => checkDatabase(db) },
  steps: [
    { name: 'worker', close: () => worker.close() },
    { name: 'sweeper', close: () => sweeper.close() },
    { name: 'relay', close: () => relay.close() },
    { name: 'catalog', close: () => deps.catalog.close() },
    { name: 'database', close: () => db.destroy() },
  ],
});
