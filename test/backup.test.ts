import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Step, stepsToSigning, type World, walkJourney } from './src/journey.ts';
import { MessageInbox } from './src/message-inbox.ts';
import { RestClient } from './src/rest-client.ts';
import { readListNumber } from './src/server-certificates.ts';
import { laterLoginStep } from './src/steps/login.ts';
import { expectDead } from './src/steps/sessions.ts';
import { signingSteps } from './src/steps/signing.ts';
import { startTestPlatform, type TestPlatform } from './src/test-platform.ts';
import { waitFor } from './src/waiting.ts';

const root = path.join(import.meta.dirname, '..');
const passphrase = 'seven plain words that nobody else knows';

// With another address of the gateway, as here, an app takes transactions for those of somebody else: codes do not.
const [makeCredential, signByApp, signByCode] = signingSteps as [Step, Step, Step];
const steps = [...stepsToSigning, makeCredential, signByApp];

let folder: string;
let running: TestPlatform;
let world: World;
let listBefore: bigint;

/** Runs a command of operators; its exit code, and what it printed on either channel. */
async function ops(args: string[]) {
  const env = { PATH: process.env['PATH'] ?? '', BACKUP_PASSPHRASE: passphrase };
  const file = path.join(root, 'packages', 'platform', 'src', 'ops.ts');
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [file, ...args], { cwd: root, env });
    return { code: 0, text: stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, text: `${stdout}${stderr}` };
  }
}

const home = (name: string) => path.join(folder, name);
const backup = () => home('backup');
const listNumber = async () => readListNumber((await world.api.send('GET', '/pki/signers.crl')).bytes);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'countersign-backup-'));
  running = await startTestPlatform(home('first'));
  let failure: unknown;
  const walked = await walkJourney({ ...running, folder, steps, onStep: (_result, error) => (failure ??= error) });
  expect(failure).toBeUndefined();
  world = walked.world;
  listBefore = await listNumber();
}, 400_000);
afterAll(async () => {
  await running.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

describe('a backup', () => {
  it('is made while the platform runs, and holds everything encrypted', async () => {
    const { code, text } = await ops(['backup', 'create', '--out', backup(), '--home', home('first')]);
    expect([code, text]).toEqual([0, expect.stringContaining('8 databases')]);
    const entries = await readdir(backup(), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
    const all = Buffer.concat(await Promise.all(files.map((file) => readFile(file))));
    const secret = JSON.parse(await readFile(path.join(home('first'), 'secrets', 'keyring-identity.json'), 'utf8')) as {
      keys: Record<string, string>;
    };
    for (const word of [world.signer.email, 'plum orchard', secret.keys['1'] ?? '', 'PRIVATE KEY']) {
      expect(all.includes(word)).toBe(false);
    }
    expect((await ops(['backup', 'verify', backup()])).code).toBe(0);
  }, 120_000);

  it('is not restored when a part of it was changed', async () => {
    const part = path.join(backup(), 'databases', 'order', 'orders.enc');
    const whole = await readFile(part);
    await appendFile(part, 'x');
    const { code, text } = await ops(['backup', 'restore', backup(), '--home', home('never')]);
    expect([code, text]).toEqual([1, expect.stringContaining('databases/order/orders was changed')]);
    await writeFile(part, whole);
    expect(await readdir(folder)).not.toContain('never');
  }, 120_000);
});

describe('a platform that was restored after everything was lost', () => {
  beforeAll(async () => {
    await running.stop();
    await rm(home('first'), { recursive: true });
    const { code, text } = await ops(['backup', 'restore', backup(), '--home', home('second')]);
    expect([code, text]).toEqual([0, expect.stringContaining('sessions are ended')]);
    running = await startTestPlatform(home('second'));
    world = { ...world, api: new RestClient(running.url), inbox: new MessageInbox(running.inboxUrl) };
  }, 400_000);

  it('refuses a second restore onto it', async () => {
    const { code, text } = await ops(['backup', 'restore', backup(), '--home', home('second')]);
    expect([code, text]).toEqual([1, expect.stringContaining('is not empty')]);
  });

  it('ended the sessions of before', async () => {
    const { api, signer } = world;
    const { refreshToken, token } = signer;
    await expectDead(api, refreshToken);
    expect((await api.send('GET', '/v1/me', { token })).status).toBe(401);
  });

  it('lets people log in, keeps their orders, and signs with their keys', async () => {
    const { api, signer, officer, credential } = world;
    // The code of the step in which the restore ended counts as used.
    await Promise.all([world.takeCode(signer), world.takeCode(officer)]);
    await laterLoginStep.run(world);
    const orders = await api.ask<{ items: { status: string }[] }>('GET', '/v1/orders', { token: signer.token });
    expect(orders.items.map(({ status }) => status)).toEqual(['completed']);
    await signByCode.run(world);
    const { state } = await api.ask<{ state: string }>('GET', `/v1/credentials/${credential?.id}`, {
      token: signer.token,
    });
    expect(state).toBe('active');
  }, 120_000);

  it('has whole chains of audit and of keys, that go on', async () => {
    const { api, signer, credential } = world;
    const { token } = signer;
    const account = await api.ask<{ id: string }>('GET', '/v1/account', { token });
    expect(await api.ask('GET', `/v1/accounts/${account.id}/audit/proof`, { token })).toMatchObject({ whole: true });
    const history = await api.ask<{ records: { action: string }[] }>(
      'GET',
      `/v1/credentials/${credential?.id}/history`,
      {
        token,
      },
    );
    expect(history.records.filter(({ action }) => action === 'digests.signed')).toHaveLength(2);
  });

  it('takes new keys while it runs, moves everything to them, and lets the old ones go', async () => {
    const at = ['--home', home('second')];
    const rotated = await ops(['keyring', 'rotate', '--process', 'all', '--after', '0', ...at]);
    expect([rotated.code, rotated.text]).toEqual([0, expect.stringContaining('second-factor keyring: version 2')]);
    for (const name of ['identity', 'second-factor', 'remote-signing']) {
      // oxlint-disable-next-line no-await-in-loop -- it is refused until all rows have moved
      const retired = await waitFor(
        () => ops(['keyring', 'retire', '--process', name, ...at]),
        ({ code }) => code === 0,
        100_000,
      );
      expect(retired.text).toBe(`${name} keyring: Taken out: version 1\n`);
    }
    await signByCode.run(world);
  }, 300_000);

  it('publishes revocation lists with numbers that were never given out', async () => {
    expect((await listNumber()) - listBefore).toBeGreaterThan(1000n);
  });
});
