import { notFound, unavailable } from '@countersign/errors';
import type { AnswerOcspRequest } from '@countersign/proto/certificate-authority';
import { fakeClock } from '@countersign/testing';
import { afterEach, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from './gateway.ts';

const open: TestGateway[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((gateway) => gateway.close()));
});

/** A gateway before a certificate authority that counts, and can go away. */
async function start({ config = {} }: { config?: { requestsPerMinute?: number } } = {}) {
  const clock = fakeClock();
  const state = { away: false, status: 'good', cacheable: true };
  const asked: AnswerOcspRequest[] = [];
  const gateway = await startGateway({
    clock,
    config,
    answers: {
      certificateAuthority: {
        answerOcsp: async (request) => {
          asked.push(request);
          if (state.away) throw unavailable('SERVICE_UNAVAILABLE', 'away');
          if (request.authority !== 'signers') throw notFound('AUTHORITY_NOT_FOUND', 'no such authority');
          return {
            response: Buffer.from(`${state.status} ${asked.length}`),
            cacheable: state.cacheable,
            nextUpdate: state.cacheable ? new Date(clock.now().getTime() + 3_600_000) : undefined,
          };
        },
        createTimestamp: async ({ request }) => ({ response: Buffer.concat([Buffer.from('stamp '), request]) }),
      },
    },
  });
  open.push(gateway);
  const post = (request: Buffer | string, type = 'application/ocsp-request') =>
    gateway.app.inject({
      method: 'POST',
      url: '/pki/ocsp/signers',
      headers: { 'content-type': type },
      payload: request,
    });
  const get = (path: string) => gateway.app.inject(`/pki/ocsp/signers/${path}`);
  return { clock, state, asked, post, get, app: gateway.app };
}

// Of the protocol only the octets matter here.
const request = Buffer.from('fffbefbefb', 'hex');
const usual = Buffer.from('30fbefbeff', 'hex');

describe('/pki/ocsp', () => {
  it('passes on what was posted and answers as the protocol says, to be kept for seconds', async () => {
    const { post, asked } = await start();
    const response = await post(request);
    expect({ status: response.statusCode, body: response.body }).toEqual({ status: 200, body: 'good 1' });
    expect(response.headers).toMatchObject({
      'content-type': 'application/ocsp-response',
      'cache-control': 'public, max-age=25, no-transform, must-revalidate',
    });
    expect(asked).toEqual([{ authority: 'signers', request }]);
  });

  it('reads a request in the path, percent-encoded or not, and what is no base64 as no request', async () => {
    const { get, asked } = await start();
    expect(usual.toString('base64')).toBe('MPvvvv8=');
    const plus = Buffer.from('30fbefbefbff3e3f', 'hex');
    expect(plus.toString('base64')).toBe('MPvvvvv/Pj8=');
    for (const path of [
      encodeURIComponent(usual.toString('base64')),
      'MPvvvv8=',
      'MPvvvv8',
      '/MPvvvv8=',
      'MPvvvvv/Pj8=',
      'MPvvvvv%2FPj8%3D',
      Buffer.from('30fbff', 'hex').toString('base64'),
      'MPv%2B',
      'MPv+',
      '!!',
    ]) {
      // oxlint-disable-next-line no-await-in-loop
      expect((await get(path)).statusCode).toBe(200);
    }
    const requests = asked.map((each) => each.request.toString('hex'));
    expect(requests).toEqual(['30fbefbeff', '30fbefbefbff3e3f', '30fbff', '30fbfe', '']);
  });

  it('gives the same answer to those who ask the same, by either method, for 25 seconds', async () => {
    const { clock, state, get, post, asked } = await start();
    await post(usual);
    state.status = 'revoked';
    clock.advance(24_999);
    expect((await get('MPvvvv8=')).body).toBe('good 1');
    clock.advance(1);
    expect((await get('MPvvvv8=')).body).toBe('revoked 2');
    expect(asked).toHaveLength(2);
  });

  it('keeps nothing that is for one request only', async () => {
    const { state, post, asked } = await start();
    state.cacheable = false;
    const response = await post(request);
    expect(response.headers['cache-control']).toBe('no-store');
    await post(request);
    expect(asked).toHaveLength(2);
  });

  it('gives what it has while the authority is away, only until its next update, and then says so', async () => {
    const { clock, state, post } = await start();
    await post(request);
    state.away = true;
    clock.advance(3_590_000);
    const late = await post(request);
    expect({ body: late.body, kept: late.headers['cache-control'] }).toEqual({
      body: 'good 1',
      kept: 'public, max-age=10, no-transform, must-revalidate',
    });
    clock.advance(10_000);
    const none = await post(request);
    expect(none.json()).toMatchObject({ status: 503, code: 'SERVICE_UNAVAILABLE' });
    expect(none.headers['cache-control']).toBe('no-store');
  });

  it('refuses unknown authorities, other types, and what is too large', async () => {
    const { app, post, get } = await start();
    const headers = { 'content-type': 'application/ocsp-request' };
    const nobody = await app.inject({ method: 'POST', url: '/pki/ocsp/nobody', headers, payload: request });
    expect(nobody.json()).toMatchObject({ status: 404, code: 'AUTHORITY_NOT_FOUND' });
    expect((await post('{}', 'application/json')).json()).toMatchObject({
      status: 415,
      code: 'MEDIA_TYPE_UNSUPPORTED',
    });
    expect((await post(Buffer.alloc(10 * 1024 + 1))).json()).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
    expect((await get('A'.repeat(4097))).json()).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
    expect((await post(Buffer.alloc(10 * 1024))).statusCode).toBe(200);
    expect((await app.inject('/pki/ocsp/signers')).statusCode).toBe(405);
  });

  it('is counted apart from the rest of the API', async () => {
    const { app, get } = await start({ config: { requestsPerMinute: 2 } });
    const statuses = [await get('MPv+'), await get('MPv+'), await get('MPv+')].map(({ statusCode }) => statusCode);
    expect(statuses).toEqual([200, 200, 429]);
    expect((await app.inject('/.well-known/jwks.json')).statusCode).toBe(200);
  });
});

describe('/pki/tsa', () => {
  it('passes on what was posted and answers with what nobody may keep', async () => {
    const { app } = await start();
    const post = (type: string, payload: Buffer) =>
      app.inject({ method: 'POST', url: '/pki/tsa', headers: { 'content-type': type }, payload });
    const response = await post('application/timestamp-query', Buffer.from('query'));
    expect(response.body).toBe('stamp query');
    expect(response.headers).toMatchObject({
      'content-type': 'application/timestamp-reply',
      'cache-control': 'no-store',
    });
    expect((await post('application/ocsp-request', Buffer.from('query'))).statusCode).toBe(415);
    expect((await post('application/timestamp-query', Buffer.alloc(10 * 1024 + 1))).statusCode).toBe(413);
  });
});
