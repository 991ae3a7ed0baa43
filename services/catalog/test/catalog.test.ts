import { runMigrations } from '@countersign/db';
import { type Caller, implement } from '@countersign/grpc';
import { CatalogServiceService } from '@countersign/proto/catalog';
import {
  createTestTrust,
  fakeClock,
  findAccessFaults,
  startTestService,
  type TestDatabase,
  type TestService,
  testDatabase,
} from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { access } from '../src/access.ts';
import { createCatalogService } from '../src/catalog-service.ts';
import { loadCatalog, storeSeed } from '../src/catalog-store.ts';
import type { CatalogDatabase } from '../src/database.ts';
import { migrations } from '../src/migrations/index.ts';
import { seed } from '../src/seed-data.ts';

let database: TestDatabase<CatalogDatabase>;
let service: TestService;
let gateway: Caller<typeof CatalogServiceService>;
let order: Caller<typeof CatalogServiceService>;
const clock = fakeClock('2026-11-21T12:00:00Z');

beforeAll(async () => {
  database = await testDatabase<CatalogDatabase>({ migrate: (db) => runMigrations(db, migrations) });
  await storeSeed(database.db, seed, clock.now());
  const implementation = implement(CatalogServiceService, createCatalogService({ db: database.db, clock }), access);
  service = await startTestService('catalog', implementation, await createTestTrust());
  gateway = service.caller(CatalogServiceService, 'gateway');
  order = service.caller(CatalogServiceService, 'order');
});
afterAll(async () => {
  await service.close();
  await database.destroy();
});

describe('the catalog', () => {
  it('lists families, then types of a family, page by page without repeating or leaving out any', async () => {
    const { families } = await gateway.listFamilies({});
    expect(families.map(({ code }) => code)).toContain('tls');
    const codes: string[] = [];
    let pageToken = '';
    do {
      // oxlint-disable-next-line no-await-in-loop
      const page = await gateway.listProducts({ family: 'tls', query: '', pageSize: 2, pageToken });
      codes.push(...page.products.map(({ code }) => code));
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    expect(codes).toEqual(
      seed.products
        .filter(({ family }) => family === 'tls')
        .map(({ code }) => code)
        .toSorted(),
    );
  });

  it('finds products by text without regard to case', async () => {
    const { products } = await gateway.listProducts({ family: '', query: 'WILDCARD', pageSize: 0, pageToken: '' });
    expect(products.map(({ code }) => code)).toEqual(['tls-ov-wildcard']);
  });

  it('tells how long a certificate lives when issued on a given day, and by which rule', async () => {
    const validity = async (at: string) => (await gateway.getValidity({ code: 'tls-ov', at: new Date(at) })).validity;
    expect(await validity('2026-11-21T00:00:00Z')).toMatchObject({ days: 199, ruleId: 'TLS-SC081-1' });
    expect(await validity('2027-04-01T00:00:00Z')).toMatchObject({ days: 99, ruleId: 'TLS-SC081-2' });
    clock.set(new Date('2029-03-15T00:00:00Z'));
    const { product } = await gateway.getProduct({ code: 'tls-ov' });
    expect(product?.validity).toMatchObject({ days: 46, ruleId: 'TLS-SC081-3' });
    clock.set(new Date('2026-11-21T12:00:00Z'));
  });

  it('prices lines in minor units that need more than 53 bits of care', async () => {
    const line = {
      productCode: 'tls-ov-multi',
      termYears: 3,
      paymentOption: 'PAYMENT_OPTION_ANNUAL',
      licences: 1000,
      extraDomains: [],
    } as const;
    const priced = await order.priceLines({ currency: 'USD', lines: [{ ...line, extraDomains: [] }] });
    expect(priced.dueNow).toEqual({ currency: 'USD', exponent: 2, minorUnits: 40_000_000n });
    expect(priced.termTotal?.minorUnits).toBe(120_000_000n);
    expect(priced.tier).toMatchObject({ tier: 'ACCOUNT_TIER_ENTERPRISE', ruleId: 'ENTERPRISE-LICENCES' });
  });

  it('refuses an unknown product, family and an empty set of lines, naming the field', async () => {
    await expect(gateway.getProduct({ code: 'none' })).rejects.toMatchObject({
      kind: 'not_found',
      reason: 'PRODUCT_NOT_FOUND',
    });
    const list = gateway.listProducts({ family: 'none', query: '', pageSize: 0, pageToken: '' });
    await expect(list).rejects.toMatchObject({ reason: 'FAMILY_NOT_FOUND' });
    await expect(order.priceLines({ currency: 'USD', lines: [] })).rejects.toMatchObject({
      reason: 'LINES_OUT_OF_RANGE',
    });
    const line = {
      productCode: 'none',
      termYears: 1,
      paymentOption: 'PAYMENT_OPTION_ANNUAL',
      licences: 1,
      extraDomains: [],
    } as const;
    const priced = order.priceLines({ currency: 'USD', lines: [{ ...line, extraDomains: [] }] });
    await expect(priced).rejects.toMatchObject({ fields: [{ pointer: '/lines/0/productCode' }] });
  });

  it('lets each caller use the methods whose list it is on, and no other', async () => {
    expect(await findAccessFaults(service, CatalogServiceService, access)).toEqual([]);
  });
});

describe('the seed', () => {
  it('changes nothing when nothing changed, even when run in parallel', async () => {
    const before = await loadCatalog(database.db);
    const runs = await Promise.all(Array.from({ length: 5 }, () => storeSeed(database.db, seed, clock.now())));
    expect(runs.flat()).toEqual([]);
    expect(await loadCatalog(database.db)).toEqual(before);
  });

  it('makes a new version of a product whose price changed and keeps the sold one', async () => {
    const [first, ...rest] = seed.products;
    if (first === undefined) throw new Error('the seed is empty');
    const dearer = {
      ...first,
      prices: first.prices.map((price) => ({ ...price, licenceYear: price.licenceYear + 1 })),
    };
    const before = (await loadCatalog(database.db)).products.find(({ code }) => code === first.code);
    expect(await storeSeed(database.db, { ...seed, products: [dearer, ...rest] }, clock.now())).toEqual([first.code]);
    const after = (await loadCatalog(database.db)).products.find(({ code }) => code === first.code);
    expect(after?.versionId).not.toBe(before?.versionId);
    const versions = await database.db
      .selectFrom('productVersions')
      .select('id')
      .where('code', '=', first.code)
      .execute();
    expect(versions.map(({ id }) => id)).toContain(before?.versionId);
  });
});
