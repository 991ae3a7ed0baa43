import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { keyVersion, readKeyring, readKeyringFile, seal } from '@countersign/sealing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { runCommand } from '../src/operations/commands.ts';
import { openSecrets } from '../src/secrets/secrets.ts';

const place = { table: 'things', row: 'thg_1', column: 'secret' };

let home: string;
let page: Server;
let pageUrl: string;
/** What the process tells: the version that it uses, and has counted for, by keyring, and rows under older ones by table and column. */
let used: Record<string, number>;
let counted: Record<string, number>;
let left: Record<string, number>;
let printed: string[];
/** Whose figures they are. */
let service: string;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'countersign-keyring-ops-'));
  page = createServer((_request, response) => void response.end(figures()));
  await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
  pageUrl = `http://127.0.0.1:${(page.address() as AddressInfo).port}/metrics`;
});
afterAll(async () => {
  await new Promise((resolve) => page.close(resolve));
  await rm(home, { recursive: true });
});
beforeEach(async () => {
  printed = [];
  await rm(path.join(home, 'secrets'), { recursive: true, force: true });
  used = { KEYRING: 1, PEPPER: 7 };
  counted = {};
  left = {};
  service = 'identity';
});

/** As a registry writes it. */
const figures = () =>
  [
    '# TYPE keyring_current_version gauge',
    ...Object.entries(used).map(
      ([name, version]) => `keyring_current_version{keyring="${name}",service="${service}"} ${version}`,
    ),
    ...Object.entries(counted).map(
      ([name, version]) => `sealing_counted_version{keyring="${name}",service="${service}"} ${version}`,
    ),
    ...Object.entries(left).map(([where, rows]) => {
      const [keyring, table, column] = where.split(' ');
      return `sealing_old_rows{keyring="${keyring}",table="${table}",column="${column}",service="${service}"} ${rows}`;
    }),
    'nodejs_eventloop_lag_seconds{service="identity"} 0.01',
  ].join('\n');

const keyringFile = () => openSecrets(path.join(home, 'secrets')).keyringFile('keyring-identity');
const read = async () => await readFile(keyringFile(), 'utf8');
const run = (...args: string[]) =>
  runCommand([...args, '--home', home], { environment: {}, print: (text) => printed.push(text) });
const answer = () => JSON.parse(printed.at(-1) ?? '') as Record<string, unknown>;

describe('keyring rotate', () => {
  it('adds a key that opens at once and seals after a while', async () => {
    const before = readKeyring(await read());
    await run('keyring', 'rotate', '--process', 'identity', '--json');
    const file = readKeyringFile(await read());
    expect([file.current, [...file.keys.keys()], file.next?.version]).toEqual([1, [1, 2], 2]);
    const [rotation] = answer()['rotations'] as { from: string }[];
    expect(rotation).toEqual({ process: 'identity', kind: 'keyring', version: 2, from: file.next?.from.toISOString() });
    expect(new Date(rotation?.from ?? 0).getTime() - Date.now()).toBeGreaterThan(9 * 60_000);
    const later = readKeyring(await read(), new Date(Date.now() + 11 * 60_000));
    expect(keyVersion(seal(later, Buffer.from('x'), place))).toBe(2);
    expect(later.keys.get(1)?.equals(before.keys.get(1) as never)).toBe(true);
  });

  it('changes nothing while a key waits', async () => {
    keyringFile();
    await run('keyring', 'rotate', '--process', 'identity');
    const before = await read();
    await expect(run('keyring', 'rotate', '--process', 'identity')).rejects.toThrow('version 2 waits until');
    expect(await read()).toBe(before);
  });

  it('changes every copy of a file that processes share, and refuses copies that differ', async () => {
    const secrets = path.join(home, 'secrets');
    const users = ['order', 'enrollment', 'identity', 'remote-signing'];
    const text = await read();
    for (const name of users) {
      await mkdir(path.join(secrets, name));
      await writeFile(path.join(secrets, name, 'audit-key.json'), text, { mode: 0o640 });
    }
    const rotate = () =>
      run('keyring', 'rotate', '--process', 'all', '--key', 'audit-key', '--secrets', secrets, '--after', '0');
    await rotate();
    const copies = await Promise.all(users.map((name) => readFile(path.join(secrets, name, 'audit-key.json'), 'utf8')));
    expect(new Set(copies).size).toBe(1);
    expect(readKeyring(copies[0] ?? '').current).toBe(2);
    await writeFile(path.join(secrets, 'order', 'audit-key.json'), text);
    await expect(rotate()).rejects.toThrow('differ');
  });

  it.each([
    [['--process', 'catalog'], '--process is one of all, identity'],
    [['--process', 'identity', '--key', 'token'], '--key one of keyring, pepper'],
    [[], 'name a process'],
    [['--process', 'identity', '--after', 'soon'], 'a number of minutes'],
  ])('refuses %j', async (args, message) => {
    await expect(run('keyring', 'rotate', ...args)).rejects.toThrow(message);
  });
});

describe('keyring status and retire', () => {
  const retire = (...more: string[]) =>
    run('keyring', 'retire', '--process', 'identity', '--metrics', pageUrl, ...more);

  it('let an older version go when every row has left it, and not before', async () => {
    keyringFile();
    await run('keyring', 'rotate', '--process', 'identity', '--after', '0');
    await expect(run('keyring', 'retire', '--process', 'identity')).rejects.toThrow('no process was asked');
    await expect(retire()).rejects.toThrow('version 2 is current, and processes use 1');
    used['KEYRING'] = 2;
    await expect(retire()).rejects.toThrow('is not counted yet');
    counted['KEYRING'] = 1;
    await expect(retire()).rejects.toThrow('is not counted yet');
    counted['KEYRING'] = 2;
    left['KEYRING users mobile_sealed'] = 3;
    left['PEPPER users pepper_version'] = 5;
    await expect(retire()).rejects.toThrow('3 rows need an older version');
    await run('keyring', 'status', '--process', 'identity', '--key', 'keyring', '--metrics', pageUrl);
    expect(printed.at(-1)).toBe(
      'identity keyring: versions 1, 2; current 2; processes use 2\n    3 rows of users.mobile_sealed need an older version',
    );
    left['KEYRING users mobile_sealed'] = 0;
    await retire();
    expect(printed.at(-1)).toBe('identity keyring: Taken out: version 1');
    expect([...readKeyring(await read()).keys.keys()]).toEqual([2]);
    await retire();
    expect(printed.at(-1)).toBe('identity keyring: There was none.');
  });

  it('do not take the figures of another process for those of this one', async () => {
    keyringFile();
    await run('keyring', 'rotate', '--process', 'identity', '--after', '0');
    used['KEYRING'] = counted['KEYRING'] = 2;
    service = 'second-factor';
    await expect(retire()).rejects.toThrow('these are the figures of second-factor: name those of identity');
    expect([...readKeyring(await read()).keys.keys()]).toEqual([1, 2]);
  });

  it('take out what nobody counts only where that is said', async () => {
    const file = openSecrets(path.join(home, 'secrets')).keyringFile('pepper-order');
    await run('keyring', 'rotate', '--process', 'order', '--key', 'pepper', '--after', '0');
    const order = ['keyring', 'retire', '--process', 'order', '--key', 'pepper'];
    await expect(run(...order)).rejects.toThrow('nobody counts');
    await run(...order, '--unchecked');
    expect([...readKeyring(await readFile(file, 'utf8')).keys.keys()]).toEqual([2]);
  });

  it('never take out the version that is used while the next one waits', async () => {
    keyringFile();
    await run('keyring', 'rotate', '--process', 'identity');
    left['KEYRING users mobile_sealed'] = 0;
    counted['KEYRING'] = 1;
    await retire();
    expect([...readKeyring(await read()).keys.keys()]).toEqual([1, 2]);
  });
});
