import { conflict } from '@countersign/errors';
import { recordSpans } from '@countersign/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from './gateway.ts';
import { allAnswers } from './route-cases/route-table.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const outside = `00-${traceId}-b7ad6b7169203331-00`;

let gateway: TestGateway;
let recorded: Awaited<ReturnType<typeof recordSpans>>;
const log: string[] = [];
const lines = () => log.map((line) => JSON.parse(line) as Record<string, unknown>);

beforeAll(async () => {
  const answers = allAnswers();
  const getOrder = () => Promise.reject(conflict('CART_CLOSED', 'the cart of robin@example.com is closed'));
  const listOrders = () => Promise.reject(new Error('robin@example.com broke it'));
  gateway = await startGateway({ answers: { ...answers, order: { ...answers.order, getOrder, listOrders } }, log });
});
afterAll(() => gateway.close());
beforeEach(async () => {
  gateway.calls.length = 0;
  log.length = 0;
  recorded = await recordSpans({ isEdge: true });
});
afterEach(() => recorded.stop());

const ask = async (url: string, headers: Record<string, string> = {}) => await gateway.app.inject({ url, headers });
const server = () => recorded.spans.find(({ kind }) => kind === 'server');

describe('the span of a request', () => {
  it('tells method, route and status, and is what the call to a service hangs on', async () => {
    await ask('/v1/product-families?lang=robin%40example.com#code', { 'x-request-id': 'client-chosen-1' });
    expect(server()).toMatchObject({ name: 'GET /v1/product-families', parentSpanId: '', isError: false });
    expect(server()?.attributes).toEqual({
      'http.request.method': 'GET',
      'http.route': '/v1/product-families',
      'http.response.status_code': 200,
      'countersign.request_id': 'client-chosen-1',
    });
    const { traceId: id, spanId } = server() ?? {};
    expect(gateway.calls[0]?.context?.traceparent).toBe(`00-${id}-${spanId}-01`);
    expect(JSON.stringify(recorded.spans)).not.toContain('example.com');
  });

  it('continues the trace of the client, who does not decide whether it is kept', async () => {
    await ask('/v1/product-families', { traceparent: outside });
    expect(server()).toMatchObject({ traceId, parentSpanId: 'b7ad6b7169203331' });
  });

  it('has the count of requests in Redis below it, without the address that is counted', async () => {
    await gateway.app.inject({ method: 'POST', url: '/v1/carts', payload: {} });
    const redis = recorded.spans.find(({ name }) => name === 'EVALSHA');
    expect(redis).toMatchObject({ kind: 'client', parentSpanId: server()?.spanId });
    expect(redis?.attributes).toEqual({ 'db.system.name': 'redis', 'db.operation.name': 'EVALSHA' });
    expect(JSON.stringify(recorded.spans)).not.toContain('127.0.0.1');
  });

  it('tells the reason of a refusal, which is no failure of ours', async () => {
    const response = await ask('/v1/orders/ord_1', { 'order-secret': 'plum-orchard-secret' });
    expect(response.statusCode).toBe(409);
    const attributes = { 'http.route': '/v1/orders/:orderId', 'countersign.reason': 'CART_CLOSED' };
    expect(server()).toMatchObject({ isError: false, attributes });
    expect(JSON.stringify(recorded.spans)).not.toMatch(/robin|plum|ord_1/);
  });

  it('is a failure when we failed; its request id is what the problem document names', async () => {
    const token = await gateway.tokenFor();
    const response = await ask('/v1/orders', { authorization: `Bearer ${token}` });
    const { instance } = response.json<{ instance: string }>();
    expect(response.headers['x-request-id']).toBe(instance);
    expect(server()).toMatchObject({
      isError: true,
      attributes: { 'error.type': '500', 'countersign.reason': 'INTERNAL', 'countersign.request_id': instance },
    });
    expect(JSON.stringify(recorded.spans)).not.toMatch(/robin|ey[A-Z]/);
  });

  it('names no path that is not ours, and none is made for probes', async () => {
    await ask('/robin@example.com');
    expect(server()?.name).toBe('GET');
    await ask('/health/live');
    await ask('/metrics');
    expect(recorded.spans.filter(({ kind }) => kind === 'server')).toHaveLength(1);
    expect(JSON.stringify(recorded.spans)).not.toContain('robin');
  });
});

describe('every line that is logged for a request', () => {
  it('carries its id and that of its trace', async () => {
    const token = await gateway.tokenFor();
    await ask('/v1/orders', {
      authorization: `Bearer ${token}`,
      traceparent: outside,
      'x-request-id': 'client-chosen-2',
    });
    const told = lines().filter(({ msg }) => msg === 'failed' || msg === 'answered');
    expect(told).toHaveLength(2);
    for (const line of told) expect(line).toMatchObject({ requestId: 'client-chosen-2', traceId });
  });

  it('does so where nothing is traced', async () => {
    await recorded.stop();
    await ask('/v1/product-families', { traceparent: outside });
    expect(lines().find(({ msg }) => msg === 'answered')).toMatchObject({ traceId });
  });
});
