import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describeExit, type Program, type ProgramExit, type ProgramLine, startProgram } from '../process/program.ts';
import { findLiveProcess, forgetProcess, recordProcess, stopProcess } from '../process/record.ts';
import { systemPath } from '../process/system-programs.ts';
import { workspaceStateFolder } from '../state-folder.ts';
import { pingRedis } from './ping.ts';
import { getRedisProgram } from './redis-program.ts';

export interface RedisOptions {
  /** Holds the data and the settings; made if it is not there. */
  readonly folder: string;
  readonly port: number;
  readonly password: string;
  /** `false` keeps nothing on disk: for tests only. Default `true`. */
  readonly durable?: boolean;
  /** Where to write the process down, so that a guard or the next start finds it; default: its own folder. */
  readonly runFolder?: string;
  /** Where Debian's package is unpacked if there is no Redis on the system; default: the workspace's state folder. */
  readonly packageFolder?: string;
  readonly onLine?: (line: ProgramLine) => void;
}

/** A Redis server to work with. An external one has no pid, never exits and is not stopped. */
export interface Redis {
  /** With the password. */
  readonly url: string;
  readonly pid: number | undefined;
  readonly exited: Promise<ProgramExit>;
  readonly stop: () => Promise<void>;
}

const host = '127.0.0.1';
const startLimitMs = 30_000;
const stopLimitMs = 8000;

/** Uses the server that `REDIS_URL` names (Redis 7 or newer), which must answer; else starts the embedded one. */
export async function openRedis(options: RedisOptions): Promise<Redis> {
  const url = process.env['REDIS_URL'];
  if (url === undefined || url === '') return startRedis(options);
  await requireAnswer(url);
  return { url, pid: undefined, exited: new Promise(() => {}), stop: async () => {} };
}

/** Without it the platform would seem ready and yet no order would ever be enrolled. */
async function requireAnswer(text: string): Promise<void> {
  const url = URL.parse(text);
  if (url === null || !/^rediss?:$/.test(url.protocol))
    throw new Error('REDIS_URL is no address like redis://host:6379');
  // TLS needs what only the clients know: they will say what does not work.
  if (url.protocol === 'rediss:') return;
  const [username, password] = [url.username, url.password].map(decodeURIComponent) as [string, string];
  const name = url.hostname.replaceAll(/^\[|\]$/g, '');
  const answer = await pingRedis({ host: name, port: Number(url.port || 6379), username, password });
  if (answer !== 'ready') throw new Error(`REDIS_URL is set, but the server at ${url.host} does not answer: ${answer}`);
}

/**
 * Starts a Redis on 127.0.0.1 with a password, an append-only file and no eviction (a queue must not lose jobs). One that
 * an earlier, killed launcher left on the same folder is stopped before. Throws with its last lines if it does not come up.
 */
export async function startRedis(options: RedisOptions): Promise<Redis> {
  const { password, port } = options;
  const folder = path.resolve(options.folder);
  const runFolder = options.runFolder ?? folder;
  const found = await getRedisProgram(options.packageFolder ?? path.join(workspaceStateFolder(), 'redis'));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const leftover = await findLiveProcess(runFolder, 'redis');
  if (leftover !== undefined) await stopProcess(leftover, stopLimitMs);

  // In a file, not on the command line, which every user of the machine can read.
  const settingsFile = path.join(folder, 'redis.conf');
  await writeFile(settingsFile, settings(options, folder), { mode: 0o600 });
  const program = startProgram({
    command: found.command,
    args: [settingsFile],
    env: { PATH: systemPath(), LANG: 'C.UTF-8', TZ: 'UTC', ...found.env },
    cwd: folder,
    ...(options.onLine === undefined ? {} : { onLine: options.onLine }),
  });
  await recordProcess(runFolder, { name: 'redis', pid: program.pid, stopSignal: 'SIGTERM', tier: 0 });
  const stop = async (): Promise<void> => {
    await program.stop('SIGTERM', stopLimitMs);
    await forgetProcess(runFolder, 'redis');
  };
  try {
    await waitUntilReady(program, { host, port, password });
  } catch (error) {
    await stop();
    throw error;
  }
  const url = `redis://:${encodeURIComponent(password)}@${host}:${port}`;
  return { url, pid: program.pid, exited: program.exited, stop };
}

function settings({ port, password, durable = true }: RedisOptions, folder: string): string {
  const lines = [
    `bind ${host}`,
    `port ${port}`,
    `requirepass ${JSON.stringify(password)}`,
    `dir ${JSON.stringify(folder)}`,
    'daemonize no',
    'maxmemory-policy noeviction',
    `appendonly ${durable ? 'yes' : 'no'}`,
    'appendfsync everysec',
    // The append-only file is the copy on disk; a snapshot at the end would only delay the stop.
    'save ""',
    'loglevel warning',
  ];
  return `${lines.join('\n')}\n`;
}

async function waitUntilReady(
  program: Program,
  address: { host: string; port: number; password: string },
): Promise<void> {
  const end = Date.now() + startLimitMs;
  let exit: ProgramExit | undefined;
  void program.exited.then((value) => (exit = value));
  for (;;) {
    const answer = await pingRedis(address);
    if (exit !== undefined) {
      const lines = program.lastLines().slice(-8);
      throw new Error([`Redis ${describeExit(exit)}`, ...lines.map((line) => `  ${line}`)].join('\n'));
    }
    if (answer === 'ready') return;
    if (answer.startsWith('WRONGPASS'))
      throw new Error(`another Redis, with another password, has port ${address.port}`);
    if (Date.now() > end) throw new Error(`Redis did not answer within ${startLimitMs / 1000} s: ${answer}`);
    await delay(20);
  }
}
