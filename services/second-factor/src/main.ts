import { checkDatabase, createDatabase } from '@countersign/db';
import { createObservability, implement, serve, serviceSettings } from '@countersign/grpc';
import { startRelay, startWorker } from '@countersign/jobs';
import { createMailer, createSmsSender } from '@countersign/messaging';
import { SecondFactorServiceService } from '@countersign/proto/second-factor';
import { readConfig, systemClock } from '@countersign/runtime';
import { followKeyring, startResealing } from '@countersign/sealing';
import { Type } from 'typebox';
import { access } from './access.ts';
import { createDeliveryJob, type DeliveryDeps } from './code/delivery-job.ts';
import { deliveryQueue, deliveryTopic, fallbackTopic, noticeTopic } from './code/delivery-topics.ts';
import { createFallbackJob } from './code/fallback-job.ts';
import { createConversionAlarm, startConversionWatch } from './code/sms-conversion.ts';
import { codesFit } from './code/sms-fit.ts';
import type { SecondFactorDatabase } from './database.ts';
import { createNoticeJob } from './delivered-factor/destination-notice.ts';
import { createPrintJob, printTopic } from './grid-card/print-job.ts';
import { readIdentityKey } from './identity-key.ts';
import { createSecondFactorOutcomes } from './outcomes.ts';
import { policySettings, readPolicy } from './policy/policy.ts';
import { sealedColumns } from './sealed-columns.ts';
import { createSecondFactorService } from './second-factor-service.ts';
import { createAssertionSigner } from './signing-challenge/assertion.ts';
import { startActivationWorkers } from './soft-token/activation-workers.ts';
import { startSweeping } from './sweep.ts';

const settings = readConfig(
  Type.Object({
    ...serviceSettings,
    DATABASE_URL: Type.String(),
    REDIS_URL: Type.String(),
    KEYRING: Type.String(),
    PEPPER: Type.String(),
    ASSERTION_KEY: Type.String(),
    /** Private JSON Web Key Set, Ed25519: what apps know this service by. */
    IDENTITY_KEY: Type.String(),
    /** Address of the gateway. */
    PUBLIC_URL: Type.String({ default: 'http://localhost:8080' }),
    PROVIDER_NAME: Type.String({ default: 'Countersign' }),
    SMTP_URL: Type.String(),
    MAIL_FROM: Type.String(),
    SMS_URL: Type.String(),
    SMS_ACCOUNT: Type.String(),
    // Receipts are signed with it: one that is empty would let anybody sign them.
    SMS_TOKEN: Type.String({ minLength: 1 }),
    SMS_FROM: Type.String(),
    /** Host of the page that asks for PINs; the last line of the message binds the code to it. */
    PUBLIC_HOST: Type.String({ default: 'localhost' }),
    ...policySettings,
  }),
  process.env,
);

const { logger, metrics } = await createObservability('second-factor', settings);
const keyrings = { environment: process.env, logger, metrics };
const db = createDatabase<SecondFactorDatabase>({ url: settings.DATABASE_URL, logger, metrics });
const place = { url: settings.REDIS_URL };
const keyring = followKeyring('KEYRING', settings.KEYRING, keyrings);
const policy = readPolicy(settings);
const outcomes = createSecondFactorOutcomes(metrics);
const mailer = createMailer({ smtpUrl: settings.SMTP_URL, from: settings.MAIL_FROM, metrics });
const sms = createSmsSender({
  url: settings.SMS_URL,
  account: settings.SMS_ACCOUNT,
  token: settings.SMS_TOKEN,
  from: settings.SMS_FROM,
  metrics,
});

const activationWorkers = startActivationWorkers();

const pepper = followKeyring('PEPPER', settings.PEPPER, keyrings);
const service = createSecondFactorService({
  db,
  policy,
  clock: systemClock,
  keyring,
  pepper,
  signAssertion: await createAssertionSigner(settings.ASSERTION_KEY),
  activationWorkers,
  identityKey: readIdentityKey(settings.IDENTITY_KEY),
  publicUrl: settings.PUBLIC_URL,
  smsToken: settings.SMS_TOKEN,
  providerName: settings.PROVIDER_NAME,
  logger,
  outcomes,
});
const relay = startRelay({ db, place, logger, metrics });
if (!codesFit(settings.PUBLIC_HOST)) {
  logger.warn({ host: settings.PUBLIC_HOST }, 'codes take more than one text message each: PUBLIC_HOST is long');
}
const delivery: DeliveryDeps = {
  db,
  policy,
  clock: systemClock,
  keyring,
  mailer,
  sms,
  publicHost: settings.PUBLIC_HOST,
  publicUrl: settings.PUBLIC_URL,
  outcomes,
};
const worker = startWorker({
  queue: deliveryQueue,
  place,
  handlers: {
    [deliveryTopic]: createDeliveryJob(delivery),
    [fallbackTopic]: createFallbackJob({ db, policy, clock: systemClock, keyring, pepper, logger }),
    [noticeTopic]: createNoticeJob(delivery),
    [printTopic]: createPrintJob({ db, clock: systemClock, keyring, pepper, providerName: settings.PROVIDER_NAME }),
  },
  logger,
  metrics,
});
const sweeping = startSweeping({ db, clock: systemClock, logger });
createConversionAlarm(metrics, { db, clock: systemClock });
const conversion = startConversionWatch({ db, clock: systemClock, policy, logger });
const resealing = startResealing({ db, keyring, sealed: sealedColumns, metrics, logger });

await serve({
  settings,
  logger,
  metrics,
  implementations: [implement(SecondFactorServiceService, service, access)],
  checks: { database: () => checkDatabase(db) },
  steps: [
    { name: 'activation workers', close: () => activationWorkers.close() },
    { name: 'worker', close: () => worker.close() },
    { name: 'relay', close: () => relay.close() },
    { name: 'sweep', close: () => sweeping.close() },
    { name: 'conversion', close: () => conversion.close() },
    { name: 'mailer', close: () => mailer.close() },
    { name: 're-sealing', close: () => resealing.close() },
    { name: 'database', close: () => db.destroy() },
  ],
});
