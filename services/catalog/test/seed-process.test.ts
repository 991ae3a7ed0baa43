import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { runMigrations } from '@countersign/db';
import { type TestDatabase, testDatabase } from '@countersign/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { loadCatalog } from '../src/catalog-store.ts';
import type { CatalogDatabase } from '../src/database.ts';
import { migrations } from '../src/migrations/index.ts';

let database: TestDatabase<CatalogDatabase>;
let folder: string;
const service = path.join(import.meta.dirname, '..');

beforeAll(async () => {
  database = await testDatabase<CatalogDatabase>({ migrate: (db) => runMigrations(db, migrations) });
  folder = await mkdtemp(path.join(tmpdir(), 'catalog-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await database.destroy();
});

async function runSeed(catalog?: string) {
  const file = path.join(folder, 'catalog.json');
  if (catalog !== undefined) await writeFile(file, catalog);
  const env = {
    PATH: process.env['PATH'],
    DATABASE_URL: database.url,
    ...(catalog === undefined ? {} : { CATALOG_FILE: file }),
  };
  return await promisify(execFile)(process.execPath, [path.join(service, 'src/seed.ts')], { env });
}
const priceOf = async (code: string) => (await loadCatalog(database.db)).products.get(code)?.prices[0]?.licenceYear;

it('the seed takes an operator’s own file, as the README shows it, and goes back to the built-in data without it', async () => {
  expect((await runSeed()).stdout).toMatch(/^versions: tls-dv, /);
  expect(await priceOf('tls-dv')).toBe(6000);
  expect((await runSeed()).stdout).toBe('the products are up to date\n');

  const readme = await readFile(path.join(service, 'README.md'), 'utf8');
  const example = /```json\n(.*?)```/s.exec(readme)?.[1] ?? '';
  await runSeed(example);
  expect(await priceOf('tls-dv')).toBe(4900);
  expect(await priceOf('tls-ov')).toBe(20_000);
  await runSeed();
  expect(await priceOf('tls-dv')).toBe(6000);
});

it('the seed changes nothing when the file is at fault, and tells the place', async () => {
  await runSeed();
  const before = await loadCatalog(database.db);
  const failed = runSeed('{"discounts": [{"id": "A", "fromYears": 2, "fromLicences": 0, "basisPoints": -1}]}');
  await expect(failed).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('/discounts/0/basisPoints must be >= 1'),
  });
  expect(await loadCatalog(database.db)).toEqual(before);
});
