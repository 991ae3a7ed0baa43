import { accountAuditTopic, signAccountEvent } from '@countersign/audit';
import { checkDatabase, createDatabase } from '@countersign/db';
import { createObservability, implement, serve, serviceSettings, tlsOf } from '@countersign/grpc';
import { startRelay } from '@countersign/jobs';
import { RemoteSigningServiceService } from '@countersign/proto/remote-signing';
import { readConfig, systemClock } from '@countersign/runtime';
import { readKeyring } from '@countersign/sealing';
import { Type } from 'typebox';
import { access } from './access.ts';
import { createClients } from './clients.ts';
import type { RemoteSigningDatabase } from './database.ts';
import { startExpiry } from './expiry.ts';
import { startPdfPreparation } from './format/preparation.ts';
import { createRemoteSigningService } from './remote-signing-service.ts';
import { usualRetries } from './signature/dependencies.ts';

const settings = readConfig(
  Type.Object({
    ...serviceSettings,
    DATABASE_URL: Type.String(),
    REDIS_URL: Type.String(),
    /** Seals documents. */
    KEYRING: Type.String(),
    /** Signs what is told to the accounts' audit. */
    AUDIT_KEY: Type.String(),
    IDENTITY_ADDRESS: Type.String(),
    ENROLLMENT_ADDRESS: Type.String(),
    SECOND_FACTOR_ADDRESS: Type.String(),
    CERTIFICATE_AUTHORITY_ADDRESS: Type.String(),
    SIGNER_ADDRESS: Type.String(),
    /** Days for which a signed document is kept. */
    DOCUMENT_RETENTION_DAYS: Type.Integer({ minimum: 1, maximum: 3650, default: 30 }),
  }),
  process.env,
);
const { logger, metrics } = createObservability('remote-signing', settings);
const db = createDatabase<RemoteSigningDatabase>({ url: settings.DATABASE_URL, logger });
const clients = createClients(
  {
    identity: settings.IDENTITY_ADDRESS,
    enrollment: settings.ENROLLMENT_ADDRESS,
    secondFactor: settings.SECOND_FACTOR_ADDRESS,
    certificateAuthority: settings.CERTIFICATE_AUTHORITY_ADDRESS,
    signer: settings.SIGNER_ADDRESS,
  },
  tlsOf(settings),
);
const keyring = readKeyring(settings.KEYRING);
const auditKey = readKeyring(settings.AUDIT_KEY);
const pdfs = startPdfPreparation();
const service = createRemoteSigningService({
  db,
  clock: systemClock,
  keyring,
  clients,
  pdfs,
  logger,
  metrics,
  documentRetentionDays: settings.DOCUMENT_RETENTION_DAYS,
  retryAfterMs: usualRetries,
});
const relay = startRelay({
  db,
  place: { url: settings.REDIS_URL },
  logger,
  metrics,
  finish: { [accountAuditTopic]: (payload) => signAccountEvent(auditKey, payload) },
});
const expiry = startExpiry({ db, clock: systemClock, logger });

await serve({
  settings,
  logger,
  metrics,
  implementation: implement(RemoteSigningServiceService, service, access),
  checks: { database: () => checkDatabase(db) },
  steps: [
    { name: 'expiry', close: () => expiry.close() },
    { name: 'relay', close: () => relay.close() },
    { name: 'documents', close: () => pdfs.close() },
    { name: 'clients', close: () => clients.close() },
    { name: 'database', close: () => db.destroy() },
  ],
});
