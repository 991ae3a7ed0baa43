import path from 'node:path';
import { findAnnouncement } from '../launcher/announcement.ts';
import { PlatformFault } from '../launcher/fault.ts';
import { databaseOf } from '../launcher/settings.ts';
import { stateFolders } from '../launcher/state.ts';
import { databaseUrl } from '../postgres/databases.ts';
import { startProgram } from '../process/program.ts';
import { openSecrets } from '../secrets/secrets.ts';
import { workspaceRoot } from '../state-folder.ts';
import type { RootPlace } from './root-ceremony.ts';

const entry = 'services/certificate-authority/src/export-root.ts';

/**
 * Has a program of certificate-authority take the root's key out of the database into a folder: by `DATABASE_URL` and
 * `KEYRING_FILE` in the environment, else in the local platform that runs on the state folder. Returns what it says. Throws
 * a fault with that when it failed.
 */
export async function exportRoot(
  { folder, passphrase }: RootPlace,
  { home, environment }: { home: string; environment: Readonly<Record<string, string | undefined>> },
): Promise<string> {
  const settings = await settingsOf({ home, environment });
  const lines: string[] = [];
  const program = startProgram({
    command: process.execPath,
    args: [path.resolve(workspaceRoot, entry)],
    env: { PATH: environment['PATH'] ?? '', ...settings, ROOT_FOLDER: folder, ROOT_PASSPHRASE: passphrase },
    cwd: workspaceRoot,
    onLine: ({ text }) => lines.push(text),
  });
  const { code } = await program.exited;
  if (code !== 0) throw new PlatformFault(lines.join('\n'));
  return lines.join('\n');
}

async function settingsOf({
  home,
  environment,
}: {
  home: string;
  environment: Readonly<Record<string, string | undefined>>;
}): Promise<Record<string, string>> {
  const { DATABASE_URL: url, KEYRING_FILE: keyring } = environment;
  if (url !== undefined && url !== '' && keyring !== undefined && keyring !== '') {
    return { DATABASE_URL: url, KEYRING_FILE: path.resolve(keyring) };
  }
  const address = (await findAnnouncement(home))?.addresses?.['postgres'];
  if (address === undefined) {
    throw new PlatformFault(
      `no platform runs on ${home}; start it with npm start, or set DATABASE_URL and KEYRING_FILE`,
    );
  }
  const secrets = openSecrets(stateFolders(home).secrets);
  return {
    DATABASE_URL: databaseUrl(`postgres://${address}`, databaseOf('certificate-authority', secrets)),
    KEYRING_FILE: secrets.keyringFile('keyring-certificate-authority'),
  };
}
