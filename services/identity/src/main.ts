import { availableParallelism } from 'node:os';
import { checkDatabase, createDatabase } from '@countersign/db';
import { createCaller, createObservability, implement, serve, serviceSettings, tlsOf } from '@countersign/grpc';
import { startRelay, startWorker } from '@countersign/jobs';
import { createMailer } from '@countersign/messaging';
import { IdentityServiceService } from '@countersign/proto/identity';
import { SecondFactorServiceService } from '@countersign/proto/second-factor';
import { readConfig, systemClock } from '@countersign/runtime';
import { followKeyring, startResealing } from '@countersign/sealing';
import { Type } from 'typebox';
import { access } from './access.ts';
import { createAuditJobs } from './audit/account-audit.ts';
import type { IdentityDatabase } from './database.ts';
import { createIdentityService } from './identity-service.ts';
import { createMailJobs } from './mail-jobs.ts';
import { createIdentityMetrics } from './metrics.ts';
import { createHashingLimit } from './password/hashing-limit.ts';
import { createPasswordHasher } from './password/password-hasher.ts';
import { policySettings, readPolicy } from './policy/policy.ts';
import { pepperColumns, sealedColumns } from './sealed-columns.ts';
import { startSweeping } from './sweep.ts';

const settings = readConfig(
  Type.Object({
    ...serviceSettings,
    DATABASE_URL: Type.String(),
    REDIS_URL: Type.String(),
    KEYRING: Type.String(),
    PEPPER: Type.String(),
    AUDIT_KEY: Type.String(),
    SECOND_FACTOR_ADDRESS: Type.String(),
    SMTP_URL: Type.String(),
    MAIL_FROM: Type.String(),
    FRONTEND_URL: Type.String({ format: 'uri' }),
    ...policySettings,
  }),
  process.env,
);
const { logger, metrics } = await createObservability('identity', settings);
const keyrings = { environment: process.env, logger, metrics };
const db = createDatabase<IdentityDatabase>({ url: settings.DATABASE_URL, logger, metrics });
const limit = createHashingLimit({ atOnce: availableParallelism(), waitingAtMost: 200, waitMs: 2_000 });
const pepper = followKeyring('PEPPER', settings.PEPPER, keyrings);
const secondFactor = createCaller(SecondFactorServiceService, {
  address: settings.SECOND_FACTOR_ADDRESS,
  callee: 'second-factor',
  tls: tlsOf(settings),
  metrics,
});
const mailer = createMailer({ smtpUrl: settings.SMTP_URL, from: settings.MAIL_FROM, metrics });
const policy = readPolicy(settings);
const deps = {
  db,
  policy,
  clock: systemClock,
  hasher: await createPasswordHasher({ policy: policy.password, pepper, limit }),
  keyring: followKeyring('KEYRING', settings.KEYRING, keyrings),
  pepper,
  auditKey: followKeyring('AUDIT_KEY', settings.AUDIT_KEY, keyrings),
  secondFactor,
  frontendUrl: settings.FRONTEND_URL.replace(/\/+$/, ''),
  logger,
  metrics: createIdentityMetrics(metrics, () => limit.waiting()),
};
const place = { url: settings.REDIS_URL };
const relay = startRelay({ db, place, logger, metrics });
const worker = startWorker({
  queue: 'identity',
  place,
  handlers: { ...createMailJobs({ ...deps, mailer }), ...createAuditJobs(deps) },
  logger,
  metrics,
});
const sweeping = startSweeping({ ...deps, clock: systemClock, logger });
const resealing = startResealing({
  db,
  keyring: deps.keyring,
  sealed: sealedColumns,
  pepper,
  peppered: pepperColumns,
  metrics,
  logger,
});

await serve({
  settings,
  logger,
  metrics,
  implementations: [implement(IdentityServiceService, createIdentityService(deps), access)],
  checks: { database: () => checkDatabase(db) },
  steps: [
    { name: 'worker', close: () => worker.close() },
    { name: 'relay', close: () => relay.close() },
    { name: 'sweep', close: () => sweeping.close() },
    { name: 'mailer', close: () => mailer.close() },
    { name: 'second-factor', close: () => secondFactor.close() },
    { name: 're-sealing', close: () => resealing.close() },
    { name: 'database', close: () => db.destroy() },
  ],
});
