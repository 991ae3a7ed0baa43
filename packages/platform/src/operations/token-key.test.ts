import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { JWK } from 'jose';
import { openSecrets } from '../secrets/secrets.ts';
import { runCommand } from './commands.ts';
import { rotateTokenKey, type TokenKeyFiles, tokenKeyFiles } from './token-key.ts';

const noon = new Date('2026-11-22T12:00:00Z');
const minutesLater = (minutes: number) => new Date(noon.getTime() + minutes * 60_000);

let home: string;
let files: TokenKeyFiles;
let first: string;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'countersign-token-key-'));
  files = await openSecrets(path.join(home, 'secrets')).signingKeyFiles('token');
  first = (await keysOf(files.privateFile))[0]?.kid ?? '';
});
afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});

const keysOf = async (file: string) =>
  (JSON.parse(await readFile(file, 'utf8')) as { keys: (JWK & { nbf?: number })[] }).keys;
const rotate = (now: Date, afterMinutes = 10) => rotateTokenKey({ ...files, now, afterMinutes });

describe('rotating the key of access tokens', () => {
  it('publishes a new key at once, which signs later, and keeps the old one', async () => {
    const rotation = await rotate(noon);
    expect(rotation).toEqual({ kid: expect.any(String), signsFrom: minutesLater(10), kept: [first], dropped: [] });
    const secret = await keysOf(files.privateFile);
    expect(secret.map(({ kid, nbf }) => [kid, nbf])).toEqual([
      [rotation.kid, minutesLater(10).getTime() / 1000],
      [first, undefined],
    ]);
    const published = await keysOf(files.publicFile);
    expect(published.map(({ kid }) => kid)).toEqual([rotation.kid, first]);
    expect(published.flatMap((key) => Object.keys(key)).filter((name) => ['d', 'nbf'].includes(name))).toEqual([]);
    const { mode } = await stat(files.privateFile);
    // oxlint-disable-next-line no-bitwise -- the permission bits of a mode
    expect(mode & 0o777).toBe(0o600);
  });

  it('drops a key only when its successor has signed for as long as a token can live', async () => {
    const second = await rotate(noon);
    const third = await rotate(minutesLater(39));
    expect(third).toMatchObject({ kept: [second.kid, first], dropped: [] });
    const fourth = await rotate(minutesLater(78));
    expect(fourth).toMatchObject({ kept: [third.kid, second.kid], dropped: [first] });
    expect((await keysOf(files.publicFile)).map(({ kid }) => kid)).toEqual([fourth.kid, third.kid, second.kid]);
  });

  it('waits for a new key to sign before there is another', async () => {
    await rotate(noon);
    const before = await readFile(files.privateFile, 'utf8');
    await expect(rotate(minutesLater(9))).rejects.toThrow('signs from 2026-11-22T12:10:00.000Z on');
    expect(await readFile(files.privateFile, 'utf8')).toBe(before);
    await expect(rotate(minutesLater(10))).resolves.toBeDefined();
  });

  it('says so where there is no key, and quotes nothing of a broken one', async () => {
    await writeFile(files.privateFile, 'secret-text');
    await expect(rotate(noon)).rejects.toThrow(/holds no JSON Web Key Set/);
    await expect(rotate(noon)).rejects.not.toThrow(/secret-text/);
  });

  it('is a command, on the files of the local platform or those that the settings name', async () => {
    const printed: string[] = [];
    const run = (...args: string[]) =>
      runCommand(['token-key', 'rotate', ...args, '--home', home], {
        environment: {},
        print: (text) => void printed.push(text),
      });
    expect(await run('--after', '0', '--json')).toBe(0);
    expect(JSON.parse(printed[0] ?? '')).toMatchObject({ kept: [first], dropped: [] });
    await expect(run('--after', 'soon')).rejects.toThrow('number of minutes');
    expect(await run()).toBe(0);
    expect(printed[1]).toContain('Restart every gateway and every service before then');
    const environment = { TOKEN_KEY_FILE: '/keys/private.json', ACTOR_JWKS_FILE: '/keys/public.json' };
    expect(tokenKeyFiles({ home, environment })).toEqual({
      privateFile: '/keys/private.json',
      publicFile: '/keys/public.json',
    });
  });
});
