import { type Db, fingerprintOf } from '@countersign/db';
import { newId } from '@countersign/runtime';
import { type Kysely, sql } from 'kysely';
import type { CatalogData } from './catalog-data.ts';
import { computeGeneration } from './catalog-store.ts';
import { type CatalogDatabase, toTranslations } from './database.ts';
import { toStored } from './product-content.ts';
import { toText } from './texts.ts';

/** Codes of the products that a seed changed. */
export interface SeedChanges {
  /** Products that got a new version. */
  versions: string[];
  /** Products that are no longer listed. */
  withdrawn: string[];
  /** Products that are listed again, under the version that they had. */
  restored: string[];
}

/**
 * Brings the database to what a checked catalog says: a product whose content changed gets a new version, and one that is
 * missing is no longer listed; versions stay as they are for ever. Safe to run in parallel and again.
 */
export async function storeSeed(db: Kysely<CatalogDatabase>, seed: CatalogData, at: Date): Promise<SeedChanges> {
  return await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtext('catalog-seed'))`.execute(trx);
    await storeFamilies(trx, seed);
    const changes = await storeProducts(trx, seed, at);
    await storeRules(trx, seed);
    await storeTiers(trx, seed);
    await storeState(trx, seed);
    return changes;
  });
}

async function storeFamilies(trx: Db<CatalogDatabase>, { families }: CatalogData): Promise<void> {
  // Versions refer to families, so one that is gone stays, out of the list.
  await trx.updateTable('families').set({ position: -1 }).execute();
  const rows = families.map(({ code, name, summary }, position) => ({
    code,
    position,
    name: name.en,
    summary: summary.en,
    nameTranslations: toTranslations(name),
    summaryTranslations: toTranslations(summary),
  }));
  await trx
    .insertInto('families')
    .values(rows)
    .onConflict((on) =>
      on.column('code').doUpdateSet((row) => ({
        position: row.ref('excluded.position'),
        name: row.ref('excluded.name'),
        summary: row.ref('excluded.summary'),
        nameTranslations: row.ref('excluded.nameTranslations'),
        summaryTranslations: row.ref('excluded.summaryTranslations'),
      })),
    )
    .execute();
}

async function storeProducts(trx: Db<CatalogDatabase>, seed: CatalogData, at: Date): Promise<SeedChanges> {
  const newest = await trx
    .selectFrom('productVersions')
    .distinctOn('code')
    .select(['id', 'code', 'version', 'contentHash', 'withdrawnAt'])
    .orderBy('code')
    .orderBy('version', 'desc')
    .execute();
  const known = new Map(newest.map((row) => [row.code, row]));
  const wanted = seed.products.map(({ code, ...terms }) => {
    const content = toStored({ ...terms, prices: seed.prices[code] ?? [], discounts: seed.discounts });
    const contentHash = fingerprintOf({ family: terms.family, content }).toString('hex');
    return { code, family: terms.family, content: JSON.stringify(content), contentHash, before: known.get(code) };
  });

  const fresh = wanted.filter(({ contentHash, before }) => before?.contentHash !== contentHash);
  const rows = fresh.map(({ before, ...row }) => ({
    ...row,
    id: newId('pv'),
    version: (before?.version ?? 0) + 1,
    createdAt: at,
    withdrawnAt: null,
  }));
  if (rows.length > 0) await trx.insertInto('productVersions').values(rows).execute();

  const restored = wanted.filter((each) => !fresh.includes(each) && each.before?.withdrawnAt);
  await markWithdrawn(trx, idsOf(restored.map(({ before }) => before)), null);
  const codes = new Set(wanted.map(({ code }) => code));
  const withdrawn = newest.filter(({ code, withdrawnAt }) => !codes.has(code) && withdrawnAt === null);
  await markWithdrawn(trx, idsOf(withdrawn), at);
  const codesOf = (each: readonly { code: string }[]) => each.map(({ code }) => code);
  return { versions: codesOf(fresh), withdrawn: codesOf(withdrawn), restored: codesOf(restored) };
}

function idsOf(rows: readonly ({ id: string } | undefined)[]): string[] {
  return rows.flatMap((row) => row?.id ?? []);
}

async function markWithdrawn(trx: Db<CatalogDatabase>, ids: string[], withdrawnAt: Date | null): Promise<void> {
  if (ids.length === 0) return;
  await trx.updateTable('productVersions').set({ withdrawnAt }).where('id', 'in', ids).execute();
}

async function storeRules(trx: Db<CatalogDatabase>, seed: CatalogData): Promise<void> {
  await trx.deleteFrom('validityRules').execute();
  const validityRules = seed.validityRules.map((rule) => ({
    ...rule,
    issuedFrom: new Date(rule.issuedFrom),
    issuedBefore: momentOrNull(rule.issuedBefore),
  }));
  await trx.insertInto('validityRules').values(validityRules).execute();
  await trx.deleteFrom('taxRules').execute();
  const taxRules = seed.taxes.rules.map(({ name, ...rule }) => ({
    ...rule,
    name: toText(name).en,
    nameTranslations: toTranslations(toText(name)),
    validFrom: new Date(rule.validFrom),
    validBefore: momentOrNull(rule.validBefore),
  }));
  await trx.insertInto('taxRules').values(taxRules).execute();
}

async function storeTiers(trx: Db<CatalogDatabase>, seed: CatalogData): Promise<void> {
  await trx.deleteFrom('tierRules').execute();
  const tierRules = seed.tierRules.map(({ explanation, ...rule }, position) => ({
    ...rule,
    position,
    explanation: explanation.en,
    explanationTranslations: toTranslations(explanation),
  }));
  await trx.insertInto('tierRules').values(tierRules).execute();
  await trx.deleteFrom('tiers').execute();
  await trx
    .insertInto('tiers')
    .values(seed.tiers.map((tier, position) => ({ ...tier, position })))
    .execute();
}

async function storeState(trx: Db<CatalogDatabase>, { taxes, support }: CatalogData): Promise<void> {
  const single = { taxUnion: JSON.stringify(taxes.union), support: JSON.stringify(support) };
  await trx
    .insertInto('catalogState')
    .values({ id: 1, generation: '', ...single })
    .onConflict((on) => on.column('id').doUpdateSet(single))
    .execute();
  await trx
    .updateTable('catalogState')
    .set({ generation: await computeGeneration(trx) })
    .execute();
}

function momentOrNull(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
