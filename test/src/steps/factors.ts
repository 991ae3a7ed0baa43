import { join } from 'node:path';
import { AuthenticatorApp } from '../authenticator-app.ts';
import { lookUp, readEgrid } from '../grid-reader.ts';
import type { Person, Step, World } from '../journey.ts';
import { findCode, holdsCode } from '../message-inbox.ts';
import { expectThat } from '../rest-client.ts';
import { activateComputer, activatePhone, type ShownActivation } from '../soft-token-app.ts';
import { readQr } from '../witnesses.ts';
import { chooseFactor, type Flow, type Login, passCode, passPassword, type Tokens } from './login.ts';

/** One of the own authenticators. */
export interface Authenticator {
  id: string;
  kind: string;
  label: string;
  state: string;
  serial?: string;
  maskedDestination?: string;
}
interface Prompt {
  cells?: string[];
  challengeId?: string;
  maskedDestination?: string;
}
/** An authenticator that was just issued, and what is shown of it once. */
export interface Enrolled {
  authenticator: Authenticator;
  otpauthUri?: string;
  softToken?: ShownActivation;
  egridPassword?: string;
  prompt?: Prompt;
}

const own = '/v1/me/authenticators';
/** The PIN that everybody in these walks gives his app. */
export const appPin = '190836';

const homeOf = ({ folder }: World, name: string) => join(folder, name);

/** Begins an enrolment. */
export async function enrol({ api }: World, { token }: Person, body: object): Promise<Enrolled> {
  return await api.ask<Enrolled>('POST', own, { token, body });
}

/** Activates with the first code; returns the active authenticator. */
export async function activate({ api }: World, { token }: Person, id: string, code: string): Promise<Authenticator> {
  const active = await api.ask<Authenticator>('POST', `${own}/${id}/activation`, { token, body: { code } });
  expectThat(active.state === 'active', 'it is active');
  return active;
}

/** The own authenticators, as the list has them. */
export async function listOwn({ api }: World, { token }: Person): Promise<Authenticator[]> {
  const { items } = await api.ask<{ items: Authenticator[] }>('GET', own, { token });
  return items;
}

/** Enrols the reference app on a phone: QR code, activation password, and its first code in the browser. */
export async function enrolPhone(world: World, person: Person, body: object, name: string): Promise<Authenticator> {
  const { authenticator, softToken } = await enrol(world, person, { kind: 'soft_token', ...body });
  return await activateShown(world, person, { authenticator, softToken, name });
}

async function activateShown(
  world: World,
  person: Person,
  {
    authenticator,
    softToken,
    name,
  }: { authenticator: Authenticator; softToken?: ShownActivation | undefined; name: string },
): Promise<Authenticator> {
  const { activationUri = '', activationPassword = '', qrSvg = '', platform } = softToken ?? {};
  expectThat(platform === 'mobile' && authenticator.state === 'issued', 'a QR code and a password are shown');
  expectThat(/^[0-9]{8}$/.test(activationPassword), 'the password has eight digits');
  expectThat(!activationUri.includes(activationPassword), 'the QR code does not hold it');
  const scanned = await readQr(qrSvg);
  expectThat(scanned === undefined || scanned === activationUri, 'the QR code holds the URI beside it');
  const uri = scanned ?? activationUri;
  person.app = await activatePhone(homeOf(world, name), appPin, { uri, activationPassword });
  const bound = (await listOwn(world, person)).find(({ id }) => id === authenticator.id);
  expectThat(bound?.state === 'bound', 'the app has its keys, and opens nothing before the browser confirms it');
  return await activate(world, person, authenticator.id, await world.takeCode(person));
}

/** The set-up of somebody with the reference app on his phone. */
export const phoneSteps: readonly Step[] = [
  {
    promise: 'R4b',
    title: 'The set-up tells where to get the app, and lets the user change between computer and phone',
    run: async (world) => {
      const { api, signer } = world;
      const { apps } = await api.ask<{ apps: { platform: string; url: string }[] }>('GET', '/v1/me/set-up', {
        token: signer.token,
      });
      expectThat(apps.length > 0, 'links to an app');
      const { bytes } = await api.send('GET', '/a');
      expectThat(bytes.includes('npm run token -- add'), 'the page of the reference app says how to start it');
      const { authenticator, softToken } = await enrol(world, signer, { kind: 'soft_token', platform: 'desktop' });
      expectThat(softToken?.activationCode !== undefined, 'codes to type into an app on a computer');
      const switched = await api.ask<Enrolled>('POST', `${own}/${authenticator.id}/platform`, {
        token: signer.token,
        body: { platform: 'mobile' },
      });
      expectThat(switched.softToken?.serial !== softToken?.serial, 'the codes from before are void');
      await activateShown(world, signer, { ...switched, name: 'phone' });
    },
  },
  {
    promise: 'R5',
    title: 'The app on the phone: QR code, activation password, PIN, and its first code in the browser: 1 of 1',
    run: async ({ api, signer, inbox }) => {
      const { done, required } = await api.ask<{ done: number; required: number }>('GET', '/v1/me/set-up', {
        token: signer.token,
      });
      expectThat(done === 1 && required === 1, 'progress 1 of 1');
      await inbox.take(
        'email',
        signer.email,
        ({ subject }) => subject === 'A new way to confirm your login was set up',
      );
    },
  },
];

/** Enrols the reference app on a computer: address, serial number, activation code, and the registration code back. */
export async function enrolComputer(world: World, person: Person, name: string): Promise<Authenticator> {
  const { authenticator, softToken } = await enrol(world, person, { kind: 'soft_token', platform: 'desktop' });
  if (softToken === undefined) throw new Error('no codes were shown');
  const { app, registrationCode } = await activateComputer(homeOf(world, name), appPin, softToken);
  person.app = app;
  return await activate(world, person, authenticator.id, registrationCode);
}

/** Logs in up to the second factor, and chooses one. */
async function choose({ api }: World, person: Person, authenticatorId: string): Promise<Login & { flow: Flow }> {
  const login = await passPassword(api, person);
  return { ...login, flow: await chooseFactor(api, login, authenticatorId) };
}

function expectMethod(tokens: Tokens, method: string, acr: string): void {
  expectThat(tokens.amr.includes(method), `the token names ${method}: ${tokens.amr.join()}`);
  expectThat(tokens.acr === `urn:countersign:${acr}`, `and what it is worth: ${tokens.acr}`);
}

/** Makes and activates an eGrid; its PDF and password stay in the world. */
export async function enrolEgrid(world: World, person: Person, body: object = {}): Promise<Authenticator> {
  const { api } = world;
  const { authenticator, egridPassword = '' } = await enrol(world, person, { kind: 'egrid', label: 'eGrid', ...body });
  const path = `${own}/${authenticator.id}`;
  const { status, bytes, headers } = await api.send('POST', `${path}/download`, { token: person.token });
  expectThat(status === 200 && headers.get('content-type') === 'application/pdf', 'a PDF is downloaded');
  expectThat(headers.get('cache-control')?.includes('no-store') === true, 'it is kept nowhere on the way');
  await api.refused(409, 'EGRID_DOWNLOADED', 'POST', `${path}/download`, { token: person.token });
  const grid = await readEgrid(bytes, egridPassword);
  const { cells = [] } = await api.ask<Prompt>('POST', `${path}/prompt`, { token: person.token, body: {} });
  world.egrid = { pdf: bytes, password: egridPassword, grid };
  return await activate(world, person, authenticator.id, lookUp(grid, cells));
}

/** Enrols a destination, proves it, and logs in with a code that is sent there. */
async function walkDelivered(
  world: World,
  { kind, destination, acr }: { kind: 'sms' | 'email'; destination: string; acr: string },
): Promise<void> {
  const { api, inbox, signer } = world;
  const { authenticator } = await enrol(world, signer, { kind, destination, label: `By ${kind}` });
  expectThat(authenticator.maskedDestination?.includes(destination) === false, 'it is shown masked');
  await activate(world, signer, authenticator.id, findCode(await inbox.take(kind, destination, holdsCode)));
  const login = await choose(world, signer, authenticator.id);
  const code = findCode(await inbox.take(kind, destination, holdsCode));
  expectMethod(await passCode(api, { ...signer }, login, code), kind, acr);
}

/** What a user with one factor adds, and how he logs in with each. */
export const factorSteps: readonly Step[] = [
  {
    promise: 'E17b',
    title: 'An eGrid is downloaded once as a PDF under a password, and activated by its first cells',
    run: async (world) => {
      const { signer } = world;
      const egrid = await enrolEgrid(world, signer);
      const login = await choose(world, signer, egrid.id);
      const { cells = [] } = login.flow;
      expectThat(new Set(cells).size === 3, `three different cells are asked for: ${cells.join()}`);
      const again = await choose(world, signer, egrid.id);
      expectThat(again.flow.cells?.join() === cells.join(), 'asking again asks for the same');
      const tokens = await passCode(world.api, signer, login, lookUp(world.egrid?.grid ?? new Map(), cells));
      expectMethod(tokens, 'grid', 'aal2-restricted');
    },
  },
  {
    promise: 'E18',
    title: 'Codes by text message and by e-mail, to a number and an address that were proved',
    run: async (world) => {
      const { mobile, email } = world.signer;
      await walkDelivered(world, { kind: 'sms', destination: mobile, acr: 'aal2-restricted' });
      await walkDelivered(world, { kind: 'email', destination: email, acr: 'aal1' });
    },
  },
  {
    promise: 'R6b',
    title: 'Any authenticator app beside it; one whose clock is off is set right by two codes; renamed and removed',
    run: async (world) => {
      const { api, signer } = world;
      const { token } = signer;
      const { authenticator, otpauthUri = '' } = await enrol(world, signer, { kind: 'totp', label: 'Tablet' });
      const app = new AuthenticatorApp(otpauthUri);
      await activate(world, signer, authenticator.id, await app.early());
      const late = Date.now() + 6 * 60_000;
      const path = `${own}/${authenticator.id}`;
      const codes = { code: app.shown(late), nextCode: app.shown(late + 30_000) };
      await api.ask('POST', `${path}/resynchronisation`, { token, body: codes });
      await api.refused(401, 'CODE_REFUSED', 'POST', `${path}/resynchronisation`, { token, body: codes });
      await api.ask('PATCH', path, { token, body: { label: 'Old tablet' } });
      const listed = (await listOwn(world, signer)).find(({ id }) => id === authenticator.id);
      expectThat(listed?.label === 'Old tablet', 'it has its new name');
      await api.ask('DELETE', path, { token });
      const removed = (await listOwn(world, signer)).find(({ id }) => id === authenticator.id);
      expectThat(removed === undefined || removed.state === 'revoked', 'it is gone');
    },
  },
  {
    promise: 'E16',
    title: 'A new phone replaces the old one: the old app works until the new one is active, and never after',
    run: async (world) => {
      const { signer, api } = world;
      const phone = (await listOwn(world, signer)).find(
        ({ kind, state }) => kind === 'soft_token' && state === 'active',
      );
      const oldApp = signer.app;
      await enrolPhone(world, signer, { replacesId: phone?.id, label: 'New phone' }, 'new-phone');
      const old = (await listOwn(world, signer)).find(({ id }) => id === phone?.id);
      expectThat(old === undefined || old.state === 'revoked', 'the old one is revoked');
      const login = await passPassword(api, signer);
      const code = await world.takeCode({ ...signer, ...(oldApp && { app: oldApp }) });
      await api.refused(401, 'CODE_REFUSED', 'POST', `${login.path}/code`, { headers: login.headers, body: { code } });
    },
  },
];
