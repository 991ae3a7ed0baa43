import { runMigrations } from '@countersign/db';
import { fakeClock, type TestDatabase, testDatabase } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import type { CatalogData } from '../src/catalog-data.ts';
import { createCatalogService } from '../src/catalog-service.ts';
import { loadCatalog } from '../src/catalog-store.ts';
import type { CatalogDatabase } from '../src/database.ts';
import { migrations } from '../src/migrations/index.ts';
import { seed } from '../src/seed/index.ts';
import { storeSeed } from '../src/seed-store.ts';
import { aLine, aList, aPurchase, aRead } from './requests.ts';

let database: TestDatabase<CatalogDatabase>;
const clock = fakeClock();

beforeAll(async () => {
  database = await testDatabase<CatalogDatabase>({ migrate: (db) => runMigrations(db, migrations) });
});
afterAll(() => database.destroy());

const store = async (data: CatalogData = seed) => await storeSeed(database.db, data, clock.now());
const load = async () => await loadCatalog(database.db);
const nothing = { versions: [], withdrawn: [], restored: [] };
const without = (code: string): CatalogData => ({
  ...seed,
  products: seed.products.filter((product) => product.code !== code),
});
const dearer = (code: string): CatalogData => ({
  ...seed,
  prices: {
    ...seed.prices,
    [code]: (seed.prices[code] ?? []).map((price) => ({ ...price, licenceYear: price.licenceYear + 1 })),
  },
});

describe('the running service', () => {
  it('has nothing to tell before the first seed, and everything at once after it', async () => {
    const service = createCatalogService({ db: database.db, clock });
    const families = async () => (await service.listFamilies({ language: '' }, {} as never)).families.length;
    await expect(families()).rejects.toThrow('run its seed');
    await store();
    expect(await Promise.all([families(), families()])).toEqual([seed.families.length, seed.families.length]);
  });
});

describe('the seed', () => {
  it('changes nothing when nothing changed, even when run in parallel', async () => {
    await store();
    const before = await load();
    const runs = await Promise.all(Array.from({ length: 5 }, () => store()));
    expect(runs).toEqual(runs.map(() => nothing));
    expect(await load()).toEqual(before);
  });

  it('makes a new version of a product whose price changed, and the one that was sold stays as it was', async () => {
    await store();
    const before = await load();
    const sold = before.products.get('tls-dv');
    expect(await store(dearer('tls-dv'))).toEqual({ ...nothing, versions: ['tls-dv'] });
    const after = await load();
    expect(after.products.get('tls-dv')?.prices[0]?.licenceYear).toBe(6001);
    expect(after.versions.get(sold?.versionId ?? '')).toEqual({ ...sold, isCurrent: false });
    expect(after.generation).not.toBe(before.generation);
  });

  it('makes new versions of all products when the discounts change, since a version says how it was sold', async () => {
    await store();
    const { versions } = await store({ ...seed, discounts: [] });
    expect(versions).toHaveLength(seed.products.length);
  });

  it('no longer lists a product that is missing; what was sold of it stays readable, and it can come back', async () => {
    await store();
    const sold = (await load()).products.get('tls-dv')?.versionId ?? '';
    expect(await store(without('tls-dv'))).toEqual({ ...nothing, withdrawn: ['tls-dv'] });
    const service = createCatalogService({ db: database.db, clock });
    const context = {} as never;
    const listed = async () => (await service.listProducts(aList({ query: 'tls-dv' }), context)).products;
    expect(await listed()).toEqual([]);
    await expect(service.getProduct(aRead('tls-dv'), context)).rejects.toMatchObject({ reason: 'PRODUCT_NOT_FOUND' });
    const line = service.priceLines(aPurchase([aLine({ productCode: 'tls-dv' })]), context);
    await expect(line).rejects.toMatchObject({ reason: 'PRODUCT_NOT_FOUND' });
    const { product } = await service.getProductVersion({ versionId: sold, language: '' }, context);
    expect(product).toMatchObject({ code: 'tls-dv', available: false, issuanceProfile: 'tls-public' });
    // Its licences still need certificates.
    expect((await service.getValidity({ code: 'tls-dv' }, context)).validity?.days).toBe(199);

    expect(await store()).toEqual({ ...nothing, restored: ['tls-dv'] });
    clock.advance(1_000);
    expect((await listed()).map(({ versionId }) => versionId)).toEqual([sold]);
  });

  it.each<[string, Partial<CatalogData>]>([
    [
      'a family',
      { families: seed.families.slice(0, -1).concat({ code: 'mark', name: { en: 'A' }, summary: { en: 'B' } }) },
    ],
    ['a rule', { validityRules: seed.validityRules.map((rule) => ({ ...rule, source: 'elsewhere' })) }],
    ['a tax', { taxes: { ...seed.taxes, union: { ...seed.taxes.union, sellerCountry: 'FR' } } }],
    ['a tier rule', { tierRules: seed.tierRules.slice(1) }],
    ['a tier', { tiers: seed.tiers.map((tier) => ({ ...tier, apiKeys: true })) }],
    ['support', { support: { ...seed.support, email: 'help@example.com' } }],
  ])(
    'gives the catalog another generation when %s changes, and the running service tells it within a second',
    async (_what, change) => {
      await store();
      const service = createCatalogService({ db: database.db, clock });
      const tell = async () => (await service.getGeneration({}, {} as never)).generation;
      const before = await tell();
      clock.advance(1_000);
      await store();
      expect(await tell()).toBe(before);
      await store({ ...seed, ...change });
      clock.advance(1_000);
      expect(await tell()).not.toBe(before);
      await store();
      clock.advance(1_000);
      expect(await tell()).toBe(before);
    },
  );
});

describe('a version that an earlier release stored', () => {
  it('is read as it was sold', async () => {
    await store();
    const content = {
      name: 'Old TLS',
      summary: 'As it was.',
      validationLevel: 'ov',
      purpose: 'tls',
      includedNames: 4,
      maxExtraDomains: 10,
      wildcardAllowed: true,
      termYears: [1, 2],
      paymentOptions: ['annual'],
      prices: [{ currency: 'USD', exponent: 2, licenceYear: 100, extraDomainYear: 10 }],
      validityProfile: 'tls',
      issuanceProfile: 'tls',
    };
    await sql`insert into product_versions (id, code, version, family, content_hash, content, created_at)
      values ('pv_old', 'tls-ov', 0, 'tls', '', ${JSON.stringify(content)}, now())`.execute(database.db);
    const service = createCatalogService({ db: database.db, clock: fakeClock() });
    const { product } = await service.getProductVersion({ versionId: 'pv_old', language: 'de' }, {} as never);
    expect(product).toMatchObject({
      name: 'Old TLS',
      available: false,
      issuanceProfile: 'tls-public',
      nameRules: { included: 4, maxExtra: 10, wildcard: 'extra', internalNames: false },
      licenceYearPrice: { currency: 'USD', minorUnits: 100n },
      discounts: [],
    });
    await database.db.deleteFrom('productVersions').where('id', '=', 'pv_old').execute();
  });
});
