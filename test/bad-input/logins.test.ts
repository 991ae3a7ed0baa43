import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type AbusedPlatform, startAbusedPlatform } from '../src/abused-platform.ts';
import type { Person } from '../src/journey.ts';
import {
  acceptInvitation,
  activate,
  activateApp,
  addBuyer,
  addOfficer,
  type Buyer,
  buy,
  issueApp,
  logIn,
  type Member,
  newcomer,
  newPerson,
} from '../src/members.ts';
import { findCode } from '../src/message-inbox.ts';
import { firstLogin, passCode, passPassword, type Tokens } from '../src/steps/login.ts';
import { waitFor } from '../src/waiting.ts';
import { describeLoginRaces } from './login-races.ts';

let abused: AbusedPlatform;
let buyer: Buyer;
let officer: Member & { authenticatorId: string };

beforeAll(async () => {
  abused = await startAbusedPlatform();
  [buyer, officer] = await Promise.all([
    addBuyer(abused, 'ann'),
    abused.inviteOperator().then((invitation) => addOfficer(abused, invitation)),
  ]);
}, 300_000);
afterEach(() => abused.keepLog());
afterAll(() => abused.stop(), 60_000);

const refused = (...args: Parameters<AbusedPlatform['api']['refused']>) => abused.api.refused(...args);

describe('an activation link', () => {
  it('that was used neither opens again nor sets another password', async () => {
    const token = buyer.activationToken;
    const password = 'another password of a thief';
    await refused(409, 'ACTIVATION_USED', 'POST', '/v1/activations/lookup', { body: { token } });
    await refused(409, 'ACTIVATION_USED', 'POST', '/v1/activations', { body: { token, password } });
    await expect(passPassword(abused.api, { ...buyer, password })).rejects.toThrow('LOGIN_FAILED');
  });

  it('that is too old opens nothing, and nothing but its age was the reason', async () => {
    const { api, databases } = abused;
    const person = newPerson('lee');
    const { activationToken: token } = await buy(abused, person);
    await databases.expire('enrollment', 'activations', 'login_id = $1', person.email);
    const { password } = person;
    await refused(409, 'ACTIVATION_EXPIRED', 'POST', '/v1/activations/lookup', { body: { token } });
    await refused(409, 'ACTIVATION_EXPIRED', 'POST', '/v1/activations', { body: { token, password } });
    const back = `update activations set expires_at = now() + interval '1 day' where login_id = $1`;
    await databases.query('enrollment', back, [person.email]);
    await activate(api, person, token);
  });
});

describe('an invitation of an operator', () => {
  const path = '/v1/operator-invitations/acceptance';
  const bodyOf = ({ email, password }: Person, token: string) => ({
    token,
    email,
    password,
    givenName: 'Kim',
    surname: 'Example',
  });

  it('that was used makes no second operator', async () => {
    const token = await abused.inviteOperator();
    await acceptInvitation(abused.api, newPerson('pat'), token);
    await refused(409, 'INVITATION_USED', 'POST', path, { body: bodyOf(newPerson('eve'), token) });
  });

  it('that is too old makes none', async () => {
    const token = await abused.inviteOperator();
    await abused.databases.expire('identity', 'operator_invitations', 'used_at is null and id <> $1', '');
    await refused(409, 'INVITATION_EXPIRED', 'POST', path, { body: bodyOf(newPerson('eve'), token) });
  });

  it('does not make an operator of somebody who is a user already, and is not used up by that', async () => {
    const token = await abused.inviteOperator();
    await refused(409, 'USER_EXISTS', 'POST', path, { body: bodyOf(buyer, token) });
    await acceptInvitation(abused.api, newPerson('pat'), token);
  });
});

describe('a login', () => {
  it('takes its code once, and no step after it', async () => {
    const { api } = abused;
    const login = await passPassword(api, officer);
    const { path, headers } = login;
    const code = await officer.app.early();
    await passCode(api, officer, login, code);
    const wrongState = [409, 'LOGIN_FLOW_WRONG_STATE'] as const;
    await refused(...wrongState, 'POST', `${path}/code`, { headers, body: { code } });
    await refused(...wrongState, 'POST', `${path}/password`, { headers, body: { password: officer.password } });
    await refused(...wrongState, 'POST', `${path}/cancellation`, { headers });

    const again = await passPassword(api, officer);
    await refused(401, 'CODE_REFUSED', 'POST', `${again.path}/code`, { headers: again.headers, body: { code } });
  });

  it('that is too old is unknown', async () => {
    const { path, headers, flow } = await passPassword(abused.api, buyer);
    await abused.databases.expire('identity', 'login_flows', 'id = $1', flow.id);
    await refused(404, 'LOGIN_FLOW_NOT_FOUND', 'GET', path, { headers });
    await refused(404, 'LOGIN_FLOW_NOT_FOUND', 'POST', `${path}/code`, { headers, body: { code: '123456' } });
  });

  it('is dead after five wrong passwords, whether or not there is such a user', async () => {
    const answers = await Promise.all(
      [await newcomer(abused), newPerson('nobody')].map(async ({ email, password }) => {
        const { flow, flowSecret } = await abused.api.ask<{ flow: { id: string }; flowSecret: string }>(
          'POST',
          '/v1/login-flows',
          { body: { userId: email } },
        );
        const path = `/v1/login-flows/${flow.id}/password`;
        const headers = { 'login-flow-secret': flowSecret };
        const said: string[] = [];
        for (const tried of ['wrong 1', 'wrong 2', 'wrong 3', 'wrong 4', 'wrong 5', password]) {
          // After some misses each attempt has to wait: as if it had.
          // oxlint-disable-next-line no-await-in-loop
          await abused.databases.query('identity', 'update throttles set next_at = null', []);
          // One attempt after the other.
          // oxlint-disable-next-line no-await-in-loop
          const { body } = await abused.api.send('POST', path, { headers, body: { password: tried } });
          said.push(`${body.status} ${body.code} ${body.detail}`);
        }
        return said;
      }),
    );
    const [known, unknown] = answers;
    expect(known).toEqual(unknown);
    expect(known?.map((line) => line.split(' ')[1])).toEqual([
      ...Array.from({ length: 5 }, () => 'LOGIN_FAILED'),
      'LOGIN_FLOW_WRONG_STATE',
    ]);
  });

  it('by a one-time PIN ends where a second factor is active', async () => {
    const { api, inbox } = abused;
    const person = await newcomer(abused);
    const early = await passPassword(api, person);
    const pin = findCode(await inbox.take('sms', person.mobile));
    const { accessToken: token } = await firstLogin(abused, person);
    const issued = await issueApp(api, token);
    await refused(403, 'SET_UP_REQUIRED', 'GET', '/v1/inventory', { token });
    await activateApp(api, token, issued);
    const messages = (await inbox.list(person.mobile)).length;

    const { path, headers } = early;
    await refused(403, 'FIRST_LOGIN_OVER', 'POST', `${path}/code`, { headers, body: { code: pin } });
    await refused(409, 'LOGIN_FLOW_WRONG_STATE', 'POST', `${path}/resend`, { headers });
    await refused(409, 'LOGIN_FLOW_WRONG_STATE', 'POST', `${path}/alternative`, { headers });
    await refused(401, 'CODE_REFUSED', 'POST', `${path}/code`, { headers, body: { code: pin } });
    await refused(403, 'SET_UP_OVER', 'POST', '/v1/me/authenticators', { token, body: {} });
    const later = await passPassword(api, person);
    expect(later.flow.state).toBe('factor_required');
    expect(await inbox.list(person.mobile)).toHaveLength(messages);
  });

  it('does not take a one-time PIN that is too old', async () => {
    const person = await newcomer(abused);
    const { path, headers, flow } = await passPassword(abused.api, person);
    const code = findCode(await abused.inbox.take('sms', person.mobile));
    await abused.databases.expire('second-factor', 'login_pins', 'login_flow_id = $1', flow.id);
    await refused(401, 'CODE_REFUSED', 'POST', `${path}/code`, { headers, body: { code } });
  });
});

describe('a session', () => {
  const refresh = (refreshToken: string) =>
    abused.api.ask<Tokens>('POST', '/v1/tokens/refresh', { body: { refreshToken } });

  it('cannot be prolonged after its user logged out', async () => {
    const { token, refreshToken } = await logIn(abused.api, { ...buyer });
    await abused.api.ask('DELETE', '/v1/sessions/current', { token });
    await refused(401, 'REFRESH_TOKEN_INVALID', 'POST', '/v1/tokens/refresh', { body: { refreshToken } });
    const ask = async () => (await abused.api.send('GET', '/v1/me', { token })).body.code;
    await waitFor(ask, (code) => code === 'TOKEN_INVALID', 2_000);
  });

  it('ends when a refresh token comes a second time: for the thief and for the owner', async () => {
    const { refreshToken: second } = await refresh(buyer.refreshToken);
    for (const refreshToken of [buyer.refreshToken, second]) {
      // In this order.
      // oxlint-disable-next-line no-await-in-loop
      await refused(401, 'REFRESH_TOKEN_INVALID', 'POST', '/v1/tokens/refresh', { body: { refreshToken } });
    }
  });
});

describe('an authenticator', () => {
  it('is activated once, in its time, and not after it was replaced', async () => {
    const { api, databases } = abused;
    const { token } = officer;
    const activation = (id: string) => `/v1/me/authenticators/${id}/activation`;
    const code = '123456';
    await refused(409, 'AUTHENTICATOR_WRONG_STATE', 'POST', activation(officer.authenticatorId), {
      token,
      body: { code },
    });
    const replaced = await issueApp(api, token);
    const expired = await issueApp(api, token);
    await refused(409, 'AUTHENTICATOR_WRONG_STATE', 'POST', activation(replaced.id), {
      token,
      body: { code: await replaced.app.early() },
    });
    await databases.expire('second-factor', 'authenticators', 'id = $1', expired.id);
    await refused(409, 'AUTHENTICATOR_EXPIRED', 'POST', activation(expired.id), {
      token,
      body: { code: await expired.app.early() },
    });
  });
});

describeLoginRaces(() => abused);

it('no secret, address or number that was sent or given out reaches a log', async () => {
  expect(await abused.leaks()).toEqual([]);
});
