import { createHash } from 'node:crypto';
import type { Db } from '@countersign/db';
import { newId } from '@countersign/runtime';
import { sql } from 'kysely';
import type { CatalogDatabase } from './database.ts';
import type { Family, Product, ProductContent } from './product.ts';
import type { TierRule } from './tier.ts';
import type { ValidityRule } from './validity.ts';

/** Everything the catalog knows: the current version of each product, and the rules. */
export interface Catalog {
  families: readonly Family[];
  /** In the order of their codes. */
  products: readonly Product[];
  validityRules: readonly ValidityRule[];
  /** In the order in which they are tried. */
  tierRules: readonly TierRule[];
}

/** Reads the whole catalog; it is small. */
export async function loadCatalog(db: Db<CatalogDatabase>): Promise<Catalog> {
  const [families, versions, validityRules, tierRules] = await Promise.all([
    db.selectFrom('families').select(['code', 'name', 'summary']).orderBy('position').execute(),
    db
      .selectFrom('productVersions')
      .distinctOn('code')
      .select(['id', 'code', 'family', 'content'])
      .orderBy('code')
      .orderBy('version', 'desc')
      .execute(),
    db
      .selectFrom('validityRules')
      .select(['ruleId', 'profile', 'issuedFrom', 'issuedBefore', 'maxDays', 'days', 'source'])
      .execute(),
    db
      .selectFrom('tierRules')
      .select(['ruleId', 'leastLicences', 'productCodes', 'tier', 'explanation'])
      .orderBy('position')
      .execute(),
  ]);
  const products = versions.map(({ id, code, family, content }) => ({ ...content, versionId: id, code, family }));
  return { families, products, validityRules, tierRules };
}

/** What the seed says. */
export interface CatalogSeed {
  families: readonly Family[];
  products: readonly (ProductContent & { code: string; family: string })[];
  validityRules: readonly ValidityRule[];
  tierRules: readonly TierRule[];
}

/**
 * Brings the database to the seed: a product whose content changed gets a new version, sold versions stay. Returns the
 * codes of products that got one. Safe to run in parallel and again.
 */
export async function storeSeed(db: Db<CatalogDatabase>, seed: CatalogSeed, at: Date): Promise<string[]> {
  return await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtext('catalog-seed'))`.execute(trx);
    const families = seed.families.map((family, position) => ({ ...family, position }));
    await trx
      .insertInto('families')
      .values(families)
      .onConflict((on) =>
        on.column('code').doUpdateSet((row) => ({
          position: row.ref('excluded.position'),
          name: row.ref('excluded.name'),
          summary: row.ref('excluded.summary'),
        })),
      )
      .execute();
    const changed = await storeProducts(trx, seed, at);
    await trx.deleteFrom('validityRules').execute();
    await trx
      .insertInto('validityRules')
      .values([...seed.validityRules])
      .execute();
    await trx.deleteFrom('tierRules').execute();
    const tierRules = seed.tierRules.map((rule, position) => ({
      ...rule,
      position,
      productCodes: rule.productCodes === null ? null : [...rule.productCodes],
    }));
    await trx.insertInto('tierRules').values(tierRules).execute();
    return changed;
  });
}

async function storeProducts(trx: Db<CatalogDatabase>, seed: CatalogSeed, at: Date): Promise<string[]> {
  const current = await trx
    .selectFrom('productVersions')
    .distinctOn('code')
    .select(['code', 'version', 'contentHash'])
    .orderBy('code')
    .orderBy('version', 'desc')
    .execute();
  const known = new Map(current.map((row) => [row.code, row]));
  const fresh = seed.products.flatMap(({ code, family, ...content }) => {
    const text = JSON.stringify(content);
    const contentHash = createHash('sha256').update(`${family}\n${text}`).digest('hex');
    const before = known.get(code);
    if (before?.contentHash === contentHash) return [];
    const version = (before?.version ?? 0) + 1;
    return [{ id: newId('pv'), code, version, family, contentHash, content: text, createdAt: at }];
  });
  if (fresh.length > 0) await trx.insertInto('productVersions').values(fresh).execute();
  return fresh.map(({ code }) => code);
}
