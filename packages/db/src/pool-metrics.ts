import { DomainError } from '@countersign/errors';
import type { LogEvent } from 'kysely';
import pg from 'pg';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What the figures of a pool are told. */
export interface PoolMetrics {
  /** Kysely tells here how each statement ended. */
  ended: (event: LogEvent) => void;
}

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15];

/** Registers the figures of the only pool of a process: its connections, the wait for one, statements and their errors. */
export function observePool(pool: pg.Pool, registry: Registry): PoolMetrics {
  const registers = [registry];
  const connections: Gauge<'state'> = new Gauge({
    name: 'database_pool_connections',
    help: 'Connections of the pool that are open, by state: idle or used',
    labelNames: ['state'],
    registers,
    collect: (): void => {
      connections.set({ state: 'idle' }, pool.idleCount);
      connections.set({ state: 'used' }, pool.totalCount - pool.idleCount);
    },
  });
  new Gauge({
    name: 'database_pool_max_connections',
    help: 'Connections that the pool may open',
    registers,
  }).set(pool.options.max);
  const waiting: Gauge = new Gauge({
    name: 'database_pool_waiting',
    help: 'Callers that wait for a connection of the pool now',
    registers,
    collect: (): void => waiting.set(pool.waitingCount),
  });
  const acquired = new Histogram({
    name: 'database_pool_acquire_seconds',
    help: 'Time until the pool gave a connection, also one that it had to open, or gave up',
    buckets,
    registers,
  });
  const statements = new Histogram({
    name: 'database_statement_duration_seconds',
    help: 'Duration of the statements that the database answered',
    buckets,
    registers,
  });
  const errors = new Counter({
    name: 'database_errors_total',
    help: 'Statements that failed, by class of SQLSTATE; connection: it was not to be had or broke; pool: none was free in time',
    labelNames: ['class'],
    registers,
  });

  const connect = pool.connect.bind(pool) as () => Promise<pg.PoolClient>;
  const observed = async (): Promise<pg.PoolClient> => {
    const end = acquired.startTimer();
    try {
      return await connect();
    } catch (error) {
      errors.inc({ class: classOf(error) });
      throw error;
    } finally {
      end();
    }
  };
  // Only Kysely asks this pool, and it waits for the promise.
  pool.connect = observed as typeof pool.connect;
  return {
    ended: (event) => {
      if (event.level === 'query') statements.observe(event.queryDurationMillis / 1_000);
      else errors.inc({ class: classOf(event.error) });
    },
  };
}

/** The first two letters of the SQLSTATE (PostgreSQL, appendix A), of which there are some forty. */
function classOf(error: unknown): string {
  if (error instanceof DomainError && error.cause !== undefined) return classOf(error.cause);
  if (error instanceof pg.DatabaseError && error.code !== undefined) return error.code.slice(0, 2);
  // The pool has no code for it.
  const isPool = error instanceof Error && error.message === 'timeout exceeded when trying to connect';
  return isPool ? 'pool' : 'connection';
}
