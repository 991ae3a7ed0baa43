import { accountAuditTopic, signAccountEvent } from '@countersign/audit';
import { checkDatabase, createDatabase, whenAvailable } from '@countersign/db';
import { createObservability, implement, serve, tlsOf } from '@countersign/grpc';
import { startRelay, startWorker } from '@countersign/jobs';
import { createMailer } from '@countersign/messaging';
import { OrderServiceService } from '@countersign/proto/order';
import { systemClock } from '@countersign/runtime';
import { followKeyring } from '@countersign/sealing';
import { access } from './access.ts';
import { createCatalogCaller } from './clients.ts';
import { readOrderConfig, sellerOf } from './config.ts';
import type { OrderDatabase } from './database.ts';
import type { OrderServiceDeps } from './deps.ts';
import { registerSeller } from './document/seller.ts';
import { createMailJobs } from './mail/mail-jobs.ts';
import { createOrderMetrics } from './metrics.ts';
import { oldestSagaSeconds } from './order/saga.ts';
import { countTroubles } from './order/trouble.ts';
import { createOrderService } from './order-service.ts';
import { oldestProcessingSeconds } from './payment/attempt-store.ts';
import { orderQueue } from './payment/event-store.ts';
import { startPaymentJanitor } from './payment/janitor.ts';
import { createPaymentJobs } from './payment/payment-jobs.ts';
import { createProvider } from './payment/providers.ts';
import { startSubscriptionSweep } from './subscription/sweep.ts';
import { startSweep } from './sweep.ts';

const settings = readOrderConfig(process.env);
const { logger, metrics } = await createObservability('order', settings);
const keyrings = { environment: process.env, logger, metrics };
const db = createDatabase<OrderDatabase>({ url: settings.DATABASE_URL, logger, metrics });
const clock = systemClock;
const deps: OrderServiceDeps = {
  db,
  clock,
  catalog: createCatalogCaller({ address: settings.CATALOG_ADDRESS, tls: tlsOf(settings), metrics }),
  provider: createProvider(settings, clock),
  pepper: followKeyring('PEPPER', settings.PEPPER, keyrings),
  termsVersion: settings.TERMS_VERSION,
  logger,
  metrics: createOrderMetrics(metrics, {
    oldestAwaitingSeconds: () => oldestProcessingSeconds(db, clock.now()),
    oldestSagaSeconds: () => oldestSagaSeconds(db, clock.now()),
    troubles: () => countTroubles(db),
  }),
};

await whenAvailable(() => registerSeller(db, sellerOf(settings), clock.now()));
const mailer = createMailer({ smtpUrl: settings.SMTP_URL, from: settings.MAIL_FROM, metrics });
const frontendUrl = settings.FRONTEND_URL.replace(/\/+$/, '');
const handlers = { ...createPaymentJobs(deps), ...createMailJobs({ ...deps, mailer, frontendUrl }) };

const place = { url: settings.REDIS_URL };
const auditKey = followKeyring('AUDIT_KEY', settings.AUDIT_KEY, keyrings);
const relay = startRelay({
  db,
  place,
  logger,
  metrics,
  finish: { [accountAuditTopic]: (payload) => signAccountEvent(auditKey, payload) },
});
const worker = startWorker({ queue: orderQueue, place, handlers, logger, metrics });
const janitor = startPaymentJanitor(deps);
const sweep = startSweep(deps);
const subscriptionSweep = startSubscriptionSweep(deps);

await serve({
  settings,
  logger,
  metrics,
  implementations: [implement(OrderServiceService, createOrderService(deps), access)],
  checks: { database: () => checkDatabase(db) },
  steps: [
    { name: 'worker', close: () => worker.close() },
    { name: 'janitor', close: () => janitor.close() },
    { name: 'sweep', close: () => sweep.close() },
    { name: 'subscription-sweep', close: () => subscriptionSweep.close() },
    { name: 'relay', close: () => relay.close() },
    { name: 'mailer', close: () => mailer.close() },
    { name: 'catalog', close: () => deps.catalog.close() },
    { name: 'database', close: () => db.destroy() },
  ],
});
