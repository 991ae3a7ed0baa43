import { unavailable } from '@countersign/errors';
import { fakeClock } from '@countersign/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from './gateway.ts';
import { aProduct, aSupport, aValidity } from './shop-samples.ts';

const clock = fakeClock('2026-11-21T12:00:00Z');
let gateway: TestGateway;
let generation: string;
let name: string;
let isAway: boolean;

beforeEach(async () => {
  clock.set(new Date('2026-11-21T12:00:00Z'));
  generation = 'one';
  name = 'Multi-domain';
  isAway = false;
  const answering = async <T>(answer: T): Promise<T> => {
    if (isAway) throw unavailable('SERVICE_UNAVAILABLE', 'not today');
    return answer;
  };
  gateway = await startGateway({
    clock,
    config: { requestsPerMinute: 50 },
    answers: {
      catalog: {
        getGeneration: () => answering({ generation }),
        getProduct: () => answering({ product: aProduct({ name }) }),
        getValidity: () => answering({ validity: aValidity(), upcoming: [] }),
        getSupport: () => answering(aSupport()),
      },
    },
  });
  await read();
  // The question for the generation is answered beside that for the product.
  await new Promise((resolve) => setImmediate(resolve));
  await read();
  gateway.calls.length = 0;
});
afterEach(() => gateway.close());

const url = '/v1/products/tls-ov-multi';
const read = (headers: Record<string, string> = {}, where = url) => gateway.app.inject({ url: where, headers });
const asked = () => gateway.calls.length;

describe('a public read', () => {
  it('is answered from memory with the same bytes and headers', async () => {
    const [first, second] = [await read(), await read()];
    expect(asked()).toBe(0);
    expect(second.body).toBe(first.body);
    expect(second.json()).toMatchObject({ code: 'tls-ov-multi', name: 'Multi-domain' });
    for (const header of ['content-type', 'etag', 'cache-control', 'vary']) {
      expect([header, second.headers[header]]).toEqual([header, first.headers[header]]);
    }
    expect(second.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'public, max-age=5',
      vary: 'accept-language',
      'x-content-type-options': 'nosniff',
    });
    expect(second.headers['x-request-id']).not.toBe(first.headers['x-request-id']);
  });

  it('has the same headers from memory as asked for anew, but for the id of the request', async () => {
    const anew = await read({ 'accept-language': 'es' });
    const kept = await read({ 'accept-language': 'es' });
    expect(asked()).toBe(1);
    const shown = ({ headers }: typeof anew) =>
      Object.fromEntries(Object.entries(headers).filter(([header]) => !['x-request-id', 'date'].includes(header)));
    expect(shown(kept)).toEqual(shown(anew));
    expect(kept.headers['x-request-id']).not.toBe(anew.headers['x-request-id']);
  });

  it('is not kept from a question for its head alone', async () => {
    const head = () => gateway.app.inject({ method: 'HEAD', url, headers: { 'accept-language': 'fr' } });
    expect((await head()).statusCode).toBe(200);
    const whole = await read({ 'accept-language': 'fr' });
    expect(whole.json()).toMatchObject({ code: 'tls-ov-multi' });
    const kept = await head();
    expect([kept.statusCode, kept.body, kept.headers['etag']]).toEqual([200, '', whole.headers['etag']]);
  });

  it('tells each origin only what that origin may do', async () => {
    const shop = await startGateway({
      clock,
      config: { corsOrigins: ['https://shop.example.com'] },
      answers: {
        catalog: {
          getGeneration: async () => ({ generation }),
          getProduct: async () => ({ product: aProduct() }),
        },
      },
    });
    const from = async (origin: string) =>
      (await shop.app.inject({ url, headers: { origin } })).headers['access-control-allow-origin'];
    for (const _ of [1, 2, 3]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await from('https://shop.example.com')).toBe('https://shop.example.com');
      // oxlint-disable-next-line no-await-in-loop
      expect(await from('https://elsewhere.example.com')).toBeUndefined();
    }
    await shop.close();
  });

  it('is not sent again to who has it', async () => {
    const { etag } = (await read()).headers;
    const again = await read({ 'if-none-match': `"other", W/${String(etag)}` });
    expect([again.statusCode, again.body, again.headers['etag']]).toEqual([304, '', etag]);
    expect((await read({ 'if-none-match': '"other"' })).statusCode).toBe(200);
    // Asked for anew as well.
    expect((await read({ 'if-none-match': '*', 'accept-language': 'de' })).statusCode).toBe(304);
  });

  it('is kept by language and by query', async () => {
    await read({ 'accept-language': 'de-AT, en;q=0.1' });
    await read({}, `${url}?currency=EUR`);
    expect(asked()).toBe(2);
    await read({ 'accept-language': 'de' });
    await read({}, `${url}?currency=EUR`);
    expect(asked()).toBe(2);
  });

  it('shows a change of the catalog within a second', async () => {
    generation = 'two';
    name = 'Renamed';
    clock.advance(1_000);
    await read();
    await new Promise((resolve) => setImmediate(resolve));
    expect((await read()).json()).toMatchObject({ name: 'Renamed' });
  });

  it('is asked for anew from the second at which another rule holds', async () => {
    const where = `${url}/validity`;
    clock.set(new Date('2027-03-14T23:59:59Z'));
    for (const _ of [1, 2, 3]) {
      // One after the other: the first hears of the generation.
      // oxlint-disable-next-line no-await-in-loop
      await read({}, where);
      // oxlint-disable-next-line no-await-in-loop
      await new Promise((resolve) => setImmediate(resolve));
    }
    const before = asked();
    await read({}, where);
    expect(asked()).toBe(before);
    clock.set(new Date('2027-03-15T00:00:00Z'));
    await read({}, where);
    expect(asked()).toBe(before + 1);
  });

  it('outlives an absence of the catalog for a few seconds only, and errors are not kept', async () => {
    isAway = true;
    clock.advance(4_000);
    expect((await read()).statusCode).toBe(200);
    clock.advance(1_000);
    expect((await read()).statusCode).toBe(503);
    isAway = false;
    expect((await read()).statusCode).toBe(200);
  });

  it('is counted per address', async () => {
    const codes: number[] = [];
    // oxlint-disable-next-line no-await-in-loop
    for (let request = 0; request < 60; request += 1) codes.push((await read()).statusCode);
    expect(codes.slice(0, 40)).toEqual(Array(40).fill(200));
    expect(codes.at(-1)).toBe(429);
    const refused = await read();
    expect(refused.json()).toMatchObject({ code: 'RATE_LIMITED', retryAfter: 60 });
    clock.advance(60_000);
    expect((await read()).statusCode).toBe(200);
  });
});
