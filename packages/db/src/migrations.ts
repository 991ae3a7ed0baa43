import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { createDatabase } from './database.ts';

export type { Migration } from 'kysely/migration';

/** Migrations by name; applied in the order of their names, never edited once merged. */
export type Migrations = Readonly<Record<string, Migration>>;

/** Applies what is missing and returns the names applied. Throws with the name of the migration that failed. */
export async function runMigrations<Schema>(db: Kysely<Schema>, migrations: Migrations): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error, results } = await migrator.migrateToLatest();
  // The migrator returns its error instead of throwing it.
  const failed = results?.find(({ status }) => status === 'Error');
  if (error !== undefined) {
    throw new Error(`migration ${failed?.migrationName ?? '(before the first)'} failed`, { cause: error });
  }
  return (results ?? []).filter(({ status }) => status === 'Success').map(({ migrationName }) => migrationName);
}

/**
 * The migration step of a service as a process of its own: connects, applies, tells, closes. Rejects when it failed,
 * which ends the process with a non-zero code.
 */
export async function migrate({ url, migrations }: { url: string; migrations: Migrations }): Promise<void> {
  const db = createDatabase<unknown>({ url, maxConnections: 2 });
  try {
    await sql`set lock_timeout = '10s'`.execute(db);
    const applied = await runMigrations(db, migrations);
    console.log(applied.length === 0 ? 'the schema is up to date' : `applied ${applied.join(', ')}`);
  } finally {
    await db.destroy();
  }
}
