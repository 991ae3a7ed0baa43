import type { Person, Step, World } from '../journey.ts';
import { findCode, holdsCode } from '../message-inbox.ts';
import { expectThat, type RestClient } from '../rest-client.ts';

export interface Flow {
  id: string;
  kind: string;
  state: string;
  channel?: string;
  maskedDestination?: string;
  language: string;
  nextActions: string[];
  messageId: string;
  messageParameters: Record<string, string>;
  /** Factors to choose from, and the one that is asked now. */
  factors?: { authenticatorId: string; kind: string }[];
  factor?: { authenticatorId: string; kind: string };
  cells?: string[];
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

/** A flow that began. */
interface Started {
  flow: Flow;
  flowSecret: string;
}

/** How a browser names itself. */
const userAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';

/** What a client keeps of a flow that began. */
export function loginOf({ flow, flowSecret }: Started): Login & { flow: Flow } {
  return { path: `/v1/login-flows/${flow.id}`, headers: { 'login-flow-secret': flowSecret }, flow };
}

/** Begins a login and passes the password; on a device that is known, if it is. */
export async function passPassword(api: RestClient, person: Person): Promise<Login & { flow: Flow }> {
  const { email, password, deviceToken } = person;
  const started = await api.ask<Started>('POST', '/v1/login-flows', {
    headers: { 'user-agent': userAgent, ...(deviceToken === undefined ? {} : { 'device-token': deviceToken }) },
    body: { userId: email, language: 'en' },
  });
  const { flow, ...login } = loginOf(started);
  expectThat(flow.state === 'password_required', 'the first page asks for the password');
  const options = { headers: login.headers, body: { password } };
  return { ...login, flow: await api.ask<Flow>('POST', `${login.path}/password`, options) };
}

/** Completes a login with a code; the session, and the device if it is new, become the person's. */
export async function passCode(
  api: RestClient,
  person: Person,
  { path, headers }: Login,
  code: string,
): Promise<Tokens> {
  const { tokens, deviceToken } = await api.ask<{ tokens: Tokens; deviceToken?: string }>('POST', `${path}/code`, {
    headers,
    body: { code },
  });
  const { accessToken: token, refreshToken } = tokens;
  Object.assign(person, { token, refreshToken, ...(deviceToken === undefined ? {} : { deviceToken }) });
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

/** Chooses another factor than the one that is asked. */
export async function chooseFactor(
  api: RestClient,
  { path, headers }: Login,
  authenticatorId: string | undefined,
): Promise<Flow> {
  return await api.ask<Flow>('POST', `${path}/factor`, { headers, body: { authenticatorId } });
}

/** Login with the code of the app. */
export async function fullLogin({ api, takeCode }: World, person: Person): Promise<Tokens> {
  const login = await passPassword(api, person);
  expectThat(login.flow.state === 'factor_required', 'once a factor is active, no PIN is sent');
  const { factors = [], factor } = login.flow;
  const isApp = ({ kind }: { kind: string }) => kind === 'totp' || kind === 'soft_token';
  if (factor !== undefined && !isApp(factor)) await chooseFactor(api, login, factors.find(isApp)?.authenticatorId);
  return await passCode(api, person, login, await takeCode(person));
}

/** From the activation message to a session by a one-time PIN. */
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
      const weak = { ...body, password: 'short' };
      await api.refused(400, 'PASSWORD_TOO_SHORT', 'POST', '/v1/activations', { body: weak });
      const breached = { ...body, password: 'password123' };
      await api.refused(400, 'PASSWORD_BREACHED', 'POST', '/v1/activations', { body: breached });
      await api.ask('POST', '/v1/activations', { body });
      await api.refused(409, 'ACTIVATION_USED', 'POST', '/v1/activations', { body });
    },
  },
  {
    promise: 'R2',
    title: 'Every step of the login can be cancelled; what it says and asks has its text in each language',
    run: async ({ api, signer }) => {
      const { path, headers } = loginOf(
        await api.ask<Started>('POST', '/v1/login-flows', { body: { userId: signer.email } }),
      );
      await api.ask('PUT', `${path}/language`, { headers, body: { language: 'fr' } });
      const { language, messageId, nextActions } = await api.ask<Flow>('GET', path, { headers });
      expectThat(language === 'fr', 'the language is kept');
      const ids = [messageId, ...nextActions.map((action) => `action.${action}`)];
      const said = await Promise.all(
        ['en', 'fr', 'de', 'es'].map(async (each) => {
          const { texts } = await api.ask<{ texts: Record<string, string> }>('GET', `/v1/texts/${each}`);
          return ids.map((id) => texts[id]);
        }),
      );
      expectThat(
        ids.every((_, index) => new Set(said.map((texts) => texts[index] ?? '')).size === 4),
        `each has a text of its own: ${ids.join()}`,
      );
      await api.ask('POST', `${path}/cancellation`, { headers });
      const password = { headers, body: { password: signer.password } };
      await api.refused(409, 'LOGIN_FLOW_WRONG_STATE', 'POST', `${path}/password`, password);
    },
  },
  {
    promise: 'R1',
    title: 'First login: password, then a one-time PIN by SMS; the language chosen on that step stays the user’s',
    run: async ({ api, inbox, signer }) => {
      const login = await passPassword(api, signer);
      const { path, headers, flow } = login;
      expectThat(flow.state === 'pin_required' && flow.channel === 'sms', 'the PIN goes to the mobile number');
      const { destination } = flow.messageParameters;
      expectThat(
        flow.messageId === 'login.pin_sent_sms' && destination === flow.maskedDestination,
        'a page can say where it went',
      );
      expectThat(destination !== undefined && !destination.includes(signer.mobile), 'but not in full');
      await api.ask('PUT', `${path}/language`, { headers, body: { language: 'de' } });
      const code = findCode(await inbox.take('sms', signer.mobile));
      const tokens = await passCode(api, signer, login, code);
      expectThat(tokens.acr === 'urn:countersign:aal1' && tokens.amr.includes('sms'), 'the token tells how');
      await api.refused(409, 'LOGIN_FLOW_WRONG_STATE', 'POST', `${path}/code`, { headers, body: { code } });
      const { language } = await api.ask<{ language: string }>('GET', '/v1/me', { token: tokens.accessToken });
      expectThat(language === 'de', 'the language is kept with the user');
    },
  },
];

/** What every login after the set-up is like. */
export const laterLoginStep: Step = {
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
};
