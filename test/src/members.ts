import { randomBytes } from 'node:crypto';
import { AuthenticatorApp } from './authenticator-app.ts';
import { asUser, fillCart, type LineInput, orderCart, type Proved, payOrder } from './buying.ts';
import type { Person, World } from './journey.ts';
import { findToken, holdsLink } from './message-inbox.ts';
import { expectThat, type RestClient } from './rest-client.ts';
import { samplePdf } from './sample-pdf.ts';
import { prepareSignature, type Signature, uploadDocument } from './signing.ts';
import { firstLogin, passCode, passPassword, type Tokens } from './steps/login.ts';

type Place = Pick<World, 'api' | 'inbox'>;

/** A member of an account, logged in with two factors. */
export interface Member extends Person {
  app: AuthenticatorApp;
  token: string;
  refreshToken: string;
}

/** A signing certificate. */
export interface Credential {
  id: string;
  state: string;
}

/** Somebody new, whom no other test knows. */
export function newPerson(name: string): Person {
  const mark = randomBytes(6).toString('hex');
  // Of its own: a part of the user ID in a password would be refused.
  const word = randomBytes(6).toString('hex');
  const digits = String(randomBytes(4).readUInt32BE() % 10_000_000).padStart(7, '0');
  return { email: `${name}.${mark}@example.com`, password: `quince meadow ${word}`, mobile: `+1555${digits}` };
}

/** Buys one licence; returns the token of the activation message. */
export async function buy(
  { api, inbox }: Place,
  person: Person,
  lines?: readonly LineInput[],
  card?: string,
): Promise<{ cart: Proved & { lineId: string }; guestOrder: Proved; activationToken: string }> {
  const cart = await fillCart(api, lines === undefined ? {} : { lines });
  const guestOrder = await orderCart(api, cart, person);
  await payOrder(api, guestOrder, card === undefined ? {} : { card });
  const activationToken = findToken(await inbox.take('email', person.email, holdsLink));
  return { cart, guestOrder, activationToken };
}

/** Activates an account. */
export async function activate(api: RestClient, { password, mobile }: Person, token: string): Promise<void> {
  await api.ask('POST', '/v1/activations', { body: { token, password, mobile } });
}

/** Accepts an invitation of an operator. */
export async function acceptInvitation(api: RestClient, person: Person, token: string): Promise<void> {
  const { email, password, mobile } = person;
  const body = { token, email, password, mobile, givenName: 'Kim', surname: 'Example' };
  await api.ask('POST', '/v1/operator-invitations/acceptance', { body });
}

/** Issues an authenticator for the session of a token; it is not active yet. */
export async function issueApp(
  api: RestClient,
  token: string | undefined,
): Promise<{ id: string; app: AuthenticatorApp }> {
  const { authenticator, otpauthUri } = await api.ask<{ authenticator: { id: string }; otpauthUri: string }>(
    'POST',
    '/v1/me/authenticators',
    { token, body: { label: 'Phone' } },
  );
  return { id: authenticator.id, app: new AuthenticatorApp(otpauthUri) };
}

/** Activates an authenticator with its first code. */
export async function activateApp(
  api: RestClient,
  token: string | undefined,
  { id, app }: { id: string; app: AuthenticatorApp },
): Promise<void> {
  await api.ask('POST', `/v1/me/authenticators/${id}/activation`, { token, body: { code: await app.early() } });
}

/** Logs in with password and authenticator. */
export async function logIn(api: RestClient, person: Person & { app: AuthenticatorApp }): Promise<Member> {
  const login = await passPassword(api, person);
  expectThat(login.flow.state === 'factor_required', 'the login asks for the code of the app');
  const tokens = await passCode(api, person, login, await person.app.early());
  return { ...person, token: tokens.accessToken, refreshToken: tokens.refreshToken ?? '' };
}

/** Takes new tokens for a session: the access token lives five minutes. */
export async function refresh(api: RestClient, member: Member): Promise<void> {
  const { accessToken, refreshToken } = await api.ask<Tokens>('POST', '/v1/tokens/refresh', {
    body: { refreshToken: member.refreshToken },
  });
  Object.assign(member, { token: accessToken, refreshToken: refreshToken ?? member.refreshToken });
}

/** From a user with a password to a member with a second factor who is logged in with it. */
export async function setUpFactor(place: Place, person: Person): Promise<Member & { authenticatorId: string }> {
  const { api } = place;
  const first: Tokens = await firstLogin(place, person);
  const issued = await issueApp(api, first.accessToken);
  await activateApp(api, first.accessToken, issued);
  const member = await logIn(api, { ...person, app: issued.app });
  return { ...member, authenticatorId: issued.id };
}

/** Has an officer approve the names of a member. */
export async function validate(api: RestClient, member: Member, officer: Member): Promise<{ id: string }> {
  const body = {
    givenName: 'Robin',
    surname: 'Sample',
    country: 'US',
    mobile: member.mobile,
    evidence: [{ documentType: 'passport', documentNumber: `X${randomBytes(4).readUInt32BE()}` }],
  };
  const { id, version } = await api.ask<{ id: string; version: number }>('PUT', '/v1/me/personal-validation', {
    token: member.token,
    body,
  });
  await api.ask('POST', `/v1/staff/personal-validations/${id}/decision`, {
    token: officer.token,
    body: { version, approved: true },
  });
  return { id };
}

/** Creates the signing certificate of a member. */
export async function createCredential(api: RestClient, { token }: Member): Promise<Credential> {
  return await api.ask<Credential>('POST', '/v1/credentials', { token, idempotent: true, body: {} });
}

/** Prepares the signature of a document; it waits for a code. */
export async function requestSignature(api: RestClient, { token }: Member, credentialId: string): Promise<Signature> {
  const documentId = await uploadDocument(api, { token }, { name: 'agreement.pdf', content: samplePdf() });
  const documents = [{ documentId, format: 'pades', level: 'B-B' }];
  return await prepareSignature(api, { token }, { credentialId, documents });
}

/** A member who bought an account, and what led there. */
export interface Buyer extends Member {
  authenticatorId: string;
  /** Ordered and closed. */
  cart: Proved & { lineId: string };
  /** Completed. */
  order: Proved;
  /** The same as the guest proved it; his secret is dead. */
  guestOrder: Proved;
  /** Used. */
  activationToken: string;
}

/** Somebody who buys, activates, sets up a factor and logs in; one document-signing licence unless told. */
export async function addBuyer(
  place: Place,
  name: string,
  lines?: readonly LineInput[],
  card?: string,
): Promise<Buyer> {
  const person = newPerson(name);
  const bought = await buy(place, person, lines, card);
  await activate(place.api, person, bought.activationToken);
  const member = await setUpFactor(place, person);
  return { ...member, ...bought, order: { ...bought.guestOrder, headers: asUser(member.token) } };
}

/** An operator who comes in by an invitation, sets up a factor and logs in. */
export async function addOfficer(place: Place, invitation: string): Promise<Member & { authenticatorId: string }> {
  const person = newPerson('kim');
  await acceptInvitation(place.api, person, invitation);
  return await setUpFactor(place, person);
}

/** Somebody with a password, who never logged in: an officer's new colleague. */
export async function newcomer({ api, inbox }: Place, officer: Member): Promise<Person> {
  const person = newPerson('pat');
  const body = { email: person.email, roles: ['registration_officer'] };
  await api.ask('POST', '/v1/staff/invitations', { token: officer.token, body });
  await acceptInvitation(api, person, findToken(await inbox.take('email', person.email, holdsLink)));
  return person;
}
