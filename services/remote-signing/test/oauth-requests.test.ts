import { createHash, verify, X509Certificate } from 'node:crypto';
import { listAudit } from '@countersign/audit';
import { unavailable } from '@countersign/errors';
import type { AuthorisationKey, Grant, OAuthClient } from '@countersign/proto/oauth';
import type { TestActor } from '@countersign/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { deleteLongOver } from '../src/oauth/expiry.ts';
import { type ApplicationHouse, createApplicationHouse, digestOf, labelled } from './application-house.ts';
import { alice, createHarness, type Harness, mallory } from './harness.ts';
import { nobody, redirectUri } from './oauth-house.ts';
import { refusal, rightCode } from './outside-parties.ts';
import { anyApp, createSigningHouse, type SigningHouse } from './signing-house.ts';

const issuer = 'https://sign.example.com';
const verifier = 'v'.repeat(43);
const thumbprint = 't'.repeat(43);
const down = unavailable('SERVICE_UNAVAILABLE', 'down');
let house: Harness;
let app: ApplicationHouse;
let signingHouse: SigningHouse;
let credentialId = '';
let certificate: X509Certificate;
let shop: Awaited<ReturnType<ApplicationHouse['oauth']['register']>>;
let other: typeof shop;

beforeAll(async () => {
  house = await createHarness();
  signingHouse = createSigningHouse(house);
  const credential = await signingHouse.createCredential();
  credentialId = credential.id;
  certificate = new X509Certificate(credential.certificatePem);
  app = await createApplicationHouse(house, credentialId);
  const scopes = ['service', 'credential', 'credential-creation', 'credential-deletion'];
  shop = await app.oauth.register({ scopes });
  other = await app.oauth.register({ name: 'Another <b>', scopes });
});

afterAll(() => house.close());

afterEach(() => {
  house.faults.heal();
  house.outside.sessions.active = true;
});

type Given = Readonly<Record<string, string>>;
const list = (given: Given) => Object.entries(given).map(([name, value]) => ({ name, value }));
const usual = (): Given => ({
  response_type: 'code',
  redirect_uri: redirectUri,
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  code_challenge_method: 'S256',
  state: 'xyz',
});
const signing = (over: Given = {}): Given => ({
  ...usual(),
  scope: 'credential',
  credentialID: credentialId,
  numSignatures: '1',
  hashes: digestOf('contract').toString('base64url'),
  hashAlgorithmOID: '2.16.840.1.101.3.4.2.1',
  ...over,
});

async function push(given: Given, { by = shop, dpopThumbprint = '', cscVersion = 2 } = {}): Promise<string> {
  const request = { authentication: by.authentication, parameters: list(given), cscVersion, dpopThumbprint };
  return (await house.oauth.pushAuthorisation(request)).requestUri;
}

async function start(given: Given, cscVersion = 2) {
  return await house.oauth.startAuthorisation({ parameters: list(given), cscVersion });
}

/** A request that waits for a user. */
async function waiting(given: Given, of: Parameters<typeof push>[1] = {}): Promise<AuthorisationKey> {
  const { key } = await start({ client_id: (of?.by ?? shop).id, request_uri: await push(given, of) });
  if (key === undefined) throw new Error('nothing was begun');
  return key;
}

async function show(
  key: AuthorisationKey,
  { actor = alice, chosen = '' }: { actor?: TestActor; chosen?: string } = {},
) {
  const { authorisation } = await house.oauth.getAuthorisation({ key, credentialId: chosen }, await house.as(actor));
  if (authorisation === undefined) throw new Error('nothing to show');
  return authorisation;
}

async function approve(
  key: AuthorisationKey,
  { code = rightCode, actor = alice, chosen = '' }: { code?: string; actor?: TestActor; chosen?: string } = {},
) {
  const request = { key, credentialId: chosen, code, ...anyApp };
  return (await house.oauth.approveAuthorisation(request, await house.as(actor))).redirectUri;
}

const parametersOf = (uri: string) => Object.fromEntries(new URL(uri).searchParams);

async function redeem(uri: string, over: { dpopThumbprint?: string } = {}): Promise<Grant> {
  const { code = '' } = parametersOf(uri);
  return await app.oauth.redeem(shop.authentication, { code, verifier }, over);
}

/** Signs with what was granted, as the gateway does with the token that it makes of it. */
async function sign(
  { id: grantId, clientId, activation }: Pick<Grant, 'id' | 'clientId' | 'activation'>,
  text: string,
) {
  if (activation === undefined) throw new Error('nothing was activated');
  const { authorisationId, handle } = activation;
  const ids = { id: clientId, grantId, tokenId: authorisationId, authorisationId, credentialId };
  const context = await house.as({ ...alice, client: { ...ids, scope: 'credential' } });
  const request = { credentialId, handle, digests: [digestOf(text)], hashAlgorithm: 'SHA-256', later: undefined };
  return await house.applications.signHashes(request, context);
}

describe('signatures that an application asks for', () => {
  it('are shown to the user who logged in, authorised by his code, and made by the application with what it gets', async () => {
    const key = await waiting(signing({ description: 'A contract', lang: 'de' }), { dpopThumbprint: thumbprint });
    const { authorisation } = await house.oauth.getAuthorisation({ key, credentialId: '' });
    expect(authorisation).toMatchObject({
      clientId: shop.id,
      clientName: 'Example Shop',
      returnsTo: 'shop.example.com',
      formAction: 'https://shop.example.com',
      scope: 'credential',
      language: 'de',
      // Before a login nobody is told what only the user shall know.
      description: '',
      digests: [],
      signatures: 0,
      credentials: [],
      factors: [],
    });
    const shown = await show(key);
    expect(shown).toMatchObject({
      description: 'A contract',
      digests: [{ digest: digestOf('contract'), label: '' }],
      hashAlgorithm: 'SHA-256',
      signatures: 1,
      credentialFixed: true,
      contentBound: false,
      signsUntil: undefined,
    });
    expect(shown.credentials.map(({ id }) => id)).toEqual([credentialId]);
    expect(shown.factors.map(({ kind }) => kind)).toEqual(['totp', 'grid_card']);
    expect(await refusal(approve(key, { code: '000000' }))).toBe('CODE_REFUSED');
    const uri = await approve(key);
    expect(uri.startsWith(`${redirectUri}?`)).toBe(true);
    expect(parametersOf(uri)).toMatchObject({ state: 'xyz', iss: issuer });
    const grant = await redeem(uri, { dpopThumbprint: thumbprint });
    expect(grant).toMatchObject({
      scope: 'credential',
      userId: alice.userId,
      dpopThumbprint: thumbprint,
      cscVersion: 2,
    });
    const { signatures } = await sign(grant, 'contract');
    expect(verify('sha256', Buffer.from('contract'), certificate.publicKey, signatures[0] ?? Buffer.alloc(0))).toBe(
      true,
    );
    expect(await refusal(sign(grant, 'another contract'))).toMatch(/DIGESTS_NOT_AUTHORISED|ACTIVATION_USED/);
    const authorised = (await listAudit(house.signerDb, credentialId, { after: 0, limit: 500 })).findLast(
      ({ action }) => action === 'digests.authorised',
    );
    // Our own page showed what was signed.
    expect(authorised?.detail).toMatchObject({ client: shop.id, level: 2 });
    const [record] = await listAudit(house.db, grant.id, { after: 0, limit: 5 });
    expect(record).toMatchObject({ action: 'application_access.granted', actor: alice.userId });
    const stored = await house.db
      .selectFrom('oauthGrants')
      .selectAll()
      .where('id', '=', grant.id)
      .executeTakeFirstOrThrow();
    expect(JSON.stringify(stored)).not.toContain(grant.activation?.handle);
  });

  it('come into being once, however often they are approved at the same time', async () => {
    const granted = async () => (await house.db.selectFrom('oauthGrants').select('id').execute()).length;
    const before = await granted();
    const key = await waiting(signing());
    await show(key);
    const answers = await Promise.allSettled(Array.from({ length: 8 }, () => approve(key)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await granted()).toBe(before + 1);
    expect(await refusal(approve(key))).toBe('AUTHORISATION_REQUEST_WRONG_STATE');
    expect(await refusal(show(key))).toBe('AUTHORISATION_REQUEST_WRONG_STATE');
  });

  it('may be with a credential that the user chooses, among those that can serve', async () => {
    const { credentialID: _, ...rest } = signing({ signatureQualifier: 'zz_private_aes' });
    const second = await signingHouse.createCredential('P-384');
    const key = await waiting(rest);
    expect((await show(key)).credentials.map(({ id }) => id)).toEqual([credentialId, second.id]);
    const shown = await show(key, { chosen: second.id });
    expect(shown).toMatchObject({ credentialFixed: false });
    expect(shown.credentials.map(({ id }) => id)).toEqual([second.id, credentialId]);
    expect(await refusal(show(key, { chosen: 'crd_unknown' }))).toBe('CREDENTIAL_NOT_FOUND');
    const { activation } = await redeem(await approve(key));
    // The one of which he was asked last.
    expect(activation?.credentialId).toBe(second.id);
    // Who has none is told so, and approves nothing.
    const empty = await waiting(rest);
    expect(await show(empty, { actor: mallory })).toMatchObject({ credentials: [], factors: [] });
    expect(await refusal(approve(empty, { actor: mallory }))).toBe('CREDENTIAL_NOT_FOUND');
  });

  it('are refused for a credential of somebody else as for an unknown one, and for one whose policy covers less', async () => {
    const key = await waiting(signing());
    expect(await refusal(show(key, { actor: mallory }))).toBe('CREDENTIAL_NOT_FOUND');
    expect(await refusal(approve(key, { actor: mallory }))).toBe('CREDENTIAL_NOT_FOUND');
    const unknown = await waiting(signing({ credentialID: 'crd_01JXAMPLE0000000000000000A' }));
    expect(await refusal(show(unknown))).toBe('CREDENTIAL_NOT_FOUND');
    const many = Array.from({ length: 101 }, (_, index) => digestOf(`${index}`).toString('base64url')).join(',');
    expect(await refusal(show(await waiting(signing({ hashes: many, numSignatures: '101' }))))).toBe(
      'TOO_MANY_DIGESTS',
    );
    const open = await waiting(signing({ numSignatures: '5' }));
    expect(await refusal(show(open))).toBe('DIGEST_INVALID');
    expect(await refusal(approve(open))).toBe('DIGEST_INVALID');
  });

  it('need a live session of two factors, of the user himself', async () => {
    const key = await waiting(signing());
    expect(await refusal(show(key, { actor: { ...alice, acr: 'urn:countersign:aal1' } }))).toBe(
      'INSUFFICIENT_USER_AUTHENTICATION',
    );
    const byApplication = {
      ...alice,
      client: { id: app.shop.id, grantId: app.shop.grantId, scope: 'service' as const },
    };
    expect(await refusal(show(key, { actor: byApplication }))).toBe('CLIENT_NOT_PERMITTED');
    expect(await refusal(approve(key, { actor: byApplication }))).toBe('CLIENT_NOT_PERMITTED');
    house.outside.sessions.active = false;
    expect(await refusal(approve(key))).toBe('TOKEN_INVALID');
    house.outside.sessions.active = true;
    // Nothing was used up by that.
    expect(await approve(key)).toContain('code=');
  });

  it('survive a signer that lost its answer; when it stays away nothing is granted', async () => {
    const key = await waiting(signing());
    house.faults.lose('authorise', down, 1);
    expect(await approve(key)).toContain('code=');
    const dead = await waiting(signing());
    house.faults.fail('authorise', down);
    expect(await refusal(approve(dead))).toBe('SIGNATURE_INTERRUPTED');
    house.faults.heal();
    expect(await refusal(approve(dead))).toBe('AUTHORISATION_REQUEST_NOT_FOUND');
  });

  it('ask a factor for its cells', async () => {
    const key = await waiting(signing());
    const ask = { key, authenticatorId: 'aut_card', resend: false, credentialId: '' };
    const { prompt } = await house.oauth.askAuthorisationFactor(ask, await house.as(alice));
    expect(prompt?.cells).toEqual(['A1', 'C4', 'J5']);
    const service = { ...ask, key: await waiting(usual()) };
    expect(await refusal(house.oauth.askAuthorisationFactor(service, await house.as(alice)))).toBe(
      'AUTHORISATION_REQUEST_WRONG_STATE',
    );
  });
});

describe('a request', () => {
  it('that was pushed is begun once, in its time, by its application and under its version', async () => {
    const request_uri = await push(usual());
    expect(request_uri).toMatch(/^urn:ietf:params:oauth:request_uri:[\w-]{43}$/);
    const invalid = 'OAUTH_REQUEST_URI_INVALID';
    expect(await refusal(start({ client_id: other.id, request_uri }))).toBe(invalid);
    expect(await refusal(start({ client_id: shop.id, request_uri }, 1))).toBe(invalid);
    expect(await refusal(start({ client_id: shop.id, request_uri: `${request_uri}x` }))).toBe(invalid);
    expect(await refusal(start({ client_id: 'cli_unknown', request_uri }))).toBe('OAUTH_CLIENT_UNKNOWN');
    const begin = () =>
      start({ client_id: shop.id, request_uri, redirect_uri: 'https://evil.example.com', state: 'other' });
    const begun = await Promise.allSettled([begin(), begin(), begin()]);
    expect(begun.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await refusal(begin())).toBe(invalid);
    const late = await push(usual());
    house.clock.advance(90_000);
    expect(await refusal(start({ client_id: shop.id, request_uri: late }))).toBe(invalid);
    const stored = JSON.stringify(await house.db.selectFrom('oauthRequests').selectAll().execute());
    expect(stored).not.toContain(late.slice(-43));
  });

  it('is pushed by an application that proved itself, with one key, and nothing hidden inside', async () => {
    const stranger = { ...shop, authentication: { ...shop.authentication, clientSecret: 'wrong' } };
    expect(await refusal(push(usual(), { by: stranger }))).toBe('OAUTH_INVALID_CLIENT');
    expect(await refusal(push(usual(), { by: { ...shop, authentication: nobody } }))).toBe('OAUTH_INVALID_CLIENT');
    expect(await refusal(push({ ...usual(), request_uri: 'x' }))).toBe('OAUTH_INVALID_REQUEST');
    const dpop = { ...usual(), dpop_jkt: 'u'.repeat(43) };
    expect(await refusal(push(dpop, { dpopThumbprint: thumbprint }))).toBe('OAUTH_INVALID_REQUEST');
    expect(await push(dpop, { dpopThumbprint: 'u'.repeat(43) })).toContain('urn:');
  });

  it('tells the application of its faults by a redirect, and nobody of those that may not be redirected', async () => {
    const { key, redirectUri: told } = await start({ ...usual(), client_id: shop.id, code_challenge_method: 'plain' });
    expect(key).toBeUndefined();
    expect(told.startsWith(`${redirectUri}?`)).toBe(true);
    expect(parametersOf(told)).toMatchObject({ error: 'invalid_request', state: 'xyz', iss: issuer });
    const unpushed = await start({ ...signing(), client_id: shop.id });
    expect(parametersOf(unpushed.redirectUri)).toMatchObject({ error: 'invalid_request' });
    const scope = await start({ ...usual(), client_id: shop.id, scope: 'openid' });
    expect(parametersOf(scope.redirectUri)).toMatchObject({ error: 'invalid_scope' });
    const evil = { ...usual(), client_id: shop.id, redirect_uri: 'https://shop.example.com.evil.example.com/back' };
    expect(await refusal(start(evil))).toBe('OAUTH_REDIRECT_URI_INVALID');
    const twice = {
      parameters: [...list({ ...usual(), client_id: shop.id }), { name: 'client_id', value: other.id }],
      cscVersion: 2,
    };
    expect(await refusal(house.oauth.startAuthorisation(twice))).toBe('OAUTH_CLIENT_UNKNOWN');
  });

  it('is nothing without its secret, in its time, and once it was refused', async () => {
    const { key } = await start({ ...usual(), client_id: shop.id, lang: 'es' });
    if (key === undefined) throw new Error('nothing was begun');
    const wrong = { ...key, secret: 'x'.repeat(43) };
    const missing = 'AUTHORISATION_REQUEST_NOT_FOUND';
    expect(await refusal(show(wrong))).toBe(missing);
    expect(await refusal(show({ id: 'oar_unknown', secret: key.secret }))).toBe(missing);
    expect(await refusal(approve(wrong))).toBe(missing);
    expect(await refusal(house.oauth.denyAuthorisation({ key: wrong }))).toBe(missing);
    const { redirectUri: refused } = await house.oauth.denyAuthorisation({ key });
    expect(parametersOf(refused)).toEqual({
      error: 'access_denied',
      error_description: 'The user refused',
      state: 'xyz',
      iss: issuer,
    });
    expect(await refusal(approve(key))).toBe('AUTHORISATION_REQUEST_WRONG_STATE');
    const late = await waiting(usual());
    house.clock.advance(600_000);
    expect(await refusal(show(late))).toBe(missing);
    expect(await refusal(approve(late))).toBe(missing);
  });

  it('of an application that was switched off meanwhile is not granted', async () => {
    const brief = await app.oauth.register();
    const request_uri = await push(usual(), { by: brief });
    const key = await waiting(usual(), { by: brief });
    const client: OAuthClient = { ...brief.client, disabled: true };
    await app.oauth.ops.updateClient({ client });
    expect(await refusal(approve(key))).toBe('OAUTH_CLIENT_UNKNOWN');
    expect(await refusal(start({ client_id: brief.id, request_uri }))).toBe('OAUTH_CLIENT_UNKNOWN');
  });

  it('for the service is granted without a code, for as long as grants hold', async () => {
    const key = await waiting({ ...usual(), scope: 'service' });
    expect(await show(key)).toMatchObject({ scope: 'service', needsRecentLogin: false, credentials: [] });
    const answers = await Promise.allSettled([approve(key, { code: '' }), approve(key, { code: '' })]);
    const [uri, ...more] = answers.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(more).toEqual([]);
    const grant = await redeem(uri ?? '');
    expect(grant).toMatchObject({ scope: 'service', sessionId: alice.sessionId, activation: undefined });
    expect(grant.refreshToken).not.toBe('');
  });

  it('for the life of a credential needs a recent login, and a credential of his own', async () => {
    const old = { ...alice, authenticatedAt: new Date(house.clock.now().getTime() - 11 * 60_000) };
    const recent = { ...alice, authenticatedAt: house.clock.now() };
    const creation = await waiting({ ...usual(), scope: 'credential-creation' });
    expect(await show(creation)).toMatchObject({ keyAlgorithm: 'P-256', needsRecentLogin: true });
    expect(await refusal(approve(creation, { actor: old }))).toBe('INSUFFICIENT_USER_AUTHENTICATION');
    const { scope } = await redeem(await approve(creation, { actor: recent }));
    expect(scope).toBe('credential-creation');
    const deletion = await waiting({ ...usual(), scope: 'credential-deletion', credentialID: credentialId });
    expect(await refusal(show(deletion, { actor: mallory }))).toBe('CREDENTIAL_NOT_FOUND');
    expect((await show(deletion)).credentials.map(({ id }) => id)).toEqual([credentialId]);
    expect(await redeem(await approve(deletion, { actor: recent }))).toMatchObject({
      scope: 'credential-deletion',
      credentialId,
    });
  });
});

describe('an approval', () => {
  const ask = async () => {
    const given = { digests: labelled('contract'), factors: [{ id: 'page', value: '' }] };
    const { approvalHandle } = await app.authorise(given);
    const { id } = await house.db
      .selectFrom('oauthRequests')
      .select('id')
      .where('kind', '=', 'approval')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    return { approvalHandle, id };
  };
  const openIt = async (approvalId: string, actor: TestActor = alice): Promise<AuthorisationKey> => {
    const { key } = await house.oauth.openApproval({ approvalId }, await house.as(actor));
    if (key === undefined) throw new Error('nothing was opened');
    return key;
  };
  const poll = async (approvalHandle: string) => {
    house.clock.advance(1_000);
    return await house.applications.checkAuthorisation({ approvalHandle }, await app.by(app.shop));
  };

  it('is mailed to the user once, given on our page, and fetched by the application that waits', async () => {
    const { approvalHandle, id } = await ask();
    await house.job('approval-asked', { approvalId: id });
    await house.job('approval-asked', { approvalId: id });
    const mails = house.mails.filter(({ text }) => text.includes(`${issuer}/approvals/${id}`));
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatchObject({ to: 'zoe@example.com', subject: 'Example Shop asks for your signature' });
    expect((await poll(approvalHandle)).activation).toBeUndefined();
    const again = house.applications.checkAuthorisation({ approvalHandle }, await app.by(app.shop));
    expect(await refusal(again)).toBe('POLLING_TOO_FAST');
    const key = await openIt(id);
    expect(await show(key)).toMatchObject({
      description: 'A contract',
      digests: [{ label: 'contract' }],
      returnsTo: '',
      formAction: '',
      userId: alice.userId,
    });
    expect(await approve(key)).toBe('');
    const { activation } = await poll(approvalHandle);
    expect((await poll(approvalHandle)).activation).toEqual(activation);
    const grant = { id: app.shop.grantId, clientId: app.shop.id, activation };
    const { signatures } = await sign(grant, 'contract');
    expect(verify('sha256', Buffer.from('contract'), certificate.publicKey, signatures[0] ?? Buffer.alloc(0))).toBe(
      true,
    );
    expect(await refusal(openIt(id))).toBe('APPROVAL_WRONG_STATE');
    house.clock.advance(600_000);
    expect(await refusal(poll(approvalHandle))).toBe('APPROVAL_EXPIRED');
    await deleteLongOver(house.db, house.clock.now());
    const left = await house.db
      .selectFrom('oauthRequests')
      .select('activation')
      .where('id', '=', id)
      .executeTakeFirst();
    expect(left?.activation).toBeNull();
  });

  it('is for the user alone whom it asks, in the browser that opened it last', async () => {
    const { id } = await ask();
    expect(await refusal(openIt(id, mallory))).toBe('APPROVAL_NOT_FOUND');
    expect(await refusal(openIt('apr_unknown'))).toBe('APPROVAL_NOT_FOUND');
    const first = await openIt(id);
    const key = await openIt(id);
    const missing = 'AUTHORISATION_REQUEST_NOT_FOUND';
    expect(await refusal(approve(first))).toBe(missing);
    expect(await refusal(show(key, { actor: mallory }))).toBe(missing);
    expect(await refusal(approve(key, { actor: mallory }))).toBe(missing);
    expect(await refusal(house.oauth.getAuthorisation({ key, credentialId: '' }))).toBe(missing);
    expect(await approve(key)).toBe('');
  });

  it('that was refused is told to the application, and mailed to nobody any more', async () => {
    const { approvalHandle, id } = await ask();
    const key = await openIt(id);
    const { redirectUri: nowhere } = await house.oauth.denyAuthorisation({ key }, await house.as(alice));
    expect(nowhere).toBe('');
    expect(await refusal(approve(key))).toBe('AUTHORISATION_REQUEST_WRONG_STATE');
    expect(await refusal(poll(approvalHandle))).toBe('APPROVAL_DENIED');
    await house.job('approval-asked', { approvalId: id });
    expect(house.mails.filter(({ text }) => text.includes(id))).toEqual([]);
    const stranger = await app.letIn();
    const foreign = house.applications.checkAuthorisation({ approvalHandle }, await app.by(stranger));
    expect(await refusal(foreign)).toBe('APPROVAL_NOT_FOUND');
  });

  it('is asked for twenty times at most before the user answers, however many calls come at once', async () => {
    const pushy = await app.letIn();
    const askOnce = async () =>
      await app.authorise({ digests: labelled('contract'), factors: [{ id: 'page', value: '' }] }, pushy);
    const asked = await Promise.allSettled(Array.from({ length: 22 }, askOnce));
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
    expect(await refusal(askOnce())).toBe('RATE_LIMITED');
    house.clock.advance(600_000);
    await askOnce();
  });
});

describe('a request that nobody answered', () => {
  it('is deleted when its time is over; one that was answered stays for a day', async () => {
    const answered = await waiting(usual());
    await approve(answered);
    const begun = await waiting(usual());
    await push(usual());
    const stored = async () => {
      const rows = await house.db
        .selectFrom('oauthRequests')
        .select(['id', 'state'])
        .where('kind', '=', 'redirect')
        .execute();
      return { ids: rows.map(({ id }) => id), states: rows.map(({ state }) => state) };
    };
    await deleteLongOver(house.db, house.clock.now());
    expect(await stored()).toMatchObject({ ids: expect.arrayContaining([begun.id, answered.id]) });
    house.clock.advance(600_001);
    await deleteLongOver(house.db, house.clock.now());
    const left = await stored();
    expect(left.ids).toContain(answered.id);
    expect(left.states).not.toContain('waiting');
    expect(left.states).not.toContain('pushed');
  });
});
