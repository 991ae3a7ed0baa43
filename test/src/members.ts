import { randomBytes } from 'node:crypto';
import { AuthenticatorApp } from './authenticator-app.ts';
import type { Person, World } from './journey.ts';
import { findToken } from './message-inbox.ts';
import { expectThat, type RestClient } from './rest-client.ts';
import { samplePdf } from './sample-pdf.ts';
import { firstLogin, passCode, passPassword, type Tokens } from './steps/login.ts';
import { tokenise } from './steps/shop.ts';

type Place = Pick<World, 'api' | 'inbox'>;

/** Something of a guest or of a login, that is proved by a secret in a header. */
export interface Proved {
  id: string;
  path: string;
  headers: Record<string, string>;
}

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

/** A request for a signature. */
export interface SignatureRequest {
  id: string;
  state: string;
  signatures: string[];
}

/** Somebody new, whom no other test knows. */
export function newPerson(name: string): Person {
  const mark = randomBytes(6).toString('hex');
  const digits = String(randomBytes(4).readUInt32BE() % 10_000_000).padStart(7, '0');
  return { email: `${name}.${mark}@example.com`, password: `quince meadow ${mark}`, mobile: `+1555${digits}` };
}

/** A cart with one document-signing licence in it. */
export async function fillCart(api: RestClient): Promise<Proved & { lineId: string }> {
  const { cart, cartSecret } = await api.ask<{ cart: { id: string }; cartSecret: string }>('POST', '/v1/carts', {
    body: {},
  });
  const proved = { id: cart.id, path: `/v1/carts/${cart.id}`, headers: { 'cart-secret': cartSecret } };
  const { headers } = proved;
  const { lineId } = await api.ask<{ lineId: string }>('POST', `${proved.path}/lines`, { headers, body: licenceLine });
  return { ...proved, lineId };
}

/** A line of a cart: one document-signing licence. */
export const licenceLine = { productCode: 'document-person', termYears: 1, paymentOption: 'one_time', licences: 1 };

/** The order made of a cart, with a contact. */
export async function orderCart(api: RestClient, cart: Proved, person: Person): Promise<Proved> {
  const { order, orderSecret } = await api.ask<{ order: { id: string }; orderSecret: string }>('POST', '/v1/orders', {
    headers: cart.headers,
    body: { cartId: cart.id },
    idempotent: true,
  });
  const proved = { id: order.id, path: `/v1/orders/${order.id}`, headers: { 'order-secret': orderSecret } };
  await api.ask('PUT', `${proved.path}/contact`, { headers: proved.headers, body: contactOf(person) });
  return proved;
}

/** Who receives what was bought. */
export function contactOf({ email }: Person) {
  return { givenName: 'Robin', surname: 'Sample', email, country: 'US', language: 'en' };
}

/** Pays an order and completes it. */
export async function payOrder(
  api: RestClient,
  { path, headers }: Proved,
  card = '4242424242424242',
): Promise<{ termsVersion: string }> {
  const paymentToken = await tokenise(api, card);
  const { termsVersion } = await api.ask<{ termsVersion: string }>('POST', `${path}/payments`, {
    headers,
    body: { paymentToken },
    idempotent: true,
  });
  await api.ask('POST', `${path}/completion`, {
    headers,
    body: { acceptedTermsVersion: termsVersion },
    idempotent: true,
  });
  return { termsVersion };
}

/** Buys one licence; returns the token of the activation message. */
export async function buy(
  { api, inbox }: Place,
  person: Person,
): Promise<{ cart: Proved & { lineId: string }; order: Proved; activationToken: string }> {
  const cart = await fillCart(api);
  const order = await orderCart(api, cart, person);
  await payOrder(api, order);
  return { cart, order, activationToken: findToken(await inbox.take('email', person.email)) };
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
  return await api.ask<Credential>('POST', '/v1/credentials', { token, idempotent: true });
}

/** Prepares the signature of a document; it waits for a code. */
export async function requestSignature(
  api: RestClient,
  { token }: Member,
  credentialId: string,
): Promise<SignatureRequest> {
  const document = { content: samplePdf().toString('base64'), label: 'agreement.pdf' };
  const body = { credentialId, document };
  return await api.ask<SignatureRequest>('POST', '/v1/signature-requests', { token, body, idempotent: true });
}

/** A member who bought an account, and what led there. */
export interface Buyer extends Member {
  authenticatorId: string;
  /** Ordered and closed. */
  cart: Proved & { lineId: string };
  /** Completed. */
  order: Proved;
  /** Used. */
  activationToken: string;
}

/** Somebody who buys, activates, sets up a factor and logs in. */
export async function addBuyer(place: Place, name: string): Promise<Buyer> {
  const person = newPerson(name);
  const bought = await buy(place, person);
  await activate(place.api, person, bought.activationToken);
  return { ...(await setUpFactor(place, person)), ...bought };
}

/** An operator who comes in by an invitation, sets up a factor and logs in. */
export async function addOfficer(place: Place, invitation: string): Promise<Member & { authenticatorId: string }> {
  const person = newPerson('kim');
  await acceptInvitation(place.api, person, invitation);
  return await setUpFactor(place, person);
}

/** Somebody with a password, who never logged in. */
export async function newcomer({
  api,
  inviteOperator,
}: {
  api: RestClient;
  inviteOperator: () => Promise<string>;
}): Promise<Person> {
  const person = newPerson('pat');
  await acceptInvitation(api, person, await inviteOperator());
  return person;
}
