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
import type { CatalogDatabase } from '../src/database.ts';
import { migrations } from '../src/migrations/index.ts';
import { seed } from '../src/seed/index.ts';
import { storeSeed } from '../src/seed-store.ts';
import { aLine, aList, aPurchase, aRead } from './requests.ts';

let database: TestDatabase<CatalogDatabase>;
let service: TestService;
let gateway: Caller<typeof CatalogServiceService>;
let order: Caller<typeof CatalogServiceService>;
const today = new Date('2026-11-21T12:00:00Z');
const clock = fakeClock(today);

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

const codesOf = ({ products }: { products: readonly { code: string }[] }) => products.map(({ code }) => code);

describe('the list of products', () => {
  it('shows families, then types of a family, page by page without repeating or leaving out any', async () => {
    const { families } = await gateway.listFamilies({ language: '' });
    expect(families.map(({ code }) => code)).toContain('tls');
    const codes: string[] = [];
    let pageToken = '';
    do {
      // oxlint-disable-next-line no-await-in-loop
      const page = await gateway.listProducts(aList({ family: 'tls', pageSize: 2, pageToken }));
      codes.push(...codesOf(page));
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    const wanted = seed.products.filter(({ family }) => family === 'tls').map(({ code }) => code);
    expect(codes).toEqual(wanted.toSorted());
  });

  it('speaks the language asked for, and English for one that it does not know', async () => {
    const nameIn = async (language: string) =>
      (await gateway.getProduct(aRead('tls-ov-multi', { language }))).product?.name;
    expect(await nameIn('de-AT')).toBe('Multi-Domain-TLS');
    expect(await nameIn('fr')).toBe('TLS multidomaine');
    expect(await nameIn('es')).toBe('TLS multidominio');
    expect(await nameIn('ja')).toBe('Multi-domain TLS');
    const { families } = await gateway.listFamilies({ language: 'de' });
    expect(families[0]?.name).toBe('TLS-Serverzertifikate');
  });

  it('is searched by text in the language asked for, without regard to case', async () => {
    expect(codesOf(await gateway.listProducts(aList({ query: 'WEB SITE' })))).toEqual([]);
    expect(codesOf(await gateway.listProducts(aList({ query: ' WildCard ' })))).toEqual(['tls-ov-wildcard']);
    const german = await gateway.listProducts(aList({ query: 'postfach', language: 'de' }));
    expect(codesOf(german)).toEqual(['mail-person']);
  });

  it('is filtered by level of validation, by wildcards and by what can be bought', async () => {
    expect(codesOf(await gateway.listProducts(aList({ validationLevel: 'dv' })))).toEqual(['tls-dv']);
    const wildcards = await gateway.listProducts(aList({ wildcardOnly: true }));
    expect(codesOf(wildcards)).toEqual(['tls-ov-multi', 'tls-ov-wildcard', 'tls-private']);
    const { products } = await gateway.listProducts(aList({ pageSize: 100, availableOnly: true }));
    expect(codesOf({ products })).toEqual([
      'document-person',
      'tls-dv',
      'tls-ev-multi',
      'tls-ov',
      'tls-ov-multi',
      'tls-ov-plus',
      'tls-ov-wildcard',
      'tls-private',
    ]);
    expect(products.every(({ available, issuanceProfile }) => available && issuanceProfile !== '')).toBe(true);
  });

  it('refuses a family or a currency that is not there', async () => {
    await expect(gateway.listProducts(aList({ family: 'none' }))).rejects.toMatchObject({ reason: 'FAMILY_NOT_FOUND' });
    const list = gateway.listProducts(aList({ currency: 'XAU' }));
    await expect(list).rejects.toMatchObject({ reason: 'CURRENCY_NOT_OFFERED', fields: [{ pointer: '/currency' }] });
  });
});

describe('a product', () => {
  it('tells names, prices in every currency, discounts and the profile under which it is issued', async () => {
    const { product } = await gateway.getProduct(aRead('tls-ov-multi', { currency: 'JPY' }));
    expect(product).toMatchObject({
      includedNames: 4,
      maxExtraDomains: 246,
      wildcardAllowed: true,
      nameRules: { included: 4, wwwPair: false, maxExtra: 246, wildcard: 'extra', internalNames: false },
      licenceYearPrice: { currency: 'JPY', minorUnits: 60_000n, exponent: 0 },
      issuanceProfile: 'tls-public',
      available: true,
    });
    expect(product?.prices.map((price) => price.extraWildcardYear)).toEqual([
      { currency: 'USD', minorUnits: 30_000n, exponent: 2 },
      { currency: 'EUR', minorUnits: 28_500n, exponent: 2 },
      { currency: 'JPY', minorUnits: 45_000n, exponent: 0 },
    ]);
    expect(product?.discounts.map(({ id, basisPoints }) => [id, basisPoints])).toContainEqual(['TERM-2Y', 1000]);
  });

  it('is read under the version that was sold, and only by an id that exists', async () => {
    const { product } = await order.getProduct(aRead('tls-dv'));
    const sold = await order.getProductVersion({ versionId: product?.versionId ?? '', language: 'de' });
    expect(sold.product).toMatchObject({ code: 'tls-dv', name: 'Domain-TLS', available: true });
    const unknown = order.getProductVersion({ versionId: 'pv_none', language: '' });
    await expect(unknown).rejects.toMatchObject({ kind: 'not_found', reason: 'PRODUCT_NOT_FOUND' });
    await expect(gateway.getProduct(aRead('none'))).rejects.toMatchObject({
      kind: 'not_found',
      reason: 'PRODUCT_NOT_FOUND',
    });
  });
});

describe('the life of certificates', () => {
  it('follows the day of issuance, and the rules to come are told with their days', async () => {
    const at = (moment: string) => gateway.getValidity({ code: 'tls-ov', at: new Date(moment) });
    expect((await at('2027-03-14T23:59:59Z')).validity).toMatchObject({ days: 199, ruleId: 'TLS-SC081-1' });
    const { validity, upcoming } = await at('2027-03-15T00:00:00Z');
    expect(validity).toMatchObject({
      days: 99,
      maxDays: 100,
      ruleId: 'TLS-SC081-2',
      ruleEndsAt: new Date('2029-03-15T00:00:00Z'),
      domainValidationReuseDays: 100,
      organisationValidationReuseDays: 398,
    });
    expect(upcoming.map(({ issuedAt, days, ruleId }) => [issuedAt, days, ruleId])).toEqual([
      [new Date('2029-03-15T00:00:00Z'), 46, 'TLS-SC081-3'],
    ]);
  });

  it('changes with the clock, without anything being deployed', async () => {
    clock.set(new Date('2029-03-15T00:00:00Z'));
    const { product } = await gateway.getProduct(aRead('tls-ov'));
    clock.set(today);
    expect(product?.validity).toMatchObject({ days: 46, ruleId: 'TLS-SC081-3' });
  });

  it('is planned to the end of a term', async () => {
    const until = new Date('2027-11-21T12:00:00Z');
    const { certificates } = await order.planRenewals({ code: 'tls-ov', until });
    expect(certificates).toHaveLength(5);
    expect(certificates[0]).toMatchObject({ issueAt: today, days: 199, ruleId: 'TLS-SC081-1' });
    expect(certificates.at(-1)?.endsAt).toEqual(until);
    await expect(order.planRenewals({ code: 'tls-ov' })).rejects.toMatchObject({ reason: 'TERM_INVALID' });
    await expect(order.planRenewals({ code: 'none', until })).rejects.toMatchObject({ reason: 'PRODUCT_NOT_FOUND' });
  });
});

describe('a priced purchase', () => {
  it('sums its lines and their tax exactly, in minor units that need more than 53 bits of care', async () => {
    const lines = [
      aLine({ termYears: 3, licences: 1000 }),
      aLine({ productCode: 'tls-dv' }),
      aLine({
        termYears: 2,
        paymentOption: 'PAYMENT_OPTION_ONE_TIME',
        extraDomains: ['*.Example.com', 'b.example.com'],
      }),
    ];
    const priced = await order.priceLines(aPurchase(lines, { country: 'DE', language: 'de' }));
    // 400 × 1000 less 12 %; 60; (400 + 300 + 60) × 2 less 10 %.
    expect(priced.lines.map(({ dueNow }) => dueNow?.minorUnits)).toEqual([35_200_000n, 6_000n, 136_800n]);
    expect(priced.netDueNow?.minorUnits).toBe(35_342_800n);
    expect(priced.taxDueNow?.minorUnits).toBe(6_715_132n);
    expect(priced.dueNow?.minorUnits).toBe(42_057_932n);
    expect(priced.tax).toMatchObject({ country: 'DE', name: 'MwSt.', basisPoints: 1900, reverseCharge: false });
    expect(priced.lines.map(({ productName }) => productName)).toEqual([
      'Multi-Domain-TLS',
      'Domain-TLS',
      'Multi-Domain-TLS',
    ]);
    expect(priced.lines[0]).toMatchObject({
      termTotal: { minorUnits: 105_600_000n },
      listTotal: { minorUnits: 120_000_000n },
      discounts: [{ id: 'VOLUME-20', amount: { minorUnits: 14_400_000n } }],
      taxTotal: { minorUnits: 20_064_000n },
    });
    expect(priced.lines[2]).toMatchObject({
      line: { extraDomains: ['*.example.com', 'b.example.com'] },
      discounts: [{ id: 'TERM-2Y', amount: { minorUnits: 15_200n } }],
      issuanceProfile: 'tls-public',
      validationLevel: 'ov',
    });
    expect(priced.lines[2]?.calendar.at(-1)?.endsAt).toEqual(new Date('2028-11-21T12:00:00Z'));
    expect(priced.tier).toMatchObject({ tier: 'ACCOUNT_TIER_ENTERPRISE', ruleId: 'ENTERPRISE-LICENCES' });
    expect(priced.tier?.explanation).toContain('zehn');
    expect(priced.generation).toBe((await gateway.getGeneration({})).generation);
  });

  it('bears no tax without a country, and none that the buyer owes himself', async () => {
    const untaxed = await order.priceLines(aPurchase([aLine()]));
    expect([untaxed.dueNow, untaxed.taxDueNow?.minorUnits, untaxed.tax?.country]).toEqual([untaxed.netDueNow, 0n, '']);
    const business = await order.priceLines(aPurchase([aLine()], { country: 'FR', taxId: 'FR 12 345678901' }));
    expect(business.tax).toMatchObject({ country: 'FR', basisPoints: 0, reverseCharge: true });
    expect(business.dueNow?.minorUnits).toBe(40_000n);
  });

  it('is refused for what is at fault, naming the field', async () => {
    const refused = async (request: Parameters<typeof order.priceLines>[0], reason: string, pointer: string) => {
      await expect(order.priceLines(request)).rejects.toMatchObject({ kind: 'invalid', reason, fields: [{ pointer }] });
    };
    await refused(aPurchase([]), 'LINES_OUT_OF_RANGE', '/lines');
    await refused(aPurchase([aLine({ productCode: 'none' })]), 'PRODUCT_NOT_FOUND', '/lines/0/productCode');
    await refused(
      aPurchase([aLine(), aLine({ productCode: 'code-ev' })]),
      'PRODUCT_NOT_AVAILABLE',
      '/lines/1/productCode',
    );
    await refused(aPurchase([aLine()], { currency: 'XAU' }), 'CURRENCY_NOT_OFFERED', '/currency');
    await refused(aPurchase([aLine()], { country: 'XX' }), 'COUNTRY_UNKNOWN', '/country');
    await refused(aPurchase([aLine()], { country: 'FR', taxId: 'DE123456789' }), 'TAX_ID_INVALID', '/taxId');
    await refused(
      aPurchase([aLine({ paymentOption: 'PAYMENT_OPTION_UNSPECIFIED' })]),
      'PRODUCT_OPTION_NOT_OFFERED',
      '/lines/0/paymentOption',
    );
  });
});

describe('the rest of the catalog', () => {
  it('tells what each tier entitles to', async () => {
    expect((await order.listTiers({})).tiers).toEqual([
      { tier: 'ACCOUNT_TIER_STARTER', maxMembers: 2, approvalWorkflow: false, organisations: false, apiKeys: false },
      { tier: 'ACCOUNT_TIER_ENTERPRISE', maxMembers: 0, approvalWorkflow: true, organisations: true, apiKeys: true },
    ]);
  });

  it('tells how support is reached and until when it is open', async () => {
    const support = await gateway.getSupport({ at: new Date('2026-11-20T22:00:00Z'), language: 'de' });
    expect(support).toMatchObject({
      open: true,
      changesAt: new Date('2026-11-21T01:00:00Z'),
      timeZone: 'America/New_York',
      hours: [{ fromDay: 7, fromTime: '20:00', toDay: 5, toTime: '20:00' }],
    });
    expect(support.numbers.map(({ number, countries }) => [number, countries])).toEqual([
      ['+18005550199', ['CA', 'US']],
      ['+12025550100', []],
    ]);
    expect(support.numbers[0]?.hint).toContain('Kostenlos');
    // On Saturday, at the time of the service's own clock.
    const now = await gateway.getSupport({ language: '' });
    expect(now).toMatchObject({ open: false, changesAt: new Date('2026-11-23T01:00:00Z') });
  });

  it('lets each caller use the methods whose list it is on, and no other', async () => {
    expect(await findAccessFaults(service, CatalogServiceService, access)).toEqual([]);
  });
});
