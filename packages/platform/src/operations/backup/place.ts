import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { databaseUrlsOf } from '../../deployment/secret-tree.ts';
import { findAnnouncement } from '../../launcher/announcement.ts';
import { PlatformFault } from '../../launcher/fault.ts';
import { databaseOf } from '../../launcher/settings.ts';
import { stateFolders } from '../../launcher/state.ts';
import { productTopology } from '../../launcher/topology.ts';
import { databaseUrl } from '../../postgres/databases.ts';
import { openSecrets } from '../../secrets/secrets.ts';

/**
 * The order in which databases are looked at: who refers to somebody else's rows comes before whoever owns them, so that
 * nothing in the backup refers to what is not in it. What is there without being referred to does no harm.
 */
const lookingOrder = [
  'remote-signing',
  'enrollment',
  'order',
  'identity',
  'second-factor',
  'certificate-authority',
  'signer',
  'catalog',
] as const;

/** What of a state folder is kept: all that nobody can make again. */
const homeFolders = ['secrets', 'tls', 'root'];

/** An installation, as a backup sees it. */
export interface BackupPlace {
  readonly kind: 'home' | 'secrets';
  /** Folder to which the names of files are relative. */
  readonly folder: string;
  /** Address of each database, in the order in which they are looked at. */
  readonly databases: readonly (readonly [name: string, url: string])[];
}

export interface PlaceOptions {
  readonly home: string;
  /** Tree of secrets of an installation in containers; the local platform of `home` where there is none. */
  readonly secrets: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Finds the databases and files of an installation. Throws a fault when there is none, or a database is missing. */
export async function findPlace({ home, secrets, environment }: PlaceOptions): Promise<BackupPlace> {
  if (secrets !== undefined) {
    const urls = await databaseUrlsOf(secrets);
    return { kind: 'secrets', folder: secrets, databases: inOrder((name) => urls.get(name)) };
  }
  const address = (await findAnnouncement(home))?.addresses?.['postgres'];
  const admin = environment['DATABASE_URL'] || (address === undefined ? undefined : `postgres://${address}`);
  if (admin === undefined) {
    throw new PlatformFault(`no platform runs on ${home}; start it with npm start, or name a tree with --secrets`);
  }
  return { kind: 'home', folder: home, databases: localDatabases(home, admin) };
}

/** The databases of a local platform, on the server of `admin`. */
export function localDatabases(home: string, admin: string): BackupPlace['databases'] {
  const secrets = openSecrets(stateFolders(home).secrets);
  return inOrder((name) => databaseUrl(admin, databaseOf(name, secrets)));
}

function inOrder(find: (name: string) => string | undefined): BackupPlace['databases'] {
  const known = productTopology.services.filter(({ migrate }) => migrate !== undefined).map(({ name }) => name);
  const unordered = known.filter((name) => !lookingOrder.some((one) => one === name));
  if (unordered.length > 0) throw new Error(`nobody has decided when to look at ${unordered.join(', ')}`);
  return lookingOrder.map((name) => {
    const url = find(name);
    if (url === undefined) throw new PlatformFault(`the address of the database of ${name} is not known`);
    return [name, url] as const;
  });
}

/** Files of an installation that belong to its backup, relative to its folder. */
export async function listFiles({ kind, folder }: Pick<BackupPlace, 'kind' | 'folder'>): Promise<string[]> {
  const roots = kind === 'home' ? homeFolders : ['.'];
  const whole = await realpath(folder);
  const lists = await Promise.all(roots.map((root) => listBelow(whole, root)));
  return lists.flat().toSorted();
}

/**
 * Files below a folder of `whole`, by the names that processes know. In a volume of Kubernetes these are links to where their
 * newest content lies, in a folder whose name begins with two dots. A link that leads out of `whole`, or up in it, is nothing of
 * ours.
 */
async function listBelow(whole: string, folder: string): Promise<string[]> {
  const names = await readdir(path.join(whole, folder)).catch(() => []);
  const here = await realpath(path.join(whole, folder)).catch(() => '');
  const lists = await Promise.all(
    names
      .filter((name) => !name.startsWith('..'))
      .map(async (name) => {
        const place = path.join(folder, name);
        const real = await realpath(path.join(whole, place)).catch(() => '');
        const isAbove = `${here}${path.sep}`.startsWith(real + path.sep);
        if (isAbove || !real.startsWith(whole + path.sep)) return [];
        const found = await stat(real);
        if (found.isDirectory()) return await listBelow(whole, place);
        return found.isFile() ? [place] : [];
      }),
  );
  return lists.flat();
}
