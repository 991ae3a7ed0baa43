import { TLSSocket } from 'node:tls';
import { conflict, DomainError, exhausted, invalidField } from '@countersign/errors';
import { CatalogServiceService, type GetProductRequest, type GetProductResponse } from '@countersign/proto/catalog';
import { createMetrics, writeMetrics } from '@countersign/runtime';
import { createTestTrust, startTestService, type TestService, type TestTrust } from '@countersign/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  type CallContext,
  type Caller,
  createCaller,
  createHealthProbe,
  findContext,
  type Handlers,
  implement,
  newContext,
  nextTraceparent,
  requireActor,
  requireMember,
  requireStaff,
  runInContext,
} from '../src/index.ts';

type Answer = (request: GetProductRequest, context: CallContext) => Promise<GetProductResponse>;

let trust: TestTrust;
let service: TestService;
let gateway: Caller<typeof CatalogServiceService>;
let answer: Answer;

const unused = () => Promise.reject(new Error('not part of this test'));
const handlers: Handlers<typeof CatalogServiceService> = {
  listFamilies: unused,
  listProducts: unused,
  getValidity: unused,
  getProductVersion: unused,
  planRenewals: unused,
  listTiers: unused,
  getSupport: unused,
  getGeneration: unused,
  priceLines: unused,
  getProduct: (request, context) => answer(request, context),
};
const access = {
  listFamilies: [],
  listProducts: [],
  getValidity: [],
  getProductVersion: [],
  planRenewals: [],
  listTiers: [],
  getSupport: [],
  getGeneration: [],
  priceLines: [],
  getProduct: ['gateway'],
};
const aRequest = { code: 'x', language: '', currency: '' };

beforeAll(async () => {
  trust = await createTestTrust();
  service = await startTestService('catalog', implement(CatalogServiceService, handlers, access), trust);
  gateway = service.caller(CatalogServiceService, 'gateway');
});
afterAll(() => service.close());
beforeEach(() => {
  answer = async () => ({ product: undefined });
});

const ask = (context: CallContext = newContext()) => runInContext(context, () => gateway.getProduct(aRequest));

describe('an error', () => {
  it('crosses the wire intact when it is a domain error', async () => {
    const thrown = exhausted('TOO_MANY', 'wait a little', {
      retryAfterSeconds: 7,
      fields: [{ pointer: '/a', detail: 'b' }],
    });
    answer = () => Promise.reject(thrown);
    const caught: unknown = await ask().catch((error: unknown) => error);
    expect(caught).toBeInstanceOf(DomainError);
    expect(caught).toMatchObject({
      kind: 'exhausted',
      reason: 'TOO_MANY',
      message: 'wait a little',
      retryAfterSeconds: 7,
      fields: [{ pointer: '/a', detail: 'b' }],
    });
  });

  it('loses everything but the fact that there was one when it is a bug', async () => {
    answer = () => Promise.reject(new Error('password of the database'));
    const caught: unknown = await ask().catch((error: unknown) => error);
    expect(caught).not.toBeInstanceOf(DomainError);
    expect(String(caught)).not.toContain('password');
  });

  it.each([Number.NaN, -1, Infinity])(
    'arrives whole even when it was thrown with an impossible wait: %d',
    async (retryAfterSeconds) => {
      answer = () => Promise.reject(exhausted('TOO_MANY', 'wait', { retryAfterSeconds }));
      await expect(ask()).rejects.toMatchObject({ reason: 'TOO_MANY', retryAfterSeconds: undefined });
    },
  );

  it.each([conflict('A', 'a'), invalidField('B', '/b', 'b')])('keeps its kind: $kind', async (thrown) => {
    answer = () => Promise.reject(thrown);
    await expect(ask()).rejects.toMatchObject({ kind: thrown.kind, reason: thrown.reason });
  });

  it('is kind unavailable when nobody listens, and counted under its callee', async () => {
    const metrics = createMetrics('gateway');
    const lost = createCaller(CatalogServiceService, {
      address: 'localhost:1',
      callee: 'catalog',
      tls: trust.tls('gateway'),
      metrics,
    });
    await expect(lost.getProduct(aRequest)).rejects.toMatchObject({
      kind: 'unavailable',
      reason: 'SERVICE_UNAVAILABLE',
    });
    expect(await writeMetrics(metrics)).toMatch(
      /rpc_client_duration_seconds_count\{service="gateway",callee="catalog",code="UNAVAILABLE"\} 1/,
    );
    lost.close();
  });
});

describe('a call', () => {
  it('hands on request id and trace, with a span of its own', async () => {
    let seen: CallContext | undefined;
    answer = async (_request, context) => {
      seen = context;
      expect(findContext()).toBe(context);
      return { product: undefined };
    };
    const context = newContext({ requestId: 'req-1' });
    await ask(context);
    expect(seen?.requestId).toBe('req-1');
    expect(seen?.caller).toBe('gateway');
    expect(seen?.traceparent.split('-')[1]).toBe(context.traceparent.split('-')[1]);
    expect(seen?.traceparent).not.toBe(context.traceparent);
  });

  it('shrinks the deadline per hop and never outlives its caller', async () => {
    let left = 0;
    answer = async (_request, context) => {
      left = (context.deadlineMs ?? Infinity) - Date.now();
      return { product: undefined };
    };
    await ask(newContext({ deadlineMs: Date.now() + 500 }));
    expect(left).toBeLessThanOrEqual(480);
    expect(left).toBeGreaterThan(300);
  });

  it('fails as late when its time is over, and the callee is told to stop', async () => {
    const stopped = Promise.withResolvers<void>();
    answer = (_request, { signal }) => {
      signal.addEventListener('abort', () => stopped.resolve());
      return new Promise(() => undefined);
    };
    const late = ask(newContext({ deadlineMs: Date.now() + 200 }));
    await expect(late).rejects.toMatchObject({ reason: 'DEADLINE_EXCEEDED' });
    await stopped.promise;
  });

  it('is refused at once when as many as may wait already', async () => {
    const released = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    answer = async () => {
      arrived.resolve();
      await released.promise;
      return { product: undefined };
    };
    const narrow = createCaller(CatalogServiceService, {
      address: service.address,
      callee: 'catalog',
      tls: trust.tls('gateway'),
      atOnce: 1,
    });
    const first = narrow.getProduct(aRequest);
    await arrived.promise;
    await expect(narrow.getProduct(aRequest)).rejects.toMatchObject({
      reason: 'SERVICE_UNAVAILABLE',
      retryAfterSeconds: 1,
    });
    released.resolve();
    await first;
    await narrow.getProduct(aRequest);
    narrow.close();
  });

  it('is cancelled at the callee when the caller gives up', async () => {
    const begun = Promise.withResolvers<void>();
    const stopped = Promise.withResolvers<void>();
    answer = (_request, { signal }) => {
      signal.addEventListener('abort', () => stopped.resolve());
      begun.resolve();
      return new Promise(() => undefined);
    };
    const abort = new AbortController();
    const call = ask(newContext({ signal: abort.signal }));
    await begun.promise;
    abort.abort();
    await expect(call).rejects.toMatchObject({ kind: 'unavailable' });
    await stopped.promise;
  });
});

describe('a trace', () => {
  it('has a new span for every hop, and is never that of another request', () => {
    const begun = Array.from({ length: 5_000 }, () => nextTraceparent(undefined));
    for (const one of begun.slice(0, 10)) expect(one).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    const [traces, spans] = [1, 2].map((part) => new Set(begun.map((one) => one.split('-')[part])));
    expect([traces?.size, spans?.size]).toEqual([5_000, 5_000]);
    const [parent = ''] = begun;
    const children = Array.from({ length: 5_000 }, () => nextTraceparent(parent.replace(/01$/, '00')));
    expect(new Set(children).size).toBe(5_000);
    expect(children.every((child) => child.startsWith(parent.slice(0, 36)) && child.endsWith('-00'))).toBe(true);
    expect(nextTraceparent('00-nonsense')).toMatch(/^00-[0-9a-f]{32}-/);
  });
});

describe('a caller', () => {
  it('that is not on the list of the method is refused', async () => {
    const order = service.caller(CatalogServiceService, 'order');
    await expect(order.getProduct(aRequest)).rejects.toMatchObject({
      kind: 'forbidden',
      reason: 'CALLER_NOT_ALLOWED',
    });
  });

  it('is known by the certificate of its connection, which is read once', async () => {
    const seen: (string | undefined)[] = [];
    answer = async (_request, { caller }) => {
      seen.push(caller);
      return { product: undefined };
    };
    const order = service.caller(CatalogServiceService, 'order');
    await Promise.allSettled([ask(), order.getProduct(aRequest)]);
    const readings = jest.spyOn(TLSSocket.prototype, 'getPeerCertificate');
    try {
      const turns = Array.from({ length: 20 }, () => [ask(), order.getProduct(aRequest)]).flat();
      const outcomes = await Promise.allSettled(turns);
      const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(refused.map(({ reason }) => (reason as DomainError).reason)).toEqual(
        Array.from({ length: 20 }, () => 'CALLER_NOT_ALLOWED'),
      );
      expect(seen).toEqual(Array.from({ length: 21 }, () => 'gateway'));
      expect(readings).not.toHaveBeenCalled();
    } finally {
      readings.mockRestore();
    }
  });

  it('with a certificate of another authority cannot connect', async () => {
    const stranger = (await createTestTrust()).tls('gateway');
    const caller = createCaller(CatalogServiceService, {
      address: service.address,
      callee: 'catalog',
      tls: { ...stranger, ca: trust.tls('gateway').ca },
    });
    await expect(caller.getProduct(aRequest)).rejects.toMatchObject({ reason: 'SERVICE_UNAVAILABLE' });
    caller.close();
  });

  it('does not talk to a callee under another name', async () => {
    const caller = createCaller(CatalogServiceService, {
      address: service.address,
      callee: 'order',
      tls: trust.tls('gateway'),
    });
    await expect(caller.getProduct(aRequest)).rejects.toMatchObject({ reason: 'SERVICE_UNAVAILABLE' });
    caller.close();
  });
});

describe('an actor', () => {
  const askAs = async (actorToken: string) => await ask(newContext({ actorToken }));

  it('is read from the verified token', async () => {
    let seen: CallContext | undefined;
    answer = async (_request, context) => {
      seen = context;
      return { product: undefined };
    };
    await askAs(await trust.tokenFor({ userId: 'usr_1', accountId: 'acc_1', staffRoles: ['operator'] }));
    expect(seen?.actor).toMatchObject({ userId: 'usr_1', accountId: 'acc_1', staffRoles: ['operator'], scope: 'full' });
  });

  it('that was forged, altered or has expired is refused before the handler runs', async () => {
    let runs = 0;
    answer = async () => {
      runs += 1;
      return { product: undefined };
    };
    const good = await trust.tokenFor({ userId: 'usr_1' });
    const [header = '', , signature = ''] = good.split('.');
    const claims = Buffer.from(JSON.stringify({ sub: 'usr_2' })).toString('base64url');
    const stranger = await createTestTrust();
    const forged = [
      await stranger.tokenFor({ userId: 'usr_1' }),
      await trust.tokenFor({ userId: 'usr_1' }, -1),
      `${header}.${claims}.${signature}`,
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`,
      good.slice(0, -4),
      'nonsense',
    ];
    for (const token of forged) {
      // One after the other, so that a failure names its token.
      // oxlint-disable-next-line no-await-in-loop
      await expect(askAs(token)).rejects.toMatchObject({ kind: 'unauthenticated', reason: 'TOKEN_INVALID' });
    }
    expect(runs).toBe(0);
  });

  it('must be there, be past set-up, hold the role, and belong to the account', async () => {
    const context = async (actor: Parameters<TestTrust['tokenFor']>[0]) => {
      const { promise, resolve } = Promise.withResolvers<CallContext>();
      answer = async (_request, seen) => {
        resolve(seen);
        return { product: undefined };
      };
      await askAs(await trust.tokenFor(actor));
      return await promise;
    };
    expect(() => requireActor(newContext())).toThrow(expect.objectContaining({ reason: 'AUTHENTICATION_REQUIRED' }));
    const setUp = await context({ userId: 'usr_1', scope: 'set-up' });
    expect(() => requireActor(setUp)).toThrow(expect.objectContaining({ reason: 'SET_UP_REQUIRED' }));
    expect(requireActor(setUp, { allowSetUp: true }).userId).toBe('usr_1');
    const member = await context({ userId: 'usr_1', accountId: 'acc_1' });
    expect(() => requireStaff(member, 'operator')).toThrow(expect.objectContaining({ reason: 'ROLE_REQUIRED' }));
    expect(() => requireMember(member, 'acc_2')).toThrow(expect.objectContaining({ reason: 'ACCOUNT_NOT_FOUND' }));
    expect(requireMember(member, 'acc_1').userId).toBe('usr_1');
  });
});

describe('health', () => {
  it('is SERVING to any peer with a certificate', async () => {
    const probe = createHealthProbe({ address: service.address, callee: 'catalog', tls: trust.tls('ops') });
    await expect(probe.check(1_000)).resolves.toBeUndefined();
    probe.close();
  });
});
