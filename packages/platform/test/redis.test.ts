import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis as Client } from 'ioredis';
import { freePort, openRedis, type Redis, startRedis } from '../src/index.ts';

let folder: string;
const running: Redis[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'countersign-redis-'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function start(port?: number): Promise<Redis> {
  const server = await startRedis({ folder, port: port ?? (await freePort()), password: 'p"w%' });
  running.push(server);
  return server;
}

async function using<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(url, { maxRetriesPerRequest: 0, retryStrategy: () => null });
  client.on('error', () => {});
  try {
    return await work(client);
  } finally {
    client.disconnect();
  }
}

describe('the embedded Redis', () => {
  it('wants its password, evicts nothing and keeps its settings to itself', async () => {
    const { url } = await start();
    expect(await using(url, (client) => client.config('GET', 'maxmemory-policy'))).toEqual([
      'maxmemory-policy',
      'noeviction',
    ]);
    await expect(using(url.replace(/:[^:@/]*@/, ':wrong@'), (client) => client.ping())).rejects.toThrow(
      /WRONGPASS|retries/,
    );
    // oxlint-disable-next-line no-bitwise -- the permission bits of a mode
    expect((await stat(path.join(folder, 'redis.conf'))).mode & 0o777).toBe(0o600);
  });

  it('keeps its data over a stop and a start', async () => {
    const first = await start();
    await using(first.url, (client) => client.set('kept', 'yes'));
    await first.stop();
    const second = await start();
    expect(await using(second.url, (client) => client.get('kept'))).toBe('yes');
  });

  it('starts again after it was killed', async () => {
    const first = await start();
    process.kill(first.pid as number, 'SIGKILL');
    await first.exited;
    const second = await start();
    expect(await using(second.url, (client) => client.ping())).toBe('PONG');
  });

  it('stops one that a killed launcher left on the same folder', async () => {
    const orphan = await start();
    const next = await start();
    expect(await orphan.exited).toMatchObject({ code: 0 });
    expect(await using(next.url, (client) => client.ping())).toBe('PONG');
  });

  it('says so when its port is taken', async () => {
    const port = await freePort();
    const holder = createServer((socket) => socket.end('-ERR no Redis\r\n')).listen(port, '127.0.0.1');
    try {
      await expect(start(port)).rejects.toThrow(/Redis ended with code 1[^]*bind/);
    } finally {
      holder.close();
    }
  });
});

describe('a Redis of its owner', () => {
  const options = { folder: '/nowhere', port: 1, password: '' };
  const given = process.env['REDIS_URL'];
  afterEach(() => {
    if (given === undefined) delete process.env['REDIS_URL'];
    else process.env['REDIS_URL'] = given;
  });

  it('is used as it is, and left running', async () => {
    const { url } = await start();
    process.env['REDIS_URL'] = url;
    const server = await openRedis(options);
    expect(server).toMatchObject({ url, pid: undefined });
    await server.stop();
    expect(await using(url, (client) => client.ping())).toBe('PONG');
  });

  it('must answer, and to the password that is given', async () => {
    const { url } = await start();
    process.env['REDIS_URL'] = url.replace(/:[^:@/]*@/, ':wrong@');
    await expect(openRedis(options)).rejects.toThrow(
      /REDIS_URL is set, but the server at 127\.0\.0\.1:\d+ .* WRONGPASS/,
    );
    process.env['REDIS_URL'] = `redis://127.0.0.1:${await freePort()}`;
    await expect(openRedis(options)).rejects.toThrow(/does not answer: connect ECONNREFUSED/);
    process.env['REDIS_URL'] = 'localhost:6379';
    await expect(openRedis(options)).rejects.toThrow(/no address like redis:/);
  });
});
