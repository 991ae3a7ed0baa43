import type { DatabaseOwner, PlatformDatabases } from '../../../../test/src/platform-databases.ts';

/** How these attempts are called in the report. */
export const group = 'by whoever writes to the databases';
/** The refusal of a row that is not as the signer wrote it. */
export const broken: readonly string[] = ['KEY_RECORD_BROKEN'];

/** One row, and what is written into it. */
export interface Change {
  owner: DatabaseOwner;
  table: string;
  /** Columns and values by which the row is known; they stay as they are. */
  where: Readonly<Record<string, unknown>>;
  set: Readonly<Record<string, unknown>>;
}

/** Writes into rows, has something tried, and puts everything back as it was, whatever came of it. */
export async function whileChanged<T>(
  databases: PlatformDatabases,
  changes: readonly Change[],
  work: () => Promise<T>,
): Promise<T> {
  const before: Record<string, unknown>[] = [];
  for (const change of changes) {
    const { owner, table, where, set } = change;
    const columns = Object.keys(set).join(', ');
    const { text, values } = condition(where, 0);
    // oxlint-disable-next-line no-await-in-loop
    const [row, ...others] = await databases.query(owner, `select ${columns} from ${table} where ${text}`, values);
    if (row === undefined || others.length > 0) throw new Error(`${others.length} rows of ${table} would be changed`);
    before.push(row);
  }
  try {
    for (const change of changes) {
      // oxlint-disable-next-line no-await-in-loop
      await write(databases, change);
    }
    return await work();
  } finally {
    for (const [number, change] of changes.entries()) {
      // oxlint-disable-next-line no-await-in-loop
      await write(databases, { ...change, set: before[number] ?? {} });
    }
  }
}

/** Takes rows away, has something tried, and puts them back. */
export async function whileMissing<T>(
  databases: PlatformDatabases,
  { owner, table, where }: Pick<Change, 'owner' | 'table' | 'where'>,
  work: () => Promise<T>,
): Promise<T> {
  const { text, values } = condition(where, 0);
  const gone = await databases.query<{ row: string }>(
    owner,
    `with gone as (delete from ${table} where ${text} returning *) select to_json(gone)::text as row from gone`,
    values,
  );
  if (gone.length === 0) throw new Error(`no row of ${table} was there to be taken away`);
  try {
    return await work();
  } finally {
    for (const { row } of gone) {
      // oxlint-disable-next-line no-await-in-loop
      await databases.query(
        owner,
        `insert into ${table} select * from json_populate_record(null::${table}, $1::json)`,
        [row],
      );
    }
  }
}

/** Writes into a row, for good. */
export async function write(databases: PlatformDatabases, { owner, table, where, set }: Change): Promise<void> {
  const columns = Object.keys(set);
  const assigned = columns.map((column, number) => `${column} = $${number + 1}`).join(', ');
  const { text, values } = condition(where, columns.length);
  await databases.query(owner, `update ${table} set ${assigned} where ${text}`, [...Object.values(set), ...values]);
}

function condition(where: Change['where'], after: number): { text: string; values: unknown[] } {
  const text = Object.keys(where)
    .map((column, number) => `${column} = $${after + number + 1}`)
    .join(' and ');
  return { text, values: Object.values(where) };
}

/** Some columns of a row. */
export function pick(row: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, row[name]]));
}
