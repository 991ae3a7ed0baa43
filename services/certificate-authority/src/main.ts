import { checkDatabase, createDatabase } from '@countersign/db';
import { createObservability, implement, serve, serviceSettings } from '@countersign/grpc';
import { CertificateAuthorityServiceService } from '@countersign/proto/certificate-authority';
import { readConfig, systemClock } from '@countersign/runtime';
import { readKeyring } from '@countersign/sealing';
import { Type } from 'typebox';
import { access } from './access.ts';
import { listAuthorities } from './authority-store.ts';
import { createCertificateAuthorityService } from './certificate-authority-service.ts';
import { authoritySettings } from './config.ts';
import type { CertificateAuthorityDatabase } from './database.ts';
import { getUsableHierarchy } from './hierarchy.ts';
import { createCertificateMetrics } from './metrics.ts';

const settings = readConfig(Type.Object({ ...serviceSettings, ...authoritySettings }), process.env);
const { logger, metrics } = createObservability('certificate-authority', settings);
const keyring = readKeyring(settings.KEYRING);
const db = createDatabase<CertificateAuthorityDatabase>({ url: settings.DATABASE_URL, logger });
const service = createCertificateAuthorityService({
  db,
  keyring,
  clock: systemClock,
  pkiUrl: settings.PKI_URL,
  logger,
  metrics: createCertificateMetrics(metrics, () => listAuthorities(db)),
});

await serve({
  settings,
  logger,
  metrics,
  implementation: implement(CertificateAuthorityServiceService, service, access),
  checks: {
    database: () => checkDatabase(db),
    authorities: async () => void (await getUsableHierarchy(db, keyring)),
  },
  steps: [{ name: 'database', close: () => db.destroy() }],
});
