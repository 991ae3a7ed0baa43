import { unauthenticated, unavailable } from '@countersign/errors';
import { createActorVerifier } from '@countersign/grpc';
import type { Clock } from '@countersign/runtime';
import { fakeClock } from '@countersign/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import type { Tokens } from '../src/token-issuer.ts';
import { type Answers, startGateway, type TestGateway } from './gateway.ts';
import { aFlow, aGrant } from './samples.ts';

const open: TestGateway[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((gateway) => gateway.close()));
});

const membership = { accountId: 'acc_9', accountName: 'Sample Works Ltd', roles: ['owner', 'signer'], version: 1 };
const memberships = async () => ({ memberships: [membership, { ...membership, accountId: 'acc_later' }] });

async function start(answers: Answers, clock?: Clock) {
  const gateway = await startGateway({ answers, ...(clock === undefined ? {} : { clock }) });
  open.push(gateway);
  return gateway;
}

const submitCode = (grant: ReturnType<typeof aGrant>): NonNullable<Answers['identity']> => ({
  submitCode: async () => ({ flow: aFlow({ state: 'LOGIN_FLOW_STATE_COMPLETED' }), grant, deviceToken: '' }),
});

async function logIn({ app }: TestGateway): Promise<Tokens> {
  const response = await app.inject({
    method: 'POST',
    url: '/v1/login-flows/lfl_1/code',
    headers: { 'login-flow-secret': 's' },
    payload: { code: '123 456' },
  });
  expect(response.statusCode).toBe(200);
  return response.json<{ tokens: Tokens }>().tokens;
}

describe('the access token of a login', () => {
  it('says who, how, for which account and in which roles, for five minutes', async () => {
    const gateway = await start({
      identity: submitCode(aGrant({ staffRoles: ['operator'], language: 'de' })),
      enrollment: { listMemberships: memberships },
    });
    const tokens = await logIn(gateway);
    const claims = decodeJwt(tokens.accessToken);
    expect(claims).toMatchObject({
      iss: 'countersign',
      aud: 'countersign',
      sub: 'usr_1',
      sid: 'ses_1',
      acr: 'urn:countersign:aal2',
      amr: ['pwd', 'otp', 'mfa'],
      scope: 'full',
      account: 'acc_9',
      roles: ['owner', 'signer'],
      membership_version: 1,
      staff_roles: ['operator'],
      locale: 'de',
      auth_time: expect.any(Number),
    });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(300);
    expect(tokens.expiresIn).toBe(300);
    expect(gateway.calls[1]).toMatchObject({ name: 'enrollment.listMemberships', request: { userId: 'usr_1' } });
  });

  it('verifies with the published keys, which hold nothing private', async () => {
    const gateway = await start({ identity: submitCode(aGrant()), enrollment: { listMemberships: memberships } });
    const { accessToken } = await logIn(gateway);
    const jwks = (await gateway.app.inject('/.well-known/jwks.json')).json<{ keys: Record<string, string>[] }>();
    expect(jwks.keys.map((key) => Object.keys(key).toSorted())).toEqual([
      ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'],
    ]);
    expect(decodeProtectedHeader(accessToken)).toMatchObject({ alg: 'ES256', kid: jwks.keys[0]?.['kid'] });
    const actor = await createActorVerifier(jwks)(accessToken);
    expect(actor).toMatchObject({ userId: 'usr_1', accountId: 'acc_9', roles: ['owner', 'signer'] });
  });

  it('of a first login opens set-up only, lasts as long as its session, and cannot be refreshed', async () => {
    const expiresAt = new Date(Date.now() + 20 * 60_000);
    const grant = aGrant({ scope: 'set-up', acr: 'urn:countersign:aal1', amr: ['pwd', 'sms'], expiresAt }, '');
    const tokens = await logIn(
      await start({ identity: submitCode(grant), enrollment: { listMemberships: async () => ({ memberships: [] }) } }),
    );
    expect(tokens).toMatchObject({ scope: 'set-up', acr: 'urn:countersign:aal1', amr: ['pwd', 'sms'] });
    expect(tokens).not.toHaveProperty('refreshToken');
    expect(tokens.expiresIn).toBeGreaterThan(19 * 60);
    expect(tokens.expiresIn).toBeLessThanOrEqual(20 * 60);
    expect(decodeJwt(tokens.accessToken)).not.toHaveProperty('account');
  });

  it('never outlives its session', async () => {
    const clock = fakeClock();
    const grant = aGrant({ expiresAt: new Date(clock.now().getTime() + 60_500) });
    const tokens = await logIn(
      await start({ identity: submitCode(grant), enrollment: { listMemberships: memberships } }, clock),
    );
    expect(tokens.expiresIn).toBe(60);
  });

  it('has no account and ends soon when memberships cannot be read, so that nobody loses his session', async () => {
    const away = async () => {
      throw unavailable('SERVICE_UNAVAILABLE', 'away');
    };
    const gateway = await start({ identity: submitCode(aGrant()), enrollment: { listMemberships: away } });
    const tokens = await logIn(gateway);
    expect(tokens).toMatchObject({ expiresIn: 30, refreshToken: 'refresh-1' });
    expect(decodeJwt(tokens.accessToken)).not.toHaveProperty('account');
  });

  it('opens set-up only while its account requires other factors, and is renewed as any other', async () => {
    const gateway = await start({
      identity: submitCode(aGrant()),
      enrollment: { listMemberships: memberships },
      secondFactor: {
        checkAccountFactorPolicy: async () => ({ met: false, done: 1, required: 2, otherLoginNeeded: false }),
      },
    });
    const tokens = await logIn(gateway);
    expect(tokens).toMatchObject({ scope: 'set-up', expiresIn: 300, refreshToken: 'refresh-1' });
    expect(decodeJwt(tokens.accessToken)).toMatchObject({ scope: 'set-up', account: 'acc_9' });
    expect(gateway.calls.at(-1)).toMatchObject({
      name: 'secondFactor.checkAccountFactorPolicy',
      request: { userId: 'usr_1', accountId: 'acc_9', amr: ['pwd', 'otp', 'mfa'], acr: 'urn:countersign:aal2' },
    });
  });

  it('has no account and ends soon when nobody can tell what that requires', async () => {
    const gateway = await start({
      identity: submitCode(aGrant()),
      enrollment: { listMemberships: memberships },
      secondFactor: {
        checkAccountFactorPolicy: async () => {
          throw unavailable('SERVICE_UNAVAILABLE', 'away');
        },
      },
    });
    const tokens = await logIn(gateway);
    expect(tokens).toMatchObject({ scope: 'full', expiresIn: 30, refreshToken: 'refresh-1' });
    expect(decodeJwt(tokens.accessToken)).not.toHaveProperty('account');
  });
});

describe('refreshing', () => {
  it('reads the memberships again', async () => {
    let roles = ['owner'];
    const gateway = await start({
      identity: { refreshSession: async () => ({ grant: aGrant({}, 'refresh-2') }) },
      enrollment: { listMemberships: async () => ({ memberships: [{ ...membership, roles }] }) },
    });
    const refresh = async () => {
      const payload = { refreshToken: 'refresh-1' };
      const response = await gateway.app.inject({ method: 'POST', url: '/v1/tokens/refresh', payload });
      return response.json<Tokens>();
    };
    const first = await refresh();
    expect(first.refreshToken).toBe('refresh-2');
    expect(decodeJwt(first.accessToken)).toMatchObject({ roles: ['owner'] });
    roles = [];
    expect(decodeJwt((await refresh()).accessToken)).toMatchObject({ roles: [] });
  });
});

describe('the account of a session', () => {
  const chosen = { ...membership, accountId: 'acc_chosen', roles: ['auditor'], version: 7 };
  let gateway: TestGateway;
  let sessionAccount = '';
  beforeAll(async () => {
    gateway = await startGateway({
      answers: {
        enrollment: { listMemberships: async () => ({ memberships: [membership, chosen] }) },
        identity: {
          setSessionAccount: async ({ accountId }) => ({ session: aGrant({ accountId }).session }),
          refreshSession: async () => ({ grant: aGrant({ accountId: sessionAccount }, 'refresh-2') }),
        },
      },
    });
  });
  afterAll(() => gateway.close());
  beforeEach(() => {
    gateway.calls.length = 0;
  });

  async function switchTo(accountId: string, over: Parameters<typeof gateway.tokenFor>[0] = {}) {
    return await gateway.app.inject({
      method: 'PUT',
      url: '/v1/sessions/current/account',
      headers: { authorization: `Bearer ${await gateway.tokenFor(over)}` },
      payload: { accountId },
    });
  }

  it('is switched for a member, whose refresh token stays as it is', async () => {
    const response = await switchTo('acc_chosen');
    expect(response.statusCode).toBe(200);
    const tokens = response.json<Tokens>();
    expect(tokens).not.toHaveProperty('refreshToken');
    expect(decodeJwt(tokens.accessToken)).toMatchObject({
      account: 'acc_chosen',
      roles: ['auditor'],
      membership_version: 7,
    });
    // Memberships are read once.
    expect(gateway.calls.map(({ name }) => name)).toEqual([
      'enrollment.listMemberships',
      'identity.setSessionAccount',
      'secondFactor.checkAccountFactorPolicy',
    ]);
  });

  it('is switched out of one whose factor policy is not met, but not by a session that only sets up', async () => {
    const unmet = await switchTo('acc_chosen', { scope: 'set-up', amr: ['pwd', 'otp', 'mfa'] });
    expect(decodeJwt(unmet.json<Tokens>().accessToken)).toMatchObject({ account: 'acc_chosen', scope: 'full' });
    gateway.calls.length = 0;
    const first = await switchTo('acc_chosen', { scope: 'set-up', amr: ['pwd', 'sms'] });
    expect(first.json()).toMatchObject({ status: 403, code: 'SET_UP_REQUIRED' });
    expect(gateway.calls).toEqual([]);
  });

  it('is not switched to one that the user is no member of, which answers like an unknown one', async () => {
    const response = await switchTo('acc_other');
    expect(response.json()).toMatchObject({ status: 404, code: 'ACCOUNT_NOT_FOUND' });
    expect(gateway.calls.map(({ name }) => name)).toEqual(['enrollment.listMemberships']);
  });

  it.each([
    ['stays when tokens are refreshed', 'acc_chosen', 'acc_chosen'],
    ['is the oldest again when its user was removed from it', 'acc_left', 'acc_9'],
  ])('%s', async (_name, accountId, account) => {
    sessionAccount = accountId;
    const payload = { refreshToken: 'refresh-1' };
    const response = await gateway.app.inject({ method: 'POST', url: '/v1/tokens/refresh', payload });
    expect(decodeJwt(response.json<Tokens>().accessToken)).toMatchObject({ account });
  });
});

describe('a token that is good by its signature, verified before and kept', () => {
  let gateway: TestGateway;
  let refusal: Error | undefined;
  beforeAll(async () => {
    gateway = await startGateway({
      answers: { identity: { listSessions: async () => ({ sessions: [] }) } },
      sessions: {
        requireCurrent: () => {
          if (refusal !== undefined) throw refusal;
        },
      },
    });
  });
  afterAll(() => gateway.close());

  it.each([
    ['TOKEN_INVALID', 'session ended'],
    ['TOKEN_OUTDATED', 'membership changed'],
  ])('is refused with %s on every kind of route when its %s', async (code) => {
    const headers = { authorization: `Bearer ${await gateway.tokenFor()}` };
    const ask = (url: string, method: 'GET' | 'POST' = 'GET') => gateway.app.inject({ method, url, headers });
    refusal = undefined;
    expect((await ask('/v1/sessions')).statusCode).toBe(200);
    gateway.calls.length = 0;
    refusal = unauthenticated(code, 'of use no more');
    for (const response of [await ask('/v1/sessions'), await ask('/v1/me'), await ask('/v1/activations', 'POST')]) {
      expect(response.json()).toMatchObject({ status: 401, code });
      expect(response.headers['www-authenticate']).toBe('Bearer realm="countersign", error="invalid_token"');
    }
    // A route that asks nobody who he is does not look.
    expect((await ask('/.well-known/jwks.json')).statusCode).toBe(200);
    expect(gateway.calls).toEqual([]);
  });
});
