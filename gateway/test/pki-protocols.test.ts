import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { notFound, unavailable } from '@countersign/errors';
import type { AnswerOcspRequest } from '@countersign/proto/certificate-authority';
import { fakeClock, itWitnessedBy } from '@countersign/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from './gateway.ts';

const open: TestGateway[] = [];
let gateway: Awaited<ReturnType<typeof start>>;
beforeAll(async () => {
  gateway = await start();
});
beforeEach(() => {
  // Long enough for nothing of the test before to be in force.
  gateway.clock.advance(86_400_000);
  gateway.asked.length = 0;
  Object.assign(gateway.state, { away: false, status: 'good', cacheable: true });
});
afterAll(async () => {
  await Promise.all(open.map((each) => each.close()));
});

/** A gateway before a certificate authority that counts, and can go away. */
async function start({ config = {} }: { config?: { requestsPerMinute?: number } } = {}) {
  const clock = fakeClock();
  const state = { away: false, status: 'good', cacheable: true };
  const asked: AnswerOcspRequest[] = [];
  const made = await startGateway({
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
  open.push(made);
  const post = (request: Buffer | string, type = 'application/ocsp-request') =>
    made.app.inject({
      method: 'POST',
      url: '/pki/ocsp/signers',
      headers: { 'content-type': type },
      payload: request,
    });
  const get = (encoded: string) => made.app.inject(`/pki/ocsp/signers/${encoded}`);
  return { clock, state, asked, post, get, app: made.app };
}

// Of the protocol only the octets matter here.
const posted = Buffer.from('fffbefbefb', 'hex');
const usual = Buffer.from('30fbefbeff', 'hex');

describe('/pki/ocsp', () => {
  it('passes on what was posted and answers as the protocol says, to be kept for seconds', async () => {
    const { post, asked } = gateway;
    const response = await post(posted);
    expect({ status: response.statusCode, body: response.body }).toEqual({ status: 200, body: 'good 1' });
    expect(response.headers).toMatchObject({
      'content-type': 'application/ocsp-response',
      'cache-control': 'public, max-age=25, no-transform, must-revalidate',
    });
    expect(asked).toEqual([{ authority: 'signers', request: posted }]);
  });

  it('reads a request in the path, percent-encoded or not, and what is no base64 as no request', async () => {
    const { get, asked } = gateway;
    expect(usual.toString('base64')).toBe('MPvvvv8=');
    const plus = Buffer.from('30fbefbefbff3e3f', 'hex');
    expect(plus.toString('base64')).toBe('MPvvvvv/Pj8=');
    for (const encoded of [
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
      expect((await get(encoded)).statusCode).toBe(200);
    }
    const requests = asked.map((each) => each.request.toString('hex'));
    expect(requests).toEqual(['30fbefbeff', '30fbefbefbff3e3f', '30fbff', '30fbfe', '']);
  });

  it('gives the same answer to those who ask the same, by either method, for 25 seconds', async () => {
    const { clock, state, get, post, asked } = gateway;
    await post(usual);
    state.status = 'revoked';
    clock.advance(24_999);
    expect((await get('MPvvvv8=')).body).toBe('good 1');
    clock.advance(1);
    expect((await get('MPvvvv8=')).body).toBe('revoked 2');
    expect(asked).toHaveLength(2);
  });

  it('keeps nothing that is for one request only', async () => {
    const { state, post, asked } = gateway;
    state.cacheable = false;
    const response = await post(posted);
    expect(response.headers['cache-control']).toBe('no-store');
    await post(posted);
    expect(asked).toHaveLength(2);
  });

  it('gives what it has while the authority is away, only until its next update, and then says so', async () => {
    const { clock, state, post } = gateway;
    await post(posted);
    state.away = true;
    clock.advance(3_590_000);
    const late = await post(posted);
    expect({ body: late.body, kept: late.headers['cache-control'] }).toEqual({
      body: 'good 1',
      kept: 'public, max-age=10, no-transform, must-revalidate',
    });
    clock.advance(10_000);
    const none = await post(posted);
    expect(none.json()).toMatchObject({ status: 503, code: 'SERVICE_UNAVAILABLE' });
    expect(none.headers['cache-control']).toBe('no-store');
  });

  it('refuses unknown authorities, other types, and what is too large', async () => {
    const { app, post, get } = gateway;
    const headers = { 'content-type': 'application/ocsp-request' };
    const nobody = await app.inject({ method: 'POST', url: '/pki/ocsp/nobody', headers, payload: posted });
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

/** An authority of openssl in a folder, with one certificate that is good. */
async function anOpensslAuthority() {
  const folder = mkdtempSync(path.join(tmpdir(), 'countersign-ocsp-'));
  const openssl = async (...args: string[]) => {
    const said = await promisify(execFile)('openssl', args, { cwd: folder }).catch(
      (error: { stdout: string }) => error,
    );
    return `${said.stdout}${'stderr' in said ? said.stderr : ''}`;
  };
  const make = (...args: string[]) =>
    openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', ...args);
  await make('-subj', '/CN=Example Signers CA', '-keyout', 'ca.key', '-out', 'ca.pem');
  await make(
    ...'-set_serial 0x01ab -CA ca.pem -CAkey ca.key -keyout zoe.key -out zoe.pem'.split(' '),
    '-subj',
    '/CN=Zoe Example',
  );
  writeFileSync(path.join(folder, 'index'), 'V\t491231235959Z\t\t01AB\tunknown\t/CN=Zoe Example\n');
  return {
    openssl,
    async answer(request: Buffer): Promise<Buffer> {
      writeFileSync(path.join(folder, 'request'), request);
      const signer = ['-index', 'index', '-CA', 'ca.pem', '-rsigner', 'ca.pem', '-rkey', 'ca.key', '-ndays', '1'];
      await openssl('ocsp', ...signer, '-reqin', 'request', '-respout', 'response');
      return readFileSync(path.join(folder, 'response'));
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

describe('openssl', () => {
  itWitnessedBy('openssl')('asks a gateway for the status of a certificate, and refuses a flipped bit', async () => {
    const authority = await anOpensslAuthority();
    const state = { flip: 0 };
    const made = await startGateway({
      answers: {
        certificateAuthority: {
          answerOcsp: async ({ request }) => {
            const response = await authority.answer(request);
            response[90] = (response[90] ?? 0) ^ state.flip;
            return { response, cacheable: false, nextUpdate: undefined };
          },
        },
      },
    });
    open.push(made);
    await made.app.listen({ port: 0 });
    const { port } = made.app.server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/pki/ocsp/signers`;
    const ask = () =>
      authority.openssl('ocsp', '-issuer', 'ca.pem', '-cert', 'zoe.pem', '-url', url, '-CAfile', 'ca.pem');
    try {
      const said = await ask();
      expect(said).toContain('Response verify OK');
      expect(said).toContain('zoe.pem: good');
      state.flip = 1;
      expect(await ask()).not.toContain('Response verify OK');
    } finally {
      authority.remove();
    }
  });
});

describe('/pki/tsa', () => {
  it('passes on what was posted and answers with what nobody may keep', async () => {
    const { app } = gateway;
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
