import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Child, startChild } from '../src/child.ts';
import type { LoadOptions, LoadResult } from '../src/load.ts';

let generator: Child<LoadOptions, LoadResult>;
const servers: Server[] = [];
beforeAll(() => {
  generator = startChild(new URL('../src/load-main.ts', import.meta.url));
});
afterAll(async () => {
  await generator.stop();
  for (const server of servers) server.close();
});

async function serve(listener: RequestListener): Promise<LoadOptions> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, headers: { authorization: 'Bearer a' }, connections: 2, seconds: 0.2 };
}

describe('the load generator', () => {
  it('counts the answers that the server gave, and sends the headers', async () => {
    let asked = 0;
    const options = await serve((request, response) => {
      if (request.headers.authorization === 'Bearer a') asked += 1;
      response.end('{}');
    });
    const result = await generator.ask(options);
    expect(result.requests).toBeGreaterThan(0);
    // The last request of each connection may have been under way when the time was over.
    expect(asked - result.requests).toBeGreaterThanOrEqual(0);
    expect(asked - result.requests).toBeLessThanOrEqual(2);
    expect(result.seconds).toBeGreaterThanOrEqual(0.19);
    expect(result.p99Ms).toBeGreaterThanOrEqual(result.p50Ms);
  });

  it('sends what each connection is to send', async () => {
    const bodies = new Set<string>();
    const options = await serve((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => {
        bodies.add(`${request.method} ${String(request.headers['x-own'])} ${request.headers.authorization} ${body}`);
        response.end('{}');
      });
    });
    const each = ['1', '2'].map((own) => ({ headers: { 'x-own': own }, body: `{"own":${own}}` }));
    await generator.ask({ ...options, method: 'POST', each });
    expect([...bodies].toSorted()).toEqual(['POST 1 Bearer a {"own":1}', 'POST 2 Bearer a {"own":2}']);
  });

  it('does not take refusals for answers', async () => {
    let asked = 0;
    const options = await serve((_request, response) => {
      asked += 1;
      response.writeHead(asked === 3 ? 429 : 200).end('{}');
    });
    await expect(generator.ask(options)).rejects.toThrow('1 refusals');
  });

  it('fails where nobody listens', async () => {
    const options = await serve(() => undefined);
    const server = servers.at(-1);
    server?.close();
    await expect(generator.ask(options)).rejects.toThrow('errors');
  });
});
