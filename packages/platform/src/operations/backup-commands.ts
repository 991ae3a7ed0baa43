import path from 'node:path';
import { findSetting } from '../deployment/secret-tree.ts';
import { PlatformFault } from '../launcher/fault.ts';
import { createBackup } from './backup/create.ts';
import { type Manifest, readManifest } from './backup/manifest.ts';
import { checkParts } from './backup/parts.ts';
import { findPlace } from './backup/place.ts';
import { restoreBackup } from './backup/restore.ts';
import type { Command } from './command.ts';

const shortestPassphrase = 12;

/** Commands about backups. */
export const backupCommands: readonly Command[] = [
  {
    noun: 'backup',
    verb: 'create',
    usage: '--out <new folder> [--secrets secrets]',
    summary: 'copy all databases and keys, encrypted under BACKUP_PASSPHRASE, while everything goes on',
    options: ['out', 'secrets'],
    run: async ({ out, secrets }, { home, environment, progress }) => {
      if (out === undefined) throw new PlatformFault('name a new folder with --out');
      const passphrase = await getPassphrase(environment);
      const place = await findPlace({ home, secrets: absolute(secrets), environment });
      const manifest = await createBackup(place, {
        out: path.resolve(out),
        passphrase,
        ...(progress === undefined ? {} : { progress: (name) => progress(`copying ${name}`) }),
      });
      return {
        text: `${describe(manifest)}\nKeep the passphrase apart from it; without it nobody opens the backup.`,
        json: jsonOf(manifest),
      };
    },
  },
  {
    noun: 'backup',
    verb: 'verify',
    usage: '<folder>',
    summary: 'open every part of a backup, and compare it with the manifest',
    options: [],
    takesFile: true,
    run: async (_options, { file, environment }) => {
      const { manifest, key } = await readManifest(file, await getPassphrase(environment));
      await checkParts(file, manifest, key);
      return { text: `Whole: ${describe(manifest)}`, json: jsonOf(manifest) };
    },
  },
  {
    noun: 'backup',
    verb: 'restore',
    usage: '<folder> --home <new folder> | <folder> --secrets <new folder>',
    summary:
      'bring a backup back into a new state folder, or into empty databases, and close what may have been used since',
    options: ['secrets'],
    takesFile: true,
    run: async ({ secrets }, { file, home, environment, progress }) => {
      const passphrase = await getPassphrase(environment);
      const { manifest, precautions } = await restoreBackup({
        from: file,
        passphrase,
        home,
        secrets: absolute(secrets),
        environment,
        ...(progress === undefined ? {} : { progress }),
      });
      const lines = precautions.map(({ database, what, rows }) => `  ${database}: ${what} (${rows})`);
      const text = `Restored: ${describe(manifest)}\n\nAgainst using again what was used since:\n${lines.join('\n')}\n\nRead what is left to do by hand in docs/operations/backup.md before you let anybody in.`;
      return { text, json: { ...jsonOf(manifest), precautions } };
    },
  },
];

async function getPassphrase(environment: Readonly<Record<string, string | undefined>>): Promise<string> {
  const passphrase = await findSetting('BACKUP_PASSPHRASE', environment);
  if (passphrase === undefined) throw new PlatformFault('set BACKUP_PASSPHRASE, or BACKUP_PASSPHRASE_FILE');
  if (passphrase.length < shortestPassphrase) {
    throw new PlatformFault(
      `BACKUP_PASSPHRASE needs ${shortestPassphrase} characters at least; best are six random words`,
    );
  }
  return passphrase;
}

function absolute(folder: string | undefined): string | undefined {
  return folder === undefined ? undefined : path.resolve(folder);
}

function rowsOf({ databases }: Manifest): number {
  return Object.values(databases).reduce((sum, { tables }) => sum + tables.reduce((of, { rows }) => of + rows, 0), 0);
}

function describe(manifest: Manifest): string {
  const { release, takenAt, databases, parts } = manifest;
  const megabytes = parts.reduce((sum, { bytes }) => sum + bytes, 0) / 1_000_000;
  return `release ${release}, as it was at ${takenAt}: ${Object.keys(databases).length} databases with ${rowsOf(manifest)} rows, ${parts.length} parts, ${megabytes.toFixed(1)} MB
Not in it: ${manifest.notIncluded.join('; ')}`;
}

function jsonOf(manifest: Manifest) {
  const { release, takenAt, parts, notIncluded, databases } = manifest;
  return {
    release,
    takenAt,
    databases: Object.keys(databases),
    rows: rowsOf(manifest),
    parts: parts.length,
    notIncluded,
  };
}
