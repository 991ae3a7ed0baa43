import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { whenAvailable } from './availability.ts';
import { createDatabase } from './database.ts';

export type { Migration } from 'kysely/migration';

/** Migrations by name; applied in the order of their names, never edited once merged. */
export type Migrations = Readonly<Record<string, Migration>>;

// One number for all services: each has a database of its own, and the lock is one of the database.
const lockId = 7_234_516_118;
const lockWaitMs = 10 * 60_000;
const patienceMs = 60_000;

/**
 * Applies what is missing and returns the names applied. Several that run at once wait for each other; only one applies.
 * A database that a newer release has brought further is left as it is, and nothing is applied. Throws with the name of
 * the migration that failed, and when the database was given a migration that stands among these, or before them, but is
 * not one of them.
 */
export async function runMigrations<Schema>(db: Kysely<Schema>, migrations: Migrations): Promise<string[]> {
  return (await bringUpToDate(db, migrations)).applied;
}

interface Outcome {
  readonly applied: string[];
  /** What a newer release has applied. */
  readonly unknown: readonly string[];
}

async function bringUpToDate<Schema>(db: Kysely<Schema>, migrations: Migrations): Promise<Outcome> {
  return await db.connection().execute(async (connection) => {
    // A step may take longer than a statement of a service. Whoever comes second waits here, without locks on tables.
    await sql`set statement_timeout = 0`.execute(connection);
    await sql`select set_config('lock_timeout', ${`${lockWaitMs}ms`}, false)`.execute(connection);
    await sql`select pg_advisory_lock(${lockId})`.execute(connection);
    try {
      // A table that is in use is not waited for long: whoever queues behind this one would wait, too.
      await sql`set lock_timeout = '10s'`.execute(connection);
      const unknown = findNewer(Object.keys(migrations).toSorted(), await findExecuted(connection));
      return { applied: unknown.length === 0 ? await apply(connection, migrations) : [], unknown };
    } finally {
      await sql`select pg_advisory_unlock(${lockId})`.execute(connection);
      await sql`reset lock_timeout`.execute(connection);
      await sql`reset statement_timeout`.execute(connection);
    }
  });
}

async function apply<Schema>(db: Kysely<Schema>, migrations: Migrations): Promise<string[]> {
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
 * The migrations of a newer release: all of `own` was executed, and what else was comes behind it. None when the database
 * is not ahead; the migrator itself then refuses what does not fit.
 */
function findNewer(own: readonly string[], executed: readonly string[]): readonly string[] {
  const isAhead = own.every((name, place) => executed[place] === name);
  return isAhead ? executed.slice(own.length) : [];
}

/** Names of the migrations that the database was given, in the order of their names. */
async function findExecuted<Schema>(db: Kysely<Schema>): Promise<string[]> {
  const { rows } = await sql<{ found: string | null }>`select to_regclass('kysely_migration')::text as found`.execute(
    db,
  );
  if (rows[0]?.found == null) return [];
  const executed = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  // Sorted here: the order of text in PostgreSQL depends on the database's collation.
  return executed.rows.map(({ name }) => name).toSorted();
}

/**
 * The migration step of a service as a process of its own: connects, applies, tells, closes. Rejects when it failed,
 * which ends the process with a non-zero code; a database that cannot be reached is waited for, a minute. On a database of a
 * newer release it does nothing and succeeds.
 */
export async function migrate({ url, migrations }: { url: string; migrations: Migrations }): Promise<void> {
  const db = createDatabase<unknown>({ url, maxConnections: 2 });
  try {
    // A step often starts together with its database, on a machine that has much to do just then.
    await whenAvailable(() => sql`select 1`.execute(db), { patienceMs });
    const { applied, unknown } = await bringUpToDate(db, migrations);
    if (unknown.length > 0) {
      console.log(`the schema is newer than this release, which does not know ${unknown.join(', ')}; nothing was done`);
    } else console.log(applied.length === 0 ? 'the schema is up to date' : `applied ${applied.join(', ')}`);
  } finally {
    await db.destroy();
  }
}
