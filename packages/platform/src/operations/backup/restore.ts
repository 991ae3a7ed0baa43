import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { compareVersions, findVersion } from '@countersign/runtime';
import { Client } from 'pg';
import { PlatformFault } from '../../launcher/fault.ts';
import { takeRunLock } from '../../launcher/run-lock.ts';
import { databaseOf } from '../../launcher/settings.ts';
import { openStateFolder, stateFolders, wipeStateFolder } from '../../launcher/state.ts';
import { productTopology } from '../../launcher/topology.ts';
import { ensureDatabases } from '../../postgres/databases.ts';
import { openPostgres, type Postgres, type PostgresOptions } from '../../postgres/postgres.ts';
import { freePort } from '../../process/ports.ts';
import { startProgram } from '../../process/program.ts';
import { openSecrets } from '../../secrets/secrets.ts';
import { workspaceRoot } from '../../state-folder.ts';
import { precautions } from './after-restore.ts';
import { fillDatabase, requireEmpty } from './database-copy.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { checkParts, readPart, readSmallPart } from './parts.ts';
import { type BackupPlace, findPlace, localDatabases } from './place.ts';
import { giveTreeToImage } from './tree-owner.ts';

export interface RestoreOptions {
  /** Folder of the backup. */
  readonly from: string;
  readonly passphrase: string;
  /** New state folder, for the backup of a local platform. */
  readonly home: string;
  /** Folder for the secrets, for the backup of an installation in containers. */
  readonly secrets: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly progress?: (text: string) => void;
}

/** What a restore did. */
export interface Restored {
  readonly manifest: Manifest;
  /** What was closed or moved on, with the number of rows. */
  readonly precautions: readonly { readonly database: string; readonly what: string; readonly rows: number }[];
}

/**
 * Restores a backup into a new state folder, or into empty databases and a new folder of secrets. All of it is checked
 * before anything is written. Throws a fault where something is there already, and for a backup of another release's schema.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { from, passphrase, home, secrets, environment, progress = () => undefined } = options;
  const { manifest, key } = await readManifest(from, passphrase);
  if (compareVersions(manifest.release, findVersion()) > 0) {
    throw new PlatformFault(
      `the backup is of release ${manifest.release}, and this is ${findVersion()}: restore with that one`,
    );
  }
  const target = manifest.files === 'secrets' ? secrets : home;
  if (target === undefined || (secrets !== undefined && manifest.files === 'home')) {
    const wanted =
      manifest.files === 'home'
        ? 'a local platform: name its new folder with --home'
        : 'an installation in containers: name the folder of its secrets with --secrets';
    throw new PlatformFault(`this is a backup of ${wanted}`);
  }
  await requireNew(target, manifest);
  progress('checking the backup');
  await checkParts(from, manifest, key);
  if (manifest.files === 'home') await openStateFolder(home);
  const files = manifest.parts.filter(({ name }) => name.startsWith('files/'));
  for (const { name } of files) {
    // oxlint-disable-next-line no-await-in-loop -- small files
    await putFile(target, name.slice('files/'.length), await readSmallPart(from, name, key));
  }
  if (manifest.files === 'secrets') await giveTreeToImage(target);
  const fill = async (databases: BackupPlace['databases']) => {
    const done = [];
    for (const [name, url] of databases) {
      progress(`restoring ${name}`);
      // oxlint-disable-next-line no-await-in-loop -- one after the other: the first that fails ends it
      done.push(...(await fillOne(name, url, { from, manifest, key })));
    }
    return { manifest, precautions: done };
  };
  if (manifest.files === 'secrets') return await fill((await findPlace({ home, secrets, environment })).databases);
  try {
    return await withPostgres(home, async (admin) => await fill(localDatabases(home, admin)));
  } catch (error) {
    // It was new: half of a platform is none, and would only be in the way of the next try.
    await wipeStateFolder(home, { except: ['run'] });
    throw error;
  }
}

async function requireNew(target: string, { files }: Manifest): Promise<void> {
  const found = await readdir(target).catch(() => []);
  // What `ops` itself leaves in a state folder holds no state.
  const others = found.filter((name) => files !== 'home' || !['run', 'redis', 'compile-cache'].includes(name));
  if (others.length > 0)
    throw new PlatformFault(`${target} is not empty (${others.slice(0, 3).join(', ')}); nothing was restored`);
}

async function putFile(target: string, name: string, content: Buffer): Promise<void> {
  const file = path.join(target, name);
  if (path.relative(target, file).startsWith('..')) throw new PlatformFault(`the backup names a file outside: ${name}`);
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, content, { mode: 0o600, flag: 'wx' });
  await chmod(path.dirname(file), 0o700);
}

/** Runs the PostgreSQL of a state folder, with its databases and roles, for as long as `work` takes. */
async function withPostgres<T>(home: string, work: (admin: string) => Promise<T>): Promise<T> {
  const folders = stateFolders(home);
  const release = await takeRunLock(folders.run);
  try {
    const secrets = openSecrets(folders.secrets);
    const postgres = await openSomewhere({
      folder: folders.postgres,
      password: secrets.text('postgres-password'),
      runFolder: folders.run,
    });
    try {
      const owners = productTopology.services.filter(({ migrate }) => migrate !== undefined);
      await ensureDatabases(
        postgres.url,
        owners.map(({ name }) => databaseOf(name, secrets)),
      );
      return await work(postgres.url);
    } finally {
      await postgres.stop();
    }
  } finally {
    await release();
  }
}

/** Opens PostgreSQL on a free port; on another one where somebody took it in between. */
async function openSomewhere(options: Omit<PostgresOptions, 'port'>, tries = 3): Promise<Postgres> {
  try {
    return await openPostgres({ ...options, port: await freePort() });
  } catch (error) {
    if (tries === 1 || !(error instanceof Error) || !error.message.includes('Address already in use')) throw error;
    return await openSomewhere(options, tries - 1);
  }
}

async function fillOne(
  name: string,
  url: string,
  { from, manifest, key }: { from: string; manifest: Manifest; key: Buffer },
): Promise<Restored['precautions']> {
  const copy = manifest.databases[name];
  if (copy === undefined) throw new PlatformFault(`the backup lacks the database of ${name}`);
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await requireEmpty(client, name);
    await makeSchema(name, url);
    const done: { database: string; what: string; rows: number }[] = [];
    await fillDatabase(client, name, copy, {
      load: (table, rows) => readPart(from, `databases/${name}/${table}`, key, rows),
      finish: async () => {
        for (const { database, what, statement } of precautions) {
          if (database !== name) continue;
          // oxlint-disable-next-line no-await-in-loop -- one connection
          const { rowCount } = await client.query(statement, statement.includes('$1') ? [manifest.takenAt] : []);
          done.push({ database, what, rows: rowCount ?? 0 });
        }
      },
    });
    return done;
  } finally {
    await client.end();
  }
}

/** Runs the migration step of a service on its database. */
async function makeSchema(name: string, url: string): Promise<void> {
  const file = productTopology.services.find((service) => service.name === name)?.migrate;
  if (file === undefined) throw new Error(`${name} has no migrations`);
  const program = startProgram({
    command: process.execPath,
    args: [path.resolve(workspaceRoot, file)],
    env: { PATH: process.env['PATH'] ?? '', DATABASE_URL: url },
    cwd: workspaceRoot,
  });
  const { code } = await program.exited;
  if (code !== 0)
    throw new PlatformFault([`the schema of ${name} could not be made`, ...program.lastLines()].join('\n'));
}
