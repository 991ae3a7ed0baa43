import { createLogger, createMetrics } from '@countersign/runtime';
import { type TestDatabase, testDatabase } from '@countersign/testing/database';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { createResealing, keyVersion, open, readKeyring, type SealedColumn, seal } from '../src/index.ts';

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');
const first = readKeyring(JSON.stringify({ current: 1, keys: { 1: key(1) } }));
const second = readKeyring(JSON.stringify({ current: 2, keys: { 1: key(1), 2: key(2) } }));
const third = readKeyring(JSON.stringify({ current: 3, keys: { 1: key(1), 2: key(2), 3: key(3) } }));
const onlySecond = readKeyring(JSON.stringify({ current: 2, keys: { 2: key(2) } }));

const sealed: SealedColumn[] = [
  { table: 'things', column: 'secret' },
  { table: 'pieces', column: 'content', key: ['thing', 'ordinal'] },
];
const peppered = [{ table: 'things', column: 'pepper_version' }];

let database: TestDatabase<unknown>;
let lines: string[];

beforeAll(async () => {
  database = await testDatabase<unknown>();
  await sql`create table things (id text primary key, secret bytea, pepper_version int not null default 1)`.execute(
    database.db,
  );
  await sql`create table pieces (thing text, ordinal int, content bytea not null, primary key (thing, ordinal))`.execute(
    database.db,
  );
});
afterAll(() => database.destroy());
beforeEach(async () => {
  lines = [];
  await sql`truncate things, pieces`.execute(database.db);
});

const resealing = (keyring = second, atOnce = 2) => {
  const metrics = createMetrics('test');
  const logger = createLogger({ service: 'test', destination: { write: (line: string) => lines.push(line) } });
  const round = createResealing({
    db: database.db,
    keyring,
    sealed,
    pepper: keyring,
    peppered,
    metrics,
    logger,
    atOnce,
  });
  const left = async () => {
    await round();
    const found = (await metrics.getSingleMetricAsString('sealing_old_rows')).matchAll(
      /table="(\w+)",column="(\w+)",[^}]*\} (\d+)/g,
    );
    return Object.fromEntries([...found].map(([, table, column, rows]) => [`${table}.${column}`, Number(rows)]));
  };
  return { round, left };
};

const putThing = async (id: string, keyring = first, row = id) => {
  const secret = seal(keyring, Buffer.from(`secret of ${id}`), { table: 'things', row, column: 'secret' });
  await sql`insert into things (id, secret) values (${id}, ${secret})`.execute(database.db);
};
const things = async () =>
  (
    await sql<{
      id: string;
      secret: Buffer;
    }>`select id, secret from things where secret is not null order by id`.execute(database.db)
  ).rows;

describe('re-sealing', () => {
  it('moves every row to the current key, page by page, so that the old key can go', async () => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) await putThing(id);
    await sql`insert into things (id) values ('none')`.execute(database.db);
    for (const ordinal of [9, 10, 11]) {
      const content = seal(first, Buffer.from(`piece ${ordinal}`), {
        table: 'pieces',
        row: `a/${ordinal}`,
        column: 'content',
      });
      await sql`insert into pieces values ('a', ${ordinal}, ${content})`.execute(database.db);
    }
    const { round } = resealing();
    expect([await round(), await round()]).toEqual([8, 0]);
    for (const { id, secret } of await things()) {
      expect(open(onlySecond, secret, { table: 'things', row: id, column: 'secret' }).toString()).toBe(
        `secret of ${id}`,
      );
    }
    const { rows } = await sql<{ ordinal: number; content: Buffer }>`select * from pieces`.execute(database.db);
    expect(
      rows
        .map(({ ordinal, content }) =>
          open(onlySecond, content, { table: 'pieces', row: `a/${ordinal}`, column: 'content' }).toString(),
        )
        .toSorted(),
    ).toEqual(['piece 10', 'piece 11', 'piece 9']);
  });

  it('moves a row once where several processes do it', async () => {
    for (let at = 0; at < 20; at += 1) await putThing(`thing-${at}`);
    const moved = await Promise.all([resealing().round(), resealing().round(), resealing().round()]);
    expect(moved.reduce((sum, one) => sum + one)).toBe(20);
  });

  it('leaves what a process that is ahead has sealed', async () => {
    await putThing('ahead', third);
    expect(await resealing(second).round()).toBe(0);
    expect((await things()).map(({ secret }) => keyVersion(secret))).toEqual([3]);
  });

  it('tells of what cannot be moved, and goes on with the rest', async () => {
    await putThing('broken', first, 'elsewhere');
    await putThing('whole');
    await putThing('younger');
    expect(await resealing().left()).toEqual({ 'things.secret': 1, 'pieces.content': 0, 'things.pepper_version': 3 });
    expect((await things()).map(({ secret }) => keyVersion(secret))).toEqual([1, 2, 2]);
    expect(lines.filter((line) => line.includes('cannot be opened'))).toHaveLength(1);
  });

  it('counts hashes that wait for their owners, and nothing while there is one version only', async () => {
    await putThing('a');
    await sql`insert into things (id, pepper_version) values ('moved', 2)`.execute(database.db);
    expect(await resealing().left()).toEqual({ 'things.secret': 0, 'pieces.content': 0, 'things.pepper_version': 1 });
    expect(await resealing(first).left()).toEqual({
      'things.secret': 0,
      'pieces.content': 0,
      'things.pepper_version': 0,
    });
  });

  it('says that a version was counted when a whole round has begun and ended with it, after another one', async () => {
    const ring = { current: 1, keys: second.keys };
    const metrics = createMetrics('test');
    const logger = createLogger({ service: 'test', level: 'silent' });
    const round = createResealing({ db: database.db, keyring: ring, sealed, metrics, logger });
    const countedVersion = async () => {
      await round();
      return /keyring="KEYRING"[^}]*\} (\d+)/.exec(
        await metrics.getSingleMetricAsString('sealing_counted_version'),
      )?.[1];
    };
    expect([await countedVersion(), await countedVersion()]).toEqual([undefined, '1']);
    ring.current = 2;
    expect([await countedVersion(), await countedVersion()]).toEqual(['1', '2']);
  });
});
