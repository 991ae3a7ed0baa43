import { createDatabase } from '@countersign/db';
import { readConfig, systemClock } from '@countersign/runtime';
import { Type } from 'typebox';
import { checkCatalog, readCatalog } from './catalog-file.ts';
import type { CatalogDatabase } from './database.ts';
import { seed } from './seed/index.ts';
import { storeSeed } from './seed-store.ts';

const { DATABASE_URL, CATALOG } = readConfig(
  Type.Object({
    DATABASE_URL: Type.String(),
    /** Given as CATALOG_FILE: an operator's own data, in place of parts of the built-in ones. */
    CATALOG: Type.Optional(Type.String()),
  }),
  process.env,
);
const data = CATALOG === undefined ? checkCatalog(seed) : readCatalog(seed, CATALOG);
const db = createDatabase<CatalogDatabase>({ url: DATABASE_URL, maxConnections: 2 });
try {
  const changes = await storeSeed(db, data, systemClock.now());
  const said = Object.entries(changes).flatMap(([what, codes]: [string, string[]]) =>
    codes.length === 0 ? [] : [`${what}: ${codes.join(', ')}`],
  );
  console.log(said.length === 0 ? 'the products are up to date' : said.join('; '));
} finally {
  await db.destroy();
}
