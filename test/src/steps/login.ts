import { AuthenticatorApp } from '../authenticator-app.ts';
import type { Person, Step, World } from '../journey.ts';
import { findCode, holdsCode } from '../message-inbox.ts';
import { expectThat, type RestClient } from '../rest-client.ts';
import { readQr } from '../witnesses.ts';

export interface Flow {
  id: string;
  state: string;
  channel?: string;
  language: string;
  nextActions: string[];
}
export interface Tokens {
  accessToken: string;
  refreshToken?: string;
  scope: string;
  acr: string;
  amr: string[];
}

/** A login under way: the flow's path and the header that binds it to this client. */
export interface Login {
  path: string;
  headers: { 'login-flow-secret': string };
}

/** Begins a login and passes the password. */
export async function passPassword(api: RestClient, person: Person): Promise<Login & { flow: Flow }> {
  const { flow, flowSecret } = await api.ask<{ flow: Flow; flowSecret: string }>('POST', '/v1/login-flows', {
    body: { userId: person.email, language: 'en' },
  });
  expectThat(flow.state === 'password_required', 'the first page asks for the password');
  const login = { path: `/v1/login-flows/${flow.id}`, headers: { 'login-flow-secret': flowSecret } };
  const next = await api.ask<Flow>('POST', `${login.path}/password`, {
    headers: login.headers,
    body: { password: person.password },
  });
  return { ...login, flow: next };
}

/** Completes a login with a code; the session becomes the person's. */
export async function passCode(
  api: RestClient,
  person: Person,
  { path, headers }: Login,
  code: string,
): Promise<Tokens> {
  const { tokens } = await api.ask<{ tokens: Tokens }>('POST', `${path}/code`, { headers, body: { code } });
  person.token = tokens.accessToken;
  return tokens;
}

/** First login by the one-time PIN, wherever it was sent. */
export async function firstLogin({ api, inbox }: Pick<World, 'api' | 'inbox'>, person: Person): Promise<Tokens> {
  const login = await passPassword(api, person);
  expectThat(login.flow.state === 'pin_required', 'a first login asks for a one-time PIN');
  const channel = login.flow.channel === 'sms' ? 'sms' : 'email';
  const message = await inbox.take(channel, channel === 'sms' ? person.mobile : person.email, holdsCode);
  return await passCode(api, person, login, findCode(message));
}

/** Enrols an authenticator app from its QR code and activates it with the app's first code. */
async function enrolApp(world: World, person: Person): Promise<void> {
  const { api, takeCode } = world;
  const token = person.token;
  const { authenticator, otpauthUri, qrSvg } = await api.ask<{
    authenticator: { id: string; state: string };
    otpauthUri: string;
    qrSvg: string;
  }>('POST', '/v1/me/authenticators', { token, body: { label: 'Phone' } });
  expectThat(authenticator.state === 'issued', 'the app is not active before its first code');
  world.qr = { svg: qrSvg, uri: otpauthUri };
  const scanned = await readQr(qrSvg);
  expectThat(scanned === undefined || scanned === otpauthUri, 'the QR code holds the same URI');
  person.app = new AuthenticatorApp(scanned ?? otpauthUri);
  const path = `/v1/me/authenticators/${authenticator.id}/activation`;
  const code = await takeCode(person.app);
  await api.ask('POST', path, { token, body: { code } });
}

/** Login with the code of the app. */
async function fullLogin({ api, takeCode }: World, person: Person): Promise<Tokens> {
  const login = await passPassword(api, person);
  expectThat(login.flow.state === 'factor_required', 'once a factor is active, no PIN is sent');
  expectThat(person.app !== undefined, 'the app is enrolled');
  return await passCode(api, person, login, await takeCode(person.app));
}

/** From the activation message to a session with two factors, for the signer and for the officer. */
export const loginSteps: readonly Step[] = [
  {
    promise: 'E14',
    title: 'The link opens activation; user name and password are the first factor',
    run: async ({ api, signer, activationToken }) => {
      const { userId } = await api.ask<{ userId: string }>('POST', '/v1/activations/lookup', {
        body: { token: activationToken },
      });
      expectThat(userId === signer.email, 'the user ID is the e-mail address');
      const body = { token: activationToken, password: signer.password, mobile: signer.mobile };
      const short = { ...body, password: 'short' };
      await api.refused(400, 'PASSWORD_TOO_SHORT', 'POST', '/v1/activations', { body: short });
      await api.ask('POST', '/v1/activations', { body });
      await api.refused(409, 'ACTIVATION_USED', 'POST', '/v1/activations', { body });
    },
  },
  {
    promise: 'R2',
    title: 'Every step of the login can be cancelled; the language stays chosen',
    run: async ({ api, signer }) => {
      const start = { body: { userId: signer.email } };
      const { flow, flowSecret } = await api.ask<{ flow: Flow; flowSecret: string }>('POST', '/v1/login-flows', start);
      const path = `/v1/login-flows/${flow.id}`;
      const headers = { 'login-flow-secret': flowSecret };
      await api.ask('PUT', `${path}/language`, { headers, body: { language: 'de' } });
      expectThat((await api.ask<Flow>('GET', path, { headers })).language === 'de', 'the language is kept');
      await api.ask('POST', `${path}/cancellation`, { headers });
      const password = { headers, body: { password: signer.password } };
      await api.refused(409, 'LOGIN_FLOW_WRONG_STATE', 'POST', `${path}/password`, password);
    },
  },
  {
    promise: 'R1',
    title: 'First login: password, then a one-time PIN by SMS, or by e-mail as the alternative',
    run: async ({ api, inbox, signer }) => {
      const login = await passPassword(api, signer);
      expectThat(
        login.flow.state === 'pin_required' && login.flow.channel === 'sms',
        'the PIN goes to the mobile number',
      );
      const bySms = findCode(await inbox.take('sms', signer.mobile));
      const { path, headers } = login;
      const { channel } = await api.ask<Flow>('POST', `${path}/alternative`, { headers });
      expectThat(channel === 'email', 'the alternative is e-mail');
      const byMail = findCode(await inbox.take('email', signer.email, holdsCode));
      if (byMail !== bySms)
        await api.refused(401, 'CODE_REFUSED', 'POST', `${path}/code`, { headers, body: { code: bySms } });
      const tokens = await passCode(api, signer, login, byMail);
      expectThat(tokens.acr === 'urn:countersign:aal1' && tokens.amr.includes('email'), 'the token tells how');
      await api.refused(409, 'LOGIN_FLOW_WRONG_STATE', 'POST', `${path}/code`, { headers, body: { code: byMail } });
    },
  },
  {
    promise: 'R4',
    title: 'The account requires a second factor: progress 0 of 1, and nothing else is open',
    run: async ({ api, signer: { token } }) => {
      const { done, required } = await api.ask<{ done: number; required: number }>('GET', '/v1/me/set-up', { token });
      expectThat(done === 0 && required === 1, 'progress 0 of 1');
      await api.refused(403, 'SET_UP_REQUIRED', 'GET', '/v1/inventory', { token });
    },
  },
  {
    promise: 'R6b',
    title: 'A standard authenticator app is enrolled from an otpauth QR code',
    run: async (world) => {
      await enrolApp(world, world.signer);
      const { token } = world.signer;
      const { done } = await world.api.ask<{ done: number }>('GET', '/v1/me/set-up', { token });
      expectThat(done === 1, 'progress 1 of 1');
    },
  },
  {
    promise: 'R3',
    title: 'A registration officer comes in by a single-use invitation and sets up a factor',
    run: async (world) => {
      const { api, officer } = world;
      const { email, password, mobile } = officer;
      const invitation = await world.inviteOperator();
      const body = { token: invitation, email, password, mobile, givenName: 'Kim', surname: 'Example' };
      await api.ask('POST', '/v1/operator-invitations/acceptance', { body });
      await api.refused(409, 'INVITATION_USED', 'POST', '/v1/operator-invitations/acceptance', {
        body: { ...body, email: `other.${email}` },
      });
      await firstLogin(world, officer);
      await enrolApp(world, officer);
    },
  },
  {
    promise: 'R8',
    title: 'Later logins: user ID, password and the code of the app; the token tells how',
    run: async (world) => {
      const tokens = await fullLogin(world, world.signer);
      expectThat(tokens.acr === 'urn:countersign:aal2', 'two factors give assurance level 2');
      expectThat(tokens.amr.includes('pwd') && tokens.amr.includes('otp'), 'the methods are named');
      const me = await world.api.ask<{ userId: string }>('GET', '/v1/me', { token: tokens.accessToken });
      expectThat(me.userId === world.signer.email, 'the session is the signer’s');
      await fullLogin(world, world.officer);
    },
  },
];
