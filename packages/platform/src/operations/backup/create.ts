import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { findVersion } from '@countersign/runtime';
import { Client } from 'pg';
import { PlatformFault } from '../../launcher/fault.ts';
import { copyDatabase, holdMoment } from './database-copy.ts';
import { deriveKey, newDerivation } from './encryption.ts';
import { type DatabasePart, type Manifest, type Part, writeManifest } from './manifest.ts';
import { streamOf, writePart } from './parts.ts';
import { type BackupPlace, listFiles } from './place.ts';

/** What no backup has; a restore and the documentation say what follows from it. */
export const notIncluded: readonly string[] = [
  'Redis: jobs under way are carried again from the outboxes',
  'keys in a PKCS #11 token: back it up by the means of its maker',
  'messages of the inbox, and the sandbox of payments',
  'logs, figures and traces',
];

/**
 * Writes a backup of an installation, which goes on meanwhile, into a new folder: every database as it is at one moment,
 * all within milliseconds, and the files that nobody can make again. All is encrypted; the manifest comes last.
 */
export async function createBackup(
  place: BackupPlace,
  {
    out,
    passphrase,
    progress = () => undefined,
  }: { out: string; passphrase: string; progress?: (text: string) => void },
): Promise<Manifest> {
  await mkdir(out, { recursive: true, mode: 0o700 });
  if ((await readdir(out)).length > 0) throw new PlatformFault(`${out} is not empty; nothing was written`);
  const derivation = newDerivation();
  const key = await deriveKey(passphrase, derivation);
  const clients = place.databases.map(([name, url]) => ({ name, client: new Client({ connectionString: url }) }));
  const databases: Record<string, DatabasePart> = {};
  const parts: Part[] = [];
  try {
    await Promise.all(clients.map(({ client }) => client.connect()));
    const takenAt = new Date().toISOString();
    // oxlint-disable no-await-in-loop -- the order matters, and then the memory does
    for (const { client } of clients) await holdMoment(client);
    for (const { name, client } of clients) {
      progress(name);
      databases[name] = await copyDatabase(client, async (table, rows) => {
        parts.push(await writePart(out, `databases/${name}/${table}`, rows, key));
      });
    }
    for (const name of await listFiles(place)) {
      parts.push(await writePart(out, `files/${name}`, streamOf(await readFile(path.join(place.folder, name))), key));
    }
    // oxlint-enable no-await-in-loop
    const manifest: Manifest = {
      format: 1,
      release: findVersion(),
      takenAt,
      key: derivation,
      databases,
      files: place.kind,
      parts,
      notIncluded,
    };
    await writeManifest(out, manifest, key);
    return manifest;
  } finally {
    await Promise.allSettled(clients.map(({ client }) => client.end()));
  }
}
