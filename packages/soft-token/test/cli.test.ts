import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from '@jest/globals';
import { toString as qrToString } from 'qrcode';
import { run } from '../src/cli/run.ts';
import { InputEnded } from '../src/cli/terminal.ts';
import { type FakeService, startFakeService } from './fake-service.ts';

const pin = '493716';
const clock = { now: Date.UTC(2026, 10, 22, 9, 0, 5) };
let service: FakeService;
let folder: string;

beforeAll(async () => {
  service = await startFakeService({ name: 'Example\u001b[2J Sign', now: () => clock.now });
  folder = await mkdtemp(path.join(tmpdir(), 'soft-token-cli-'));
});
afterAll(async () => {
  await service.close();
  await rm(folder, { recursive: true, force: true });
});

interface Ended {
  readonly exitCode: number | null;
  readonly output: string;
  readonly notes: string;
}

interface Given {
  readonly lines?: readonly string[];
  readonly home?: string;
  readonly env?: Record<string, string>;
}

const environmentOf = ({ home = 'home', env = {} }: Given) => ({
  SOFT_TOKEN_HOME: path.join(folder, home),
  INIT_CWD: folder,
  LANG: 'en_GB.UTF-8',
  ...env,
});

/** Runs a command as a script would, in this process. */
async function token(args: readonly string[], given: Given = {}): Promise<Ended> {
  const text = { output: '', notes: '' };
  const left = [...(given.lines ?? [])];
  const ask = async () => {
    const line = left.shift();
    if (line === undefined) throw new InputEnded();
    return line;
  };
  const exitCode = await run(args, {
    environment: environmentOf(given),
    app: {
      now: () => clock.now,
      pinCost: { memoryKib: 64, passes: 1 },
      waitUntil: async (atMs) => {
        clock.now = atMs;
      },
    },
    terminal: {
      isInteractive: false,
      print: (line) => (text.output += `${line}\n`),
      note: (line) => (text.notes += `${line}\n`),
      redraw: () => undefined,
      ask,
      askSecret: ask,
      close: () => undefined,
    },
  });
  expect(left).toEqual([]);
  return { exitCode, ...text };
}

/** The same in a process of its own. */
async function tokenProcess(args: readonly string[], given: Given = {}): Promise<Ended> {
  const program = path.join(import.meta.dirname, '..', 'src', 'cli.ts');
  const child = spawn(process.execPath, ['--no-warnings', program, ...args], { cwd: '/', env: environmentOf(given) });
  const text = { output: '', notes: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text.output += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text.notes += chunk;
  });
  child.stdin.end((given.lines ?? []).map((line) => `${line}\n`).join(''));
  const exitCode = await new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  return { exitCode, ...text };
}

describe('a process', () => {
  it('reads a picture of the QR code, its lines from standard input, and gives the code alone on standard output', async () => {
    // The process has the real clock.
    const real = await startFakeService();
    const { uri, serial, activationPassword } = await real.issueMobile();
    await writeFile(path.join(folder, 'code.svg'), await qrToString(uri, { type: 'svg' }));
    const lines = [activationPassword, pin, pin];
    const added = await tokenProcess(['add', 'code.svg'], { home: 'process', lines });
    expect(added).toMatchObject({ exitCode: 0, output: '' });
    const shown = await tokenProcess(['code', '--once'], { home: 'process', lines: [pin] });
    expect(shown).toMatchObject({ exitCode: 0, notes: '' });
    expect(shown.output).toMatch(/^\d{6}\n$/);
    expect(real.takeCode(serial, shown.output.trim())).toBe(true);
    await real.close();
  });

  it('ends with the exit code of its fault', async () => {
    expect(await tokenProcess(['code'], { home: 'none' })).toMatchObject({ exitCode: 5, output: '' });
  });
});

describe('a token', () => {
  let serial: string;

  it('is added by the text of the QR code', async () => {
    const issued = await service.issueMobile();
    serial = issued.serial;
    const added = await token(['add', issued.uri], { lines: [issued.activationPassword, pin, pin] });
    expect(added).toMatchObject({ exitCode: 0, output: '' });
    expect(added.notes).toContain(`Example [2J Sign (${serial.slice(0, 5)}-${serial.slice(5)}) is ready`);
    // What the service says commands no terminal.
    expect(added.notes).not.toContain('\u001b');
    expect(added.notes).not.toContain(pin);
  });

  it('gives its code for the PIN of a file', async () => {
    await writeFile(path.join(folder, 'pin.txt'), `${pin}\n`);
    const shown = await token(['code', serial, '--pin-file', 'pin.txt']);
    expect(service.takeCode(serial, shown.output.trim())).toBe(true);
  });

  it('shows what is to be signed before it gives the transaction code', async () => {
    const documents = [
      { label: 'contract\u001b[31m.pdf', digest: Buffer.alloc(32, 0xab) },
      ...Array.from({ length: 6 }, (_, index) => ({ label: `annex-${index}.pdf`, digest: Buffer.alloc(32, index) })),
    ];
    const { uri, payload } = service.askToSign(documents);
    const confirmed = await token(['confirm', uri], { lines: ['y', pin] });
    expect(confirmed.exitCode).toBe(0);
    expect(confirmed.notes).toContain('asks you to sign 7 document(s) with crd_example');
    expect(confirmed.notes).toContain(`  contract[31m.pdf\n    ${'ab'.repeat(32)}\n`);
    expect(confirmed.notes).toContain('… and 2 more');
    expect(service.isTransactionCode(serial, payload, confirmed.output.trim())).toBe(true);
    const declined = await token(['confirm', uri], { lines: ['n'] });
    expect(declined).toMatchObject({ exitCode: 0, output: '' });
    expect(declined.notes).toContain('Nothing was signed');
  });

  it('is listed for people and for programs', async () => {
    const listed = await token(['list'], { env: { LANG: 'fr_FR.UTF-8' } });
    expect(listed.output).toContain('NUMÉRO DE SÉRIE');
    expect(listed.output).toContain(`${serial.slice(0, 5)}-${serial.slice(5)}`);
    const { output } = await token(['list', '--json']);
    expect(JSON.parse(output)).toMatchObject([{ serial, origin: service.origin, authenticatorId: `aut_${serial}` }]);
  });

  it('keeps its PIN when the old one was wrong or the new ones differ', async () => {
    const before = service.missesOf(serial);
    const refused = await token(['pin'], { lines: ['111111', '802951', '802951'] });
    expect(refused.exitCode).toBe(3);
    expect(refused.notes).toContain('the old one stays');
    expect(service.missesOf(serial)).toBe(before + 1);
    expect((await token(['pin'], { lines: [pin, '802951', '802952'] })).notes).toContain('not the same');
    expect(await token(['pin'], { lines: [pin, '802951', '802951'] })).toMatchObject({ exitCode: 0, output: '' });
    clock.now += 30_000;
    const { output } = await token(['code'], { lines: ['802951'] });
    expect(service.takeCode(serial, output.trim())).toBe(true);
  });

  it('is renamed, and removed after a question', async () => {
    expect((await token(['settings', '--token', serial, '--name', 'Work'])).notes).toContain('is called Work now');
    expect((await token(['remove', 'work'], { lines: ['n'] })).notes).toContain('Nothing was removed');
    expect((await token(['remove', 'work', '--yes'])).exitCode).toBe(0);
    expect((await token(['code'])).exitCode).toBe(5);
  });
});

test('a desktop token is added by its codes; the registration code alone is on standard output', async () => {
  const { serial, activationCode } = await service.issueDesktop();
  const lines = ['', service.origin, serial, activationCode, pin, pin];
  const added = await token(['add'], { home: 'desktop', lines });
  expect(added.exitCode).toBe(0);
  expect(added.output.trim().replace('-', '')).toBe(service.registrationCodeOf(serial));
  expect(`${added.output}${added.notes}`).not.toContain(pin);
});

test('language and device name are kept', async () => {
  const set = await token(['settings', '--language', 'de', '--device-name', 'Büro'], { home: 'settings' });
  expect(set.output).toContain('Sprache: de\nName dieses Geräts: Büro');
  expect((await token(['code', 'x'], { home: 'settings' })).notes).toContain('Es gibt noch keinen Token');
});

test.each([
  ['an unknown command', ['dance'], 2, 'There is no command dance'],
  ['an unknown option', ['list', '--loud'], 2, "Unknown option '--loud'"],
  ['an option of another command', ['list', '--once'], 2, '--once'],
  ['too much', ['list', 'all'], 2, 'all'],
  ['a language that is not there', ['list', '--language', 'it'], 2, '--language it'],
  ['a file that is not there', ['add', 'nothing.png'], 2, 'cannot be read'],
  ['input that ends', ['add'], 2, 'Input ended'],
  ['no TLS', ['add', '--address', 'http://sign.example.com'], 2, 'not the address'],
  ['a service that is not there', ['add', '--address', 'http://127.0.0.1:1'], 4, 'cannot be reached'],
])('%s is answered with the next step', async (_what, args, exitCode, text) => {
  const ended = await token(args, { home: 'faults' });
  expect(ended).toMatchObject({ exitCode, output: '' });
  expect(ended.notes).toContain(text);
  expect(await readdir(folder)).not.toContain('faults');
});

test('help is there without a command, for all and for one', async () => {
  const [all, one] = [await token([]), await token(['code', '--help', '--language', 'es'])];
  expect(all).toMatchObject({ exitCode: 0, notes: '' });
  for (const verb of ['add', 'code', 'confirm', 'list', 'pin', 'settings', 'remove', 'help']) {
    expect(all.output).toContain(`\n  ${verb}`);
  }
  expect(one.output).toContain('mostrar el código');
  expect(one.output).toContain('npm run token -- code [<token>] [--once]');
});
