import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { imageUser } from '../deployment/container-settings.ts';
import { createSecretTree, databaseUrlsOf, findSetting, findText } from '../deployment/secret-tree.ts';
import { PlatformFault } from '../launcher/fault.ts';
import { type DatabaseWish, ensureDatabases } from '../postgres/databases.ts';
import type { Command } from './command.ts';

const defaultFolder = 'secrets';

/** Commands that prepare an installation in containers. */
export const deploymentCommands: readonly Command[] = [
  {
    noun: 'secrets',
    verb: 'create',
    usage: '[--out secrets]',
    summary:
      'make what is missing of the secrets and certificates of an installation in containers, a folder per process',
    options: ['out'],
    run: async ({ out = defaultFolder }, { environment }) => {
      const folder = path.resolve(out);
      const isNew = (await readdir(folder).catch(() => [])).length === 0;
      const made = await createSecretTree(folder, environment);
      return { text: isNew ? describeMade(out, made) : describeAdded(out, made), json: { folder, made } };
    },
  },
  {
    noun: 'databases',
    verb: 'create',
    usage: '[--secrets secrets]',
    summary: 'make the database and role of each service, by DATABASE_URL of an administrator or postgres/admin-url',
    options: ['secrets'],
    run: async ({ secrets = defaultFolder }, { environment }) => {
      const folder = path.resolve(secrets);
      const urls = await databaseUrlsOf(folder);
      if (urls.size === 0) {
        throw new PlatformFault(`${folder} holds no database-url; make the secrets: npm run ops -- secrets create`);
      }
      const admin =
        (await findSetting('DATABASE_URL', environment)) ??
        (await findText(path.join(folder, 'postgres', 'admin-url')));
      if (admin === undefined)
        throw new PlatformFault('set DATABASE_URL or DATABASE_URL_FILE: the administrator’s address');
      const wishes = [...urls].map(([name, url]) => readWish(name, url));
      await ensureDatabases(admin, wishes).catch((error: NodeJS.ErrnoException) => {
        // The driver's own message names host and port at most.
        throw new PlatformFault(`PostgreSQL refused: ${error.message || error.code || 'no reason was given'}`);
      });
      const names = wishes.map(({ name }) => name);
      return { text: `Each with a role of its own: ${names.join(', ')}`, json: { databases: names } };
    },
  },
];

function readWish(process: string, text: string): DatabaseWish {
  const url = URL.parse(text);
  const [name, role, password] = [url?.pathname.slice(1), url?.username, url?.password].map((part) =>
    decodeURIComponent(part ?? ''),
  );
  if (!name || !role || !password) {
    throw new PlatformFault(`${process}/database-url must be postgres://<role>:<password>@<host>/<database>`);
  }
  return { name, role, password };
}

/** Each by its name: a key that was lost looks just like one that is new. */
function describeAdded(out: string, made: readonly string[]): string {
  if (made.length === 0) return `All secrets are in ${out} already; nothing was changed.`;
  return `Added to ${out}, where the others were: ${made.join(', ')}.
If one of them was there before, put it back from your copy: what is sealed under a key that was lost opens with no other.`;
}

function describeMade(out: string, made: readonly string[]): string {
  const uid = process.getuid?.() ?? imageUser;
  const readers =
    uid === 0 || uid === imageUser
      ? `They belong to the image's user (${imageUser}), who alone can read them.`
      : `They are readable for you only: let the processes run as you, by a line in .env:\n  COUNTERSIGN_USER=${uid}:${process.getgid?.() ?? uid}`;
  return `Made ${made.length} secrets in ${out}. Keep a copy of this folder in a safe place: nobody can make it again.
${readers}
Next: docker-compose up -d`;
}
