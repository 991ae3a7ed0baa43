import { checkDatabase, createDatabase } from '@countersign/db';
import { createObservability, implement, serve, serviceSettings } from '@countersign/grpc';
import { openCustody } from '@countersign/key-custody';
import { CertificateAuthorityServiceService } from '@countersign/proto/certificate-authority';
import { readConfig, systemClock } from '@countersign/runtime';
import { followKeyring } from '@countersign/sealing';
import { Type } from 'typebox';
import { access } from './access.ts';
import { findRevocationList, listAuthorities } from './authority-store.ts';
import { createCertificateAuthorityService } from './certificate-authority-service.ts';
import { authoritySettings } from './config.ts';
import type { CertificateAuthorityDatabase } from './database.ts';
import { listCertified } from './delegate/delegate-store.ts';
import { createDelegateMetrics } from './delegate/metrics.ts';
import { createHierarchyCheck } from './hierarchy.ts';
import { createCertificateMetrics } from './metrics.ts';
import { startRenewals } from './status-and-time.ts';

const settings = readConfig(Type.Object({ ...serviceSettings, ...authoritySettings }), process.env);
const { logger, metrics } = await createObservability('certificate-authority', settings);
const keyrings = { environment: process.env, logger, metrics };
const custody = await openCustody({ settings, keyring: followKeyring('KEYRING', settings.KEYRING, keyrings) });
const db = createDatabase<CertificateAuthorityDatabase>({ url: settings.DATABASE_URL, logger, metrics });
const deps = {
  db,
  custody,
  clock: systemClock,
  pkiUrl: settings.PKI_URL,
  logger,
  metrics: createCertificateMetrics(metrics, {
    authorities: () => listAuthorities(db),
    rootList: () => findRevocationList(db, 'root'),
  }),
};
const service = createCertificateAuthorityService(deps);
createDelegateMetrics(metrics, () => listCertified(db));
const renewals = startRenewals(deps);
const hierarchy = createHierarchyCheck(db, custody);

await serve({
  settings,
  logger,
  metrics,
  implementations: [implement(CertificateAuthorityServiceService, service, access)],
  checks: {
    database: () => checkDatabase(db),
    authorities: async () => void (await hierarchy.requireUsable()),
  },
  steps: [
    { name: 'renewal of delegates', close: () => renewals.close() },
    { name: 'database', close: () => db.destroy() },
    { name: 'custody', close: () => custody.close() },
  ],
});
