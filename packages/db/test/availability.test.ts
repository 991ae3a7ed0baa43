import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { unavailable } from '@countersign/errors';
import { createLogger } from '@countersign/runtime';
import { type TestDatabase, testDatabase } from '@countersign/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Kysely, sql } from 'kysely';
import { createDatabase, whenAvailable } from '../src/index.ts';

const away = { name: 'DomainError', kind: 'unavailable', reason: 'SERVICE_UNAVAILABLE' };

let test: TestDatabase<unknown>;
let db: Kysely<unknown>;
let lines: { level: string; msg: string; alsoFailed?: number }[] = [];

function logging() {
  const stream = new PassThrough();
  stream.on('data', (chunk: Buffer) => {
    for (const line of chunk.toString().split('\n')) if (line !== '') lines.push(JSON.parse(line) as never);
  });
  return createLogger({ service: 'test', level: 'info', destination: stream });
}

beforeAll(async () => {
  test = await testDatabase<unknown>();
  db = createDatabase<unknown>({ url: test.url, logger: logging() });
  await sql`create table things (id int primary key)`.execute(test.db);
});
beforeEach(() => {
  lines = [];
});
afterAll(async () => {
  await db.destroy();
  await test.destroy();
});

const raising = (code: string) =>
  sql.raw(`do $$ begin raise exception 'private detail' using errcode = '${code}'; end $$`).execute(db);

describe('a database that cannot be used', () => {
  it.each(['53100', '53200', '53300', '57P01', '57P02', '57P03', '08006', '58030', '25006'])(
    'answers %s as SERVICE_UNAVAILABLE, which says when to come again and nothing of the cause',
    async (code) => {
      const failing = raising(code);
      await expect(failing).rejects.toMatchObject({ ...away, retryAfterSeconds: 2, cause: { code } });
      await expect(failing).rejects.not.toThrow('private');
    },
  );

  it.each(['40001', '40P01', '55P03'])('lets whoever met another transaction (%s) come again', async (code) => {
    await expect(raising(code)).rejects.toMatchObject({ ...away, retryAfterSeconds: 1 });
  });

  it('tells that a statement was cut off as a deadline that passed', async () => {
    const slow = db.transaction().execute(async (trx) => {
      await sql`set local statement_timeout = 20`.execute(trx);
      await sql`select pg_sleep(5)`.execute(trx);
    });
    await expect(slow).rejects.toMatchObject({ kind: 'unavailable', reason: 'DEADLINE_EXCEEDED' });
  });

  it.each(['42P01', '23514', 'P0001', '22003'])('leaves %s alone: that is a bug', async (code) => {
    await expect(raising(code)).rejects.toMatchObject({ code, message: 'private detail' });
  });

  it('refuses writes only while it takes reads only', async () => {
    const writing = db.transaction().execute(async (trx) => {
      await sql`set transaction read only`.execute(trx);
      await sql`insert into things values (1)`.execute(trx);
    });
    await expect(writing).rejects.toMatchObject(away);
  });

  it('fails a transaction whose connection is ended, and works on with another one at once', async () => {
    const broken = db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
      await sql`insert into things values (2)`.execute(trx);
      await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(test.db);
      await sql`insert into things values (3)`.execute(trx);
    });
    await expect(broken).rejects.toMatchObject(away);
    expect((await sql`select id from things where id in (2, 3)`.execute(db)).rows).toEqual([]);
  });

  it('answers so when nobody listens', async () => {
    const url = new URL(test.url);
    url.port = '1';
    const nowhere = createDatabase<unknown>({ url: url.href });
    await expect(sql`select 1`.execute(nowhere)).rejects.toMatchObject(away);
    await nowhere.destroy();
  });

  it('is complained of once, and said to be back', async () => {
    const own = createDatabase<unknown>({ url: test.url, logger: logging() });
    const fail = () => sql`do $$ begin raise exception 'full' using errcode = '53100'; end $$`.execute(own);
    await Promise.allSettled(Array.from({ length: 50 }, fail));
    // It is back when nothing has failed for a second.
    const until = performance.now() + 5_000;
    while (!lines.some(({ msg }) => msg === 'the database is back') && performance.now() < until) {
      // oxlint-disable-next-line no-await-in-loop
      await sql`select pg_sleep(0.2)`.execute(own);
    }
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
      ['warn', 'the database cannot be used; callers are asked to come again'],
      ['info', 'the database is back'],
    ]);
    await own.destroy();
  });
});

describe('a connection on which no answer comes', () => {
  let proxy: Server;
  let sockets: Socket[] = [];
  beforeAll(async () => {
    const { hostname, port } = new URL(test.url);
    proxy = createServer((client) => {
      const server = connect(Number(port), hostname);
      for (const socket of [client, server]) socket.on('error', () => undefined);
      client.on('close', () => server.destroy());
      client.pipe(server).pipe(client);
      sockets.push(client);
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
  });
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });

  it('is given up, and the next statement takes a new one', async () => {
    const url = new URL(test.url);
    url.port = String((proxy.address() as AddressInfo).port);
    const own = createDatabase<unknown>({ url: url.href, maxConnections: 1, answerLimitMs: 300 });
    await sql`select 1`.execute(own);
    for (const socket of sockets) socket.pause();
    await expect(sql`select 1`.execute(own)).rejects.toMatchObject(away);
    expect(sockets).toHaveLength(1);
    await sql`select 1`.execute(own);
    expect(sockets).toHaveLength(2);
    await own.destroy();
  });
});

it('what a process needs before it serves is done as soon as the database is there', async () => {
  const tries: string[] = [];
  const work = async () => {
    tries.push('try');
    if (tries.length < 3) throw unavailable('SERVICE_UNAVAILABLE', 'away');
    return 'done';
  };
  expect(await whenAvailable(work, { everyMs: 1 })).toBe('done');
  expect(tries).toHaveLength(3);
  await expect(whenAvailable(() => Promise.reject(new Error('a bug')), { everyMs: 1 })).rejects.toThrow('a bug');
});
