import { accountAuditTopic, signAccountEvent } from '@countersign/audit';
import { checkDatabase, createDatabase } from '@countersign/db';
import {
  createCaller,
  createObservability,
  implement,
  reauthenticationMsOf,
  reauthenticationSettings,
  serve,
  serviceSettings,
  tlsOf,
} from '@countersign/grpc';
import { startRelay, startWorker } from '@countersign/jobs';
import { createMailer } from '@countersign/messaging';
import { CatalogServiceService } from '@countersign/proto/catalog';
import { CertificateAuthorityServiceService } from '@countersign/proto/certificate-authority';
import { EnrollmentServiceService } from '@countersign/proto/enrollment';
import { IdentityServiceService } from '@countersign/proto/identity';
import { OrderServiceService } from '@countersign/proto/order';
import { SecondFactorServiceService } from '@countersign/proto/second-factor';
import { readConfig, systemClock } from '@countersign/runtime';
import { followKeyring } from '@countersign/sealing';
import { Type } from 'typebox';
import { access } from './access.ts';
import { createTiers } from './account/tiers.ts';
import { countExpiring } from './certificate/expiring.ts';
import { createCertificateMetrics } from './certificate/metrics.ts';
import { startInventorySweep } from './certificate/sweep.ts';
import { oldestWaitingSeconds } from './certificate/waiting.ts';
import type { EnrollmentDatabase } from './database.ts';
import { createEnrollmentService } from './enrollment-service.ts';
import { createEnrollmentJobs } from './enrollment-worker.ts';
import { createProducts } from './inventory/products.ts';
import { createLinkMaker } from './link-token.ts';
import { createEnrollmentMetrics } from './metrics.ts';
import { queueName } from './queue.ts';

const settings = readConfig(
  Type.Object({
    ...serviceSettings,
    DATABASE_URL: Type.String(),
    REDIS_URL: Type.String(),
    PEPPER: Type.String(),
    /** Signs what is told to the accounts' audit. */
    AUDIT_KEY: Type.String(),
    SMTP_URL: Type.String(),
    MAIL_FROM: Type.String(),
    FRONTEND_URL: Type.String({ pattern: '^https?://' }),
    ORDER_ADDRESS: Type.String(),
    CATALOG_ADDRESS: Type.String(),
    IDENTITY_ADDRESS: Type.String(),
    CERTIFICATE_AUTHORITY_ADDRESS: Type.String(),
    SECOND_FACTOR_ADDRESS: Type.String(),
    ...reauthenticationSettings,
  }),
  process.env,
);
const { logger, metrics: registry } = await createObservability('enrollment', settings);
const keyrings = { environment: process.env, logger, metrics: registry };
const db = createDatabase<EnrollmentDatabase>({ url: settings.DATABASE_URL, logger, metrics: registry });
const place = { url: settings.REDIS_URL };
const calling = { tls: tlsOf(settings), metrics: registry };
const orders = createCaller(OrderServiceService, { address: settings.ORDER_ADDRESS, callee: 'order', ...calling });
const identity = createCaller(IdentityServiceService, {
  address: settings.IDENTITY_ADDRESS,
  callee: 'identity',
  ...calling,
});
const catalog = createCaller(CatalogServiceService, {
  address: settings.CATALOG_ADDRESS,
  callee: 'catalog',
  ...calling,
});
const authority = createCaller(CertificateAuthorityServiceService, {
  address: settings.CERTIFICATE_AUTHORITY_ADDRESS,
  callee: 'certificate-authority',
  ...calling,
});
const secondFactor = createCaller(SecondFactorServiceService, {
  address: settings.SECOND_FACTOR_ADDRESS,
  callee: 'second-factor',
  ...calling,
});
const mailer = createMailer({ smtpUrl: settings.SMTP_URL, from: settings.MAIL_FROM, metrics: registry });
const pepper = followKeyring('PEPPER', settings.PEPPER, keyrings);
const auditKey = followKeyring('AUDIT_KEY', settings.AUDIT_KEY, keyrings);
const shared = {
  db,
  clock: systemClock,
  logger,
  metrics: createEnrollmentMetrics(registry),
  orders,
  links: createLinkMaker(pepper),
  catalog,
  products: createProducts(catalog),
  authority,
  certificateMetrics: createCertificateMetrics(registry, {
    oldestWaiting: () => oldestWaitingSeconds(db, systemClock.now()),
    expiring: () => countExpiring(db, systemClock.now()),
  }),
  frontendUrl: settings.FRONTEND_URL.replace(/\/+$/, ''),
};
const handlers = createEnrollmentJobs({ ...shared, mailer, pepper });

const worker = startWorker({ queue: queueName, place, handlers, logger, metrics: registry });
const sweep = startInventorySweep(shared);
const finish = {
  [accountAuditTopic]: (payload: Readonly<Record<string, string>>) => signAccountEvent(auditKey, payload),
};
const relay = startRelay({ db, place, logger, metrics: registry, finish });
await serve({
  settings,
  logger,
  metrics: registry,
  implementations: [
    implement(
      EnrollmentServiceService,
      createEnrollmentService({
        ...shared,
        identity,
        secondFactor,
        reauthenticationMs: reauthenticationMsOf(settings),
        tiers: createTiers({ catalog, clock: systemClock }),
      }),
      access,
    ),
  ],
  checks: { database: () => checkDatabase(db) },
  steps: [
    { name: 'worker', close: () => worker.close() },
    { name: 'sweep', close: () => sweep.close() },
    { name: 'relay', close: () => relay.close() },
    { name: 'mailer', close: () => mailer.close() },
    { name: 'order', close: () => orders.close() },
    { name: 'identity', close: () => identity.close() },
    { name: 'catalog', close: () => catalog.close() },
    { name: 'second-factor', close: () => secondFactor.close() },
    { name: 'certificate-authority', close: () => authority.close() },
    { name: 'database', close: () => db.destroy() },
  ],
});
