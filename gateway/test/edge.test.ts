import { connect } from 'node:net';
import { findContext } from '@countersign/grpc';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from './gateway.ts';
import { allAnswers } from './route-cases/route-table.ts';
import { aCart } from './shop-samples.ts';

/** The gateway of all tests that want nothing special. */
let usual: TestGateway;
beforeAll(async () => {
  usual = await startGateway({ answers: allAnswers() });
});
afterAll(async () => await usual.close());

const open: TestGateway[] = [];
afterEach(async () => {
  usual.calls.splice(0);
  await Promise.all(open.splice(0).map((gateway) => gateway.close()));
});

/** A gateway of one test, with settings or services of its own. */
async function start(options: Parameters<typeof startGateway>[0]) {
  const gateway = await startGateway({ answers: allAnswers(), ...options });
  open.push(gateway);
  return gateway;
}

describe('what a call to a service carries', () => {
  it('is the id, trace, address and deadline of the request', async () => {
    const { app, calls } = usual;
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const before = Date.now();
    const headers = { 'x-request-id': 'client-chosen-1', traceparent };
    const response = await app.inject({ url: '/v1/product-families', headers });
    expect(response.headers['x-request-id']).toBe('client-chosen-1');
    const context = calls[0]?.context;
    expect(context).toMatchObject({ requestId: 'client-chosen-1', clientAddress: '127.0.0.1' });
    expect(context?.traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-/);
    expect(context?.deadlineMs).toBeGreaterThanOrEqual(before + 9_000);
    expect(context?.deadlineMs).toBeLessThanOrEqual(Date.now() + 10_000);
  });

  it.each(['short', 'x'.repeat(65), 'with space inside', 'line\u00e9break'])(
    'has an id of our own when the one that came is not harmless: %s',
    async (id) => {
      const { app } = usual;
      const response = await app.inject({ url: '/v1/product-families', headers: { 'x-request-id': id } });
      expect(response.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  it('is still there after the body was read', async () => {
    const { app, calls } = usual;
    await app.inject({
      method: 'POST',
      url: '/v1/login-flows',
      payload: { userId: 'a@example.com' },
      headers: { 'x-request-id': 'client-chosen-2' },
    });
    expect(calls[0]?.context?.requestId).toBe('client-chosen-2');
  });

  it('is cancelled when the client goes away', async () => {
    const called = Promise.withResolvers<AbortSignal | undefined>();
    const gateway = await start({
      answers: {
        order: {
          getCart: () => {
            const signal = findContext()?.signal;
            called.resolve(signal);
            return new Promise((_resolve, reject) => {
              signal?.addEventListener('abort', () => reject(new Error('cancelled')));
            });
          },
        },
      },
    });
    await gateway.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = gateway.app.server.address() as { port: number };
    const socket = connect(port, '127.0.0.1', () =>
      socket.write('GET /v1/carts/crt_1 HTTP/1.1\r\nHost: localhost\r\nCart-Secret: s\r\n\r\n'),
    );
    const signal = await called.promise;
    expect(signal?.aborted).toBe(false);
    const aborted = new Promise((resolve) => signal?.addEventListener('abort', resolve));
    socket.destroy();
    await aborted;
    expect(signal?.aborted).toBe(true);
  });
});

describe('health', () => {
  const down = () => Promise.reject(new Error('down'));
  const never = () => new Promise<void>(() => undefined);

  it('is ready as long as the gateway can answer, and names what is down', async () => {
    const { app } = await start({ probes: { catalog: async () => undefined, order: down } });
    const response = await app.inject('/health/ready');
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({
      status: 'ready',
      dependencies: { catalog: 'up', order: 'down' },
      degraded: ['order'],
    });
    expect((await app.inject('/health/live')).json()).toEqual({ status: 'live' });
  });

  it('does not wait for a dependency that hangs, and asks once for many watchers', async () => {
    let asked = 0;
    const { app } = await start({
      probes: {
        identity: () => {
          asked += 1;
          return never();
        },
      },
    });
    const all = await Promise.all(Array.from({ length: 10 }, () => app.inject('/health/ready')));
    expect(all.map((response) => response.json<{ degraded: string[] }>().degraded)).toEqual(
      all.map(() => ['identity']),
    );
    expect(asked).toBe(1);
  });
});

describe('a gateway that was told to end', () => {
  it('says so to whoever asks whether it is ready, and answers everybody else on connections that then close', async () => {
    const ending = new AbortController();
    const { app } = await start({ ending: ending.signal });
    expect((await app.inject('/v1/nothing')).headers.connection).not.toBe('close');
    ending.abort();
    const ready = await app.inject('/health/ready');
    expect([ready.statusCode, ready.json<{ status: string }>().status]).toEqual([503, 'draining']);
    expect((await app.inject('/health/live')).statusCode).toBe(200);
    const { statusCode, headers } = await app.inject('/v1/nothing');
    expect([statusCode, headers.connection]).toEqual([404, 'close']);
  });
});

describe('metrics', () => {
  it('count requests by route, method and status, never by path', async () => {
    const { app } = usual;
    await app.inject('/v1/products/tls-ov-multi');
    await app.inject('/v1/nothing/at/all');
    const { body } = await app.inject('/metrics');
    expect(body).toMatch(
      /http_request_duration_seconds_count\{service="gateway",method="GET",route="\/v1\/products\/:code",status="200"\} 1/,
    );
    expect(body).toMatch(/route="none",status="404"/);
    expect(body).not.toContain('tls-ov-multi');
  });

  it('are not on the public port where operators have one of their own', async () => {
    const gateway = await startGateway({ publicMetrics: false });
    expect((await gateway.app.inject('/metrics')).statusCode).toBe(404);
    expect((await gateway.app.inject('/health/live')).statusCode).toBe(200);
    await gateway.close();
  });
});

describe('browsers', () => {
  it('are told to trust, keep and frame nothing', async () => {
    const { app } = usual;
    for (const url of ['/v1/payment-page', '/v1/nothing', '/health/live']) {
      // oxlint-disable-next-line no-await-in-loop
      const { headers } = await app.inject(url);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'x-frame-options': 'DENY',
        'cache-control': 'no-store',
      });
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['strict-transport-security']).toContain('max-age=');
      expect(headers['x-powered-by']).toBeUndefined();
    }
  });

  it('may not call from other origins by default', async () => {
    const { app } = usual;
    const headers = { origin: 'https://shop.example.com' };
    const response = await app.inject({ url: '/v1/product-families', headers });
    expect(response.headers['access-control-allow-origin']).toBeUndefined();
    const preflight = { ...headers, 'access-control-request-method': 'POST' };
    const refused = await app.inject({ method: 'OPTIONS', url: '/v1/carts', headers: preflight });
    expect(refused.statusCode).toBe(405);
  });

  it('may call from an origin that the configuration names, and from no other', async () => {
    const { app } = await start({ config: { corsOrigins: ['https://shop.example.com'] } });
    const ask = (origin: string) =>
      app.inject({
        method: 'OPTIONS',
        url: '/v1/carts/crt_1/lines/lin_1',
        headers: {
          origin,
          'access-control-request-method': 'PUT',
          'access-control-request-headers': 'cart-secret,content-type',
        },
      });
    const allowed = await ask('https://shop.example.com');
    expect(allowed.statusCode).toBe(204);
    expect(allowed.headers['access-control-allow-origin']).toBe('https://shop.example.com');
    expect(allowed.headers['access-control-allow-methods']).toContain('PUT');
    expect(allowed.headers['access-control-allow-headers']).toContain('Cart-Secret');
    expect(allowed.headers['access-control-allow-credentials']).toBe('true');
    expect((await ask('https://evil.example.com')).headers['access-control-allow-origin']).toBeUndefined();
    const refused = await app.inject({ url: '/v1/account', headers: { origin: 'https://shop.example.com' } });
    expect(refused.statusCode).toBe(401);
    expect(refused.headers['access-control-allow-origin']).toBe('https://shop.example.com');
  });
});

describe('bodies', () => {
  it('of payment events reach the order service byte by byte', async () => {
    const { app, calls } = usual;
    const payload = '{ "id" :"evt_1",\n"amount": 1.0 }';
    const headers = { 'content-type': 'application/json', 'sandbox-signature': 't=1,v1=aa' };
    const response = await app.inject({ method: 'POST', url: '/v1/payment-events/sandbox', headers, payload });
    expect({ status: response.statusCode, body: response.body }).toEqual({ status: 204, body: '' });
    expect(calls[0]?.request).toMatchObject({ body: Buffer.from(payload) });
    const empty = await app.inject({
      method: 'POST',
      url: '/v1/payment-events/sandbox',
      headers: { 'sandbox-signature': 'x' },
    });
    expect(empty.json()).toMatchObject({ status: 400, code: 'PAYMENT_EVENT_INVALID' });
  });

  it('of signatures hold exactly one of documents and digests, and digests as base64', async () => {
    const { app, calls, tokenFor } = usual;
    const headers = { authorization: `Bearer ${await tokenFor()}`, 'idempotency-key': 'attempt-1' };
    const digests = [{ digest: Buffer.alloc(32, 1).toString('base64'), label: 'a' }];
    const documents = [{ documentId: 'doc_1' }];
    const send = (payload: object) =>
      app.inject({ method: 'POST', url: '/v1/signatures', headers, payload: { credentialId: 'crd_1', ...payload } });
    for (const payload of [{}, { documents, digests }, { documents, hashAlgorithm: 'SHA-256' }]) {
      // oxlint-disable-next-line no-await-in-loop
      expect((await send(payload)).json()).toMatchObject({
        code: 'REQUEST_INVALID',
        errors: [{ pointer: '/documents' }, {}],
      });
    }
    // Its last character says more than four bytes hold: Node would drop the rest, and sign something else.
    const loose = [{ digest: `${'A'.repeat(42)}B=`, label: 'a' }];
    expect((await send({ digests: loose })).json()).toMatchObject({ errors: [{ pointer: '/digests/0/digest' }] });
    expect(calls).toEqual([]);
    expect((await send({ digests, hashAlgorithm: 'SHA-256' })).statusCode).toBe(201);
    expect(calls[0]?.request).toMatchObject({
      content: {
        $case: 'digests',
        value: { digests: [{ digest: Buffer.alloc(32, 1), label: 'a' }], hashAlgorithm: 'SHA-256' },
      },
    });
  });
});

it('money that JSON cannot hold exactly is a fault, never a wrong amount', async () => {
  const dueNow = { currency: 'USD', minorUnits: 2n ** 53n, exponent: 2 };
  const { app } = await start({ answers: { order: { getCart: async () => ({ cart: aCart({ dueNow }) }) } } });
  const response = await app.inject({ url: '/v1/carts/crt_1', headers: { 'cart-secret': 's' } });
  expect(response.statusCode).toBe(500);
});

it('closes while answering what is under way', async () => {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  const gateway = await startGateway({
    answers: {
      order: {
        getCart: async () => {
          asked.resolve();
          await answer.promise;
          return { cart: aCart() };
        },
      },
    },
  });
  const address = await gateway.app.listen({ host: '127.0.0.1', port: 0 });
  const response = fetch(`${address}/v1/carts/crt_1`, { headers: { 'cart-secret': 's' } });
  await asked.promise;
  const closed = gateway.close();
  answer.resolve();
  expect((await response).status).toBe(200);
  await closed;
  await expect(fetch(`${address}/health/live`)).rejects.toThrow('fetch failed');
});
