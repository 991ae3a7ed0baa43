import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { databaseUrl, ensureDatabases, freePort, type Postgres, startPostgres } from '../src/index.ts';

let folder: string;
const running: Postgres[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'countersign-postgres-'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function start(port?: number, settings: Record<string, string> = {}): Promise<Postgres> {
  const options = { folder: path.join(folder, 'pg'), port: port ?? (await freePort()), password: "it's 100% secret" };
  const server = await startPostgres({ ...options, settings, durable: false });
  running.push(server);
  return server;
}

async function query<T extends object>(url: string, text: string): Promise<T[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}

const wishes = ['catalog', 'order'].map((name) => ({
  name: `test_${name}`,
  role: `test_${name}`,
  password: `${name}'s %40`,
}));
const [catalog, order] = wishes as [(typeof wishes)[0], (typeof wishes)[0]];

describe('the embedded PostgreSQL', () => {
  it('gives each service a database that only its own role can connect to', async () => {
    const { url } = await start();
    await ensureDatabases(url, wishes);
    await ensureDatabases(url, wishes);
    const [row] = await query<{ owner: string; encoding: string }>(
      databaseUrl(url, catalog),
      `select current_user as owner, current_setting('server_encoding') as encoding`,
    );
    expect(row).toEqual({ owner: 'test_catalog', encoding: 'UTF8' });
    await expect(query(databaseUrl(url, { ...catalog, name: order.name }), 'select 1')).rejects.toThrow(
      /permission denied/,
    );
    await expect(query(databaseUrl(url, { ...catalog, password: 'wrong' }), 'select 1')).rejects.toThrow(/password/);
  });

  it('keeps its data over a stop and a start, and takes a changed password of a role', async () => {
    const first = await start();
    await ensureDatabases(first.url, wishes);
    await query(databaseUrl(first.url, order), 'create table kept as select 42 as answer');
    await first.stop();
    const second = await start();
    const changed = { ...order, password: 'another' };
    await ensureDatabases(second.url, [changed]);
    expect(await query(databaseUrl(second.url, changed), 'select answer from kept')).toEqual([{ answer: 42 }]);
  });

  it('takes settings beside its own, and none instead of them', async () => {
    const { url } = await start(undefined, { shared_preload_libraries: 'pg_stat_statements', jit: 'on' });
    await query(url, 'create extension if not exists pg_stat_statements');
    await query(url, `select 'a statement to be counted'`);
    const [counted] = await query(url, `select calls from pg_stat_statements where query = 'select $1'`);
    expect(counted).toEqual({ calls: '1' });
    expect(await query(url, 'show jit')).toEqual([{ jit: 'off' }]);
  });

  it('starts again after the server was killed', async () => {
    const first = await start();
    process.kill(first.pid as number, 'SIGKILL');
    expect(await first.exited).toMatchObject({ signal: 'SIGKILL' });
    const second = await start();
    expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('stops a server that a killed launcher left on the same folder', async () => {
    const orphan = await start();
    const next = await start();
    expect(await orphan.exited).toMatchObject({ code: 0 });
    expect(await query(next.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('never touches a stranger that has got the pid of an earlier server', async () => {
    await (await start()).stop();
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    try {
      await writeFile(
        path.join(folder, 'pg', 'data', 'postmaster.pid'),
        `${stranger.pid}\n${folder}/pg/data\n1\n1\n\n\n`,
      );
      const { url } = await start();
      expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
      expect([stranger.exitCode, stranger.signalCode]).toEqual([null, null]);
    } finally {
      stranger.kill('SIGKILL');
    }
  });

  it('says so when its port is taken', async () => {
    const port = await freePort();
    const holder = createServer().listen(port, '127.0.0.1');
    try {
      await expect(start(port)).rejects.toThrow(/could not bind IPv4 address "127.0.0.1"/);
    } finally {
      holder.close();
    }
  });

  it('runs several servers at once', async () => {
    const others = await Promise.all(
      ['a', 'b'].map(async (name) =>
        startPostgres({ folder: path.join(folder, name), port: await freePort(), password: name, durable: false }),
      ),
    );
    running.push(...others);
    const answers = await Promise.all(others.map(({ url }) => query(url, 'show data_directory')));
    expect(new Set(answers.map((rows) => JSON.stringify(rows))).size).toBe(2);
  });
});
