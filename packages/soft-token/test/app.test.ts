import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from '@jest/globals';
import {
  type App,
  AppFault,
  type AppFaultKind,
  activateDesktop,
  activateMobile,
  changePin,
  changeSettings,
  codeOf,
  confirm,
  getToken,
  listTokens,
  openApp,
  readConfirmation,
  readProvider,
  removeToken,
  renameToken,
} from '../src/index.ts';
import { type FakeService, startFakeService } from './fake-service.ts';

// Cheap on purpose: what a PIN costs is tested once, in pin.test.ts.
const pinCost = { memoryKib: 64, passes: 1 };
const pin = '493716';
const clock = { now: Date.UTC(2026, 10, 22, 9, 0, 5) };
const period = 30_000;
let service: FakeService;
let folder: string;

beforeAll(async () => {
  service = await startFakeService({ now: () => clock.now });
  folder = await mkdtemp(path.join(tmpdir(), 'soft-token-'));
});
afterAll(async () => {
  await service.close();
  await rm(folder, { recursive: true, force: true });
});

let homes = 0;
function newApp(home = path.join(folder, `home-${(homes += 1)}`)): App {
  const waitUntil = async (atMs: number) => {
    clock.now = atMs;
  };
  return openApp({ home, pinCost, now: () => clock.now, waitUntil });
}

async function addMobile(app: App, name?: string) {
  const { uri, activationPassword } = await service.issueMobile();
  return (await activateMobile(app, { uri, activationPassword, pin, name })).token;
}

async function faultOf(work: Promise<unknown>): Promise<AppFaultKind | undefined> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof AppFault) return error.kind;
  throw new Error('no fault of the app', { cause: error });
}

const nextStep = () => {
  clock.now += period;
};

describe('an activation', () => {
  it('by QR code gives a token whose codes the service takes, each once', async () => {
    const app = newApp();
    await changeSettings(app, { deviceName: 'Desk of Ada' });
    const token = await addMobile(app);
    expect(token).toMatchObject({ name: 'Example Sign', issuer: 'Example Sign', origin: service.origin, pinLength: 6 });
    expect(service.deviceOf(token.serial)).toMatchObject({ name: 'Desk of Ada' });
    const { code, nextAt } = await codeOf(app, { pin });
    expect(nextAt % period).toBe(0);
    expect(service.takeCode(token.serial, code)).toBe(true);
    expect(service.takeCode(token.serial, code)).toBe(false);
    nextStep();
    expect(service.takeCode(token.serial, (await codeOf(app, { pin, token: token.serial })).code)).toBe(true);
  });

  it('by address, serial number and activation code gives the registration code of the service', async () => {
    const app = newApp();
    const { serial, activationCode } = await service.issueDesktop();
    expect(await readProvider(app, `${service.origin}/`)).toMatchObject({ name: 'Example Sign', pinLength: 6 });
    const activated = await activateDesktop(app, {
      address: service.origin,
      serial,
      activationCode,
      pin,
      name: 'Desk',
    });
    expect(activated.token.name).toBe('Desk');
    expect(activated.registrationCode).toBe(service.registrationCodeOf(serial));
    expect(service.takeCode(serial, (await codeOf(app, { pin })).code)).toBe(true);
  });

  it('with a wrong code ends before the app confirms anything, and stores nothing', async () => {
    const app = newApp();
    const { uri, activationPassword } = await service.issueMobile();
    const wrong = String((Number(activationPassword) + 1) % 100_000_000).padStart(8, '0');
    const before = service.wire.length;
    expect(await faultOf(activateMobile(app, { uri, activationPassword: wrong, pin }))).toBe('exchange-failed');
    expect(service.wire.slice(before).join(' ')).not.toContain('/finish');
    expect(await listTokens(app)).toEqual([]);
    await activateMobile(app, { uri, activationPassword, pin });
  });

  it('with mistyped digits does not even ask the service', async () => {
    const app = newApp();
    const before = service.wire.length;
    const given = { address: service.origin, serial: '69350-19387', activationCode: '0505-4283-4011-0157', pin };
    expect(await faultOf(activateDesktop(app, { ...given, serial: '69350-19386' }))).toBe('serial-wrong');
    expect(await faultOf(activateDesktop(app, { ...given, activationCode: '0505-4283-4011-0158' }))).toBe(
      'activation-code-wrong',
    );
    expect(service.wire).toHaveLength(before);
    // Well formed, but unknown to the service.
    expect(await faultOf(activateDesktop(app, given))).toBe('activation-refused');
  });

  it('that was used is refused', async () => {
    const { uri, activationPassword } = await service.issueMobile();
    await activateMobile(newApp(), { uri, activationPassword, pin });
    expect(await faultOf(activateMobile(newApp(), { uri, activationPassword, pin }))).toBe('activation-refused');
  });

  it('that has run out is not begun', async () => {
    const { uri, activationPassword } = await service.issueMobile();
    clock.now += 601_000;
    expect(await faultOf(activateMobile(newApp(), { uri, activationPassword, pin }))).toBe('activation-expired');
  });

  it('is not begun with a service whose key the QR code does not announce', async () => {
    const { uri, activationPassword } = await service.issueMobile();
    const impostor = uri.replace(/ik=[\w-]+/, `ik=${'A'.repeat(22)}`);
    expect(await faultOf(activateMobile(newApp(), { uri: impostor, activationPassword, pin }))).toBe(
      'service-not-announced',
    );
  });

  it('wants a PIN of the right length that is not a common one', async () => {
    const { uri, activationPassword } = await service.issueMobile();
    const activate = async (chosen: string) =>
      await faultOf(activateMobile(newApp(), { uri, activationPassword, pin: chosen }));
    expect(await activate('4937')).toBe('pin-length');
    expect(await activate('49371x')).toBe('pin-length');
    expect(await activate('123456')).toBe('pin-common');
  });

  it('names what the service or the network does wrong', async () => {
    const app = newApp();
    const { uri, activationPassword } = await service.issueMobile();
    const faultWith = async (status: number, body: unknown = {}) => {
      service.interfere((asked) => (asked.endsWith('/start') ? { status, body } : undefined));
      const fault = await faultOf(activateMobile(app, { uri, activationPassword, pin }));
      service.interfere(undefined);
      return fault;
    };
    expect(await faultWith(429)).toBe('too-many-requests');
    expect(await faultWith(503)).toBe('service-in-trouble');
    expect(await faultWith(400, { code: 'SERIAL_INVALID' })).toBe('serial-wrong');
    expect(await faultWith(200, { runId: 'r', shareV: 'AAAA', confirmV: 'AAAA' })).toBe('service-unreadable');
    expect(await faultWith(200, 'hello')).toBe('service-unreadable');
    expect(await faultWith(418)).toBe('service-refused');
    expect(await faultOf(readProvider(app, 'http://127.0.0.1:1'))).toBe('service-unreachable');
    expect(await faultOf(readProvider(app, 'http://sign.example.com'))).toBe('address-wrong');
    expect(await listTokens(app)).toEqual([]);
  });

  it('leaves no secret on the wire', async () => {
    const app = newApp();
    const { uri, serial, activationPassword } = await service.issueMobile();
    const before = service.wire.length;
    await activateMobile(app, { uri, activationPassword, pin });
    const sent = service.wire.slice(before).join('\n');
    const secrets = [service.seedOf(serial), service.transactionKeyOf(serial)].map((secret) => Buffer.from(secret));
    const forms = secrets.flatMap((secret) =>
      (['hex', 'base64', 'base64url', 'latin1'] as const).map((as) => secret.toString(as)),
    );
    for (const secret of [...forms, activationPassword, pin, service.registrationCodeOf(serial)]) {
      expect(sent).not.toContain(secret);
    }
    // The same search finds what is there.
    expect(sent).toContain(serial);
  });
});

test('a wrong PIN gives a wrong code, and the service counts it', async () => {
  const app = newApp();
  const { serial } = await addMobile(app);
  const right = await codeOf(app, { pin });
  const wrong = await codeOf(app, { pin: '111111' });
  expect(wrong.code).toMatch(/^\d{6}$/);
  expect(wrong.code).not.toBe(right.code);
  expect(service.takeCode(serial, wrong.code)).toBe(false);
  expect(service.missesOf(serial)).toBe(1);
  expect(await faultOf(codeOf(app, { pin: '4937' }))).toBe('pin-length');
});

describe('a PIN change', () => {
  it('is done once the service has taken a code made with the new PIN', async () => {
    const app = newApp();
    const { serial } = await addMobile(app);
    await changePin(app, { oldPin: pin, newPin: '802951' });
    nextStep();
    expect(service.takeCode(serial, (await codeOf(app, { pin: '802951' })).code)).toBe(true);
    nextStep();
    expect(service.takeCode(serial, (await codeOf(app, { pin })).code)).toBe(false);
  });

  it('with a wrong old PIN changes nothing, and the service counts it', async () => {
    const app = newApp();
    const { serial } = await addMobile(app);
    expect(await faultOf(changePin(app, { oldPin: '111111', newPin: '802951' }))).toBe('code-refused');
    expect(service.missesOf(serial)).toBe(1);
    expect(service.takeCode(serial, (await codeOf(app, { pin })).code)).toBe(true);
  });

  it('that the service does not hear of changes nothing', async () => {
    const app = newApp();
    const { serial } = await addMobile(app);
    service.interfere(() => ({ status: 503, body: {} }));
    expect(await faultOf(changePin(app, { oldPin: pin, newPin: '802951' }))).toBe('service-in-trouble');
    service.interfere(() => ({ status: 403, body: { code: 'ACTIVATION_REFUSED' } }));
    expect(await faultOf(changePin(app, { oldPin: pin, newPin: '802951' }))).toBe('token-not-active');
    service.interfere(undefined);
    expect(service.takeCode(serial, (await codeOf(app, { pin })).code)).toBe(true);
  });

  it('waits for the next code where one of this step was shown', async () => {
    const app = newApp();
    const { serial } = await addMobile(app);
    const shown = await codeOf(app, { pin });
    expect(service.takeCode(serial, shown.code)).toBe(true);
    const waits: number[] = [];
    await changePin(app, { oldPin: pin, newPin: '802951', onWait: (untilMs) => waits.push(untilMs) });
    expect(waits).toEqual([shown.nextAt]);
    expect(service.missesOf(serial)).toBe(0);
  });
});

describe('a transaction', () => {
  const documents = [{ label: 'contract.pdf', digest: Buffer.alloc(32, 7) }];

  it('is shown and confirmed with a code that fits it alone', async () => {
    const app = newApp();
    const { serial } = await addMobile(app);
    const asked = service.askToSign(documents);
    const shown = await readConfirmation(app, { uri: asked.uri });
    expect(shown.payload).toMatchObject({
      count: 1,
      credential: 'crd_example',
      documents: [{ label: 'contract.pdf' }],
    });
    const code = await confirm(app, shown, pin);
    expect(service.isTransactionCode(serial, asked.payload, code)).toBe(true);
    const other = service.askToSign([{ label: 'contract.pdf', digest: Buffer.alloc(32, 8) }]);
    expect(service.isTransactionCode(serial, other.payload, code)).toBe(false);
    const wrong = await confirm(app, shown, '111111');
    expect(service.isTransactionCode(serial, asked.payload, wrong)).toBe(false);
  });

  it('of another service, or of nobody, is not shown', async () => {
    const other = await startFakeService({ now: () => clock.now });
    const app = newApp();
    expect(await faultOf(readConfirmation(app, { uri: service.askToSign(documents).uri }))).toBe('no-tokens');
    await addMobile(app);
    const { uri } = other.askToSign(documents);
    expect(await faultOf(readConfirmation(app, { uri }))).toBe('transaction-not-signed');
    // Somebody who claims to be our service, but has not its key.
    const forged = other.askToSign(documents).payload.replace(other.origin, service.origin);
    const signature = uri.slice(uri.indexOf('&s='));
    const claim = `softtoken://t?v=1&p=${Buffer.from(forged).toString('base64url')}${signature}`;
    expect(await faultOf(readConfirmation(app, { uri: claim }))).toBe('transaction-not-signed');
    expect(await faultOf(readConfirmation(app, { uri: 'softtoken://t?v=1' }))).toBe('transaction-uri-wrong');
    await other.close();
  });

  it('that has run out is not shown', async () => {
    const app = newApp();
    await addMobile(app);
    const { uri } = service.askToSign(documents, Math.floor(clock.now / 1000));
    expect(await faultOf(readConfirmation(app, { uri }))).toBe('transaction-expired');
  });
});

describe('tokens', () => {
  it('are named apart, found by name or serial number, renamed and removed', async () => {
    const app = newApp();
    const first = await addMobile(app);
    const second = await addMobile(app);
    expect((await listTokens(app)).map(({ name }) => name)).toEqual(['Example Sign', 'Example Sign 2']);
    expect(await faultOf(getToken(app))).toBe('token-ambiguous');
    expect(await faultOf(getToken(app, 'Other'))).toBe('token-unknown');
    expect(await faultOf(readConfirmation(app, { uri: service.askToSign([]).uri }))).toBe('transaction-uri-wrong');
    const { uri } = service.askToSign([{ label: 'a', digest: Buffer.alloc(32) }]);
    expect(await faultOf(readConfirmation(app, { uri }))).toBe('token-ambiguous');
    expect((await readConfirmation(app, { uri, token: 'example sign 2' })).token.serial).toBe(second.serial);
    await renameToken(app, first.serial, 'Work');
    expect((await getToken(app, 'work')).serial).toBe(first.serial);
    expect(await faultOf(renameToken(app, 'Work', 'example SIGN 2'))).toBe('name-taken');
    expect(await faultOf(renameToken(app, 'Work', 'a\u001b[2Jb'))).toBe('name-wrong');
    await removeToken(app, 'Work');
    expect((await getToken(app)).serial).toBe(second.serial);
  });
});

describe('the store', () => {
  it('is encrypted, for its owner only, and holds no PIN', async () => {
    const app = newApp();
    const { serial } = await addMobile(app);
    const home = app.store.folder;
    expect((await readdir(home)).toSorted()).toEqual(['key', 'state']);
    const modes = await Promise.all(
      ['key', 'state', '.'].map(async (file) => (await stat(path.join(home, file))).mode & 0o777),
    );
    expect(modes).toEqual([0o600, 0o600, 0o700]);
    const bytes = await readFile(path.join(home, 'state'));
    expect(bytes.includes(serial)).toBe(false);
    const state = JSON.stringify(await app.store.read());
    expect(state).toContain(serial);
    expect(state).not.toContain(pin);
    for (const key of [service.seedOf(serial), service.transactionKeyOf(serial)]) {
      for (const form of ['hex', 'base64', 'base64url'] as const)
        expect(state).not.toContain(Buffer.from(key).toString(form));
    }
  });

  it('that was changed, or has lost its key, is not opened', async () => {
    const app = newApp();
    await addMobile(app);
    const file = path.join(app.store.folder, 'state');
    const bytes = await readFile(file);
    bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20);
    await writeFile(file, bytes);
    expect(await faultOf(listTokens(app))).toBe('state-unreadable');
    await rm(path.join(app.store.folder, 'key'));
    expect(await faultOf(listTokens(app))).toBe('state-unreadable');
    // Nothing that would bury the old state under a new one.
    expect(await faultOf(changeSettings(app, { language: 'de' }))).toBe('state-unreadable');
    expect(await readFile(file)).toEqual(bytes);
  });

  it('loses nothing when several change it at once', async () => {
    const home = path.join(folder, 'shared');
    await Promise.all(Array.from({ length: 8 }, async (_, index) => await addMobile(newApp(home), `Token ${index}`)));
    expect((await listTokens(newApp(home))).map(({ name }) => name).toSorted()).toEqual(
      Array.from({ length: 8 }, (_, index) => `Token ${index}`),
    );
  });
});
