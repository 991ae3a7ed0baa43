import type { Readable, Writable } from 'node:stream';
import { type Client, escapeIdentifier } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { PlatformFault } from '../../launcher/fault.ts';
import type { DatabasePart } from './manifest.ts';

/** Begins to look at a database as it is at this moment, until the connection ends. */
export async function holdMoment(client: Client): Promise<void> {
  await client.query('begin transaction isolation level repeatable read read only');
  // The moment is that of the first statement.
  await client.query('select pg_current_snapshot()');
}

/** Copies every table of a database that is held at a moment; `store` takes the rows of one. */
export async function copyDatabase(
  client: Client,
  store: (table: string, rows: Readable) => Promise<void>,
): Promise<DatabasePart> {
  const tables = [];
  for (const { name, columns } of await listTables(client)) {
    // oxlint-disable no-await-in-loop -- one connection, one statement
    const { rows } = await client.query<{ rows: string }>(`select count(*) as rows from ${escapeIdentifier(name)}`);
    await store(name, client.query(copyTo(`copy ${escapeIdentifier(name)} (${list(columns)}) to stdout`)));
    // oxlint-enable no-await-in-loop
    tables.push({ name, columns, rows: Number(rows[0]?.rows) });
  }
  const sequences: Record<string, string | null> = {};
  for (const name of await listSequences(client)) {
    const query = `select last_value, is_called from ${escapeIdentifier(name)}`;
    // oxlint-disable-next-line no-await-in-loop
    const { rows } = await client.query<{ last_value: string; is_called: boolean }>(query);
    sequences[name] = rows[0]?.is_called === true ? rows[0].last_value : null;
  }
  return { migrations: await listMigrations(client), tables, sequences };
}

/** Throws a fault unless a database is as its role was given it: without a table. */
export async function requireEmpty(client: Client, name: string): Promise<void> {
  const { rows } = await client.query(`select from pg_class where relnamespace = current_schema()::regnamespace
    and relkind in ('r', 'p') limit 1`);
  if (rows.length > 0) throw new PlatformFault(`the database of ${name} is not empty; nothing was restored`);
}

/**
 * Puts the rows of a copy into a database that has been brought to the schema of the copy; `load` gives the rows of one
 * table. In one transaction: rules between tables hold again at its end, and are looked at then. Throws a fault when the
 * schema is another one.
 */
export async function fillDatabase(
  client: Client,
  name: string,
  copy: DatabasePart,
  { load, finish }: { load: (table: string, rows: Writable) => Promise<void>; finish: () => Promise<void> },
): Promise<void> {
  const migrations = await listMigrations(client);
  if (migrations.join() !== copy.migrations.join()) {
    throw new PlatformFault(
      `the backup of ${name} has the schema ${copy.migrations.at(-1)}, and this release makes ${migrations.at(-1)}: restore with the release that made it, and upgrade then`,
    );
  }
  await client.query('begin');
  const tables = await listTables(client);
  const links = await listLinks(client);
  // oxlint-disable no-await-in-loop -- one connection, one statement
  for (const { table, constraint } of links) {
    await client.query(`alter table ${escapeIdentifier(table)} drop constraint ${escapeIdentifier(constraint)}`);
  }
  // What is copied was let through by them once, and some refuse what is not done by the service.
  for (const table of tables) await client.query(`alter table ${escapeIdentifier(table.name)} disable trigger user`);
  await client.query(`truncate ${list(tables.map((table) => table.name))}`);
  for (const { name: table, columns, rows } of copy.tables) {
    await load(table, client.query(copyFrom(`copy ${escapeIdentifier(table)} (${list(columns)}) from stdin`)));
    const found = await client.query<{ rows: string }>(`select count(*) as rows from ${escapeIdentifier(table)}`);
    if (Number(found.rows[0]?.rows) !== rows)
      throw new PlatformFault(`${name}: ${table} has not the rows of the backup`);
  }
  for (const [sequence, last] of Object.entries(copy.sequences)) {
    if (last !== null) await client.query('select setval($1::regclass, $2)', [escapeIdentifier(sequence), last]);
  }
  await finish();
  for (const table of tables) await client.query(`alter table ${escapeIdentifier(table.name)} enable trigger user`);
  for (const { table, constraint, definition } of links) {
    const names = `${escapeIdentifier(table)} add constraint ${escapeIdentifier(constraint)}`;
    await client.query(`alter table ${names} ${definition}`);
  }
  // oxlint-enable no-await-in-loop
  await client.query('commit');
}

interface TableColumns {
  name: string;
  columns: string[];
}

async function listTables(client: Client): Promise<TableColumns[]> {
  const { rows } = await client.query<TableColumns>(`
    select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname not like 'kysely\\_%'
    group by c.relname order by c.relname`);
  return rows;
}

async function listSequences(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'S' order by 1`,
  );
  return rows.map(({ name }) => name);
}

async function listMigrations(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>('select name from kysely_migration');
  return rows.map(({ name }) => name).toSorted();
}

async function listLinks(client: Client) {
  const { rows } = await client.query<{ table: string; constraint: string; definition: string }>(`
    select c.relname as table, o.conname as constraint, pg_get_constraintdef(o.oid) as definition
    from pg_constraint o join pg_class c on c.oid = o.conrelid
    where c.relnamespace = current_schema()::regnamespace and o.contype = 'f' and o.conparentid = 0`);
  return rows;
}

function list(names: readonly string[]): string {
  return names.map((name) => escapeIdentifier(name)).join(', ');
}
