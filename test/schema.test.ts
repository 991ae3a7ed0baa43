import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Migrations, runMigrations } from '@countersign/db';
import { type TestDatabase, testDatabase } from '@countersign/testing/database';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { readSchema, type Schema } from './src/schema/catalog.ts';
import { compareReleases, findBreaks, judge } from './src/schema/compatibility.ts';
import { contractions } from './src/schema/contractions.ts';
import { migrationsOf } from './src/schema/databases.ts';
import { toJsonLines } from './src/schema/json-lines.ts';

/** What a release made of a database. */
interface Recorded extends Schema {
  readonly migrations: readonly string[];
}

const folder = fileURLToPath(new URL('./releases/', import.meta.url));

// RECORD_RELEASE=1.2.3 writes down what this release makes: docs/operations/upgrades.md.
const recording = process.env['RECORD_RELEASE'];
if (recording !== undefined) {
  const services = await Promise.all(
    Object.entries(migrationsOf).map(async ([name, migrations]) => {
      const schema = await withDatabase((client, apply) => apply(migrations).then(() => readSchema(client)));
      return [name, { migrations: Object.keys(migrations).toSorted(), ...schema }] as const;
    }),
  );
  writeFileSync(path.join(folder, `${recording}.json`), `${toJsonLines(Object.fromEntries(services))}\n`);
}

const releases = readdirSync(folder).map((file) => path.basename(file, '.json'));

async function withDatabase<T>(
  work: (client: pg.Client, apply: (migrations: Migrations) => Promise<unknown>) => Promise<T>,
): Promise<T> {
  const database: TestDatabase<unknown> = await testDatabase<unknown>();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return await work(client, (migrations) => runMigrations(database.db, migrations));
  } finally {
    await client.end();
    await database.destroy();
  }
}

describe.each(releases)('a database that code of release %s works on', (release) => {
  const recorded = JSON.parse(readFileSync(path.join(folder, `${release}.json`), 'utf8')) as Record<string, Recorded>;
  const breaks: ReturnType<typeof findBreaks> = [];

  it.each(Object.entries(recorded))('of %s is as that release made it', async (name, { migrations, ...schema }) => {
    const all = migrationsOf[name] ?? {};
    expect(Object.keys(all)).toEqual(expect.arrayContaining([...migrations]));
    await withDatabase(async (client, apply) => {
      await apply(Object.fromEntries(migrations.map((one) => [one, all[one]])) as Migrations);
      expect(await readSchema(client)).toEqual(schema);
      await apply(all);
      breaks.push(...findBreaks(name, schema, await readSchema(client)));
    });
  });

  it('loses nothing, and asks for nothing more, by the migrations that came since', () => {
    expect(judge(breaks, contractions, release)).toEqual({ refused: [], needless: [] });
  });
});

describe('a migration that the older code does not survive', () => {
  let database: TestDatabase<unknown>;
  let client: pg.Client;
  beforeAll(async () => {
    database = await testDatabase<unknown>();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(`create table things (id text primary key, name text not null, note text, state text not null
        default 'new' constraint things_state check (state in ('new', 'done')), amount int not null, constraint things_name unique (name));
      create unique index things_note on things (note);
      create table parts (id text primary key, thing text references things (id));
      create function twice(x int) returns int language sql as 'select x * 2'`);
  });
  afterAll(async () => {
    await client.end();
    await database.destroy();
  });

  /** The breaks of some statements, which are taken back. */
  const breaksOf = async (statements: string) => {
    await client.query('begin');
    try {
      const before = await readSchema(client);
      await client.query(statements);
      return findBreaks('shop', before, await readSchema(client)).map(({ what, why }) => `${what} ${why}`);
    } finally {
      await client.query('rollback');
    }
  };

  it.each([
    ['drop table parts', ['shop parts is gone']],
    ['alter table parts rename to pieces', ['shop parts is gone']],
    ['alter table things drop column amount', ['shop things.amount is gone']],
    [
      'alter table things rename column amount to sum',
      ['shop things.amount is gone', 'shop things.sum is new and has to be given'],
    ],
    ['alter table things alter amount type bigint', ['shop things.amount was integer and is bigint']],
    ['alter table things alter name type varchar(10)', ['shop things.name was text and is character varying(10)']],
    ['alter table things alter note set not null', ['shop things.note has to be given']],
    ['alter table things alter name drop not null', ['shop things.name may be empty']],
    [
      'alter table things alter state drop default',
      ["shop things.state is nothing where it is left out, and was 'new'::text"],
    ],
    ['alter table things add extra int not null', ['shop things.extra is new and has to be given']],
    [
      'alter table things add constraint positive check (amount > 0)',
      ['shop things positive is a new rule: CHECK ((amount > 0))'],
    ],
    [
      'alter table things add constraint positive check (amount > 0) not valid',
      ['shop things positive is a new rule: CHECK ((amount > 0)) NOT VALID'],
    ],
    ['alter table things add constraint one unique (amount)', ['shop things one is a new rule: UNIQUE (amount)']],
    [
      'create unique index one on things (amount)',
      ['shop things one is a new rule: CREATE UNIQUE INDEX one ON things USING btree (amount)'],
    ],
    [
      'alter table things add kind text, add constraint kinds check (kind is not null)',
      ['shop things kinds is a new rule: CHECK ((kind IS NOT NULL))'],
    ],
    [
      "alter table things add kind text default 'x', add constraint kinds check (kind = 'y')",
      ["shop things kinds is a new rule: CHECK ((kind = 'y'::text))"],
    ],
    ['alter table things drop constraint things_name', ['shop things things_name is gone']],
    ['drop index things_note', ['shop things things_note is gone']],
    [
      "alter table things drop constraint things_state, add constraint things_state check (state in ('new'))",
      [expect.stringContaining('shop things things_state was CHECK')],
    ],
    ['drop function twice', ['shop twice(x integer) is gone']],
    [
      "create function refuse() returns trigger language plpgsql as 'begin raise; end'; create trigger no before insert on things for each row execute function refuse()",
      [expect.stringContaining('shop things no is a new rule: CREATE TRIGGER no')],
    ],
  ])('is found: %s', async (statements, found) => {
    expect(await breaksOf(statements)).toEqual(found);
  });

  it.each([
    'create table others (id text primary key, thing text not null references things (id))',
    'alter table things add extra int',
    'alter table things add extra int not null default 0',
    'alter table things add extra int generated always as (amount * 2) stored not null',
    "alter table things add kind text, add constraint kinds check (kind in ('a', 'b'))",
    'alter table things add other text references things (id)',
    'create index by_amount on things (amount)',
    'alter table things drop constraint things_state',
    "create or replace function twice(x int) returns int language sql as 'select x + x'",
  ])('is not seen in what only adds: %s', async (statements) => {
    expect(await breaksOf(statements)).toEqual([]);
  });

  it('is let through for releases that do not use the thing any more, and for no earlier one', () => {
    const gone = { what: 'shop things.amount', why: 'is gone' };
    const meant = { what: 'shop things.amount', unusedSince: '0.10.0' };
    expect(judge([gone], [meant], '0.9.9').refused).toEqual([gone]);
    expect(judge([gone], [meant], '0.10.0')).toEqual({ refused: [], needless: [] });
    expect(judge([{ ...gone, what: 'shop things.name' }], [meant], '1.0.0')).toMatchObject({
      refused: [{}],
      needless: [meant],
    });
    expect(judge([], [meant], '0.9.9').needless).toEqual([]);
    expect(['0.10.0', '0.9.0', '1.0.0', '0.9.1'].toSorted(compareReleases)).toEqual([
      '0.9.0',
      '0.9.1',
      '0.10.0',
      '1.0.0',
    ]);
  });
});
