import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar';
import { describeExit, runProgram } from '../process/program.ts';
import { findSystemProgram, systemPath } from '../process/system-programs.ts';

/** A Redis server program that can be run here. */
export interface RedisProgram {
  readonly command: string;
  /** What it needs besides the caller's environment, such as where its libraries are. */
  readonly env: Readonly<Record<string, string>>;
}

const oldestMajor = 7;

/**
 * Finds a Redis server, 7 or newer: `redis-server` or `valkey-server` of the system, else Debian's package unpacked into
 * `packageFolder`, which needs neither root nor an installation. Throws a message for people when there is no way.
 */
export async function getRedisProgram(packageFolder: string): Promise<RedisProgram> {
  for (const name of ['redis-server', 'valkey-server']) {
    const command = findSystemProgram(name);
    // oxlint-disable-next-line no-await-in-loop -- the second is asked only when the first does not do
    if (command !== undefined && (await isUsable({ command, env: {} }))) return { command, env: {} };
  }
  const unpacked = await findUnpacked(packageFolder);
  if (unpacked !== undefined) return unpacked;
  try {
    await unpackPackage(packageFolder);
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${advice}`, { cause: error });
  }
  const fresh = await findUnpacked(packageFolder);
  if (fresh === undefined)
    throw new Error(`The Redis of this system's packages is older than ${oldestMajor}.\n${advice}`);
  return fresh;
}

const advice =
  'No Redis could be found or fetched. Install one (apt-get install redis-server), or set REDIS_URL to a server of yours.';

async function isUsable({ command, env }: RedisProgram): Promise<boolean> {
  const { code, lines } = await runProgram({ command, args: ['--version'], env: { PATH: systemPath(), ...env } });
  const major = /v=(\d+)\./.exec(lines.join('\n'))?.[1];
  return code === 0 && Number(major) >= oldestMajor;
}

async function findUnpacked(packageFolder: string): Promise<RedisProgram | undefined> {
  const root = path.join(packageFolder, 'root');
  const command = path.join(root, 'usr', 'bin', 'redis-server');
  if (
    !(await stat(command).then(
      (file) => file.isFile(),
      () => false,
    ))
  ) {
    return undefined;
  }
  const libraries = await readdir(path.join(root, 'usr', 'lib'), { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  const folders = new Set(libraries.filter(({ name }) => name.includes('.so')).map(({ parentPath }) => parentPath));
  const program = { command, env: { LD_LIBRARY_PATH: [...folders].join(path.delimiter) } };
  return (await isUsable(program)) ? program : undefined;
}

/** Fetches the package with the system's own apt, its signatures checked, but with private state folders. */
async function unpackPackage(packageFolder: string): Promise<void> {
  await mkdir(packageFolder, { recursive: true });
  // Beside its place and then moved: several test runs may do this at once, and one may be interrupted.
  const work = path.join(packageFolder, `unpacking-${randomBytes(6).toString('hex')}`);
  try {
    await Promise.all(
      ['lists/partial', 'cache/archives/partial', 'root'].map((name) =>
        mkdir(path.join(work, name), { recursive: true }),
      ),
    );
    await runApt(work, ['update']).catch(() => {
      // One dead source must not stop the others; the installation says if something is missing.
    });
    await runApt(work, ['install', '--yes', '--download-only', '--no-install-recommends', 'redis-server']);
    const archives = path.join(work, 'cache', 'archives');
    const packages = (await readdir(archives)).filter((name) => name.endsWith('.deb'));
    await Promise.all(packages.map((name) => unpackArchive(path.join(archives, name), path.join(work, 'root'))));
    const place = path.join(packageFolder, 'root');
    await rm(place, { recursive: true, force: true });
    await rename(path.join(work, 'root'), place).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function runApt(work: string, args: readonly string[]): Promise<void> {
  const settings = {
    'Dir::State': work,
    'Dir::State::Lists': path.join(work, 'lists'),
    'Dir::State::status': '/var/lib/dpkg/status',
    'Dir::Cache': path.join(work, 'cache'),
    'Debug::NoLocking': '1',
    'APT::Sandbox::User': '',
    'Acquire::Languages': 'none',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  const exit = await runProgram({
    command: findSystemProgram('apt-get') ?? 'apt-get',
    args: ['-q', ...options, ...args],
    env: { ...proxySettings(), PATH: systemPath(), LANG: 'C', DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (exit.code !== 0) {
    throw new Error([`apt-get ${args[0]} ${describeExit(exit)}`, ...exit.lines.slice(-4)].join('\n'));
  }
}

async function unpackArchive(archive: string, root: string): Promise<void> {
  const command = findSystemProgram('dpkg-deb') ?? 'dpkg-deb';
  const env = { PATH: systemPath(), LANG: 'C' };
  const exit = await runProgram({ command, args: ['-x', archive, root], env });
  if (exit.code === 0) return;
  // dpkg-deb -x calls the program tar, which a narrow system may lack; the archive itself it can write out alone.
  const tarFile = `${archive}.tar`;
  const written = await runProgram({
    command: '/bin/sh',
    args: ['-c', 'exec "$1" --fsys-tarfile "$2" > "$3"', 'sh', command, archive, tarFile],
    env,
  });
  if (written.code !== 0) throw new Error([`dpkg-deb ${describeExit(written)}`, ...written.lines.slice(-4)].join('\n'));
  await pipeline(createReadStream(tarFile), extract({ cwd: root }));
}

function proxySettings(): Record<string, string> {
  const names = ['http_proxy', 'https_proxy', 'no_proxy'];
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}
