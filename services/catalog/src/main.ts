import { checkDatabase, createDatabase } from '@countersign/db';
import { createObservability, implement, serve, serviceSettings } from '@countersign/grpc';
import { CatalogServiceService } from '@countersign/proto/catalog';
import { readConfig, systemClock } from '@countersign/runtime';
import { Type } from 'typebox';
import { access } from './access.ts';
import { createCatalogService } from './catalog-service.ts';
import type { CatalogDatabase } from './database.ts';

const settings = readConfig(Type.Object({ ...serviceSettings, DATABASE_URL: Type.String() }), process.env);
const { logger, metrics } = await createObservability('catalog', settings);
const db = createDatabase<CatalogDatabase>({ url: settings.DATABASE_URL, logger, metrics });

await serve({
  settings,
  logger,
  metrics,
  implementations: [implement(CatalogServiceService, createCatalogService({ db, clock: systemClock }), access)],
  checks: { database: () => checkDatabase(db) },
  steps: [{ name: 'database', close: () => db.destroy() }],
});
