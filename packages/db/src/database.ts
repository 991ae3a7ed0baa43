import type { Logger } from '@countersign/runtime';
import { CamelCasePlugin, Kysely, sql, type Transaction } from 'kysely';
import pg from 'pg';
import type { Registry } from 'prom-client';
import { watchAvailability } from './availability.ts';
import { observePool } from './pool-metrics.ts';
import { TracedClient } from './traced-client.ts';
import { WatchedDialect } from './watched-dialect.ts';

/** A `Kysely` or a `Transaction`: the caller decides what is atomic. */
export type Db<Schema> = Kysely<Schema> | Transaction<Schema>;

const int8 = 20;

export interface DatabaseOptions {
  url: string;
  /** Connections at most, 10 by default. */
  maxConnections?: number;
  /** Time after which a connection on which no answer comes is given up, 20 s by default: longer than any statement takes. */
  answerLimitMs?: number;
  /** Told when the database cannot be used, and when it is back. */
  logger?: Logger;
  /** Where the figures of the pool and its statements go; a process has one pool there at most. Nowhere when absent. */
  metrics?: Registry;
}

/**
 * Opens a pool of connections. Column names are snake_case in the database and camelCase in the code; keys inside jsonb
 * stay as they are; `int8` arrives as `bigint`. A statement is cut off after 15 s, a transaction left idle after 30 s.
 * Throws `SERVICE_UNAVAILABLE` wherever the database cannot be used: it is away, restarts, is full or takes reads only.
 */
export function createDatabase<Schema>({
  url,
  maxConnections = 10,
  answerLimitMs = 20_000,
  logger,
  metrics,
}: DatabaseOptions): Kysely<Schema> {
  const pool = new pg.Pool({
    Client: TracedClient,
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 15_000,
    // Longer than that: the server is out of reach, and nobody says so where a host or a wire just went away.
    query_timeout: answerLimitMs,
    idle_in_transaction_session_timeout: 30_000,
    types: {
      getTypeParser: ((oid: number, format: 'text' | 'binary') =>
        oid === int8 && format !== 'binary'
          ? BigInt
          : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
    },
  });
  const availability = watchAvailability(logger);
  // The pool listens to a connection only while it is idle. One that breaks between two statements of a transaction
  // would have no listener, and end the process; the transaction's next statement fails all the same.
  pool.on('connect', (client) => {
    client.on('error', (error) => availability.lost(error));
  });
  // Said above already.
  pool.on('error', () => undefined);
  const figures = metrics === undefined ? undefined : observePool(pool, metrics);
  return new Kysely<Schema>({
    dialect: new WatchedDialect({ pool }, availability),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
    ...(figures === undefined ? {} : { log: figures.ended }),
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
