import { DomainError, invalid, notFound, unauthenticated, unavailable } from '@countersign/errors';
import type { Grant } from '@countersign/proto/oauth';
import { testRedis } from '@countersign/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { calculateJwkThumbprint, decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { type Answers, startGateway, type TestGateway } from './gateway.ts';
import { anActivation, anApplicationGrant } from './oauth-samples.ts';

const publicUrl = 'https://sign.example.com';
const form = 'application/x-www-form-urlencoded';

let gateway: TestGateway;
/** What the service grants next, or refuses with. */
let granted: Partial<Grant> | Error = {};

const give = async () => {
  if (granted instanceof Error) throw granted;
  return { grant: anApplicationGrant(granted) };
};
const answers: Answers = {
  oauth: {
    pushAuthorisation: async () => {
      if (granted instanceof Error) throw granted;
      return { requestUri: 'urn:ietf:params:oauth:request_uri:one', expiresIn: 90 };
    },
    redeemAuthorisationCode: give,
    refreshGrant: give,
    grantToClient: give,
    revokeToken: async () => {
      if (granted instanceof Error) throw granted;
      return {};
    },
  },
};

beforeAll(async () => {
  gateway = await startGateway({ answers, config: { publicUrl } });
});
afterAll(() => gateway.close());
beforeEach(() => {
  granted = {};
  gateway.calls.length = 0;
});

type Fields = Record<string, string> | string;

async function post(url: string, fields: Fields, headers: Record<string, string> = {}, { app } = gateway) {
  return await app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': form, ...headers },
    payload: typeof fields === 'string' ? fields : new URLSearchParams(fields).toString(),
  });
}

type Response = Awaited<ReturnType<typeof post>>;

/** Status, and of the body what programs read. */
function outcomeOf(response: Response) {
  const { error, error_code: code } = response.json<{ error?: string; error_code?: string }>();
  return [response.statusCode, error, code];
}

const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});
const byPost = { client_id: 'cli_1', client_secret: 'secret' };
const authentication = { clientId: 'cli_1', clientSecret: 'secret', basic: false, assertion: '' };
const redeeming = { grant_type: 'authorization_code', code: 'code-1', code_verifier: 'verifier' };
const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

describe('a pushed request', () => {
  it.each([
    ['/oauth2/pushed_authorize', 2],
    ['/csc/v1/oauth2/pushed_authorize', 1],
  ])('is passed on in its order, without what proves the application: %s', async (url, cscVersion) => {
    const response = await post(url, { scope: 'credential', ...byPost, state: 'a b&c', lang: '', hashes: 'aa,bb' });
    expect(response.statusCode).toBe(201);
    expect(response.json()).toEqual({ request_uri: 'urn:ietf:params:oauth:request_uri:one', expires_in: 90 });
    expect(response.headers['cache-control']).toBe('no-store');
    expect(gateway.calls.map(({ name, request }) => [name, request])).toEqual([
      [
        'oauth.pushAuthorisation',
        {
          authentication,
          parameters: [
            { name: 'scope', value: 'credential' },
            { name: 'state', value: 'a b&c' },
            { name: 'hashes', value: 'aa,bb' },
          ],
          cscVersion,
          dpopThumbprint: '',
        },
      ],
    ]);
  });

  it('takes a thousand digests, and no more than a quarter of a mebibyte', async () => {
    const hashes = Array.from({ length: 1000 }, () => 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg').join(',');
    const details = JSON.stringify([
      { type: 'credential', documentDigests: hashes.split(',').map((hash) => ({ hash, label: 'Lease of May' })) },
    ]);
    expect((await post('/oauth2/pushed_authorize', { ...byPost, authorization_details: details })).statusCode).toBe(
      201,
    );
    const large = await post('/oauth2/pushed_authorize', { ...byPost, hashes: 'x'.repeat(256 * 1024) });
    expect(outcomeOf(large)).toEqual([413, 'invalid_request', 'BODY_TOO_LARGE']);
  });
});

describe('the authentication of an application', () => {
  const sent = () => (gateway.calls[0]?.request as { authentication: object } | undefined)?.authentication;

  it('is taken from the header, percent-decoded, or from the form', async () => {
    await post('/oauth2/token', { ...redeeming, client_id: 'cli:1' }, basic('cli%3A1', 's%2Bcr%25t%20+x'));
    expect(sent()).toEqual({ clientId: 'cli:1', clientSecret: 's+cr%t  x', basic: true, assertion: '' });
    gateway.calls.length = 0;
    await post('/oauth2/token', { ...redeeming, client_assertion: 'a.b.c', client_assertion_type: jwtBearer });
    expect(sent()).toEqual({ clientId: '', clientSecret: '', basic: false, assertion: 'a.b.c' });
    gateway.calls.length = 0;
    await post('/oauth2/token', { ...redeeming, client_id: 'cli_1' });
    expect(sent()).toEqual({ clientId: 'cli_1', clientSecret: '', basic: false, assertion: '' });
  });

  it.each<[string, Fields, Record<string, string>, unknown[]]>([
    ['nothing', redeeming, {}, [400, 'invalid_request', 'OAUTH_INVALID_REQUEST']],
    [
      'two ways',
      { ...redeeming, ...byPost },
      basic('cli_1', 'secret'),
      [400, 'invalid_request', 'OAUTH_INVALID_REQUEST'],
    ],
    [
      'a secret and an assertion',
      { ...redeeming, ...byPost, client_assertion: 'a.b.c', client_assertion_type: jwtBearer },
      {},
      [400, 'invalid_request', 'OAUTH_INVALID_REQUEST'],
    ],
    [
      'an assertion of another type',
      { ...redeeming, client_assertion: 'a.b.c', client_assertion_type: 'saml' },
      {},
      [400, 'invalid_request', 'OAUTH_INVALID_REQUEST'],
    ],
    [
      'a type without an assertion',
      { ...redeeming, client_id: 'cli_1', client_assertion_type: jwtBearer },
      {},
      [400, 'invalid_request', 'OAUTH_INVALID_REQUEST'],
    ],
    [
      'two names',
      { ...redeeming, client_id: 'cli_2' },
      basic('cli_1', 'secret'),
      [400, 'invalid_request', 'OAUTH_INVALID_REQUEST'],
    ],
    ['another scheme', redeeming, { authorization: 'Bearer x' }, [401, 'invalid_client', 'OAUTH_INVALID_CLIENT']],
    ['no base64', redeeming, { authorization: 'Basic ???' }, [400, 'invalid_request', 'OAUTH_INVALID_REQUEST']],
    ['no colon', redeeming, { authorization: 'Basic Y2xpXzE=' }, [400, 'invalid_request', 'OAUTH_INVALID_REQUEST']],
    ['no name', redeeming, basic('', 'secret'), [400, 'invalid_request', 'OAUTH_INVALID_REQUEST']],
    ['a broken escape', redeeming, basic('cli_1', '%zz'), [400, 'invalid_request', 'OAUTH_INVALID_REQUEST']],
    ['a NUL', redeeming, basic('cli_1', '%00'), [400, 'invalid_request', 'OAUTH_INVALID_REQUEST']],
  ])('is refused, and nobody called, with %s', async (_what, fields, headers, outcome) => {
    for (const url of ['/oauth2/token', '/oauth2/pushed_authorize', '/csc/v1/oauth2/revoke']) {
      // oxlint-disable-next-line no-await-in-loop
      expect(outcomeOf(await post(url, fields, headers))).toEqual(outcome);
    }
    expect(gateway.calls).toEqual([]);
  });

  it('is asked for by Basic when it fails', async () => {
    granted = unauthenticated('OAUTH_INVALID_CLIENT', 'the application did not prove who it is');
    for (const [url, fields] of [
      ['/oauth2/token', redeeming],
      ['/oauth2/pushed_authorize', {}],
      ['/oauth2/revoke', { token: 'x' }],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop
      const response = await post(url, { ...byPost, ...fields });
      expect(outcomeOf(response)).toEqual([401, 'invalid_client', 'OAUTH_INVALID_CLIENT']);
      expect(response.headers['www-authenticate']).toBe('Basic realm="countersign"');
      expect(response.json()).toEqual({
        error: 'invalid_client',
        error_description: 'the application did not prove who it is',
        error_code: 'OAUTH_INVALID_CLIENT',
      });
    }
  });
});

describe('the token endpoint', () => {
  it('redeems a code', async () => {
    granted = { refreshToken: 'refresh-1' };
    const fields = { ...redeeming, ...byPost, redirect_uri: 'https://app.example.com/cb', authorization_details: '[]' };
    const response = await post('/oauth2/token', fields);
    expect(response.statusCode).toBe(200);
    const { access_token: token, expires_in: seconds, ...rest } = response.json<Record<string, unknown>>();
    expect(rest).toEqual({ token_type: 'Bearer', refresh_token: 'refresh-1', scope: 'service' });
    expect(seconds).toBeGreaterThan(3590);
    expect(decodeJwt(String(token))).toMatchObject({
      aud: 'countersign-applications',
      client_id: 'cli_1',
      sub: 'usr_1',
    });
    expect(response.headers).toMatchObject({ 'cache-control': 'no-store', pragma: 'no-cache' });
    expect(response.headers['content-type']).toMatch(/^application\/json/);
    expect(gateway.calls.map(({ name, request }) => [name, request])).toEqual([
      [
        'oauth.redeemAuthorisationCode',
        {
          authentication,
          code: 'code-1',
          codeVerifier: 'verifier',
          redirectUri: 'https://app.example.com/cb',
          authorizationDetails: '[]',
          dpopThumbprint: '',
        },
      ],
    ]);
  });

  it('answers signature activation data as each version names it, and what was authorised', async () => {
    const documentDigests = [{ hash: 'AAA=' }, { hashes: ['AAE='] }];
    const asked = { type: 'credential', signatureQualifier: 'zz_private_aes', documentDigests };
    const authorizationDetails = JSON.stringify([asked]);
    granted = { scope: 'credential', activation: anActivation(), authorizationDetails };
    const second = await post('/oauth2/token', { ...redeeming, ...byPost });
    expect(second.json()).toMatchObject({
      token_type: 'Bearer',
      scope: 'credential',
      credentialID: 'crd_1',
      // Clients read from here which credential signs, and how often.
      authorization_details: [{ ...asked, credentialID: 'crd_1', numSignatures: 2 }],
    });
    expect(second.json()).not.toHaveProperty('refresh_token');
    granted = { ...granted, cscVersion: 1 };
    expect((await post('/csc/v1/oauth2/token', { ...redeeming, ...byPost })).json()).toMatchObject({
      token_type: 'SAD',
    });
    granted = { scope: 'service', cscVersion: 1 };
    expect((await post('/csc/v1/oauth2/token', { ...redeeming, ...byPost })).json()).toMatchObject({
      token_type: 'Bearer',
    });
  });

  it('exchanges a refresh token, and serves an application by itself', async () => {
    granted = { refreshToken: 'refresh-2' };
    const refreshed = await post('/oauth2/token', {
      ...byPost,
      grant_type: 'refresh_token',
      refresh_token: 'refresh-1',
    });
    expect(refreshed.json()).toMatchObject({ refresh_token: 'refresh-2' });
    granted = { scope: 'application', userId: '', sessionId: '' };
    const own = { ...byPost, grant_type: 'client_credentials' };
    const scopes = await Promise.all([post('/oauth2/token', own), post('/oauth2/token', { ...own, scope: 'service' })]);
    // As it was asked for (RFC 6749 3.3).
    expect(scopes.map((response) => response.json<{ scope: string }>().scope)).toEqual(['application', 'service']);
    expect(gateway.calls.map(({ name, request }) => [name, request])).toEqual([
      ['oauth.refreshGrant', { authentication, refreshToken: 'refresh-1', scope: '', dpopThumbprint: '' }],
      ['oauth.grantToClient', { authentication, scope: '', dpopThumbprint: '' }],
      ['oauth.grantToClient', { authentication, scope: 'service', dpopThumbprint: '' }],
    ]);
  });

  it.each<[string, Fields, unknown[]]>([
    ['no grant type', byPost, [400, 'invalid_request', 'OAUTH_INVALID_REQUEST']],
    ['an empty one', { ...byPost, grant_type: '' }, [400, 'invalid_request', 'OAUTH_INVALID_REQUEST']],
    [
      'another one',
      { ...byPost, grant_type: 'password' },
      [400, 'unsupported_grant_type', 'OAUTH_UNSUPPORTED_GRANT_TYPE'],
    ],
    [
      'one of objects',
      { ...byPost, grant_type: 'toString' },
      [400, 'unsupported_grant_type', 'OAUTH_UNSUPPORTED_GRANT_TYPE'],
    ],
    ['no code', { ...byPost, ...redeeming, code: '' }, [400, 'invalid_request', 'OAUTH_INVALID_REQUEST']],
    ['no verifier', { ...byPost, ...redeeming, code_verifier: '' }, [400, 'invalid_request', 'OAUTH_INVALID_REQUEST']],
    ['no refresh token', { ...byPost, grant_type: 'refresh_token' }, [400, 'invalid_request', 'OAUTH_INVALID_REQUEST']],
    [
      'a parameter twice',
      `${String(new URLSearchParams({ ...byPost, ...redeeming }))}&code=code-2`,
      [400, 'invalid_request', 'OAUTH_INVALID_REQUEST'],
    ],
    [
      'a parameter twice, once empty',
      `${String(new URLSearchParams({ ...byPost, ...redeeming }))}&code=`,
      [400, 'invalid_request', 'OAUTH_INVALID_REQUEST'],
    ],
    ['NUL', { ...byPost, ...redeeming, code: 'a\0b' }, [400, 'invalid_request', 'OAUTH_INVALID_REQUEST']],
    ['no form at all', '', [400, 'invalid_request', 'OAUTH_INVALID_REQUEST']],
    ['too much', { ...byPost, code: 'x'.repeat(70_000) }, [413, 'invalid_request', 'BODY_TOO_LARGE']],
  ])('refuses %s', async (_what, fields, outcome) => {
    const response = await post('/oauth2/token', fields);
    expect(outcomeOf(response)).toEqual(outcome);
    expect(response.headers).toMatchObject({ 'cache-control': 'no-store', 'content-type': 'application/json' });
    expect(gateway.calls).toEqual([]);
  });

  it('takes forms only, and says in its own words what the framework refuses', async () => {
    const json = await post('/oauth2/token', JSON.stringify({ ...byPost, ...redeeming }), {
      'content-type': 'application/json',
    });
    expect(outcomeOf(json)).toEqual([415, 'invalid_request', 'MEDIA_TYPE_UNSUPPORTED']);
    const charset = await post(
      '/oauth2/token',
      { ...byPost, ...redeeming },
      { 'content-type': `${form}; charset=UTF-8` },
    );
    expect(charset.statusCode).toBe(200);
  });

  it.each<[string, Error, number]>([
    ['invalid_grant', invalid('OAUTH_INVALID_GRANT', 'the code or token is not valid'), 400],
    ['invalid_grant', unauthenticated('GRANT_ENDED', 'over'), 400],
    ['invalid_scope', invalid('OAUTH_INVALID_SCOPE', 'no'), 400],
    ['unauthorized_client', invalid('OAUTH_UNAUTHORISED_CLIENT', 'no'), 400],
    ['invalid_dpop_proof', invalid('OAUTH_INVALID_DPOP', 'no'), 400],
    ['invalid_authorization_details', invalid('OAUTH_INVALID_AUTHORISATION_DETAILS', 'no'), 400],
    ['invalid_request', notFound('CREDENTIAL_NOT_FOUND', 'no'), 400],
    ['temporarily_unavailable', unavailable('SERVICE_UNAVAILABLE', 'no', { retryAfterSeconds: 2 }), 503],
    ['temporarily_unavailable', unavailable('DEADLINE_EXCEEDED', 'no', { retryAfterSeconds: 1 }), 504],
    ['server_error', new Error('a secret of ours'), 500],
  ])('tells a refusal of the service by its word: %s', async (word, refusal, status) => {
    granted = refusal;
    const response = await post('/oauth2/token', { ...byPost, ...redeeming });
    const reason = refusal instanceof DomainError ? refusal.reason : 'INTERNAL';
    expect(outcomeOf(response)).toEqual([status, word, reason]);
    expect(response.body).not.toContain('a secret of ours');
  });

  it('holds nothing in a description that RFC 6749 does not let stand there', async () => {
    granted = invalid('OAUTH_INVALID_SCOPE', 'the scope "ä\\b" is `none`');
    const response = await post('/oauth2/token', { ...byPost, ...redeeming });
    expect(response.json()).toMatchObject({ error_description: "the scope '??b' is 'none'" });
  });
});

describe('the end of a token', () => {
  const ended = () => gateway.calls.map(({ name, request }) => [name, request]);
  const nothing = { refreshToken: '', grantId: '', tokenId: '', authorisationId: '' };

  it('is asked for by what an access token says, or by a refresh token', async () => {
    granted = { scope: 'credential', activation: anActivation() };
    const { access_token: token } = (await post('/oauth2/token', { ...byPost, ...redeeming })).json<{
      access_token: string;
    }>();
    gateway.calls.length = 0;
    const hinted = { ...byPost, token_type_hint: 'whatever' };
    for (const url of ['/oauth2/revoke', '/csc/v1/oauth2/revoke']) {
      // oxlint-disable-next-line no-await-in-loop
      const response = await post(url, { ...hinted, token });
      expect([response.statusCode, response.body]).toEqual([204, '']);
    }
    expect((await post('/oauth2/revoke', { ...byPost, token: 'refresh-1' })).statusCode).toBe(204);
    const access = { ...nothing, grantId: 'ogr_1', tokenId: 'sad_1', authorisationId: 'sad_1' };
    expect(ended()).toEqual([
      ['oauth.revokeToken', { authentication, byToken: false, ...access }],
      ['oauth.revokeToken', { authentication, byToken: false, ...access }],
      ['oauth.revokeToken', { authentication, byToken: false, ...nothing, refreshToken: 'refresh-1' }],
    ]);
  });

  it("is not asked for by a forged access token, or by a user's own", async () => {
    const own = await gateway.tokenFor();
    const { privateKey } = await generateKeyPair('ES256');
    const forged = await new SignJWT({ ...decodeJwt(own), aud: 'countersign-applications', client_id: 'cli_1' })
      .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
      .sign(privateKey);
    for (const token of [own, forged]) {
      // oxlint-disable-next-line no-await-in-loop
      expect((await post('/oauth2/revoke', { ...byPost, token })).statusCode).toBe(204);
    }
    expect(ended().map(([, request]) => request)).toEqual(
      [own, forged].map((refreshToken) => ({ authentication, byToken: false, ...nothing, refreshToken })),
    );
  });

  it('needs a token', async () => {
    expect(outcomeOf(await post('/oauth2/revoke', byPost))).toEqual([400, 'invalid_request', 'OAUTH_INVALID_REQUEST']);
  });
});

describe('a proof of possession', () => {
  const prove = async (path: string, jti = crypto.randomUUID()) => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(publicKey);
    const proof = await new SignJWT({ jti, htm: 'POST', htu: `${publicUrl}${path}` })
      .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk })
      .setIssuedAt()
      .sign(privateKey);
    return { proof, thumbprint: await calculateJwkThumbprint(jwk) };
  };

  it('binds what is asked for with it, once', async () => {
    const { proof, thumbprint } = await prove('/oauth2/token');
    granted = { dpopThumbprint: thumbprint };
    const first = await post('/oauth2/token', { ...byPost, ...redeeming }, { dpop: proof });
    expect(first.json()).toMatchObject({ token_type: 'DPoP' });
    expect(decodeJwt(first.json<{ access_token: string }>().access_token)).toMatchObject({ cnf: { jkt: thumbprint } });
    expect(gateway.calls[0]?.request).toMatchObject({ dpopThumbprint: thumbprint });
    gateway.calls.length = 0;
    const again = await post('/oauth2/token', { ...byPost, ...redeeming }, { dpop: proof });
    expect(outcomeOf(again)).toEqual([400, 'invalid_dpop_proof', 'OAUTH_INVALID_DPOP']);
    expect(gateway.calls).toEqual([]);
  });

  it('goes with a pushed request, too, and only to its own address', async () => {
    const { proof, thumbprint } = await prove('/oauth2/pushed_authorize');
    const elsewhere = await post('/csc/v1/oauth2/pushed_authorize', byPost, { dpop: proof });
    expect(outcomeOf(elsewhere)).toEqual([400, 'invalid_dpop_proof', 'OAUTH_INVALID_DPOP']);
    expect((await post('/oauth2/pushed_authorize', byPost, { dpop: proof })).statusCode).toBe(201);
    expect(gateway.calls[0]?.request).toMatchObject({ dpopThumbprint: thumbprint });
  });

  it('waits while Redis cannot tell whether it is new; other requests do not', async () => {
    const redis = new Redis(testRedis().url, { lazyConnect: true });
    redis.disconnect();
    const apart = await startGateway({ answers, config: { publicUrl }, redis });
    const { proof } = await prove('/oauth2/token');
    const response = await post('/oauth2/token', { ...byPost, ...redeeming }, { dpop: proof }, apart);
    expect(outcomeOf(response)).toEqual([503, 'temporarily_unavailable', 'SERVICE_UNAVAILABLE']);
    expect(response.headers['retry-after']).toBe('2');
    expect((await post('/oauth2/token', { ...byPost, ...redeeming }, {}, apart)).statusCode).toBe(200);
    await apart.close();
  });
});

describe('the limit of requests', () => {
  it('is told in the words of these endpoints', async () => {
    const limited = await startGateway({ answers, config: { publicUrl, requestsPerMinute: 2 } });
    const ask = () => post('/oauth2/token', { ...byPost, ...redeeming }, {}, limited);
    const responses = await Promise.all([ask(), ask(), ask()]);
    const refused = responses.find(({ statusCode }) => statusCode === 429);
    expect(refused === undefined ? undefined : outcomeOf(refused)).toEqual([
      429,
      'temporarily_unavailable',
      'RATE_LIMITED',
    ]);
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
    await limited.close();
  });
});

describe('the metadata of the authorisation server', () => {
  it('says what is offered, and where', async () => {
    const response = await gateway.app.inject('/.well-known/oauth-authorization-server');
    expect(response.statusCode).toBe(200);
    expect(response.headers['cache-control']).toBe('public, max-age=300');
    const metadata = response.json<Record<string, unknown>>();
    expect(metadata).toMatchObject({
      issuer: publicUrl,
      authorization_endpoint: `${publicUrl}/oauth2/authorize`,
      token_endpoint: `${publicUrl}/oauth2/token`,
      pushed_authorization_request_endpoint: `${publicUrl}/oauth2/pushed_authorize`,
      revocation_endpoint: `${publicUrl}/oauth2/revoke`,
      jwks_uri: `${publicUrl}/.well-known/jwks.json`,
      response_types_supported: ['code'],
      grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
      code_challenge_methods_supported: ['S256'],
      require_pushed_authorization_requests: false,
      authorization_response_iss_parameter_supported: true,
      dpop_signing_alg_values_supported: ['ES256', 'RS256', 'PS256', 'EdDSA'],
    });
    expect(metadata['token_endpoint_auth_methods_supported']).toContain('private_key_jwt');
    expect(metadata['scopes_supported']).toContain('credential');
    // Every endpoint that takes forms is there.
    const endpoints = ['token_endpoint', 'pushed_authorization_request_endpoint', 'revocation_endpoint'];
    for (const name of endpoints) {
      const { pathname } = new URL(String(metadata[name]));
      // oxlint-disable-next-line no-await-in-loop
      expect((await post(pathname, '')).statusCode).toBe(400);
    }
  });
});
