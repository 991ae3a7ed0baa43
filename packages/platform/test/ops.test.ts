import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createActorVerifier, type GrpcServer, implement, startGrpcServer } from '@countersign/grpc';
import { IdentityServiceService } from '@countersign/proto/identity';
import { createLogger, createMetrics } from '@countersign/runtime';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { runCommand } from '../src/operations/commands.ts';
import { certificateFiles, ensureServiceCertificates } from '../src/secrets/certificate-files.ts';

let home: string;
let server: GrpcServer;
let emails: string[];
let printed: string[];

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'countersign-ops-'));
  const tls = path.join(home, 'tls');
  await ensureServiceCertificates({
    folder: tls,
    authorityKeyFile: path.join(home, 'key.pem'),
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
    implementation: implement(
      { createOperatorInvitation: IdentityServiceService.createOperatorInvitation },
      { createOperatorInvitation },
      { createOperatorInvitation: ['ops'] },
    ),
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

it('prints the help on request', async () => {
  expect(await run(['--help'])).toBe(0);
  expect(printed[0]).toContain('npm run ops -- <noun> <verb>');
});
