import { createHash, randomBytes } from 'node:crypto';
import { readToken } from '../applicant.ts';
import { type Check, checksOf, expectError, expectObject, expectThat, NotOffered, textsOf } from '../check.ts';
import type { World } from '../world.ts';

type Fields = readonly (readonly [string, string])[];

const grantRefused = { status: 400, error: 'invalid_grant' } as const;
const malformed = { status: 400, error: 'invalid_request' } as const;
const clientRefused = { status: [400, 401], error: ['invalid_client', 'invalid_request'] } as const;
const service: Fields = [['scope', 'service']];

/** The fields without one of them, or with another value of it. */
const changed = (fields: Fields, name: string, value?: string): Fields => [
  ...fields.filter(([each]) => each !== name),
  ...(value === undefined ? [] : ([[name, value]] as const)),
];

/**
 * Where the authorisation endpoint leads at once, without asking anybody: undefined when it shows a page of its own. Never to
 * be followed by the suite.
 */
async function redirectOf(address: URL): Promise<{ status: number; location: URL | undefined }> {
  const response = await fetch(address, { redirect: 'manual', headers: { accept: 'text/html' } });
  const location = response.headers.get('location');
  await response.body?.cancel();
  return { status: response.status, location: location === null ? undefined : new URL(location, address) };
}

/** Throws unless the endpoint refuses without sending the browser to the application, or anywhere else. */
async function expectNoRedirect(world: World, address: URL): Promise<void> {
  const { status, location } = await redirectOf(address);
  const isOwn = location === undefined || location.origin === address.origin;
  expectThat(isOwn, `must not lead to ${location?.href ?? ''}`);
  expectThat(location !== undefined || status >= 400, `expected a refusal, got ${status}`);
  expectThat(!(location?.href.startsWith(world.settings.client.redirectUri) ?? false), 'must not lead back');
}

/** Throws unless the endpoint tells the application, with its state. */
async function expectRedirectedError(world: World, address: URL, error: string): Promise<void> {
  const { location } = await redirectOf(address);
  const back =
    location?.href.startsWith(world.settings.client.redirectUri) === true ? location.searchParams : undefined;
  expectThat(back !== undefined, `expected a redirect to the application, got ${location?.href ?? 'a page'}`);
  expectThat(back.get('error') === error, `expected error ${error}, got ${back.get('error') ?? 'none'}`);
  expectThat(back.get('code') === null, 'there must be no code beside an error');
}

/** The authorisation code, and the endpoints around it. */
export const oauthChecks: readonly Check[] = [
  ...checksOf('oauth2/authorize', [1, 2], {
    'lets a user let the application in, and says who answers (RFC 9207)': async (world) => {
      const { applicant, version } = world;
      const code = await applicant.obtainCode(version, service);
      expectThat(code.iss !== null, 'iss must name the server');
      const token = readToken(await applicant.ask(version, applicant.redemption(code)));
      expectThat(/^(Bearer|DPoP)$/i.test(token.tokenType), `token_type is ${token.tokenType}`);
      expectThat(Number.isInteger(token.answer['expires_in']), 'expires_in must be a number');
      const listed = await world.call('credentials/list', {}, { token: token.accessToken });
      textsOf(expectObject(listed), 'credentialIDs');
    },
    'tells the application that the user refused': async (world) => {
      const { applicant, version, settings } = world;
      if (settings.person.refuse === undefined) throw new NotOffered('nobody refuses here');
      const { fields, state } = applicant.prepare(service);
      const address = await applicant.pushedAddress(version, fields);
      const { searchParams } = await settings.person.refuse(address, applicant.client);
      expectThat(searchParams.get('error') === 'access_denied', 'error must be access_denied');
      expectThat(searchParams.get('state') === state, 'the state must come back as it was sent');
    },
    'never leads to a redirect URI that is not registered, not even in error': async (world) => {
      const { applicant, version, settings } = world;
      const { redirectUri } = settings.client;
      const { origin } = new URL(redirectUri);
      const others = [
        'https://attacker.example.net/',
        `${redirectUri}/`,
        `${redirectUri}?more=1`,
        `${redirectUri}#fragment`,
        `${redirectUri}%2f..`,
        redirectUri.replace('://', '://attacker@'),
        `${origin}.attacker.example.net/callback`,
        `javascript:alert(1)//${redirectUri}`,
        '//attacker.example.net/',
      ];
      for (const other of others) {
        const fields = changed(applicant.prepare(service).fields, 'redirect_uri', other);
        // oxlint-disable-next-line no-await-in-loop
        await expectNoRedirect(world, await applicant.address(version, fields));
      }
    },
    'leads nowhere for an unknown application': async (world) => {
      const { applicant, version } = world;
      const fields = changed(applicant.prepare(service).fields, 'client_id', 'nobody');
      await expectNoRedirect(world, await applicant.address(version, fields));
    },
    'refuses a request without PKCE, and PKCE that is plain': async (world) => {
      const { applicant, version } = world;
      const { fields } = applicant.prepare(service);
      const without = changed(changed(fields, 'code_challenge'), 'code_challenge_method');
      const plain = changed(fields, 'code_challenge_method', 'plain');
      const unnamed = changed(fields, 'code_challenge_method');
      for (const each of [without, plain, unnamed]) {
        // oxlint-disable-next-line no-await-in-loop
        await expectRedirectedError(world, await applicant.address(version, each), 'invalid_request');
      }
    },
    'refuses another response type, and a scope that there is not': async (world) => {
      const { applicant, version } = world;
      const { fields } = applicant.prepare(service);
      const token = await applicant.address(version, changed(fields, 'response_type', 'token'));
      await expectRedirectedError(world, token, 'unsupported_response_type');
      const scope = await applicant.address(version, changed(fields, 'scope', 'everything'));
      await expectRedirectedError(world, scope, 'invalid_scope');
    },
    'takes a pushed request once, and from its own application only (RFC 9126)': async (world) => {
      const { applicant, version } = world;
      const { fields } = applicant.prepare(service);
      const address = await applicant.pushedAddress(version, fields);
      const foreign = new URL(address);
      foreign.searchParams.set('client_id', 'nobody');
      await expectNoRedirect(world, foreign);
      await redirectOf(address);
      await expectNoRedirect(world, address);
      const invented = new URL(address);
      const uri = `urn:ietf:params:oauth:request_uri:${randomBytes(32).toString('base64url')}`;
      invented.searchParams.set('request_uri', uri);
      await expectNoRedirect(world, invented);
    },
  }),
  ...checksOf('oauth2/pushed_authorize', [1, 2], {
    'authenticates the application': async (world) => {
      const { applicant, version, settings } = world;
      const address = await applicant.endpoint(version, 'pushed_authorize');
      const { fields } = applicant.prepare(service);
      const wrong = `Basic ${Buffer.from(`${settings.client.clientId}:wrong`).toString('base64')}`;
      const options = { headers: { authorization: wrong } };
      expectError(await settings.server.form(address, fields, options), { status: 401, error: 'invalid_client' });
      expectError(await settings.server.form(address, changed(fields, 'client_id')), clientRefused);
    },
    'refuses a request URI within a request, and a parameter that comes twice': async (world) => {
      const { applicant, version } = world;
      const { fields } = applicant.prepare(service);
      const uri = ['request_uri', 'urn:ietf:params:oauth:request_uri:abc'] as const;
      expectError(await applicant.push(version, [...fields, uri]), malformed);
      expectError(await applicant.push(version, [...fields, ['scope', 'service']]), malformed);
    },
    'refuses hashes that no algorithm makes': async (world) => {
      const { applicant, version } = world;
      const { id } = await world.credential();
      const name = version === 1 ? 'hash' : 'hashes';
      const good = createHash('sha256').update('x').digest('base64url');
      const more = version === 1 ? [] : ([['hashAlgorithmOID', '2.16.840.1.101.3.4.2.1']] as const);
      for (const hashes of ['abc', `${good}=`, good.slice(2), `${good},`, `${good},${good}`]) {
        const parameters: Fields = [
          ['scope', 'credential'],
          ['credentialID', id],
          ['numSignatures', '1'],
          [name, hashes],
          ...more,
        ];
        // oxlint-disable-next-line no-await-in-loop
        expectError(await applicant.push(version, applicant.prepare(parameters).fields), malformed);
      }
    },
  }),
  ...checksOf('oauth2/token', [1, 2], {
    'redeems a code once; a second time ends what the first one gave': async (world) => {
      const { applicant, version } = world;
      const code = await applicant.obtainCode(version, service);
      const { accessToken: token } = readToken(await applicant.ask(version, applicant.redemption(code)));
      expectError(await applicant.ask(version, applicant.redemption(code)), grantRefused);
      const { status } = await world.call('credentials/list', {}, { token });
      expectThat(status === 401, `a token of a code that came twice must be dead, got ${status}`);
    },
    'redeems a code only with its verifier and redirect URI': async (world) => {
      const { applicant, version } = world;
      const other = randomBytes(32).toString('base64url');
      const code = await applicant.obtainCode(version, service);
      const right = applicant.redemption(code);
      expectError(await applicant.ask(version, changed(right, 'code_verifier', other)), grantRefused);
      const again = applicant.redemption(await applicant.obtainCode(version, service));
      const without = await applicant.ask(version, changed(again, 'code_verifier'));
      expectError(without, { status: 400, error: ['invalid_grant', 'invalid_request'] });
      const third = applicant.redemption(await applicant.obtainCode(version, service));
      const elsewhere = changed(third, 'redirect_uri', 'https://attacker.example.net/');
      expectError(await applicant.ask(version, elsewhere), grantRefused);
    },
    'refuses what is missing or unknown': async (world) => {
      const { applicant, version } = world;
      const right = applicant.redemption({ code: 'unknown', verifier: randomBytes(32).toString('base64url') });
      expectError(await applicant.ask(version, right), grantRefused);
      expectError(await applicant.ask(version, changed(right, 'code')), malformed);
      expectError(await applicant.ask(version, changed(right, 'grant_type')), malformed);
      const password = changed(right, 'grant_type', 'password');
      expectError(await applicant.ask(version, password), {
        status: 400,
        error: ['unsupported_grant_type', 'invalid_request'],
      });
      expectError(await applicant.ask(version, [['grant_type', 'refresh_token']]), malformed);
      const refresh: Fields = [
        ['grant_type', 'refresh_token'],
        ['refresh_token', 'unknown'],
      ];
      expectError(await applicant.ask(version, refresh), grantRefused);
    },
    'refuses an application that proves nothing, or something wrong': async (world) => {
      const { applicant, version, settings } = world;
      const right = applicant.redemption({ code: 'unknown', verifier: 'x'.repeat(43) });
      expectError(await applicant.ask(version, right, {}), clientRefused);
      const wrong = `Basic ${Buffer.from(`${settings.client.clientId}:wrong`).toString('base64')}`;
      const refused = { status: 401, error: 'invalid_client' };
      expectError(await applicant.ask(version, right, { authorization: wrong }), refused);
      const nobody = `Basic ${Buffer.from('nobody:wrong').toString('base64')}`;
      expectError(await applicant.ask(version, right, { authorization: nobody }), refused);
    },
    'exchanges a refresh token once; a second time ends the grant': async (world) => {
      const { applicant, version } = world;
      const { refreshToken } = await applicant.obtain(version, service);
      if (refreshToken === undefined) throw new NotOffered('there are no refresh tokens');
      const refresh: Fields = [
        ['grant_type', 'refresh_token'],
        ['refresh_token', refreshToken],
      ];
      const { accessToken: token } = readToken(await applicant.ask(version, refresh));
      expectObject(await world.call('credentials/list', {}, { token }));
      expectError(await applicant.ask(version, refresh), grantRefused);
      const { status } = await world.call('credentials/list', {}, { token });
      expectThat(status === 401, `a token of a grant that ended must be dead, got ${status}`);
    },
  }),
  ...checksOf('oauth2/revoke', [1, 2], {
    'ends an access token, and with a refresh token all that came from it': async (world) => {
      const { applicant, version, settings } = world;
      const revoke = await applicant.endpoint(version, 'revoke');
      const options = { headers: { authorization: applicant.basic } };
      const { accessToken, refreshToken } = await applicant.obtain(version, service);
      const end = async (token: string) => await settings.server.form(revoke, [['token', token]], options);
      expectThat([200, 204].includes((await end(accessToken)).status), 'expected 200 or 204');
      const { status } = await world.call('credentials/list', {}, { token: accessToken });
      expectThat(status === 401, `a token that was revoked must be dead, got ${status}`);
      if (refreshToken === undefined) return;
      expectThat([200, 204].includes((await end(refreshToken)).status), 'expected 200 or 204');
      const refresh: Fields = [
        ['grant_type', 'refresh_token'],
        ['refresh_token', refreshToken],
      ];
      expectError(await applicant.ask(version, refresh), grantRefused);
    },
    'takes an unknown token for one that is over, and refuses a missing one': async (world) => {
      const { applicant, version, settings } = world;
      const revoke = await applicant.endpoint(version, 'revoke');
      const options = { headers: { authorization: applicant.basic } };
      const { status } = await settings.server.form(revoke, [['token', 'unknown']], options);
      expectThat([200, 204].includes(status), `expected 200 or 204, got ${status}`);
      expectError(await settings.server.form(revoke, [], options), malformed);
      expectError(await settings.server.form(revoke, [['token', 'unknown']]), clientRefused);
    },
  }),
];
