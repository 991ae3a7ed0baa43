import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { runCommand } from '../src/operations/commands.ts';

const admin = process.env['TEST_DATABASE_URL'] ?? '';
const names = ['one', 'two'].map((name) => `${name}_${randomBytes(4).toString('hex')}`);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'countersign-databases-'));
  await Promise.all(names.map((name) => writeUrl(name, `p-${name}`)));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await withClient(admin, async (client) => {
    for (const name of names) {
      // oxlint-disable-next-line no-await-in-loop -- a role can go when its database has gone
      await client.query(`drop database if exists ${name} with (force)`);
      // oxlint-disable-next-line no-await-in-loop
      await client.query(`drop role if exists ${name}`);
    }
  });
});

function urlOf(name: string, password: string): string {
  const url = new URL(admin);
  url.username = name;
  url.password = password;
  url.pathname = `/${name}`;
  return url.href;
}

async function writeUrl(name: string, password: string): Promise<void> {
  await mkdir(path.join(folder, name), { recursive: true });
  await writeFile(path.join(folder, name, 'database-url'), `${urlOf(name, password)}\n`);
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function create(environment: Readonly<Record<string, string>>, args: readonly string[] = []): Promise<string> {
  const lines: string[] = [];
  const context = { environment, print: (text: string) => void lines.push(text) };
  expect(await runCommand(['databases', 'create', '--secrets', folder, ...args], context)).toBe(0);
  return lines.join('\n');
}

describe('npm run ops -- databases create', () => {
  it('makes each database for a role that alone may connect, as often as it is called', async () => {
    const answer = await create({ DATABASE_URL: admin });
    expect(answer).toBe(`Each with a role of its own: ${names.toSorted().join(', ')}`);
    const [first = '', second = ''] = names;
    const whoIsThere = (url: string) =>
      withClient(url, async (client) => (await client.query('select current_user as name')).rows[0]);
    expect(await whoIsThere(urlOf(first, `p-${first}`))).toEqual({ name: first });
    const asFirst = new URL(urlOf(first, `p-${first}`));
    asFirst.pathname = `/${second}`;
    await expect(whoIsThere(asFirst.href)).rejects.toThrow(/permission denied/);

    await withClient(urlOf(first, `p-${first}`), (client) => client.query('create table kept (id int)'));
    await writeUrl(first, 'another');
    const adminFile = path.join(folder, 'admin');
    await writeFile(adminFile, `${admin}\n`);
    expect(await create({ DATABASE_URL_FILE: adminFile }, ['--json'])).toBe(
      JSON.stringify({ databases: names.toSorted() }),
    );
    const kept = await withClient(urlOf(first, 'another'), (client) => client.query('select count(*) from kept'));
    expect(kept.rows).toEqual([{ count: '0' }]);
  });

  it('names what is missing, and no password when the server refuses', async () => {
    await expect(create({})).rejects.toThrow('set DATABASE_URL or DATABASE_URL_FILE');
    const wrong = new URL(admin);
    wrong.port = '1';
    const failure = await create({ DATABASE_URL: wrong.href }).catch((error: Error) => error.message);
    expect(failure).toContain('PostgreSQL refused: ');
    expect(failure).not.toContain(wrong.password);
    const empty = path.join(folder, 'nobody');
    await expect(
      runCommand(['databases', 'create', '--secrets', empty], { environment: {}, print: () => undefined }),
    ).rejects.toThrow('npm run ops -- secrets create');
  });
});
