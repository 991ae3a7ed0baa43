import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DomainError, invalid, notFound } from '@countersign/errors';
import { createActorVerifier, type GrpcServer, type Handlers, implement, startGrpcServer } from '@countersign/grpc';
import { type OAuthClient, OAuthServiceService } from '@countersign/proto/oauth';
import { createLogger, createMetrics } from '@countersign/runtime';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { runCommand } from '../src/operations/commands.ts';
import { certificateFiles, ensureServiceCertificates, localCertificates } from '../src/secrets/certificate-files.ts';

let home: string;
let server: GrpcServer;
let printed: string[];
/** What remote-signing has registered, and for how long secrets of before still hold. */
let clients: OAuthClient[];
let graces: number[];

const { registerClient, listClients, getClient, updateClient, rotateClientSecret } = OAuthServiceService;
const definition = { registerClient, listClients, getClient, updateClient, rotateClientSecret };
const find = (id: string) => {
  const client = clients.find((one) => one.id === id);
  if (client === undefined) throw notFound('CLIENT_NOT_FOUND', 'no such application');
  return client;
};
const handlers: Handlers<typeof definition> = {
  registerClient: async ({ client }) => {
    if (client === undefined || client.name === '') {
      const fields = [{ pointer: '/name', detail: 'must be 1 to 100 characters' }];
      throw invalid('CLIENT_INVALID', 'the application cannot be registered so', { fields });
    }
    const made = {
      ...client,
      id: `cli_${clients.length + 1}`,
      version: 1,
      createdAt: new Date('2026-11-22T15:00:00Z'),
    };
    clients.push(made);
    return { client: made, clientSecret: client.jwks === '' ? 'the-secret' : '' };
  },
  // A page holds one, so that the next one is asked for.
  listClients: async ({ pageToken }) => {
    const at = Number(pageToken || '0');
    return { clients: clients.slice(at, at + 1), nextPageToken: at + 1 < clients.length ? String(at + 1) : '' };
  },
  getClient: async ({ clientId }) => ({ client: find(clientId) }),
  updateClient: async ({ client }) => {
    const changed = Object.assign(find(client?.id ?? ''), client, { version: (client?.version ?? 0) + 1 });
    return { client: changed };
  },
  rotateClientSecret: async ({ clientId, graceSeconds }) => {
    find(clientId);
    graces.push(graceSeconds);
    return { clientSecret: 'another-secret' };
  },
};

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'countersign-oauth-ops-'));
  const tls = path.join(home, 'tls');
  const names = ['remote-signing', 'ops'];
  await ensureServiceCertificates({
    place: localCertificates({ tls, secrets: path.join(home, 'authority') }),
    names,
  });
  const files = certificateFiles(tls, 'remote-signing');
  const [ca, cert, key] = await Promise.all([files.ca, files.cert, files.key].map((file) => readFile(file, 'utf8')));
  const access = Object.fromEntries(Object.keys(definition).map((name) => [name, ['ops']])) as never;
  server = await startGrpcServer({
    host: '127.0.0.1',
    port: 0,
    tls: { ca: ca ?? '', cert: cert ?? '', key: key ?? '' },
    implementations: [implement(definition, handlers, access)],
    verifyActor: createActorVerifier({ keys: [] }),
    logger: createLogger({ service: 'remote-signing', level: 'silent' }),
    metrics: createMetrics('remote-signing'),
    checks: {},
  });
  await mkdir(path.join(home, 'run'), { recursive: true });
  const addresses = { 'remote-signing': `localhost:${server.port}` };
  await writeFile(path.join(home, 'run', 'platform.json'), JSON.stringify({ addresses }));
});
afterAll(async () => {
  await server.close(1000);
  await rm(home, { recursive: true, force: true });
});
beforeEach(() => {
  [clients, graces, printed] = [[], [], []];
});

const run = (...args: string[]) =>
  runCommand(['oauth-client', ...args, '--home', home], { environment: {}, print: (text) => printed.push(text) });
const back = ['--redirect-uri', 'https://shop.example.com/back'];

describe('oauth-client', () => {
  it('registers an application, and prints its secret once', async () => {
    expect(await run('register', '--name', 'Example Shop', ...back, '--redirect-uri', 'http://localhost:9000')).toBe(0);
    expect(clients[0]).toMatchObject({
      name: 'Example Shop',
      redirectUris: ['https://shop.example.com/back', 'http://localhost:9000'],
      requirePushedAuthorisationRequests: true,
      explicitAuthorisation: false,
    });
    expect(printed[0]).toMatch(/^Application: cli_1\nName: Example Shop\n/);
    expect(printed[0]).toMatch(/\nSecret: the-secret\nIt is not shown again\.$/);
    await run('show', '--id', 'cli_1');
    expect(printed[1]).toContain('State: switched on');
    expect(printed[1]).not.toContain('ecret:');
  });

  it('takes everything that can be registered, and answers programs in JSON', async () => {
    const keys = { keys: [{ kty: 'EC', kid: 'one' }] };
    await writeFile(path.join(home, 'keys.json'), JSON.stringify(keys));
    const named = ['--client-uri', 'https://shop.example.com', '--scope', 'service', '--scope', 'application'];
    const proof = ['--auth-method', 'private_key_jwt', '--jwks', path.join(home, 'keys.json'), '--dpop', 'on'];
    const rest = ['--explicit', 'on', '--pushed', 'off', '--response-host', 'hooks.example.com', '--json'];
    expect(await run('register', '--name', 'Desk', ...back, ...named, ...proof, ...rest)).toBe(0);
    expect(JSON.parse(printed[0] ?? '')).toEqual({
      id: 'cli_1',
      name: 'Desk',
      clientUri: 'https://shop.example.com',
      tokenEndpointAuthMethod: 'private_key_jwt',
      jwks: keys,
      redirectUris: ['https://shop.example.com/back'],
      scopes: ['service', 'application'],
      explicitAuthorisation: true,
      requirePushedAuthorisationRequests: false,
      requireDpop: true,
      responseHosts: ['hooks.example.com'],
      disabled: false,
      version: 1,
      createdAt: '2026-11-22T15:00:00.000Z',
    });
  });

  it('lists all, whatever the size of a page', async () => {
    await run('list');
    await run('register', '--name', 'First', ...back);
    await run('register', '--name', 'Second', ...back);
    await run('disable', '--id', 'cli_2');
    await run('list');
    expect([printed[0], printed.at(-1)]).toEqual([
      'No application is registered',
      'cli_1  on   First\ncli_2  off  Second',
    ]);
  });

  it('changes what is named, and leaves the rest as it is', async () => {
    await run('register', '--name', 'Before', ...back, '--dpop', 'on');
    expect(await run('update', '--id', 'cli_1', '--name', 'After')).toBe(0);
    expect(clients[0]).toMatchObject({ name: 'After', requireDpop: true, version: 2 });
    expect(clients[0]?.redirectUris).toEqual(['https://shop.example.com/back']);
    await run('disable', '--id', 'cli_1');
    expect(clients[0]).toMatchObject({ disabled: true, name: 'After' });
    await run('enable', '--id', 'cli_1');
    expect(clients[0]).toMatchObject({ disabled: false, name: 'After' });
  });

  it('gives another secret, and lets the present one hold for a while', async () => {
    await run('register', '--name', 'Rotating', ...back);
    await run('rotate-secret', '--id', 'cli_1', '--grace', '3600');
    expect(await run('rotate-secret', '--id', 'cli_1', '--json')).toBe(0);
    expect(printed[1]).toBe('Secret: another-secret\nIt is not shown again.');
    expect(JSON.parse(printed[2] ?? '')).toEqual({ id: 'cli_1', clientSecret: 'another-secret' });
    expect(graces).toEqual([3600, 0]);
  });

  it('says what is wrong', async () => {
    await expect(run('register', ...back)).rejects.toThrow('name must be 1 to 100 characters');
    await expect(run('show')).rejects.toThrow('--id must name the application');
    await expect(run('show', '--id', 'cli_9')).rejects.toThrow(DomainError);
    await expect(run('register', '--name', 'a', '--dpop', 'yes')).rejects.toThrow('--dpop is on or off');
    await expect(run('register', '--name', 'a', '--jwks', '/none.json')).rejects.toThrow('cannot be read');
    await expect(run('rotate-secret', '--id', 'cli_1', '--grace', 'long')).rejects.toThrow('a number of seconds');
    expect(clients).toEqual([]);
  });
});
