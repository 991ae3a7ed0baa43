import { type Logger, type Rounds, startRounds } from '@countersign/runtime';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { Gauge, type Registry } from 'prom-client';
import type { Keyring } from './keyring.ts';
import { rewrap, SealBrokenError } from './seal.ts';

const usuallyEveryMs = 10_000;
const usuallyAtOnce = 100;

/** A column of sealed values; each is sealed to its table, its column, and its key's parts with `/` between. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** Columns of the primary key; `id` if absent. */
  readonly key?: readonly string[];
}

/** A column that tells under which version of a pepper something of its row was hashed. */
export interface PepperColumn {
  readonly table: string;
  readonly column: string;
}

export interface ResealingOptions {
  // Only raw statements are sent; the schema of the service is not looked at.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly db: Kysely<any>;
  readonly keyring: Keyring;
  /** Every column that is sealed under the keyring. */
  readonly sealed: readonly SealedColumn[];
  readonly pepper?: Keyring;
  /** Columns that tell what a pepper is still needed for. */
  readonly peppered?: readonly PepperColumn[];
  readonly metrics: Registry;
  readonly logger: Logger;
  readonly everyMs?: number;
  /** Rows that are read at once. */
  readonly atOnce?: number;
}

/**
 * Moves what is sealed under older versions of a keyring to the current one, a few rows at a time, and tells in
 * `sealing_old_rows` what is left, and what is hashed under older versions of a pepper. While the keyring has one version
 * only nothing is looked for. A row that is changed meanwhile keeps the change. Several processes may do it at once.
 */
export function startResealing(options: ResealingOptions): Rounds {
  const resealing = createResealing(options);
  const { everyMs = usuallyEveryMs, logger } = options;
  return startRounds({ name: 'the re-sealing', everyMs, round: resealing, logger });
}

/** One round of the re-sealing: resolves when nothing is left that can be moved. Answers with the rows that it moved. */
export function createResealing({
  db,
  keyring,
  sealed,
  pepper,
  peppered = [],
  metrics,
  logger,
  atOnce = usuallyAtOnce,
}: ResealingOptions): () => Promise<number> {
  const gauge = new Gauge({
    name: 'sealing_old_rows',
    help: 'Rows that are sealed or hashed under a version of a key that is not the current one any more',
    labelNames: ['keyring', 'table', 'column'],
    registers: [metrics],
  });
  const tell = (name: string, { table, column }: PepperColumn, rows: number) =>
    gauge.set({ keyring: name, table, column }, rows);

  const counted = new Gauge({
    name: 'sealing_counted_version',
    help: 'Current version of a keyring when its old rows were counted; that of the round before, too',
    labelNames: ['keyring'],
    registers: [metrics],
  });
  const rings = [['KEYRING', keyring] as const, ...(pepper === undefined ? [] : [['PEPPER', pepper] as const])];
  const seen = new Map<string, number>();

  return async () => {
    let moved = 0;
    const versions = new Map(rings.map(([name, { current }]) => [name, current]));
    for (const place of sealed) {
      if (keyring.keys.size === 1) {
        tell('KEYRING', place, 0);
        continue;
      }
      // One column after the other, each in pages: the service's own work comes first.
      // oxlint-disable no-await-in-loop
      tell('KEYRING', place, await countOld(db, keyring, place));
      const { rows, broken } = await moveAll({ db, keyring, place, atOnce });
      tell('KEYRING', place, await countOld(db, keyring, place));
      // oxlint-enable no-await-in-loop
      moved += rows;
      const { table, column } = place;
      if (rows > 0) logger.info({ table, column, rows }, 'values were moved to the current key');
      if (broken > 0) logger.error({ table, column, rows: broken }, 'sealed values cannot be opened');
    }
    for (const place of peppered) {
      // oxlint-disable-next-line no-await-in-loop
      tell(
        'PEPPER',
        place,
        pepper === undefined || pepper.keys.size === 1 ? 0 : await countOldHashes(db, pepper, place),
      );
    }
    for (const [name, version] of versions) {
      // What was sealed just before the version changed may have been written after it was counted, but not a round later.
      if (seen.get(name) === version) counted.set({ keyring: name }, version);
      seen.set(name, version);
    }
    return moved;
  };
}

type AnyDb = ResealingOptions['db'];

/** Whether a value is sealed under a version before the current one. A newer one is of a process that is ahead. */
function isOld({ current }: Keyring, { column }: SealedColumn): RawBuilder<boolean> {
  const version = Buffer.alloc(4);
  version.writeUInt32BE(current);
  return sql<boolean>`length(${sql.ref(column)}) > 5 and substring(${sql.ref(column)} from 2 for 4) < ${version}::bytea`;
}

async function countOld(db: AnyDb, keyring: Keyring, place: SealedColumn): Promise<number> {
  const { rows } = await sql<{
    count: bigint;
  }>`select count(*) as count from ${sql.table(place.table)} where ${isOld(keyring, place)}`.execute(db);
  return Number(rows[0]?.count ?? 0);
}

async function countOldHashes(db: AnyDb, { current }: Keyring, { table, column }: PepperColumn): Promise<number> {
  const { rows } = await sql<{
    count: bigint;
  }>`select count(*) as count from ${sql.table(table)} where ${sql.ref(column)} < ${current}`.execute(db);
  return Number(rows[0]?.count ?? 0);
}

interface OldRow {
  value: Buffer;
  key: string[];
}

async function moveAll({
  db,
  keyring,
  place,
  atOnce,
}: {
  db: AnyDb;
  keyring: Keyring;
  place: SealedColumn;
  atOnce: number;
}): Promise<{ rows: number; broken: number }> {
  const { table, column, key = ['id'] } = place;
  const parts = sql.join(key.map((part) => sql`${sql.ref(part)}::text`));
  let after: string[] | undefined;
  let rows = 0;
  let broken = 0;
  for (;;) {
    const beyond =
      after === undefined ? sql`true` : sql`(${parts}) > (${sql.join(after.map((one) => sql`${one}::text`))})`;
    // oxlint-disable-next-line no-await-in-loop -- a page after the other
    const page = await sql<OldRow>`select ${sql.ref(column)} as value, array[${parts}] as key from ${sql.table(table)}
      where ${isOld(keyring, place)} and ${beyond} order by ${parts} limit ${atOnce}`.execute(db);
    for (const { value, key: row } of page.rows) {
      const sealedNow = rewrapped(keyring, value, { table, row: row.join('/'), column });
      if (sealedNow === undefined) broken += 1;
      else {
        const isIt = sql.join(
          key.map((part, at) => sql`${sql.ref(part)}::text = ${row[at]}`),
          sql` and `,
        );
        // oxlint-disable-next-line no-await-in-loop -- a burst of updates would hold up the service's own
        const result = await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${sealedNow}
          where ${isIt} and ${sql.ref(column)} = ${value}`.execute(db);
        rows += Number(result.numAffectedRows ?? 0);
      }
    }
    after = page.rows.at(-1)?.key;
    if (page.rows.length < atOnce) return { rows, broken };
  }
}

/** Undefined for a value that does not open at its place. */
function rewrapped(keyring: Keyring, value: Buffer, at: { table: string; row: string; column: string }) {
  try {
    return rewrap(keyring, value, at);
  } catch (error) {
    if (error instanceof SealBrokenError) return undefined;
    throw error;
  }
}
