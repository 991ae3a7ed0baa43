import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Client } from 'pg';
import { freePort, type Platform, type PlatformOptions, startPlatform } from '../src/index.ts';
import { findProcessIdentity, type ProcessRecord, stopRecordedProcesses } from '../src/process/record.ts';
import { failingTopology, fakeTopology, rootlessTopology } from './fixtures/fake-topology.ts';

let home: string;
let lines: string[];
const running: Platform[] = [];
const launchers: ChildProcess[] = [];

// A whole platform is started in each test, on a machine that does other things too.
jest.setTimeout(120_000);

beforeAll(() => {
  // These tests are about the embedded parts, also where the rest of the suite has servers to use.
  delete process.env['DATABASE_URL'];
  delete process.env['REDIS_URL'];
});
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'countersign-platform-'));
  lines = [];
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((platform) => platform.stop()));
  for (const launcher of launchers.splice(0)) launcher.kill('SIGKILL');
  await stopRecordedProcesses(path.join(home, 'run'), { limitMs: 10_000 });
  await rm(home, { recursive: true, force: true });
});

async function start(options: PlatformOptions = {}): Promise<Platform> {
  const platform = await startPlatform({
    home,
    ports: 'free',
    topology: fakeTopology,
    durable: false,
    write: (line) => lines.push(line),
    ...options,
  });
  running.push(platform);
  return platform;
}

/** Starts the launcher as a process of its own, with a channel as the bootstrap opens one. */
function launch(...args: string[]): {
  child: ChildProcess;
  ready: Promise<void>;
  exited: Promise<number | null>;
  output: () => string;
} {
  const entry = path.join(import.meta.dirname, 'fixtures', 'fake-launch.ts');
  const child = spawn(process.execPath, [entry, '--home', home, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
  });
  launchers.push(child);
  let output = '';
  const ready = Promise.withResolvers<void>();
  const read = (data: Buffer): void => {
    output += data.toString();
    if (output.includes('is ready in')) ready.resolve();
  };
  child.stdout?.on('data', read);
  child.stderr?.on('data', read);
  const exited = Promise.withResolvers<number | null>();
  child.once('exit', (code) => {
    ready.reject(new Error(`the launcher ended with code ${code}: ${output}`));
    exited.resolve(code);
  });
  // Not every test waits for it.
  ready.promise.catch(() => {});
  return { child, ready: ready.promise, exited: exited.promise, output: () => output };
}

async function recorded(): Promise<ProcessRecord[]> {
  const folder = path.join(home, 'run');
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.pid'));
  return Promise.all(
    names.map(async (name) => JSON.parse(await readFile(path.join(folder, name), 'utf8')) as ProcessRecord),
  );
}

/** Waits until a process is gone. */
async function gone({ name, pid, identity }: ProcessRecord): Promise<void> {
  const end = Date.now() + 30_000;
  while ((await findProcessIdentity(pid)) === identity) {
    if (Date.now() > end) throw new Error(`${name} still runs`);
    await delay(20);
  }
}

async function lookInto(platform: Platform, port: string): Promise<{ pid: number; env: Record<string, string> }> {
  const response = await fetch(`http://127.0.0.1:${platform.ports[port]}/`);
  return (await response.json()) as { pid: number; env: Record<string, string> };
}

async function countRuns(platform: Platform): Promise<number> {
  const { env } = await lookInto(platform, 'alpha-ops');
  const client = new Client({ connectionString: env['DATABASE_URL'] });
  await client.connect();
  try {
    const { rows } = await client.query<{ runs: number }>('select count(*)::int as runs from runs');
    return rows[0]?.runs ?? 0;
  } finally {
    await client.end();
  }
}

describe('a start', () => {
  it('gives each process its own settings and no others, and leaves no process at the end', async () => {
    const platform = await start();
    const [alpha, beta, gateway] = await Promise.all(
      ['alpha-ops', 'beta-ops', 'gateway'].map((port) => lookInto(platform, port)),
    );
    expect(alpha?.env).toMatchObject({
      DATABASE_URL: expect.stringMatching(/^postgres:\/\/countersign_alpha:.+\/countersign_alpha$/),
      REDIS_URL: expect.stringMatching(/^redis:\/\/:/),
      GRPC_PORT: String(platform.ports['alpha']),
      KEYRING_FILE: expect.stringContaining('keyring-alpha'),
    });
    expect(beta?.env).toMatchObject({
      ALPHA_ADDRESS: `localhost:${platform.ports['alpha']}`,
      PAYMENT_PROVIDER: 'sandbox',
    });
    expect(Object.keys(beta?.env ?? {})).not.toEqual(expect.arrayContaining(['DATABASE_URL']));
    expect(Object.keys(beta?.env ?? {})).not.toEqual(expect.arrayContaining(['KEYRING_FILE']));
    expect(gateway?.env).toMatchObject({
      HTTP_PORT: String(platform.ports['gateway']),
      TOKEN_KEY_FILE: expect.any(String),
    });
    expect((await fetch(`${platform.inboxUrl}/api/messages`)).status).toBe(200);
    expect((await fetch(`${platform.sandboxUrl}/pay`)).status).toBe(200);
    // oxlint-disable-next-line no-bitwise -- the permission bits of a mode
    expect((await stat(path.join(home, 'secrets'))).mode & 0o777).toBe(0o700);

    const records = await recorded();
    expect(records.map(({ name }) => name).toSorted()).toEqual([
      'alpha',
      'beta',
      'gateway',
      'guard',
      'inbox',
      'postgres',
      'redis',
      'sandbox',
    ]);
    await platform.stop();
    await Promise.all(records.map(gone));
    expect(await readdir(path.join(home, 'run'))).toEqual([]);
  });

  it('waits for no root that is kept elsewhere, and makes none', async () => {
    process.env['ROOT_ELSEWHERE'] = 'true';
    try {
      const platform = await start({ topology: rootlessTopology });
      const answer = await fetch(`http://127.0.0.1:${platform.ports['certificate-authority-ops']}/health/ready`);
      expect(answer.status).toBe(503);
    } finally {
      delete process.env['ROOT_ELSEWHERE'];
    }
  });

  it('finds its data again, and does not with fresh', async () => {
    const first = await start();
    expect(await countRuns(first)).toBe(1);
    await first.stop();
    const second = await start();
    expect(await countRuns(second)).toBe(2);
    await second.stop();
    const third = await start({ fresh: true });
    expect(await countRuns(third)).toBe(1);
  });

  it('that fails tells the last lines of what failed, and leaves nothing running', async () => {
    await expect(start({ topology: failingTopology })).rejects.toThrow(
      /beta ended with code 3 before it was ready[^]*the reason why it fails/,
    );
    expect(await recorded()).toEqual([]);
    await start();
  });

  it('names a taken port, whose it should be and how to change it', async () => {
    const port = await freePort();
    const holder = createServer().listen(port, '127.0.0.1');
    try {
      await once(holder, 'listening');
      const ports = { gateway: port, alpha: 20_001, 'alpha-ops': 20_002, beta: 20_003, 'beta-ops': 20_004 };
      await expect(start({ ports, portOffset: 100 })).rejects.toThrow(
        new RegExp(`port ${port} \\(gateway\\) is taken; choose another: --port gateway=<number>`),
      );
      expect(await recorded()).toEqual([]);
    } finally {
      holder.close();
    }
  });

  it('is refused while a platform runs on the same state folder, which it does not disturb', async () => {
    const platform = await start();
    await expect(start()).rejects.toThrow(/runs on this state folder already/);
    expect((await lookInto(platform, 'gateway')).pid).toBeGreaterThan(1);
  });

  it('refuses to empty a folder that is not its own', async () => {
    await writeFile(path.join(home, 'diary.txt'), 'mine');
    await expect(start({ fresh: true })).rejects.toThrow(/nothing was deleted/);
    expect(await readFile(path.join(home, 'diary.txt'), 'utf8')).toBe('mine');
  });
});

describe('a process that is killed', () => {
  it('is started again', async () => {
    const [name, port] = ['alpha', 'alpha-ops'];
    const platform = await start({ quiet: true });
    const before = await lookInto(platform, port);
    await platform.kill(name);
    let after = before;
    while (after.pid === before.pid) {
      await delay(50);
      after = await lookInto(platform, port).catch(() => before);
    }
    expect(lines).toContain(`${name} was ended by SIGKILL; it is started again in 1 s`);
  });

  it('may be the database, whose data is kept', async () => {
    const platform = await start({ quiet: true });
    await platform.kill('postgres');
    while (!lines.includes('postgres was started again')) await delay(50);
    expect(await countRuns(platform)).toBe(1);
  });

  it('leaves nothing behind when the platform is stopped before it is started again', async () => {
    const platform = await start();
    await platform.kill('beta');
    await platform.stop();
    expect(await recorded()).toEqual([]);
  });
});

describe('the launcher', () => {
  it('ends with code 0 and leaves nothing when it is told to end', async () => {
    const { child, ready, exited, output } = launch();
    await ready;
    expect(JSON.parse(await readFile(path.join(home, 'run', 'platform.json'), 'utf8'))).toMatchObject({
      pid: child.pid,
      gatewayUrl: expect.stringMatching(/^http:\/\/localhost:\d+$/),
      addresses: { alpha: expect.stringMatching(/^localhost:\d+$/) },
    });
    const records = await recorded();
    child.kill('SIGINT');
    expect(await exited).toBe(0);
    expect(output()).toMatch(/stopped\n$/);
    await Promise.all(records.map(gone));
    expect(await readdir(path.join(home, 'run'))).toEqual([]);
  });

  it('ends with code 0 and leaves nothing when it is told to end in the middle of its start', async () => {
    const { child, exited } = launch();
    let records: ProcessRecord[] = [];
    while (!records.some(({ name }) => name === 'redis')) {
      await delay(5);
      records = await recorded().catch(() => []);
    }
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
    await Promise.all(records.map(gone));
    expect(await readdir(path.join(home, 'run'))).toEqual([]);
  });

  it('ends when the process that started it is gone', async () => {
    const { child, ready, exited } = launch('--quiet');
    await ready;
    child.disconnect();
    expect(await exited).toBe(0);
    expect(await recorded()).toEqual([]);
  });

  it('leaves nothing when it is killed, and starts again on the same data', async () => {
    const { child, ready, exited } = launch('--quiet');
    await ready;
    const records = await recorded();
    expect(records).toHaveLength(8);
    child.kill('SIGKILL');
    await exited;
    await Promise.all(records.map(gone));
    expect(await countRuns(await start())).toBe(2);
  });

  it('that was killed together with its guard leaves what the next start stops', async () => {
    const { child, ready, exited } = launch('--quiet');
    await ready;
    const records = await recorded();
    process.kill(records.find(({ name }) => name === 'guard')?.pid as number, 'SIGKILL');
    child.kill('SIGKILL');
    await exited;
    const postgres = records.find(({ name }) => name === 'postgres') as ProcessRecord;
    expect(await findProcessIdentity(postgres.pid)).toBe(postgres.identity);
    const platform = await start();
    expect(lines.find((line) => line.startsWith('stopped what an earlier run had left'))).toMatch(/postgres/);
    await Promise.all(records.map(gone));
    expect(await countRuns(platform)).toBe(2);
  });
});
