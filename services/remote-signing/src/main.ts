import { accountAuditTopic, signAccountEvent } from '@countersign/audit';
import { checkDatabase, createDatabase } from '@countersign/db';
import {
  createObservability,
  reauthenticationMsOf,
  reauthenticationSettings,
  serve,
  serviceSettings,
  tlsOf,
} from '@countersign/grpc';
import { startRelay, startWorker } from '@countersign/jobs';
import { createMailer } from '@countersign/messaging';
import { readConfig, systemClock } from '@countersign/runtime';
import { followKeyring, startResealing } from '@countersign/sealing';
import { Type } from 'typebox';
import { createClients } from './clients.ts';
import { createCredentialJobs } from './credential/outside-events.ts';
import { startCredentialRounds } from './credential/rounds.ts';
import type { RemoteSigningDatabase } from './database.ts';
import { startExpiry } from './expiry.ts';
import { startPdfPreparation } from './format/preparation.ts';
import { createApprovalJobs } from './oauth/approval-mail.ts';
import { createRemoteSigning } from './remote-signing-service.ts';
import { sealedColumns } from './sealed-columns.ts';
import { usualRetries } from './signature/dependencies.ts';
import { readPemCertificates } from './validation/certificate.ts';
import { startDocumentValidation } from './validation/validation-process.ts';

const settings = readConfig(
  Type.Object({
    ...serviceSettings,
    DATABASE_URL: Type.String(),
    REDIS_URL: Type.String(),
    /** Seals documents. */
    KEYRING: Type.String(),
    /** Signs what is told to the accounts' audit. */
    AUDIT_KEY: Type.String(),
    SMTP_URL: Type.String(),
    MAIL_FROM: Type.String(),
    IDENTITY_ADDRESS: Type.String(),
    ENROLLMENT_ADDRESS: Type.String(),
    SECOND_FACTOR_ADDRESS: Type.String(),
    CERTIFICATE_AUTHORITY_ADDRESS: Type.String(),
    SIGNER_ADDRESS: Type.String(),
    ...reauthenticationSettings,
    /** Days for which a signed document is kept. */
    DOCUMENT_RETENTION_DAYS: Type.Integer({ minimum: 1, maximum: 3650, default: 30 }),
    /** Address of the gateway for the world, without a slash at its end: the issuer that applications know. */
    PUBLIC_URL: Type.String({ pattern: '^https?://.*[^/]$' }),
    /** Hours for which an application may go on by what a user granted it. */
    OAUTH_GRANT_HOURS: Type.Integer({ minimum: 1, maximum: 24, default: 12 }),
    /** Certificates that validation trusts besides our own root, PEM. */
    TRUST_ANCHORS: Type.String({ default: '' }),
  }),
  process.env,
);
const { logger, metrics } = await createObservability('remote-signing', settings);
const keyrings = { environment: process.env, logger, metrics };
const db = createDatabase<RemoteSigningDatabase>({ url: settings.DATABASE_URL, logger, metrics });
const clients = createClients(
  {
    identity: settings.IDENTITY_ADDRESS,
    enrollment: settings.ENROLLMENT_ADDRESS,
    secondFactor: settings.SECOND_FACTOR_ADDRESS,
    certificateAuthority: settings.CERTIFICATE_AUTHORITY_ADDRESS,
    signer: settings.SIGNER_ADDRESS,
  },
  { tls: tlsOf(settings), metrics },
);
const keyring = followKeyring('KEYRING', settings.KEYRING, keyrings);
const auditKey = followKeyring('AUDIT_KEY', settings.AUDIT_KEY, keyrings);
const pdfs = startPdfPreparation();
const validations = startDocumentValidation();
const implementations = createRemoteSigning({
  db,
  clock: systemClock,
  keyring,
  clients,
  pdfs,
  validations,
  trustAnchors: readPemCertificates(settings.TRUST_ANCHORS),
  logger,
  metrics,
  documentRetentionDays: settings.DOCUMENT_RETENTION_DAYS,
  reauthenticationMs: reauthenticationMsOf(settings),
  retryAfterMs: usualRetries,
  issuer: settings.PUBLIC_URL,
  grantLifeMs: settings.OAUTH_GRANT_HOURS * 3_600_000,
});
const place = { url: settings.REDIS_URL };
const relay = startRelay({
  db,
  place,
  logger,
  metrics,
  finish: { [accountAuditTopic]: (payload) => signAccountEvent(auditKey, payload) },
});
const ofCredentials = { db, clock: systemClock, clients, logger };
const mailer = createMailer({ smtpUrl: settings.SMTP_URL, from: settings.MAIL_FROM, metrics });
const worker = startWorker({
  queue: 'remote-signing',
  place,
  handlers: {
    ...createCredentialJobs(ofCredentials),
    ...createApprovalJobs({ ...ofCredentials, mailer, issuer: settings.PUBLIC_URL }),
  },
  logger,
  metrics,
});
const rounds = startCredentialRounds({ ...ofCredentials, mailer });
const expiry = startExpiry({
  db,
  clock: systemClock,
  keyring,
  documentRetentionDays: settings.DOCUMENT_RETENTION_DAYS,
  logger,
});
const resealing = startResealing({ db, keyring, sealed: sealedColumns, metrics, logger });

await serve({
  settings,
  logger,
  metrics,
  implementations,
  checks: { database: () => checkDatabase(db) },
  steps: [
    { name: 'worker', close: () => worker.close() },
    { name: 'credentials', close: () => rounds.close() },
    { name: 'expiry', close: () => expiry.close() },
    { name: 'relay', close: () => relay.close() },
    { name: 'documents', close: () => pdfs.close() },
    { name: 'validations', close: () => validations.close() },
    { name: 'mailer', close: () => mailer.close() },
    { name: 'clients', close: () => clients.close() },
    { name: 're-sealing', close: () => resealing.close() },
    { name: 'database', close: () => db.destroy() },
  ],
});
