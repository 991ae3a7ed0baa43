import type { Platform } from '@countersign/platform';
import pg from 'pg';
import { adminUrl } from './databases.ts';

/** What PostgreSQL must load at its start, so that statements can be counted. */
export const countingSettings = { shared_preload_libraries: 'pg_stat_statements' };

/** Statements of the services so far: how often each ran. */
export type StatementCounts = ReadonlyMap<string, number>;

/** Counts the statements that the services send; nobody else's. */
export interface StatementCounter {
  /** Keys are `<database> <statement>`, without values. */
  read(): Promise<StatementCounts>;
  /** Stops the counting until somebody counts again: it costs processor time. */
  close(): Promise<void>;
}

/** Counts in the server itself (pg_stat_statements): each execution is one, whatever the driver makes of it. */
export async function countStatements(platform: Platform): Promise<StatementCounter> {
  const client = new pg.Client({ connectionString: await adminUrl(platform) });
  await client.connect();
  await client.query('create extension if not exists pg_stat_statements');
  await client.query('alter system reset pg_stat_statements.track');
  await client.query('select pg_reload_conf()');
  return {
    read: async () => {
      const { rows } = await client.query<{ name: string; calls: string }>(
        `select replace(d.datname, 'countersign_', '') || ' ' || s.query as name, sum(s.calls) as calls
         from pg_stat_statements s join pg_database d on d.oid = s.dbid join pg_roles r on r.oid = s.userid
         where r.rolname like 'countersign\\_%' and s.toplevel group by 1`,
      );
      return new Map(rows.map(({ name, calls }) => [name, Number(calls)]));
    },
    close: async () => {
      await client.query(`alter system set pg_stat_statements.track = 'none'`);
      await client.query('select pg_reload_conf()');
      await client.end();
    },
  };
}
