import { createDatabase } from '@countersign/db';
import { readConfig, systemClock } from '@countersign/runtime';
import { Type } from 'typebox';
import { storeSeed } from './catalog-store.ts';
import type { CatalogDatabase } from './database.ts';
import { seed } from './seed-data.ts';

const { DATABASE_URL } = readConfig(Type.Object({ DATABASE_URL: Type.String() }), process.env);
const db = createDatabase<CatalogDatabase>({ url: DATABASE_URL, maxConnections: 2 });
try {
  const changed = await storeSeed(db, seed, systemClock.now());
  console.log(changed.length === 0 ? 'the catalog is up to date' : `new versions of ${changed.join(', ')}`);
} finally {
  await db.destroy();
}
