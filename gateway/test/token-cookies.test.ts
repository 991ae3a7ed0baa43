import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Tokens } from '../src/token-issuer.ts';
import { startGateway, type TestGateway } from './gateway.ts';
import { aGrant } from './samples.ts';

const site = 'https://sign.example.com';
const shop = 'https://shop.example.com';
const expiresAt = new Date('2030-01-01T00:00:00Z');

let own: TestGateway;
beforeAll(async () => {
  own = await start(site);
});
afterAll(() => own.close());
beforeEach(() => {
  own.calls.length = 0;
});

async function start(publicUrl: string) {
  return await startGateway({
    config: { publicUrl, corsOrigins: [shop] },
    answers: {
      identity: {
        refreshSession: async () => ({ grant: aGrant({ expiresAt }, 'refresh-2') }),
        endSession: async () => ({}),
        endSessions: async () => ({ ended: 1 }),
      },
      enrollment: { listMemberships: async () => ({ memberships: [] }) },
    },
  });
}

interface Wish {
  headers?: Record<string, string>;
  cookies?: Record<string, string>;
  payload?: object;
}

const refresh = ({ app }: TestGateway, { headers, cookies, payload = { tokensIn: 'cookie' } }: Wish) =>
  app.inject({
    method: 'POST',
    url: '/v1/tokens/refresh',
    headers: headers ?? { origin: site, 'countersign-csrf': '1' },
    cookies: cookies ?? { '__Host-countersign-refresh': 'refresh-1' },
    payload,
  });

describe('a refresh token in a cookie', () => {
  it('is exchanged for the next one, which no script and no other site gets', async () => {
    const response = await refresh(own, {});
    expect(response.statusCode).toBe(200);
    expect(own.calls[0]).toMatchObject({ name: 'identity.refreshSession', request: { refreshToken: 'refresh-1' } });
    expect(response.json<Tokens>()).not.toHaveProperty('refreshToken');
    expect(response.headers['set-cookie']).toBe(
      '__Host-countersign-refresh=refresh-2; Path=/; Expires=Tue, 01 Jan 2030 00:00:00 GMT; HttpOnly; Secure; SameSite=Strict',
    );
  });

  it('goes without the prefix and over http where the gateway has no TLS', async () => {
    const open = await start('http://localhost:8080');
    const headers = { origin: 'http://localhost:8080', 'countersign-csrf': '1' };
    const response = await refresh(open, { headers, cookies: { 'countersign-refresh': 'refresh-1' } });
    await open.close();
    expect(response.headers['set-cookie']).toBe(
      'countersign-refresh=refresh-2; Path=/; Expires=Tue, 01 Jan 2030 00:00:00 GMT; HttpOnly; SameSite=Strict',
    );
  });

  it('may be used by a page that CORS lets in', async () => {
    const response = await refresh(own, { headers: { origin: shop, 'countersign-csrf': '1' } });
    expect(response.statusCode).toBe(200);
    expect(response.headers['access-control-allow-credentials']).toBe('true');
  });

  it.each<[string, Record<string, string>]>([
    ['another origin', { origin: 'https://evil.example.com', 'countersign-csrf': '1' }],
    ['an origin that begins alike', { origin: `${site}.evil.example`, 'countersign-csrf': '1' }],
    ['no origin of its own', { origin: 'null', 'countersign-csrf': '1' }],
    ['an origin not said', { 'countersign-csrf': '1' }],
    ['no header of a script', { origin: site }],
    ['another header', { origin: site, 'countersign-csrf': 'true' }],
  ])('is not used for %s', async (_name, headers) => {
    const response = await refresh(own, { headers });
    expect(response.json()).toMatchObject({ status: 403, code: 'ORIGIN_REFUSED' });
    expect(response.headers['set-cookie']).toBeUndefined();
    expect(own.calls).toEqual([]);
  });

  it('is not looked for when the client says body, nor one in the body when it says cookie', async () => {
    const none = await refresh(own, { payload: {} });
    expect(none.json()).toMatchObject({ status: 400, code: 'REFRESH_TOKEN_MISSING' });
    const other = await refresh(own, {
      cookies: {},
      payload: { tokensIn: 'cookie', refreshToken: 'refresh-of-somebody' },
    });
    expect(other.json()).toMatchObject({ status: 401, code: 'REFRESH_TOKEN_INVALID' });
    expect(own.calls).toEqual([]);
  });

  it('is taken away at logout, while the device stays known', async () => {
    const headers = { authorization: `Bearer ${await own.tokenFor()}` };
    const gone =
      '__Host-countersign-refresh=; Max-Age=0; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; SameSite=Strict';
    const end = async (url: string) => (await own.app.inject({ method: 'DELETE', url, headers })).headers['set-cookie'];
    expect(await end('/v1/sessions/current')).toBe(gone);
    expect(await end('/v1/sessions?includingCurrent=true')).toBe(gone);
    expect(await end('/v1/sessions/ses_1')).toBe(gone);
    expect(await end('/v1/sessions')).toBeUndefined();
    expect(await end('/v1/sessions/ses_2')).toBeUndefined();
  });
});
