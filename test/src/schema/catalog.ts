import type pg from 'pg';

/** A column, as the code of a service meets it. */
export interface Column {
  readonly type: string;
  readonly nullable: boolean;
  /** What the database puts in where a statement leaves it out; absent where nothing does. */
  readonly default?: string;
}

/** A table or view, with all that makes a statement on it succeed or fail. */
export interface Table {
  readonly columns: Readonly<Record<string, Column>>;
  /** Checks, keys and references: definition by name. */
  readonly constraints: Readonly<Record<string, Constraint>>;
  /** Unique indexes that are no constraints: definition by name. */
  readonly uniqueIndexes: Readonly<Record<string, string>>;
  /** Definition by name. */
  readonly triggers: Readonly<Record<string, string>>;
}

export interface Constraint {
  readonly definition: string;
  /** Names of the columns that it looks at. */
  readonly columns: readonly string[];
}

/** What a database looks like to the code that works on it. */
export interface Schema {
  readonly tables: Readonly<Record<string, Table>>;
  /** Signatures of its functions. */
  readonly functions: readonly string[];
}

/** Reads the schema that a connection works in, without the tables of the migrator. */
export async function readSchema(client: pg.ClientBase): Promise<Schema> {
  const tables: Record<string, MutableTable> = {};
  const at = (name: string): MutableTable => {
    tables[name] ??= { columns: {}, constraints: {}, uniqueIndexes: {}, triggers: {} };
    return tables[name];
  };
  const read = async <Row extends object>(query: string) => (await client.query<Row>(query)).rows;
  const ours = `c.relnamespace = current_schema()::regnamespace and c.relname not like 'kysely\\_%'`;

  for (const { table, column, type, nullable, default: given } of await read<ColumnRow>(
    `select c.relname as table, a.attname as column, format_type(a.atttypid, a.atttypmod) as type,
       not a.attnotnull as nullable,
       case when a.attidentity <> '' then 'identity' when a.attgenerated <> '' then 'generated ' else '' end
         || coalesce(pg_get_expr(d.adbin, d.adrelid), '') as default
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
     where ${ours} and c.relkind in ('r', 'p', 'v', 'm') order by 1, 2`,
  )) {
    at(table).columns[column] = { type, nullable, ...(given ? { default: given } : {}) };
  }
  // From version 18 on PostgreSQL lists NOT NULL here, too: the columns tell it already.
  for (const { table, name, definition, columns } of await read<ConstraintRow>(
    `select c.relname as table, o.conname as name, pg_get_constraintdef(o.oid) as definition,
       array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum = any (o.conkey) order by 1) as columns
     from pg_constraint o join pg_class c on c.oid = o.conrelid
     where ${ours} and o.contype in ('c', 'f', 'p', 'u', 'x') order by 1, 2`,
  )) {
    at(table).constraints[name] = { definition, columns };
  }
  for (const { table, name, definition } of await read<RuleRow>(
    `select c.relname as table, i.relname as name, pg_get_indexdef(x.indexrelid) as definition
     from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
     where ${ours} and x.indisunique and not exists (select from pg_constraint o where o.conindid = x.indexrelid)
     order by 1, 2`,
  )) {
    // The schema's name is that of this database only.
    at(table).uniqueIndexes[name] = definition.replace(/ ON [^ ]+\./, ' ON ');
  }
  for (const { table, name, definition } of await read<RuleRow>(
    `select c.relname as table, t.tgname as name, pg_get_triggerdef(t.oid) as definition
     from pg_trigger t join pg_class c on c.oid = t.tgrelid where ${ours} and not t.tgisinternal order by 1, 2`,
  )) {
    at(table).triggers[name] = definition.replace(/ ON [^ ]+\./, ' ON ');
  }
  const functions = await read<{ signature: string }>(
    `select p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' as signature
     from pg_proc p where p.pronamespace = current_schema()::regnamespace order by 1`,
  );
  return { tables, functions: functions.map(({ signature }) => signature) };
}

type MutableTable = { -readonly [Part in keyof Table]: Record<string, Table[Part][string]> };

interface ColumnRow {
  table: string;
  column: string;
  type: string;
  nullable: boolean;
  default: string | null;
}

interface RuleRow {
  table: string;
  name: string;
  definition: string;
}

interface ConstraintRow extends RuleRow {
  columns: string[];
}
