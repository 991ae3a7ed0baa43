import type { IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createLogger } from '@countersign/runtime';
import { createTestTrust } from '@countersign/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { type AnnouncementWays, announce } from './announcement.ts';
import { isPublicAddress } from './public-address.ts';

let server: Server;
let port = 0;
let ca = '';
/** What the application was told, and what it answers. */
const heard: { path: string; host: string; body: string }[] = [];
let answer = { status: 204, headers: {} as Record<string, string> };
const logger = createLogger({ service: 'remote-signing', level: 'silent' });

beforeAll(async () => {
  // A certificate for localhost.
  const trust = await createTestTrust();
  const { cert, key, ...authority } = trust.tls('gateway');
  ({ ca } = authority);
  server = createServer({ cert, key }, (request, response) => {
    void bodyOf(request).then((body) => {
      heard.push({ path: request.url ?? '', host: request.headers.host ?? '', body });
      response.writeHead(answer.status, answer.headers).end('x'.repeat(100_000));
    });
  });
  await new Promise<void>((settle) => {
    server.listen(0, '127.0.0.1', settle);
  });
  ({ port } = server.address() as AddressInfo);
});

afterAll(() => void server.close());

beforeEach(() => {
  heard.length = 0;
  answer = { status: 204, headers: {} };
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const tell = async (over: Partial<AnnouncementWays> = {}, host = 'localhost') => {
  const uri = `https://${host}:${port}/done?order=7`;
  const ways = { ca, pausesMs: [0, 0], resolve: async () => ['127.0.0.1'], isPermitted: () => true, ...over };
  return await announce({ logger }, { uri, responseId: 'rsp_1' }, ways);
};

it('an application is told the id of its result, and nothing else', async () => {
  expect(await tell()).toBe(true);
  expect(heard).toEqual([{ path: '/done?order=7', host: `localhost:${port}`, body: '{"responseID":"rsp_1"}' }]);
});

it('an application is told three times at most, and redirects are not followed', async () => {
  answer = { status: 302, headers: { location: `https://localhost:${port}/elsewhere` } };
  expect(await tell()).toBe(false);
  expect(heard.map(({ path }) => path)).toEqual(['/done?order=7', '/done?order=7', '/done?order=7']);
  answer = { status: 500, headers: {} };
  expect(await tell()).toBe(false);
  expect(heard).toHaveLength(6);
});

it('nobody is told at an address that is not in the Internet, also if only one of several is not', async () => {
  const at = (...addresses: string[]) => tell({ isPermitted: isPublicAddress, resolve: async () => addresses });
  expect(await at('127.0.0.1')).toBe(false);
  expect(await at('::1')).toBe(false);
  expect(await at('8.8.8.8', '10.0.0.1')).toBe(false);
  expect(await at()).toBe(false);
  expect(await tell({ isPermitted: isPublicAddress }, '127.0.0.1')).toBe(false);
  expect(await tell({ isPermitted: isPublicAddress }, '[::1]')).toBe(false);
  expect(heard).toEqual([]);
});

it('the connection goes to the address that was looked at, under the name that was registered', async () => {
  // The name leads elsewhere when it is asked for again.
  const addresses = [['127.0.0.1'], ['192.0.2.1']];
  expect(await tell({ resolve: async () => addresses.shift() ?? [] })).toBe(true);
  expect(addresses).toHaveLength(1);
  // The certificate is not that of this host.
  expect(await tell({}, 'shop.example.com')).toBe(false);
  expect(heard).toHaveLength(1);
});
