import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createActorVerifier, type GrpcServer, implement, startGrpcServer } from '@countersign/grpc';
import { IdentityServiceService } from '@countersign/proto/identity';
import { createLogger, createMetrics } from '@countersign/runtime';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { runCommand } from '../src/operations/commands.ts';
import { certificateFiles, ensureServiceCertificates, localCertificates } from '../src/secrets/certificate-files.ts';

let home: string;
let server: GrpcServer;
let emails: string[];
let printed: string[];

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'countersign-ops-'));
  const tls = path.join(home, 'tls');
  await ensureServiceCertificates({
    place: localCertificates({ tls, secrets: path.join(home, 'authority') }),
    names: ['identity', 'ops', 'order'],
  });
  const createOperatorInvitation = async ({ email }: { email: string }) => {
    emails.push(email);
    return {
      token: 'invitation-token',
      link: 'https://example.com/invite#token',
      expiresAt: new Date('2030-01-02T03:04:05Z'),
    };
  };
  const files = certificateFiles(tls, 'identity');
  const [ca, cert, key] = await Promise.all([files.ca, files.cert, files.key].map((file) => readFile(file, 'utf8')));
  server = await startGrpcServer({
    host: '127.0.0.1',
    port: 0,
    tls: { ca: ca ?? '', cert: cert ?? '', key: key ?? '' },
    implementations: [
      implement(
        { createOperatorInvitation: IdentityServiceService.createOperatorInvitation },
        { createOperatorInvitation },
        { createOperatorInvitation: ['ops'] },
      ),
    ],
    verifyActor: createActorVerifier({ keys: [] }),
    logger: createLogger({ service: 'identity', level: 'silent' }),
    metrics: createMetrics('identity'),
    checks: {},
  });
});
afterAll(async () => {
  await server.close(1000);
  await rm(home, { recursive: true, force: true });
});
beforeEach(async () => {
  [emails, printed] = [[], []];
  await mkdir(path.join(home, 'run'), { recursive: true });
  const addresses = { identity: `localhost:${server.port}` };
  await writeFile(path.join(home, 'run', 'platform.json'), JSON.stringify({ addresses }));
});

function run(args: string[], environment: Record<string, string> = {}): Promise<number> {
  return runCommand([...args, '--home', home], { environment, print: (text) => printed.push(text) });
}

describe('operator invite', () => {
  it('prints the single-use invitation that identity makes', async () => {
    expect(await run(['operator', 'invite'])).toBe(0);
    expect(printed.join('\n')).toBe(
      'Invitation: https://example.com/invite#token\nToken: invitation-token\nIt can be used once, until 2030-01-02T03:04:05.000Z.',
    );
    expect(emails).toEqual(['']);
  });

  it('hands on the address to mail it to, and answers programs in JSON', async () => {
    expect(await run(['operator', 'invite', '--email', 'ada@example.com', '--json'])).toBe(0);
    expect(emails).toEqual(['ada@example.com']);
    expect(JSON.parse(printed[0] ?? '')).toEqual({
      token: 'invitation-token',
      link: 'https://example.com/invite#token',
      expiresAt: '2030-01-02T03:04:05.000Z',
    });
  });

  it('finds identity by the environment where no local platform runs', async () => {
    await rm(path.join(home, 'run', 'platform.json'));
    await expect(run(['operator', 'invite'])).rejects.toThrow(/no platform runs on .* IDENTITY_ADDRESS/);
    const { ca, cert, key } = certificateFiles(path.join(home, 'tls'), 'ops');
    const environment = {
      IDENTITY_ADDRESS: `localhost:${server.port}`,
      TLS_CA_FILE: ca,
      TLS_CERT_FILE: cert,
      TLS_KEY_FILE: key,
    };
    expect(await run(['operator', 'invite'], environment)).toBe(0);
    expect(emails).toEqual(['']);
  });

  it('says who does not answer when the platform is gone or not ready', async () => {
    const addresses = { identity: 'localhost:9' };
    await writeFile(path.join(home, 'run', 'platform.json'), JSON.stringify({ addresses }));
    await expect(run(['operator', 'invite'])).rejects.toThrow(/identity does not answer at localhost:9/);
  });

  it('is refused with the certificate of a service', async () => {
    const { ca, cert, key } = certificateFiles(path.join(home, 'tls'), 'order');
    const environment = {
      IDENTITY_ADDRESS: `localhost:${server.port}`,
      TLS_CA_FILE: ca,
      TLS_CERT_FILE: cert,
      TLS_KEY_FILE: key,
    };
    await expect(run(['operator', 'invite'], environment)).rejects.toMatchObject({ reason: 'CALLER_NOT_ALLOWED' });
    expect(emails).toEqual([]);
  });
});

it.each([[['operator', 'dance']], [['pilot', 'invite']], [['operator', 'invite', '--loud']], [['operator']]])(
  'answers %j with the help and code 2',
  async (args) => {
    expect(await run(args)).toBe(2);
    expect(printed[0]).toContain('operator invite [--email someone@example.com]');
    expect(printed[0]).toMatch(/^There is no command|^Unknown option '--loud'/);
    expect(emails).toEqual([]);
  },
);

it('prints the help about one noun', async () => {
  expect(await run(['help', 'oauth-client'])).toBe(0);
  expect(printed[0]).toContain('oauth-client rotate-secret --id <client_id>');
  expect(printed[0]).not.toContain('operator invite');
});

it('prints the help on request', async () => {
  expect(await run(['--help'])).toBe(0);
  expect(printed[0]).toContain('npm run ops -- <noun> <verb>');
});

describe('audit verify', () => {
  // Two records as the product exported them.
  const lines = [
    '{"stream":"acc_1","seq":1,"at":"2026-11-21T12:00:00.123Z","actor":"usr_1","action":"account.activated","subject":"acc_1","detail":{"service":"enrollment","source":"acc_1/1"},"prevHash":"0000000000000000000000000000000000000000000000000000000000000000","hash":"5951722bfe28d6c34e69486c0f0432827470a14e5710538052dec64062d2e845"}',
    '{"stream":"acc_1","seq":2,"at":"2026-11-21T12:00:00.123Z","actor":"usr_1","action":"member.removed","subject":"usr_2","detail":{"service":"enrollment","source":"acc_1/2"},"prevHash":"5951722bfe28d6c34e69486c0f0432827470a14e5710538052dec64062d2e845","hash":"4e7ca53c24fd8b7654d78cd636dd94b213d8fa5eff857ed9838fce6a0f2d0b7c"}',
  ];
  const head = '4e7ca53c24fd8b7654d78cd636dd94b213d8fa5eff857ed9838fce6a0f2d0b7c';
  const withFile = async (content: string, ...args: string[]): Promise<number> => {
    const file = path.join(home, 'audit.jsonl');
    await writeFile(file, content);
    return await run(['audit', 'verify', file, ...args]);
  };

  it('finds an exported audit whole, without any service', async () => {
    expect(await withFile(`${lines.join('\n')}\n`, '--head', head)).toBe(0);
    expect(printed).toEqual([`Whole: 2 records follow each other; head ${head}`]);
  });

  it('tells what is not whole, to programs too', async () => {
    expect(await withFile(lines.join('\n').replace('usr_2', 'usr_3'))).toBe(1);
    expect(printed[0]).toMatch(/^Not whole: record 2 is not as it was written\.\nUp to there 1 records/);
    expect(await withFile(lines[0] ?? '', '--head', head, '--json')).toBe(1);
    expect(JSON.parse(printed[1] ?? '')).toMatchObject({
      ok: false,
      records: 1,
      fault: expect.stringContaining('end'),
    });
  });

  it('needs one file that can be read, and a head that is one', async () => {
    expect(await run(['audit', 'verify'])).toBe(2);
    expect(await run(['audit', 'verify', 'a', 'b'])).toBe(2);
    await expect(run(['audit', 'verify', path.join(home, 'none')])).rejects.toThrow('cannot be read');
    await expect(withFile('', '--head', 'abc')).rejects.toThrow('64 hex digits');
  });
});
