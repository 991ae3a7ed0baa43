import { afterEach, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from './gateway.ts';
import { aFlow, aGrant } from './samples.ts';

let gateway: TestGateway | undefined;
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

const site = 'https://sign.example.com';
const expiresAt = new Date('2030-01-01T00:00:00Z');

/** A gateway where each code is right; a set-up session has no refresh token, a known device gets no token. */
async function start({ refreshToken = 'refresh-1', deviceToken = 'device-1' } = {}) {
  gateway = await startGateway({
    config: { publicUrl: site },
    answers: {
      identity: {
        startLoginFlow: async () => ({ flow: aFlow(), secret: 'flow-secret' }),
        submitCode: async () => ({
          flow: aFlow({ state: 'LOGIN_FLOW_STATE_COMPLETED' }),
          grant: aGrant({ expiresAt }, refreshToken),
          deviceToken,
        }),
      },
      enrollment: { listMemberships: async () => ({ memberships: [] }) },
    },
  });
  return gateway;
}

const submit = ({ app }: TestGateway, headers: Record<string, string>) =>
  app.inject({
    method: 'POST',
    url: '/v1/login-flows/lfl_1/code',
    headers: { 'login-flow-secret': 'flow-secret', ...headers },
    payload: { code: '123456', tokensIn: 'cookie' },
  });
const ownPage = { origin: site, 'countersign-csrf': '1' };

describe('a login whose tokens travel in cookies', () => {
  it('gives refresh and device token to the browser only, and none of them to its scripts', async () => {
    const response = await submit(await start(), ownPage);
    expect(response.statusCode).toBe(200);
    expect(response.headers['set-cookie']).toEqual([
      '__Host-countersign-refresh=refresh-1; Path=/; Expires=Tue, 01 Jan 2030 00:00:00 GMT; HttpOnly; Secure; SameSite=Strict',
      '__Host-countersign-device=device-1; Max-Age=31536000; Path=/; HttpOnly; Secure; SameSite=Strict',
    ]);
    expect(response.body).not.toContain('refresh-1');
    expect(response.body).not.toContain('device-1');
    expect(response.json()).toMatchObject({ flow: { state: 'completed' }, tokens: { tokenType: 'Bearer' } });
  });

  it('sets no cookie for what there is not', async () => {
    const response = await submit(await start({ refreshToken: '', deviceToken: '' }), ownPage);
    expect(response.statusCode).toBe(200);
    expect(response.headers['set-cookie']).toBeUndefined();
  });

  it('is refused for a page of somebody else before the code is used up', async () => {
    const own = await start();
    for (const headers of [{}, { origin: 'https://evil.example.com', 'countersign-csrf': '1' }, { origin: site }]) {
      const response = await submit(own, headers);
      expect(response.json()).toMatchObject({ status: 403, code: 'ORIGIN_REFUSED' });
    }
    expect(own.calls).toEqual([]);
  });
});

describe('a known device', () => {
  const begin = async (
    own: TestGateway,
    wish: { headers?: Record<string, string>; cookies?: Record<string, string> },
  ) => {
    own.calls.length = 0;
    await own.app.inject({
      method: 'POST',
      url: '/v1/login-flows',
      payload: { userId: 'robin.sample@example.com' },
      ...wish,
    });
    return (own.calls[0]?.request as { deviceToken?: string } | undefined)?.deviceToken;
  };

  it('is told by a header, by its cookie, or not at all', async () => {
    const own = await start();
    const cookies = { '__Host-countersign-device': 'device-2' };
    expect(await begin(own, { headers: { 'device-token': 'device-1' }, cookies })).toBe('device-1');
    expect(await begin(own, { cookies })).toBe('device-2');
    expect(await begin(own, { cookies: { 'countersign-device': 'device-3' } })).toBe('');
  });
});
