import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runCommand } from '../operations/commands.ts';
import { rotateTokenKey } from '../operations/token-key.ts';
import { containerSteps, imageUser } from './container-settings.ts';
import { createSecretTree, databaseUrlsOf, secretWishes } from './secret-tree.ts';

let base: string;
let folder: string;

beforeEach(async () => {
  base = await mkdtemp(path.join(tmpdir(), 'countersign-tree-'));
  folder = path.join(base, 'secrets');
});
afterEach(async () => {
  await rm(base, { recursive: true, force: true });
});

async function allFiles(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name))).toSorted();
}

async function read(name: string): Promise<string> {
  return (await readFile(path.join(folder, name), 'utf8')).trimEnd();
}

describe('the secrets of an installation in containers', () => {
  it('are there for every process, with a certificate for all that speak to each other', async () => {
    await createSecretTree(folder, {});
    const wanted = secretWishes(await containerSteps()).map((wish) => `${wish.folder}/${wish.file}`);
    const files = await allFiles();
    expect(files).toEqual(expect.arrayContaining(wanted));
    const others = files.filter((name) => !wanted.includes(name) && !name.startsWith('tls/'));
    expect(others).toEqual([
      'authority/ca.crt',
      'authority/ca.key',
      'postgres/admin-url',
      'postgres/password',
      'redis/password',
      'redis/url',
    ]);
    for (const name of ['gateway', 'order', 'signer', 'ops']) {
      expect(files).toEqual(
        expect.arrayContaining(['ca.crt', 'tls.crt', 'tls.key'].map((one) => `tls/${name}/${one}`)),
      );
    }
    // What makes authorities is the seed's alone.
    expect(files.filter((name) => name.endsWith('root-passphrase'))).toEqual([
      'certificate-authority-seed/root-passphrase',
    ]);
  });

  it('are the same where processes share them, and differ otherwise', async () => {
    await createSecretTree(folder, {});
    expect(await read('order/audit-key.json')).toBe(await read('identity/audit-key.json'));
    expect(await read('inbox/sms-token')).toBe(await read('second-factor/sms-token'));
    expect(await read('order/sandbox-webhook-secret')).toBe(await read('sandbox/sandbox-webhook-secret'));
    expect(await read('identity/keyring.json')).not.toBe(await read('signer/keyring.json'));
    expect(await read('signer/keyring.json')).not.toBe(await read('signer/record-mac-key.json'));
    const password = await read('redis/password');
    expect(await read('gateway/redis-url')).toBe(`redis://:${password}@redis:6379`);
    const urls = await databaseUrlsOf(folder);
    expect([...urls.keys()]).toContain('signer');
    expect(new URL(urls.get('second-factor') ?? '')).toMatchObject({
      username: 'countersign_second_factor',
      pathname: '/countersign_second_factor',
      host: 'postgres:5432',
    });
    expect(new Set([...urls.values()].map((url) => new URL(url).password)).size).toBe(urls.size);
  });

  it('are for one user only', async () => {
    await createSecretTree(folder, {});
    const files = await allFiles();
    const found = await Promise.all(files.map((name) => stat(path.join(folder, name))));
    // oxlint-disable-next-line no-bitwise -- the permission bits of a mode
    expect(new Set(found.map(({ mode }) => mode & 0o777))).toEqual(new Set([0o600]));
    // As root they are given to the user of the image; but the authority's key, which no container is given.
    const isRoot = process.getuid?.() === 0;
    const owners = files.map((name, index) => [name.startsWith('authority/'), found[index]?.uid]);
    const wanted = files.map((name) => {
      const isAuthority = name.startsWith('authority/');
      return [isAuthority, isRoot ? (isAuthority ? 0 : imageUser) : process.getuid?.()];
    });
    expect(owners).toEqual(wanted);
  });

  it('stay as they are; only what is missing is added', async () => {
    await createSecretTree(folder, {});
    const files = await allFiles();
    const before = await Promise.all(files.map(read));
    expect(await createSecretTree(folder, {})).toEqual([]);
    await rm(path.join(folder, 'identity', 'pepper.json'));
    await rm(path.join(folder, 'order', 'audit-key.json'));
    await rm(path.join(folder, 'tls', 'order'), { recursive: true });
    expect(await createSecretTree(folder, {})).toEqual(['order/audit-key.json', 'identity/pepper.json', 'tls/order']);
    expect(await allFiles()).toEqual(files);
    const after = await Promise.all(files.map(read));
    const changed = files.filter((_, index) => before[index] !== after[index]);
    expect(changed).toEqual(['identity/pepper.json', 'tls/order/tls.crt', 'tls/order/tls.key']);
  });

  it('are added to where the authority is kept elsewhere, and never get another one', async () => {
    await createSecretTree(folder, {});
    const certificate = await read('tls/order/tls.crt');
    await rm(path.join(folder, 'authority'), { recursive: true });
    await rm(path.join(folder, 'identity', 'pepper.json'));
    expect(await createSecretTree(folder, {})).toEqual(['identity/pepper.json']);
    await rm(path.join(folder, 'identity', 'pepper.json'));
    await rm(path.join(folder, 'tls', 'signer'), { recursive: true });
    await expect(createSecretTree(folder, {})).rejects.toThrow(
      /^nothing was written: signer needs .* bring back authority/,
    );
    expect(await readdir(path.join(folder, 'identity'))).not.toContain('pepper.json');
    expect(await readdir(folder)).not.toContain('authority');
    expect(await read('tls/order/tls.crt')).toBe(certificate);
  });

  it('follow a rotation of the key of access tokens with its public half', async () => {
    await createSecretTree(folder, {});
    const privateFile = path.join(folder, 'gateway', 'token-key.json');
    const publicFile = path.join(folder, 'order', 'actor-jwks.json');
    const { kid } = await rotateTokenKey({ privateFile, publicFile, now: new Date(), afterMinutes: 10 });
    const made = await createSecretTree(folder, {});
    expect(made).toContain('signer/actor-jwks.json');
    expect(made.every((name) => name.endsWith('/actor-jwks.json'))).toBe(true);
    expect(await read('signer/actor-jwks.json')).toContain(kid);
    expect(await read('signer/actor-jwks.json')).not.toContain('"d"');
  });

  it('name the servers and providers of the operator, given as settings or in files', async () => {
    const smtp = path.join(base, 'smtp');
    await writeFile(smtp, 'smtps://mailer:secret@mail.example.com\n');
    await createSecretTree(folder, {
      DATABASE_URL: 'postgres://admin:secret@db.example.com:5432/postgres?sslmode=verify-full',
      REDIS_URL: 'rediss://:secret@redis.example.com:6380',
      SMTP_URL_FILE: smtp,
    });
    expect(await read('order/database-url')).toMatch(
      /^postgres:\/\/countersign_order:[\w-]+@db\.example\.com:5432\/countersign_order\?sslmode=verify-full$/,
    );
    expect(await read('gateway/redis-url')).toBe('rediss://:secret@redis.example.com:6380');
    expect(await read('identity/smtp-url')).toBe('smtps://mailer:secret@mail.example.com');
    expect(await read('postgres/admin-url')).toBe(
      'postgres://admin:secret@db.example.com:5432/postgres?sslmode=verify-full',
    );
  });

  it('are not begun while one is missing that only the operator can know', async () => {
    await expect(createSecretTree(folder, { PAYMENT_PROVIDER: 'stripe', STRIPE_SECRET_KEY: 'sk_x' })).rejects.toThrow(
      /^nothing was written: .*\n {2}STRIPE_WEBHOOK_SECRET or STRIPE_WEBHOOK_SECRET_FILE$/,
    );
    expect(await readdir(base)).toEqual([]);
  });
});

describe('npm run ops -- secrets create', () => {
  it('shows no secret, and tells the next step', async () => {
    const lines: string[] = [];
    const context = { environment: {}, print: (text: string) => void lines.push(text) };
    expect(await runCommand(['secrets', 'create', '--out', folder], context)).toBe(0);
    expect(await runCommand(['secrets', 'create', '--out', folder, '--json'], context)).toBe(0);
    expect(lines[0]).toContain('Next: docker-compose up -d');
    expect(JSON.parse(lines[1] ?? '')).toEqual({ folder, made: [] });
    const files = await allFiles();
    const contents = await Promise.all(files.map(read));
    const shown = lines.join('\n');
    expect(contents.filter((content) => shown.includes(content))).toEqual([]);
  });

  it('names what it adds to an installation, where a key that was lost must not be made anew unseen', async () => {
    const lines: string[] = [];
    const context = { environment: {}, print: (text: string) => void lines.push(text) };
    await runCommand(['secrets', 'create', '--out', folder], context);
    await rm(path.join(folder, 'identity', 'keyring.json'));
    await runCommand(['secrets', 'create', '--out', folder], context);
    expect(lines[1]).toMatch(/^Added to .*: identity\/keyring\.json\.\n.*put it back from your copy/);
  });
});
