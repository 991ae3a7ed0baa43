import type { Person, Step } from '../journey.ts';
import { expectThat, type RestClient } from '../rest-client.ts';
import { waitFor } from '../waiting.ts';
import { type Flow, fullLogin, loginOf, type Tokens } from './login.ts';

interface OwnSession {
  id: string;
  current: boolean;
  device?: string;
  address?: string;
}

/** What an access token says. */
export function claimsOf(token: string | undefined): { sid: string; auth_time: number; acr: string } {
  const [, claims = ''] = (token ?? '').split('.');
  return JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as ReturnType<typeof claimsOf>;
}

/** Waits until the gateway refuses an access token of a session that ended: a matter of a second. */
export async function awaitRefusal(api: RestClient, token: string | undefined): Promise<void> {
  const answer = await waitFor(
    () => api.send('GET', '/v1/me', { token }),
    ({ status }) => status !== 200,
    5_000,
  );
  expectThat(answer.body.code === 'TOKEN_INVALID', 'the token of a session that ended is refused');
}

/** A refresh token that is good no more. */
export async function expectDead(api: RestClient, refreshToken: string | undefined): Promise<void> {
  await api.refused(401, 'REFRESH_TOKEN_INVALID', 'POST', '/v1/tokens/refresh', { body: { refreshToken } });
}

/** Guesses passwords on a device that nobody knows until it has to wait. */
async function guess(api: RestClient, { email }: Person): Promise<void> {
  for (let tried = 1; tried <= 10; tried += 1) {
    const start = { body: { userId: email } };
    // One guess after the other, each in a flow of its own.
    // oxlint-disable-next-line no-await-in-loop
    const { path, headers } = loginOf(await api.ask('POST', '/v1/login-flows', start));
    const password = { headers, body: { password: `guess number ${tried}` } };
    // oxlint-disable-next-line no-await-in-loop
    const { status, body } = await api.send('POST', `${path}/password`, password);
    if (status === 429 && body.code === 'ATTEMPTS_EXHAUSTED') return;
    expectThat(status === 401 && body.code === 'LOGIN_FAILED', `it is refused: ${body.code}`);
  }
  throw new Error('a stranger guesses on and on');
}

/** What a session is, as long as it lasts. */
export const sessionSteps: readonly Step[] = [
  {
    promise: 'R8',
    title: 'A stranger who guesses has to wait; the owner logs in at once on a device that is known',
    run: async (world) => {
      const { api, officer } = world;
      const known = officer.deviceToken;
      expectThat(known !== undefined, 'the first login with two factors made the device known');
      await guess(api, officer);
      const first = { ...officer };
      await fullLogin(world, officer);
      expectThat(officer.deviceToken === known, 'it needs no other token');
      // The sessions of the next step.
      world.otherSession = first;
    },
  },
  {
    promise: 'R8',
    title: 'Sessions are listed with device and place; one that is ended is refused at the gateway, too',
    run: async ({ api, officer, otherSession }) => {
      const { token } = officer;
      const list = async () => (await api.ask<{ items: OwnSession[] }>('GET', '/v1/sessions', { token })).items;
      const { sid } = claimsOf(otherSession?.token);
      const [current, ...others] = await list();
      expectThat(current?.current === true && current.id === claimsOf(token).sid, 'the current one comes first');
      const other = others.find(({ id }) => id === sid);
      expectThat(other?.device === 'Firefox on Linux' && other.address !== undefined, 'each tells device and place');
      await api.ask('DELETE', `/v1/sessions/${sid}`, { token });
      await awaitRefusal(api, otherSession?.token);
      await expectDead(api, otherSession?.refreshToken);
      expectThat(!(await list()).some(({ id }) => id === sid), 'it is listed no more');
    },
  },
  {
    promise: 'R8',
    title: 'A session goes on by its refresh token, which is good once',
    run: async ({ api, signer }) => {
      const { refreshToken, token } = signer;
      const tokens = await api.ask<Tokens>('POST', '/v1/tokens/refresh', { body: { refreshToken } });
      expectThat(claimsOf(tokens.accessToken).sid === claimsOf(token).sid, 'it is the same session');
      expectThat(tokens.refreshToken !== undefined && tokens.refreshToken !== refreshToken, 'with another token');
      Object.assign(signer, { token: tokens.accessToken, refreshToken: tokens.refreshToken });
      const { userId } = await api.ask<{ userId: string }>('GET', '/v1/me', { token: signer.token });
      expectThat(userId === signer.email, 'the new one works');
    },
  },
];

/** For what an older login is not good enough (RFC 9470). */
export const stepUpStep: Step = {
  promise: 'R8',
  title: 'Step-up: password and code again give the same session a newer time of authentication (RFC 9470)',
  run: async ({ api, officer, takeCode }) => {
    const { token, refreshToken, deviceToken = '' } = officer;
    const options = { token, headers: { 'device-token': deviceToken }, body: { language: 'en' } };
    const { path, headers, flow } = loginOf(await api.ask('POST', '/v1/step-up-flows', options));
    expectThat(flow.kind === 'step_up' && flow.messageId === 'step_up.password_required', 'it asks for all of it');
    // Its secret alone is not enough to go on with it.
    await api.refused(401, 'AUTHENTICATION_REQUIRED', 'POST', `${path}/password`, {
      headers,
      body: { password: officer.password },
    });
    const password = { token, headers, body: { password: officer.password } };
    const { state } = await api.ask<Flow>('POST', `${path}/password`, password);
    expectThat(state === 'factor_required', 'then for the code');
    const { tokens } = await api.ask<{ tokens: Tokens }>('POST', `${path}/code`, {
      token,
      headers,
      body: { code: await takeCode(officer) },
    });
    const [before, after] = [claimsOf(token), claimsOf(tokens.accessToken)];
    expectThat(after.sid === before.sid && after.auth_time > before.auth_time, 'the same session, proved later');
    await expectDead(api, refreshToken);
    Object.assign(officer, { token: tokens.accessToken, refreshToken: tokens.refreshToken });
    const { userId } = await api.ask<{ userId: string }>('GET', '/v1/me', { token: officer.token });
    expectThat(userId === officer.email, 'and goes on');
  },
};
