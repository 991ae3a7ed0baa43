import { type Db, fingerprintOf } from '@countersign/db';
import type { Kysely } from 'kysely';
import type { Catalog } from './catalog.ts';
import { type CatalogDatabase, fromColumns } from './database.ts';
import type { Product } from './product.ts';
import { fromStored } from './product-content.ts';

/** The generation of what is stored; undefined before the first seed. */
export async function findGeneration(db: Db<CatalogDatabase>): Promise<string | undefined> {
  const row = await db.selectFrom('catalogState').select('generation').executeTakeFirst();
  return row?.generation;
}

/** Reads the whole catalog, as of one moment; it is small. Throws before the first seed. */
export async function loadCatalog(db: Kysely<CatalogDatabase>): Promise<Catalog> {
  return await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const generation = await findGeneration(trx);
      if (generation === undefined) throw new Error('the catalog is empty: run its seed');
      return toCatalog(await readRows(trx), generation);
    });
}

/** A value that another content of the tables does not have. */
export async function computeGeneration(db: Db<CatalogDatabase>): Promise<string> {
  return fingerprintOf(await readRows(db)).toString('base64url');
}

type Rows = Awaited<ReturnType<typeof readRows>>;

async function readRows(db: Db<CatalogDatabase>) {
  return {
    families: await db
      .selectFrom('families')
      .select(['code', 'name', 'summary', 'nameTranslations', 'summaryTranslations'])
      .where('position', '>=', 0)
      .orderBy('position')
      .execute(),
    versions: await db
      .selectFrom('productVersions')
      .select(['id', 'code', 'family', 'content', 'withdrawnAt'])
      .orderBy('code')
      .orderBy('version')
      .execute(),
    validityRules: await db
      .selectFrom('validityRules')
      .select(['ruleId', 'profile', 'within', 'issuedFrom', 'issuedBefore', 'maxDays', 'days'])
      .select(['domainReuseDays', 'organisationReuseDays', 'source'])
      .orderBy('ruleId')
      .execute(),
    taxRules: await db
      .selectFrom('taxRules')
      .select(['ruleId', 'country', 'name', 'nameTranslations', 'basisPoints', 'validFrom', 'validBefore'])
      .orderBy('ruleId')
      .execute(),
    tierRules: await db
      .selectFrom('tierRules')
      .select(['ruleId', 'leastLicences', 'productCodes', 'tier', 'explanation', 'explanationTranslations'])
      .orderBy('position')
      .execute(),
    tiers: await db
      .selectFrom('tiers')
      .select(['tier', 'maxMembers', 'approvalWorkflow', 'organisations', 'apiKeys'])
      .orderBy('position')
      .execute(),
    single: await db.selectFrom('catalogState').select(['taxUnion', 'support']).executeTakeFirstOrThrow(),
  };
}

function toCatalog(rows: Rows, generation: string): Catalog {
  const newest = new Map(rows.versions.map((row) => [row.code, row.id]));
  const versions = new Map<string, Product>();
  const latest = new Map<string, Product>();
  const products = new Map<string, Product>();
  for (const { id, code, family, content, withdrawnAt } of rows.versions) {
    const isCurrent = newest.get(code) === id && withdrawnAt === null;
    const product = { ...fromStored(family, content), code, versionId: id, isCurrent };
    versions.set(id, product);
    latest.set(code, product);
    if (isCurrent) products.set(code, product);
  }
  return {
    generation,
    families: rows.families.map(({ code, name, summary, nameTranslations, summaryTranslations }) => ({
      code,
      name: fromColumns(name, nameTranslations),
      summary: fromColumns(summary, summaryTranslations),
    })),
    products,
    latest,
    versions,
    validityRules: rows.validityRules,
    taxes: {
      rules: rows.taxRules.map(({ name, nameTranslations, ...rule }) => ({
        ...rule,
        name: fromColumns(name, nameTranslations),
      })),
      union: rows.single.taxUnion,
    },
    tierRules: rows.tierRules.map(({ explanation, explanationTranslations, ...rule }) => ({
      ...rule,
      explanation: fromColumns(explanation, explanationTranslations),
    })),
    tiers: rows.tiers,
    support: rows.single.support,
  };
}
