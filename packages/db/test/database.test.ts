import { createMetrics, writeMetrics } from '@countersign/runtime';
import { type TestDatabase, testDatabase } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Kysely, sql } from 'kysely';
import {
  acceptOnce,
  addOutboxTraceparent,
  announce,
  announcing,
  changeTogether,
  checkDatabase,
  createDatabase,
  createIdempotencyTable,
  createInboxTable,
  createOutboxTable,
  isUniqueViolation,
  measureOutbox,
  migrate,
  relayOutbox,
  runMigrations,
  runOnce,
  sweepOutbox,
} from '../src/index.ts';

let test: TestDatabase<unknown>;
let db: Kysely<unknown>;

beforeAll(async () => {
  test = await testDatabase<unknown>({
    migrate: async (fresh) => {
      await createOutboxTable(fresh);
      await addOutboxTraceparent(fresh);
      await createInboxTable(fresh);
      await createIdempotencyTable(fresh);
    },
  });
  db = test.db;
});
afterAll(() => test.destroy());

/** A migration that makes a table. */
function creating(table: string) {
  return { up: async (on: Kysely<unknown>) => void (await sql`create table ${sql.table(table)} (id int)`.execute(on)) };
}

describe('migrations', () => {
  it('are applied once, in the order of their names', async () => {
    const order: string[] = [];
    const migrations = {
      b: { up: async () => void order.push('b') },
      a: { up: async () => void order.push('a') },
    };
    const other = await testDatabase<unknown>();
    expect(await runMigrations(other.db, migrations)).toEqual(['a', 'b']);
    expect(await runMigrations(other.db, migrations)).toEqual([]);
    expect(order).toEqual(['a', 'b']);
    await other.destroy();
  });

  it('fail loudly, naming the one that failed, and leave no trace of it', async () => {
    const other = await testDatabase<unknown>();
    const migrations = {
      '1_table': { up: async (on: Kysely<unknown>) => void (await sql`create table t (id int)`.execute(on)) },
      '2_fault': { up: async (on: Kysely<unknown>) => void (await sql`create table u (id nonsense)`.execute(on)) },
    };
    await expect(runMigrations(other.db, migrations)).rejects.toThrow('migration 2_fault failed');
    await expect(sql`select * from u`.execute(other.db)).rejects.toThrow('does not exist');
    await other.destroy();
  });

  it('of an older release leave a newer database as it is', async () => {
    const other = await testDatabase<unknown>();
    await runMigrations(other.db, { '1_a': creating('a'), '2_b': creating('b'), '3_c': creating('c') });
    expect(await runMigrations(other.db, { '1_a': creating('a') })).toEqual([]);
    const print = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    await migrate({ url: other.url, migrations: { '1_a': creating('a') } });
    expect(print.mock.calls).toEqual([
      ['the schema is newer than this release, which does not know 2_b, 3_c; nothing was done'],
    ]);
    print.mockRestore();
    await sql`select * from a, b, c`.execute(other.db);
    await other.destroy();
  });

  it.each([
    ['is missing in the middle', { '1_a': creating('a'), '3_c': creating('c') }],
    ['is missing at the beginning', { '2_b': creating('b'), '3_c': creating('c') }],
    ['has another name', { '1_a': creating('a'), '2_other': creating('d'), '3_c': creating('c') }],
    ['is another one than the newer release has', { '1_a': creating('a'), '2_b': creating('b'), '3_d': creating('d') }],
    [
      'comes late, before one that was applied',
      { '1_a': creating('a'), '1_late': creating('d'), '2_b': creating('b') },
    ],
  ])('are refused where one that was applied %s', async (_case, migrations) => {
    const other = await testDatabase<unknown>();
    await runMigrations(other.db, { '1_a': creating('a'), '2_b': creating('b'), '3_c': creating('c') });
    await expect(runMigrations(other.db, migrations)).rejects.toThrow('(before the first) failed');
    await expect(sql`select * from d`.execute(other.db)).rejects.toThrow('does not exist');
    await other.destroy();
  });

  it('are applied once when several steps run at once', async () => {
    const other = await testDatabase<unknown>();
    const migrations = {
      '1_a': creating('a'),
      '2_slow': { up: async (on: Kysely<unknown>) => void (await sql`select pg_sleep(0.2)`.execute(on)) },
    };
    const steps = await Promise.all(Array.from({ length: 4 }, () => runMigrations(other.db, migrations)));
    expect(steps.filter((applied) => applied.length > 0)).toEqual([['1_a', '2_slow']]);
    await other.destroy();
  });

  it('give their connection back as they found it', async () => {
    const other = await testDatabase<unknown>();
    const one = createDatabase<unknown>({ url: other.url, maxConnections: 1 });
    const read = async () =>
      (await sql`select current_setting('statement_timeout') as s, current_setting('lock_timeout') as l`.execute(one))
        .rows;
    const before = await read();
    await runMigrations(one, { '1_a': creating('a') });
    expect(await read()).toEqual(before);
    await one.destroy();
    await other.destroy();
  });
});

describe('figures', () => {
  it('tell how the pool is used, what statements took, and why some failed', async () => {
    const metrics = createMetrics('test');
    const measured = createDatabase<unknown>({ url: test.url, maxConnections: 1, metrics });
    const taken = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const used = measured.connection().execute(async (connection) => {
      await sql`select 1`.execute(connection);
      taken.resolve();
      await release.promise;
    });
    await taken.promise;
    const failing = sql`select nothing`.execute(measured).catch(String);
    await new Promise(setImmediate);
    const busy = await writeMetrics(metrics);
    expect(busy).toContain('database_pool_connections{state="used",service="test"} 1');
    expect(busy).toContain('database_pool_waiting{service="test"} 1');
    expect(busy).toContain('database_pool_max_connections{service="test"} 1');
    expect(busy).toContain('database_statement_duration_seconds_count{service="test"} 1');
    release.resolve();
    await used;
    expect(await failing).toContain('nothing');
    const idle = await writeMetrics(metrics);
    expect(idle).toContain('database_pool_connections{state="idle",service="test"} 1');
    expect(idle).toContain('database_pool_acquire_seconds_count{service="test"} 2');
    expect(idle).toContain('database_errors_total{class="42",service="test"} 1');
    await measured.destroy();
  });

  it('count a database that cannot be reached', async () => {
    const metrics = createMetrics('test');
    const away = createDatabase<unknown>({ url: 'postgres://127.0.0.1:1/none', metrics });
    await expect(sql`select 1`.execute(away)).rejects.toMatchObject({ reason: 'SERVICE_UNAVAILABLE' });
    expect(await writeMetrics(metrics)).toContain('database_errors_total{class="connection",service="test"} 1');
    await away.destroy();
  });
});

describe('a statement', () => {
  let other: TestDatabase<unknown>;
  let one: Kysely<unknown>;
  beforeAll(async () => {
    other = await testDatabase<unknown>();
    one = createDatabase<unknown>({ url: other.url, maxConnections: 1 });
    await sql`create table things (id int primary key, name text)`.execute(one);
  });
  afterAll(async () => {
    await one.destroy();
    await other.destroy();
  });
  const listPrepared = async () => {
    const { rows } = await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(one);
    return rows.map(({ statement }) => statement);
  };

  it('that is sent often is planned once, with any values', async () => {
    const find = async (id: number | null) =>
      (await sql<{ name: string }>`select name from things where id = ${id}`.execute(one)).rows;
    await sql`insert into things (id, name) values (${1}, ${'one'})`.execute(one);
    expect(await find(1)).toEqual([{ name: 'one' }]);
    expect(await find(2)).toEqual([]);
    expect(await listPrepared()).toEqual([]);
    for (let sent = 0; sent < 10; sent += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other on one connection
      expect(await find(1)).toEqual([{ name: 'one' }]);
    }
    expect(await find(null)).toEqual([]);
    expect(await listPrepared()).toEqual(['select name from things where id = $1']);
  });

  it('is prepared again after its first try met a fault', async () => {
    const insert = (id: number) => sql`insert into things (id, name) values (${id}, 'more')`.execute(one);
    await insert(10);
    await insert(11);
    const aborted = one.transaction().execute(async (trx) => {
      await sql`select 1 / 0`.execute(trx).catch(() => undefined);
      await sql`insert into things (id, name) values (${12}, 'more')`.execute(trx);
    });
    await expect(aborted).rejects.toThrow('aborted');
    await insert(12);
    await expect(insert(12)).rejects.toThrow('duplicate key');
    await insert(13);
    expect(await listPrepared()).toContain(`insert into things (id, name) values ($1, 'more')`);
  });

  it('works on after a value that cannot be written', async () => {
    const write = (value: object) => sql`insert into things (id, name) values (${20}, ${value})`.execute(one);
    for (let sent = 0; sent < 5; sent += 1) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(write({ big: 1n })).rejects.toThrow('BigInt');
    }
    expect((await write({ small: 1 })).numAffectedRows).toBe(1n);
  });

  it('goes on working when a migration adds a column, also one that reads them all', async () => {
    const read = async () => {
      const all = await sql<object>`select * from things where id = ${1}`.execute(one);
      const own = await sql<object>`select things.* from things where id = ${1}`.execute(one);
      const some = await sql<object>`select id, name from things where id = ${1}`.execute(one);
      const changed = await sql<object>`update things set name = ${'one'} where id = 1 returning *`.execute(one);
      return [all, own, changed, some].map(({ rows: [row] }) => Object.keys(row ?? {}).length);
    };
    for (let sent = 0; sent < 10; sent += 1) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await read()).toEqual([2, 2, 2, 2]);
    }
    await sql`alter table things add column added int`.execute(one);
    expect(await read()).toEqual([3, 3, 3, 2]);
  });
});

describe('the outbox', () => {
  it('keeps nothing of a transaction that was rolled back', async () => {
    const failing = db.transaction().execute(async (trx) => {
      await announce(trx, { queue: 'q', topic: 'lost', payload: { id: '1' } });
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await relayOutbox(db, async () => undefined)).toBe(0);
  });

  it('hands an announcement over once, and again when the broker failed', async () => {
    await announce(db, { queue: 'q', topic: 'true', payload: { id: '1' } });
    await expect(relayOutbox(db, () => Promise.reject(new Error('broker down')))).rejects.toThrow('broker down');
    expect((await measureOutbox(db)).lagSeconds).toBeGreaterThan(0);
    const sent: string[] = [];
    expect(await relayOutbox(db, async (rows) => void sent.push(...rows.map(({ topic }) => topic)))).toBe(1);
    expect(sent).toEqual(['true']);
    expect(await relayOutbox(db, async () => undefined)).toBe(0);
    expect(await measureOutbox(db)).toEqual({ lagSeconds: 0, waiting: 0 });
  });

  it('takes an announcement with what makes it true, and none where that does not happen', async () => {
    const accept = sql`insert into inbox (handler, event_id) values ('announcing', 'e') on conflict do nothing returning 1`;
    for (const times of [1, 0]) {
      const job = announcing({ queue: 'q', topic: 'along', payload: {} }, sql`exists (select from accepted)`);
      // oxlint-disable-next-line no-await-in-loop
      await sql`with accepted as (${accept}) ${job}`.execute(db);
      // oxlint-disable-next-line no-await-in-loop
      expect(await relayOutbox(db, async () => undefined)).toBe(times);
    }
  });
});

describe('changes that are made together', () => {
  const accepting = (eventId: string) => sql`insert into inbox (handler, event_id) values ('together', ${eventId})`;
  const accepted = async () => {
    const { rows } = await sql`select event_id from inbox where handler = 'together' order by event_id`.execute(db);
    return rows;
  };

  it('are all made, and the result is that of the last', async () => {
    const last = sql`${accepting('b')} returning event_id`;
    const { rows, numAffectedRows } = await changeTogether(db, [accepting('a'), last]);
    expect({ rows, numAffectedRows }).toEqual({ rows: [{ eventId: 'b' }], numAffectedRows: 1n });
    expect(await accepted()).toHaveLength(2);
  });

  it('are none of them made when one is refused', async () => {
    await expect(changeTogether(db, [accepting('c'), accepting('a')])).rejects.toThrow('duplicate key');
    expect(await accepted()).toHaveLength(2);
  });
});

describe('the sweep of the outbox', () => {
  it('deletes what was carried a week ago, a batch of the oldest at a time, and nothing that waits', async () => {
    await sql`delete from outbox`.execute(db);
    await sql`insert into outbox (id, queue, topic, payload, sent_at)
      select 'out_' || n, 'q', 't', '{}', now() - case when n = 3 then null else '8 days'::interval end
      from generate_series(1, 6) n`.execute(db);
    await sql`update outbox set sent_at = now() - '6 days'::interval where id = 'out_6'`.execute(db);
    expect(await sweepOutbox(db, 3)).toBe(2);
    expect(await sweepOutbox(db)).toBe(2);
    expect(await sweepOutbox(db)).toBe(0);
    const { rows } = await sql<{ id: string }>`select id from outbox order by id`.execute(db);
    expect(rows.map(({ id }) => id)).toEqual(['out_3', 'out_6']);
    await sql`delete from outbox`.execute(db);
  });
});

describe('the inbox', () => {
  it('accepts an event exactly once of twenty parallel deliveries', async () => {
    const deliver = () => db.transaction().execute((trx) => acceptOnce(trx, { handler: 'h', eventId: 'evt_1' }));
    const results = await Promise.all(Array.from({ length: 20 }, deliver));
    expect(results.filter(Boolean)).toHaveLength(1);
  });

  it('accepts an event again when the effect was rolled back', async () => {
    const event = { handler: 'h', eventId: 'evt_2' };
    const failing = db.transaction().execute(async (trx) => {
      await acceptOnce(trx, event);
      throw new Error('effect failed');
    });
    await expect(failing).rejects.toThrow('effect failed');
    expect(await acceptOnce(db, event)).toBe(true);
  });
});

describe('an idempotency key', () => {
  it('runs the work once for twenty parallel calls and gives all the same answer', async () => {
    let runs = 0;
    const call = () =>
      runOnce(db, { scope: 's', key: 'key-00001', request: { a: 1, b: 2 } }, async () => {
        runs += 1;
        return { id: `ord_${runs}` };
      });
    const answers = await Promise.all(Array.from({ length: 20 }, call));
    expect(runs).toBe(1);
    expect(new Set(answers.map(({ id }) => id))).toEqual(new Set(['ord_1']));
  });

  it('is refused with another request, and free again after a failure', async () => {
    const failing = runOnce(db, { scope: 's', key: 'key-00002', request: 1 }, () =>
      Promise.reject(new Error('failed')),
    );
    await expect(failing).rejects.toThrow('failed');
    await runOnce(db, { scope: 's', key: 'key-00002', request: { b: 2, a: 1 } }, async () => 'done');
    await expect(
      runOnce(db, { scope: 's', key: 'key-00002', request: { a: 1, b: 2 } }, async () => 'no'),
    ).resolves.toBe('done');
    await expect(
      runOnce(db, { scope: 's', key: 'key-00002', request: { a: 2 } }, async () => 'no'),
    ).rejects.toMatchObject({
      reason: 'IDEMPOTENCY_KEY_REUSED',
    });
  });

  it.each(['short', 'with a space', 'x'.repeat(129), ''])('refuses the malformed key %j', async (key) => {
    await expect(runOnce(db, { scope: 's', key, request: 1 }, async () => 1)).rejects.toMatchObject({
      reason: 'IDEMPOTENCY_KEY_INVALID',
    });
  });
});

describe('the database', () => {
  it('is ready while it answers, and tells unique violations by name', async () => {
    await expect(checkDatabase(db)).resolves.toBeUndefined();
    await sql`create table named (id int constraint named_id unique)`.execute(db);
    await sql`insert into named values (1)`.execute(db);
    const error: unknown = await sql`insert into named values (1)`.execute(db).catch((thrown: unknown) => thrown);
    expect(isUniqueViolation(error)).toBe(true);
    expect(isUniqueViolation(error, 'named_id')).toBe(true);
    expect(isUniqueViolation(error, 'other')).toBe(false);
  });
});

describe('a connection', () => {
  it('that breaks inside a transaction fails that transaction only, and leaves the process alive', async () => {
    const broken = db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
      await sql`select pg_terminate_backend(${rows[0]?.pid ?? 0}, 5000)`.execute(db);
      // The connection notices between two statements, where nobody waits for an answer of the server.
      await new Promise((resolve) => setImmediate(resolve));
      await sql`select 1`.execute(trx);
    });
    await expect(broken).rejects.toMatchObject({ reason: 'SERVICE_UNAVAILABLE' });
    await expect(checkDatabase(db)).resolves.toBeUndefined();
  });
});
