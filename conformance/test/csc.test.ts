import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readCommandLine } from '../src/command-line.ts';
import { createServer, runCsc, toLine, toSum } from '../src/index.ts';

const client = { clientId: 'app', clientSecret: 'secret', redirectUri: 'http://localhost:9123/callback' };

describe('the suite', () => {
  let http: HttpServer;
  /** What the server answers to everything. */
  let answer: { status: number; body: unknown };
  beforeAll(async () => {
    http = createHttpServer((request, response) => {
      request.resume().once('end', () => {
        response.writeHead(answer.status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(answer.body));
      });
    });
    await new Promise<void>((resolve) => {
      http.listen(0, '127.0.0.1', resolve);
    });
  });
  afterAll(() => void http.close());

  const look = async () => {
    const { port } = http.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    const approve = async () => new URL(`${client.redirectUri}?code=1&state=1`);
    return await runCsc({ server: createServer(url), person: { approve }, client });
  };

  it.each([
    ['an empty object', { status: 200, body: {} }],
    ['a refusal without words', { status: 400, body: {} }],
    ['its own failure', { status: 500, body: { error: 'server_error' } }],
  ])('passes nothing of a server that answers %s to everything', async (_what, given) => {
    answer = given;
    const results = await look();
    expect(results.length).toBeGreaterThan(80);
    expect(results.filter(({ outcome }) => outcome === 'passed')).toEqual([]);
    expect(results.some(({ outcome }) => outcome === 'failed')).toBe(true);
    expect(toSum(results)).toMatch(/^0 passed, \d+ failed, \d+ not offered$/);
  });

  it('says of each check which version and method, and why it failed', () => {
    const result = {
      version: 2,
      method: 'info',
      title: 'speaks',
      outcome: 'failed',
      reason: 'it is silent',
      ms: 1,
    } as const;
    expect(toLine(result)).toBe('✗ v2 info: speaks\n    it is silent');
  });
});

describe('the command line', () => {
  const right = ['csc', '--url', 'https://sign.example.com', '--client', 'client.json'];

  it('names a server, an application and what to look at', () => {
    expect(readCommandLine(right)).toMatchObject({ url: 'https://sign.example.com', versions: [1, 2], only: '' });
    expect(readCommandLine([...right, '--version', '1', '--only', 'signHash'])).toMatchObject({
      versions: [1],
      only: 'signHash',
    });
  });

  it.each([
    ['no suite', [], 'name the suite'],
    ['another suite', ['else'], 'name the suite'],
    ['no server', ['csc', '--client', 'client.json'], '--url'],
    ['no address', ['csc', '--url', 'nowhere', '--client', 'client.json'], '--url'],
    ['no application', right.slice(0, 3), '--client'],
    ['a version that there is not', [...right, '--version', '3'], '--version'],
    ['an option that there is not', [...right, '--loud'], '--loud'],
  ])('is refused with %s', (_what, args, message) => {
    expect(() => readCommandLine(args)).toThrow(message);
  });
});
