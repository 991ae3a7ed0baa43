import { verifyAudit } from '@countersign/audit';
import { randomToken } from '@countersign/sealing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { deleteLongOver } from '../src/oauth/expiry.ts';
import { alice, createHarness, type Harness, mallory } from './harness.ts';
import { createOAuthHouse, nobody, type OAuthHouse, redirectUri } from './oauth-house.ts';
import { refusal } from './outside-parties.ts';

const hourMs = 3_600_000;
const issuer = 'https://sign.example.com';
let house: Harness;
let oauth: OAuthHouse;

beforeAll(async () => {
  house = await createHarness();
  oauth = createOAuthHouse(house);
});

afterAll(() => house.close());

const operator = { userId: 'usr_olga', staffRoles: ['operator'] };
/** What an application can do once it proved itself: an unknown code is refused only then. */
const proves = async (authentication: Partial<typeof nobody>) =>
  (await refusal(oauth.redeem({ ...nobody, ...authentication }, { code: randomToken(), verifier: randomToken() }))) ===
  'OAUTH_INVALID_GRANT';

describe('a registered application', () => {
  it('gets its secret once, which is stored nowhere, however often the call is repeated', async () => {
    const { client } = await oauth.register({ name: 'Once' });
    const request = { client: { ...client, name: 'Another' }, idempotencyKey: 'register-once' };
    const [first, second] = await Promise.all([oauth.ops.registerClient(request), oauth.ops.registerClient(request)]);
    expect(first.client).toEqual(second.client);
    expect([first.clientSecret, second.clientSecret].toSorted()).toEqual(['', expect.stringMatching(/^[\w-]{43}$/)]);
    const secret = first.clientSecret + second.clientSecret;
    expect(JSON.stringify(await house.db.selectFrom('oauthClients').selectAll().execute())).not.toContain(secret);
    expect(house.lines.join('')).not.toContain(secret);
    expect(await refusal(oauth.ops.registerClient({ ...request, client: { ...client, name: 'Third' } }))).toBe(
      'IDEMPOTENCY_KEY_REUSED',
    );
  });

  it('is looked at and changed by operators alone, by a recent login of two factors', async () => {
    const { id, client } = await oauth.register();
    const calls = (context: Awaited<ReturnType<Harness['as']>>) => [
      house.oauth.registerClient({ client, idempotencyKey: randomToken() }, context),
      house.oauth.updateClient({ client }, context),
      house.oauth.rotateClientSecret({ clientId: id, graceSeconds: 0 }, context),
    ];
    const reads = (context: Awaited<ReturnType<Harness['as']>>) => [
      house.oauth.getClient({ clientId: id }, context),
      house.oauth.listClients({ pageSize: 1, pageToken: '' }, context),
    ];
    const reasonsOf = async (work: Promise<unknown>[]) => new Set(await Promise.all(work.map(refusal)));
    const user = await house.as(alice);
    expect(await reasonsOf([...calls(user), ...reads(user)])).toEqual(new Set(['ROLE_REQUIRED']));
    const weak = await house.as({ ...operator, acr: 'urn:countersign:aal1' });
    expect(await reasonsOf([...calls(weak), ...reads(weak)])).toEqual(new Set(['INSUFFICIENT_USER_AUTHENTICATION']));
    const old = await house.as({ ...operator, authenticatedAt: new Date(house.clock.now().getTime() - hourMs) });
    expect(await reasonsOf(calls(old))).toEqual(new Set(['INSUFFICIENT_USER_AUTHENTICATION']));
    await Promise.all(reads(old));
  });

  it('is listed oldest first, page by page', async () => {
    const ids = [(await oauth.register()).id, (await oauth.register()).id];
    const context = await house.as(operator);
    const seen: string[] = [];
    let pageToken = '';
    do {
      // Each page needs the one before it.
      // oxlint-disable-next-line no-await-in-loop
      const page = await house.oauth.listClients({ pageSize: 2, pageToken }, context);
      seen.push(...page.clients.map(({ id }) => id));
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    expect(seen).toEqual(seen.toSorted());
    expect(seen.slice(-2)).toEqual(ids);
    expect(await refusal(oauth.ops.listClients({ pageSize: 1, pageToken: 'x' }))).toBe('PAGE_TOKEN_INVALID');
  });

  it('is changed in the version that was read, and keeps its way of proof or takes a stronger one', async () => {
    const { id, client } = await oauth.register();
    const context = await house.as(operator);
    const change = { ...client, name: 'New name', tokenEndpointAuthMethod: 'client_secret_post', requireDpop: true };
    const { client: changed } = await house.oauth.updateClient({ client: change }, context);
    expect(changed).toEqual({ ...change, version: 2 });
    expect(await refusal(oauth.ops.updateClient({ client: change }))).toBe('CLIENT_CHANGED');
    const open = { ...change, version: 2, tokenEndpointAuthMethod: 'none' };
    expect(await refusal(oauth.ops.updateClient({ client: open }))).toBe('CLIENT_INVALID');
    const unknown = { ...change, id: 'cli_01JZZZZZZZZZZZZZZZZZZZZZZZ' };
    expect(await refusal(oauth.ops.updateClient({ client: unknown }))).toBe('CLIENT_NOT_FOUND');
    expect(await refusal(oauth.ops.getClient({ clientId: 'cli_\u0000' }))).toBe('CLIENT_NOT_FOUND');

    expect(await auditOf(id)).toEqual([
      ['application.registered', 'ops'],
      ['application.changed', 'usr_olga'],
    ]);
    expect(await verifyAudit(house.db, id)).toEqual({ ok: true });
  });

  it('that is switched off is good for nothing from that moment', async () => {
    const { id, authentication, client } = await oauth.register();
    const { code, verifier, id: grantId } = await oauth.grant(id);
    const granted = await oauth.redeem(authentication, { code, verifier });
    await oauth.use({ id, grantId });
    await oauth.ops.updateClient({ client: { ...client, disabled: true } });
    expect(await refusal(oauth.use({ id, grantId }))).toBe('GRANT_ENDED');
    expect(await refusal(oauth.refresh(authentication, granted.refreshToken))).toBe('OAUTH_INVALID_CLIENT');
    expect(await proves(authentication)).toBe(false);
    expect(await refusal(oauth.revoke({ byToken: true, authentication, grantId, tokenId: 'a' }))).toBe(
      'OAUTH_INVALID_CLIENT',
    );
    await oauth.ops.updateClient({ client: { ...client, version: 2 } });
    await oauth.use({ id, grantId });
    expect((await auditOf(id)).map(([action]) => action).slice(1)).toEqual([
      'application.disabled',
      'application.enabled',
    ]);
  });
});

async function auditOf(id: string): Promise<string[][]> {
  const { rows } = await house.db.executeQuery<{ action: string; actor: string }>(
    house.db
      .withTables<{ auditRecords: { stream: string; seq: number; action: string; actor: string } }>()
      .selectFrom('auditRecords')
      .select(['action', 'actor'])
      .where('stream', '=', id)
      .orderBy('seq')
      .compile(),
  );
  return rows.map(({ action, actor }) => [action, actor]);
}

describe('an application proves itself', () => {
  it('by its secret, sent as it is registered and in no other way', async () => {
    const { id: clientId, secret: clientSecret } = await oauth.register();
    expect(await proves({ clientId, clientSecret, basic: true })).toBe(true);
    expect(await proves({ clientId, clientSecret })).toBe(false);
    expect(await proves({ clientId, clientSecret: randomToken(), basic: true })).toBe(false);
    expect(await proves({ clientId, clientSecret: '', basic: true })).toBe(false);
    expect(await proves({ clientId })).toBe(false);
    expect(await proves({ clientId, clientSecret, basic: true, assertion: 'a.b.c' })).toBe(false);
    const other = await oauth.register({ tokenEndpointAuthMethod: 'client_secret_post' });
    expect(await proves({ clientId: other.id, clientSecret: other.secret })).toBe(true);
    expect(await proves({ clientId: other.id, clientSecret: other.secret, basic: true })).toBe(false);
    expect(await proves({ clientId: other.id, clientSecret })).toBe(false);
    expect(await proves({ clientId: `${clientId.slice(0, -3)}ZZZ`, clientSecret, basic: true })).toBe(false);
    expect(await proves({})).toBe(false);
  });

  it('by name alone where it keeps no secret', async () => {
    const { id: clientId, secret } = await oauth.register({ tokenEndpointAuthMethod: 'none' });
    expect(secret).toBe('');
    expect(await proves({ clientId })).toBe(true);
    expect(await proves({ clientId, clientSecret: 'anything' })).toBe(false);
    expect(await proves({ clientId, basic: true })).toBe(false);
    expect(await refusal(oauth.ops.rotateClientSecret({ clientId, graceSeconds: 0 }))).toBe('CLIENT_INVALID');
  });

  it('by the secret before until its time of grace is over', async () => {
    const { id: clientId, secret } = await oauth.register();
    const { clientSecret: second } = await oauth.ops.rotateClientSecret({ clientId, graceSeconds: 60 });
    expect(await proves({ clientId, clientSecret: secret, basic: true })).toBe(true);
    expect(await proves({ clientId, clientSecret: second, basic: true })).toBe(true);
    house.clock.advance(60_000);
    expect(await proves({ clientId, clientSecret: secret, basic: true })).toBe(false);
    const { clientSecret: third } = await oauth.ops.rotateClientSecret({ clientId, graceSeconds: 0 });
    expect(await proves({ clientId, clientSecret: second, basic: true })).toBe(false);
    expect(await proves({ clientId, clientSecret: third, basic: true })).toBe(true);
    expect(await refusal(oauth.ops.rotateClientSecret({ clientId, graceSeconds: 604_801 }))).toBe('CLIENT_INVALID');
  });

  it('by an assertion of its key, each once, for us alone and for minutes', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const rsa = await generateKeyPair('PS256');
    const stranger = await generateKeyPair('ES256');
    const keys = [
      { ...(await exportJWK(publicKey)), kid: 'one' },
      { ...(await exportJWK(rsa.publicKey)), kid: 'two' },
    ];
    const jwks = JSON.stringify({ keys });
    const { id } = await oauth.register({ tokenEndpointAuthMethod: 'private_key_jwt', jwks });
    const other = await oauth.register({ tokenEndpointAuthMethod: 'private_key_jwt', jwks });
    const now = () => Math.floor(house.clock.now().getTime() / 1000);
    const assert = (
      over: { [K in keyof JWTPayload]: JWTPayload[K] | undefined } = {},
      { key = privateKey, alg = 'ES256', kid = 'one' }: { key?: typeof privateKey; alg?: string; kid?: string } = {},
    ) =>
      new SignJWT({ iss: id, sub: id, aud: issuer, exp: now() + 300, jti: randomToken(), ...over } as JWTPayload)
        .setProtectedHeader({ alg, kid })
        .sign(key);

    const good = await assert();
    expect(await proves({ assertion: good, clientId: id })).toBe(true);
    expect(await proves({ assertion: good, clientId: id })).toBe(false);
    expect(await proves({ assertion: await assert() })).toBe(true);
    for (const aud of [`${issuer}/oauth2/token`, `${issuer}/csc/v1/oauth2/token`, [issuer]]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other: each is a line of the table
      expect(await proves({ assertion: await assert({ aud }) })).toBe(true);
    }
    const byRsa = { key: rsa.privateKey, kid: 'two' };
    expect(await proves({ assertion: await assert({}, { ...byRsa, alg: 'PS256' }) })).toBe(true);

    const twice = await assert({ jti: 'at-once' });
    const results = await Promise.all([proves({ assertion: twice }), proves({ assertion: twice })]);
    expect(results.filter(Boolean)).toEqual([true]);

    const bad: [string, Promise<string>][] = [
      ['another issuer', assert({ iss: other.id })],
      ['another subject', assert({ sub: other.id })],
      ['no end', assert({ exp: undefined })],
      ['its end behind it', assert({ exp: now() - 31 })],
      ['its end too far ahead', assert({ exp: now() + 331 })],
      ['its beginning ahead', assert({ nbf: now() + 60 })],
      ['no id', assert({ jti: undefined })],
      ['an empty id', assert({ jti: '' })],
      ['an id that no database takes', assert({ jti: 'a\u0000' })],
      ['no audience', assert({ aud: undefined })],
      ['another audience', assert({ aud: 'https://other.example.com' })],
      ['another audience beside ours', assert({ aud: [issuer, 'https://other.example.com'] })],
      ['an audience that begins like ours', assert({ aud: `${issuer}.example.com` })],
      ['a key of nobody', assert({}, { key: stranger.privateKey })],
      ['a key under the name of another', assert({}, { kid: 'two' })],
      ['an algorithm for nothing', assert().then((jwt) => `eyJhbGciOiJub25lIn0.${jwt.split('.')[1]}.`)],
      ['no form', Promise.resolve('not a token')],
    ];
    const accepted = await Promise.all(
      bad.map(async ([fault, assertion]) =>
        (await proves({ assertion: await assertion, clientId: id })) ? [fault] : [],
      ),
    );
    expect(accepted.flat()).toEqual([]);
    expect(await proves({ assertion: await assert(), clientId: other.id })).toBe(false);
    // One that could be used by name or by secret would not need its key.
    expect(await proves({ clientId: id })).toBe(false);
    expect(await proves({ clientId: id, clientSecret: randomToken(), basic: true })).toBe(false);
  });
});

describe('a code', () => {
  it('is redeemed once for what was granted, the handle of the signer included, which leaves the row', async () => {
    const { id, authentication } = await oauth.register();
    const end = new Date(house.clock.now().getTime() + 300_000);
    const of = { scope: 'credential', credentialId: 'crd_1', authorisationId: 'sad_1' } as const;
    const grant = await oauth.grant(id, { ...of, activationExpiresAt: end, expiresAt: end, signatures: 2 }, 'a handle');
    const granted = await oauth.redeem(authentication, grant);
    expect(granted).toMatchObject({
      id: grant.id,
      clientId: id,
      scope: 'credential',
      userId: alice.userId,
      sessionId: alice.sessionId,
      accountId: alice.accountId,
      refreshToken: '',
      accessExpiresAt: end,
      activation: { authorisationId: 'sad_1', handle: 'a handle', credentialId: 'crd_1', expiresAt: end },
    });
    const row = await house.db.selectFrom('oauthGrants').selectAll().where('id', '=', grant.id).executeTakeFirst();
    expect(row?.activation).toBeNull();
    await oauth.use({ id, grantId: grant.id, scope: 'credential' });

    expect(await refusal(oauth.redeem(authentication, grant))).toBe('OAUTH_INVALID_GRANT');
    expect(await oauth.endOf(grant.id)).toBe('code_used_twice');
    expect(await refusal(oauth.use({ id, grantId: grant.id, scope: 'credential' }))).toBe('GRANT_ENDED');
    expect(await house.toldOf(grant.id)).toEqual([
      [alice.accountId, `${grant.id}/1`, 'application_access.ended', grant.id],
    ]);
  });

  it('whose handle was put there from another grant gives nothing out, and ends what was granted', async () => {
    const { id, authentication } = await oauth.register();
    const end = new Date(house.clock.now().getTime() + 300_000);
    const of = { scope: 'credential', credentialId: 'crd_1', activationExpiresAt: end, expiresAt: end } as const;
    const [one, other] = [await oauth.grant(id, of, 'a handle'), await oauth.grant(id, of, 'another handle')];
    const moved = house.db.selectFrom('oauthGrants as from').select('from.activation').where('from.id', '=', other.id);
    await house.db.updateTable('oauthGrants').set({ activation: moved }).where('id', '=', one.id).execute();
    expect(await refusal(oauth.redeem(authentication, one))).toBe('OAUTH_INVALID_GRANT');
    expect(await oauth.endOf(one.id)).toBe('activation_broken');
  });

  it('that two redeem at once is good for one, and ends what was granted', async () => {
    const { id, authentication } = await oauth.register();
    const grant = await oauth.grant(id);
    const answers = await Promise.allSettled([
      oauth.redeem(authentication, grant),
      oauth.redeem(authentication, grant),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await oauth.endOf(grant.id)).toBe('code_used_twice');
  });

  it('is no use to another application, and stays good for its own', async () => {
    const { id, authentication } = await oauth.register();
    const thief = await oauth.register({ tokenEndpointAuthMethod: 'none' });
    const grant = await oauth.grant(id);
    expect(await refusal(oauth.redeem(thief.authentication, grant))).toBe('OAUTH_INVALID_CLIENT');
    expect(await refusal(oauth.redeem({ ...nobody, clientId: thief.id }, grant))).toBe('OAUTH_INVALID_GRANT');
    expect((await oauth.redeem(authentication, grant)).refreshToken).not.toBe('');
  });

  it.each([
    ['another verifier', { codeVerifier: randomToken() }],
    ['no verifier', { codeVerifier: '' }],
    ['another redirect URI', { redirectUri: `${redirectUri}/` }],
    ['no redirect URI where the request named one', { redirectUri: '' }],
    ['details where none were granted', { authorizationDetails: '[{"type":"credential"}]' }],
  ])('that is redeemed with %s is used up, and nothing is granted', async (_fault, over) => {
    const { id, authentication } = await oauth.register();
    const grant = await oauth.grant(id);
    expect(await refusal(oauth.redeem(authentication, grant, over))).toBe('OAUTH_INVALID_GRANT');
    expect(await oauth.endOf(grant.id)).toBe('redemption_refused');
    expect(await refusal(oauth.redeem(authentication, grant))).toBe('OAUTH_INVALID_GRANT');
  });

  it('takes the challenge itself for no verifier', async () => {
    const { id, authentication } = await oauth.register();
    const challenge = randomToken();
    const grant = await oauth.grant(id, { codeChallenge: challenge });
    expect(await refusal(oauth.redeem(authentication, { ...grant, verifier: challenge }))).toBe('OAUTH_INVALID_GRANT');
  });

  it('may leave the redirect URI out where the request did, and ask for no more than was granted', async () => {
    const { id, authentication } = await oauth.register();
    const details = {
      type: 'credential',
      documentDigests: [
        { hash: 'a', label: 'A' },
        { hash: 'b', label: 'B' },
      ],
    };
    const over = { redirectUriGiven: false, authorizationDetails: JSON.stringify([details]) };
    const less = { type: 'credential', documentDigests: [{ label: 'B', hash: 'b' }] };
    const more = { ...less, documentDigests: [{ hash: 'c' }] };
    const ask = async (wish: object) =>
      await oauth.redeem(authentication, await oauth.grant(id, over), {
        redirectUri: '',
        authorizationDetails: JSON.stringify([wish]),
      });
    expect((await ask(less)).authorizationDetails).toBe(over.authorizationDetails);
    expect(await refusal(ask(more))).toBe('OAUTH_INVALID_GRANT');
    expect(await refusal(ask({ ...less, numSignatures: 9 }))).toBe('OAUTH_INVALID_GRANT');
  });

  it('is over after its minute', async () => {
    const { id, authentication } = await oauth.register();
    const grant = await oauth.grant(id);
    house.clock.advance(60_000);
    expect(await refusal(oauth.redeem(authentication, grant))).toBe('OAUTH_INVALID_GRANT');
    expect(await oauth.endOf(grant.id)).toBe('redemption_refused');
  });

  it('is redeemed by the key that it is bound to, and binds where the application must', async () => {
    const { id, authentication } = await oauth.register({ requireDpop: true });
    const [key, other] = [randomToken(), randomToken()];
    const grant = await oauth.grant(id);
    expect(await refusal(oauth.redeem(authentication, grant))).toBe('OAUTH_INVALID_DPOP');
    const granted = await oauth.redeem(authentication, grant, { dpopThumbprint: key });
    expect(granted.dpopThumbprint).toBe(key);
    const { refreshToken } = granted;
    expect(await refusal(oauth.refresh(authentication, refreshToken))).toBe('OAUTH_INVALID_DPOP');
    expect(await refusal(oauth.refresh(authentication, refreshToken, { dpopThumbprint: other }))).toBe(
      'OAUTH_INVALID_DPOP',
    );
    expect((await oauth.refresh(authentication, refreshToken, { dpopThumbprint: key })).dpopThumbprint).toBe(key);
    const bound = await oauth.grant(id, { dpopThumbprint: key });
    expect(await refusal(oauth.redeem(authentication, bound, { dpopThumbprint: other }))).toBe('OAUTH_INVALID_GRANT');
  });
});

describe('a refresh token', () => {
  const refreshable = async () => {
    const { id, authentication } = await oauth.register();
    const grant = await oauth.grant(id);
    const { refreshToken } = await oauth.redeem(authentication, grant);
    return { id, authentication, grantId: grant.id, refreshToken };
  };

  it('is exchanged once; a second time ends the grant with the tokens that came of the first', async () => {
    const { id, authentication, grantId, refreshToken } = await refreshable();
    const next = await oauth.refresh(authentication, refreshToken, { scope: 'service' });
    expect(next.accessExpiresAt).toEqual(new Date(house.clock.now().getTime() + hourMs));
    expect(next.refreshToken).not.toBe(refreshToken);
    await oauth.use({ id, grantId });
    expect(await refusal(oauth.refresh(authentication, refreshToken))).toBe('OAUTH_INVALID_GRANT');
    expect(await oauth.endOf(grantId)).toBe('refresh_token_used_twice');
    expect(await refusal(oauth.refresh(authentication, next.refreshToken))).toBe('OAUTH_INVALID_GRANT');
    expect(await refusal(oauth.use({ id, grantId }))).toBe('GRANT_ENDED');
  });

  it('that two exchange at once is answered to one, and the grant ends', async () => {
    const { authentication, grantId, refreshToken } = await refreshable();
    const answers = await Promise.allSettled([
      oauth.refresh(authentication, refreshToken),
      oauth.refresh(authentication, refreshToken),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await oauth.endOf(grantId)).toBe('refresh_token_used_twice');
  });

  it('is no use to another application, and gives no other scope', async () => {
    const { authentication, grantId, refreshToken } = await refreshable();
    const thief = await oauth.register();
    expect(await refusal(oauth.refresh(thief.authentication, refreshToken))).toBe('OAUTH_INVALID_GRANT');
    expect(await refusal(oauth.refresh(authentication, refreshToken, { scope: 'credential' }))).toBe(
      'OAUTH_INVALID_SCOPE',
    );
    await oauth.revoke({ authentication: thief.authentication, refreshToken });
    expect(await oauth.endOf(grantId)).toBeNull();
    const last = await oauth.refresh(authentication, refreshToken);
    house.clock.advance(12 * hourMs);
    expect(await refusal(oauth.refresh(authentication, last.refreshToken))).toBe('OAUTH_INVALID_GRANT');
  });

  it('ends with the session in which the user granted, but not because that was idle', async () => {
    const { id, authentication, grantId, refreshToken } = await refreshable();
    house.outside.sessions.active = false;
    house.outside.sessions.endedReason = 'idle';
    const { refreshToken: next } = await oauth.refresh(authentication, refreshToken);
    await oauth.use({ id, grantId });
    house.outside.sessions.endedReason = 'logged_out';
    expect(await refusal(oauth.refresh(authentication, next))).toBe('OAUTH_INVALID_GRANT');
    house.outside.sessions.active = true;
    house.outside.sessions.endedReason = '';
    expect(await oauth.endOf(grantId)).toBe('session_ended');
    expect(await refusal(oauth.use({ id, grantId }))).toBe('GRANT_ENDED');
  });

  it('takes its grant along when the application ends it; an access token goes alone', async () => {
    const { id, authentication, grantId, refreshToken } = await refreshable();
    const thief = await oauth.register();
    const token = { grantId, tokenId: `tok_${id}` };
    await oauth.revoke({ authentication: thief.authentication, ...token });
    await oauth.use({ id, ...token });
    await oauth.revoke({ authentication, ...token });
    await oauth.revoke({ authentication, ...token });
    expect(await refusal(oauth.use({ id, ...token }))).toBe('GRANT_ENDED');
    await oauth.use({ id, grantId });
    await oauth.revoke({ authentication, refreshToken: randomToken() });
    await oauth.revoke({ authentication, refreshToken });
    expect(await oauth.endOf(grantId)).toBe('revoked_by_client');
    expect(await refusal(oauth.use({ id, grantId }))).toBe('GRANT_ENDED');
    expect(await refusal(oauth.revoke({ authentication: nobody, refreshToken }))).toBe('OAUTH_INVALID_CLIENT');
  });
});

describe('a grant', () => {
  it('is none for tokens that claim another application, user, scope or grant', async () => {
    const { id, authentication } = await oauth.register();
    const other = await oauth.register();
    const grant = await oauth.grant(id);
    await oauth.redeem(authentication, grant);
    const grantId = grant.id;
    await oauth.use({ id, grantId });
    expect(await refusal(oauth.use({ id: other.id, grantId }))).toBe('GRANT_ENDED');
    expect(await refusal(oauth.use({ id, grantId }, mallory.userId))).toBe('GRANT_ENDED');
    expect(await refusal(oauth.use({ id, grantId: 'ogr_unknown' }))).toBe('GRANT_ENDED');
    expect(await refusal(oauth.use({ id, grantId, scope: 'application' }))).toBe('CLIENT_NOT_PERMITTED');
    house.clock.advance(12 * hourMs);
    expect(await refusal(oauth.use({ id, grantId }))).toBe('GRANT_ENDED');
  });

  it('is seen and taken back by whoever gave it, and unknown to others and to applications', async () => {
    const { id, authentication } = await oauth.register({ name: 'Seen' });
    const unredeemed = await oauth.grant(id);
    house.clock.advance(60_000);
    const grant = await oauth.grant(id);
    await oauth.redeem(authentication, grant);
    await oauth.use({ id, grantId: grant.id });
    const mine = await house.as(alice);
    const { grants } = await house.oauth.listGrants({}, mine);
    expect(grants[0]).toMatchObject({ id: grant.id, clientId: id, clientName: 'Seen', lastUsedAt: house.clock.now() });
    expect(grants.map((each) => each.id)).not.toContain(unredeemed.id);
    expect((await house.oauth.listGrants({}, await house.as(mallory))).grants).toEqual([]);

    const grantId = grant.id;
    expect(await refusal(house.oauth.revokeGrant({ grantId }, await house.as(mallory)))).toBe('GRANT_NOT_FOUND');
    expect(await refusal(house.oauth.revokeGrant({ grantId: 'ogr_x' }, mine))).toBe('GRANT_NOT_FOUND');
    const application = await house.as({ ...alice, client: { id, scope: 'service', grantId } });
    expect(await refusal(house.oauth.revokeGrant({ grantId }, application))).toBe('CLIENT_NOT_PERMITTED');
    await house.oauth.revokeGrant({ grantId }, mine);
    await house.oauth.revokeGrant({ grantId }, mine);
    expect(await oauth.endOf(grantId)).toBe('taken_back');
    expect((await house.toldOf(grantId)).length).toBe(1);
    expect(await refusal(oauth.use({ id, grantId }))).toBe('GRANT_ENDED');
    expect((await house.oauth.listGrants({}, mine)).grants.map((each) => each.id)).not.toContain(grantId);

    const early = await oauth.grant(id);
    await house.oauth.revokeGrant({ grantId: early.id }, mine);
    expect(await refusal(oauth.redeem(authentication, early))).toBe('OAUTH_INVALID_GRANT');
    expect(await oauth.endOf(early.id)).toBe('taken_back');
  });

  it('without a user is for applications that are registered for it and keep a secret', async () => {
    const sealing = await oauth.register({ scopes: ['application'], redirectUris: [] });
    const grantTo = async (authentication: typeof nobody, scope = '') =>
      await house.oauth.grantToClient({ authentication, scope, dpopThumbprint: '' });
    const { grant } = await grantTo(sealing.authentication);
    const end = new Date(house.clock.now().getTime() + hourMs);
    expect(grant).toMatchObject({ scope: 'application', userId: '', sessionId: '', accessExpiresAt: end });
    expect((await grantTo(sealing.authentication, 'service')).grant?.scope).toBe('application');
    expect(await refusal(grantTo(sealing.authentication, 'credential'))).toBe('OAUTH_INVALID_SCOPE');
    const shop = await oauth.register();
    expect(await refusal(grantTo(shop.authentication))).toBe('OAUTH_UNAUTHORISED_CLIENT');
    const open = await oauth.register({ tokenEndpointAuthMethod: 'none' });
    expect(await refusal(grantTo({ ...nobody, clientId: open.id }))).toBe('OAUTH_UNAUTHORISED_CLIENT');
    await oauth.revoke({ authentication: sealing.authentication, grantId: grant?.id ?? '', tokenId: 'a' });
    expect(await oauth.endOf(grant?.id ?? '')).toBe('revoked_by_client');
  });

  it('is kept for ninety days after its end, then deleted with its tokens', async () => {
    const { id, authentication } = await oauth.register();
    const grant = await oauth.grant(id);
    await oauth.redeem(authentication, grant);
    const end = house.clock.now().getTime() + 12 * hourMs;
    const countOf = async () =>
      (await house.db.selectFrom('oauthRefreshTokens').where('grantId', '=', grant.id).select('grantId').execute())
        .length;
    await deleteLongOver(house.db, new Date(end + 90 * 24 * hourMs));
    expect([await oauth.endOf(grant.id), await countOf()]).toEqual([null, 1]);
    expect(await deleteLongOver(house.db, new Date(end + 90 * 24 * hourMs + 1))).toBeGreaterThan(0);
    expect([await oauth.endOf(grant.id), await countOf()]).toEqual([undefined, 0]);
  });
});
