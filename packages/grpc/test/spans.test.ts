import { conflict } from '@countersign/errors';
import { CatalogServiceService, type GetProductResponse } from '@countersign/proto/catalog';
import { createTestTrust, recordSpans, startTestService, type TestService } from '@countersign/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type AccessTable,
  type CallContext,
  type Caller,
  type Handlers,
  implement,
  newContext,
  runInContext,
} from '../src/index.ts';

type Catalog = typeof CatalogServiceService;

const method = 'countersign.catalog.v1.CatalogService/GetProduct';
const traceId = '0af7651916cd43dd8448eb211c80319c';
const outside = 'b7ad6b7169203331';

let service: TestService;
let gateway: Caller<Catalog>;
let recorded: Awaited<ReturnType<typeof recordSpans>>;
let answer: (context: CallContext) => Promise<GetProductResponse>;

beforeAll(async () => {
  const handlers = { getProduct: (_: unknown, context: CallContext) => answer(context) };
  const access = { getProduct: ['gateway'] };
  // The other methods are not called here.
  const others = Object.keys(CatalogServiceService).map((name) => [name, () => Promise.reject(new Error('unused'))]);
  service = await startTestService(
    'catalog',
    implement(
      CatalogServiceService,
      { ...Object.fromEntries(others), ...handlers } as Handlers<Catalog>,
      access as unknown as AccessTable<Catalog>,
    ),
    await createTestTrust(),
  );
  gateway = service.caller(CatalogServiceService, 'gateway');
});
afterAll(() => service.close());
beforeEach(async () => {
  answer = async () => ({ product: undefined });
  recorded = await recordSpans();
});
afterEach(() => recorded.stop());

const ask = async (flags = '01') => {
  const context = newContext({ traceparent: `00-${traceId}-${outside}-${flags}` });
  return await runInContext(context, () => gateway.getProduct({ code: 'x', language: '', currency: '' }));
};
const spanOf = (kind: 'client' | 'server') => recorded.spans.find((span) => span.kind === kind);

describe('the spans of a call', () => {
  it('are one of the caller and below it one of the callee, which its own calls hang on', async () => {
    let seen = '';
    answer = async ({ traceparent }) => {
      seen = traceparent;
      return { product: undefined };
    };
    await ask();
    const [client, server] = [spanOf('client'), spanOf('server')];
    expect(client).toMatchObject({ traceId, parentSpanId: outside, name: method, isError: false });
    expect(server).toMatchObject({ traceId, parentSpanId: client?.spanId, name: method, isError: false });
    expect(seen).toBe(`00-${traceId}-${server?.spanId}-01`);
    const attributes = { 'rpc.system.name': 'grpc', 'rpc.method': method, 'rpc.status_code': 'OK' };
    expect(client?.attributes).toEqual({ ...attributes, 'server.address': 'catalog' });
    expect(server?.attributes).toEqual(attributes);
  });

  it('tell the reason of a refusal, which is a failure to the caller only, and nothing of its message', async () => {
    answer = () => Promise.reject(conflict('CART_CLOSED', 'robin@example.com was here'));
    await expect(ask()).rejects.toThrow('robin');
    const told = { 'rpc.status_code': 'FAILED_PRECONDITION', 'countersign.reason': 'CART_CLOSED' };
    expect(spanOf('client')).toMatchObject({
      isError: true,
      attributes: { ...told, 'error.type': 'FAILED_PRECONDITION' },
    });
    expect(spanOf('server')).toMatchObject({ isError: false, attributes: told });
    expect(JSON.stringify(recorded.spans)).not.toContain('robin');
  });

  it('are failures on both sides when the callee has a fault', async () => {
    answer = () => Promise.reject(new Error('broken'));
    await expect(ask()).rejects.toThrow('INTERNAL');
    for (const kind of ['client', 'server'] as const) {
      expect(spanOf(kind)).toMatchObject({ isError: true, attributes: { 'error.type': 'INTERNAL' } });
    }
    expect(JSON.stringify(recorded.spans)).not.toContain('broken');
  });

  it('are not made for a trace that is not kept, whose id is handed on all the same', async () => {
    let seen = '';
    answer = async ({ traceparent }) => {
      seen = traceparent;
      return { product: undefined };
    };
    await ask('00');
    expect(seen).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`));
    expect(recorded.spans).toEqual([]);
  });

  it('are not made for what a process does unasked', async () => {
    await gateway.getProduct({ code: 'x', language: '', currency: '' });
    expect(recorded.spans).toEqual([]);
  });
});
