import type { Logger } from '@countersign/runtime';
import { CamelCasePlugin, Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import { PreparingClient } from './preparing-client.ts';

/** A `Kysely` or a `Transaction`: the caller decides what is atomic. */
export type Db<Schema> = Kysely<Schema> | Transaction<Schema>;

const int8 = 20;

export interface DatabaseOptions {
  url: string;
  /** Connections at most, 10 by default. */
  maxConnections?: number;
  /** Told of connections that broke. */
  logger?: Logger;
}

/**
 * Opens a pool of connections. Column names are snake_case in the database and camelCase in the code; keys inside jsonb
 * stay as they are; `int8` arrives as `bigint`. A statement is cut off after 15 s, a transaction left idle after 30 s.
 */
export function createDatabase<Schema>({ url, maxConnections = 10, logger }: DatabaseOptions): Kysely<Schema> {
  const pool = new pg.Pool({
    Client: PreparingClient,
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 15_000,
    idle_in_transaction_session_timeout: 30_000,
    types: {
      getTypeParser: ((oid: number, format: 'text' | 'binary') =>
        oid === int8 && format !== 'binary'
          ? BigInt
          : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
    },
  });
  // The pool listens to a connection only while it is idle. One that breaks between two statements of a transaction
  // would have no listener, and end the process; the transaction's next statement fails all the same.
  pool.on('connect', (client) => {
    client.on('error', (error) => logger?.warn({ err: error }, 'a database connection broke'));
  });
  // Said above already.
  pool.on('error', () => undefined);
  return new Kysely<Schema>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
}

/** Readiness check: the database answers within two seconds. */
export async function checkDatabase<Schema>(db: Kysely<Schema>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the database does not answer')), 2_000);
  });
  try {
    await Promise.race([sql`select 1`.execute(db), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether an error is a violated unique constraint; of the given name, if one is given. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  return (
    error instanceof pg.DatabaseError &&
    error.code === '23505' &&
    (constraint === undefined || error.constraint === constraint)
  );
}
