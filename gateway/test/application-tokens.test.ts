import { createHash } from 'node:crypto';
import { clientScopes, newContext } from '@countersign/grpc';
import type { Grant } from '@countersign/proto/oauth';
import { systemClock } from '@countersign/runtime';
import { describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint, decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createApplicationTokens } from '../src/oauth/application-token.ts';
import { createProofVerifier } from '../src/oauth/dpop.ts';
import { type ApplicationAccessClaims, readTokenKeys } from '../src/tokens.ts';
import { anActivation, anApplicationGrant, inSeconds } from './oauth-samples.ts';

const publicUrl = 'https://sign.example.com';

async function newKeys() {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return await readTokenKeys(JSON.stringify({ keys: [{ ...(await exportJWK(privateKey)), kid: 'k1' }] }));
}

const keys = await newKeys();
const makerWith = (tokenKeys: typeof keys) =>
  createApplicationTokens({
    keys: tokenKeys,
    clock: systemClock,
    proofs: createProofVerifier({ store: { takeOnce: async () => true }, clock: systemClock, publicUrl }),
  });
const tokens = makerWith(keys);

const requestWith = (headers: Record<string, string>) => ({
  headers,
  method: 'POST',
  url: '/csc/v2/credentials/list',
  call: newContext({ requestId: 'request-1' }),
});
const bearing = (token: string) => requestWith({ authorization: `Bearer ${token}` });
const issued = async (changes: Partial<Grant> = {}) => (await tokens.issue(anApplicationGrant(changes))).accessToken;
const scopes = clientScopes;

describe('an access token of an application', () => {
  it('says who let it do what', async () => {
    const { accessToken, tokenType, expiresIn } = await tokens.issue(anApplicationGrant());
    expect({ tokenType, expiresIn }).toEqual({ tokenType: 'Bearer', expiresIn: expect.any(Number) });
    expect(expiresIn).toBeGreaterThan(3590);
    expect(expiresIn).toBeLessThanOrEqual(3600);
    expect(decodeJwt(accessToken)).toEqual({
      iss: 'countersign',
      aud: 'countersign-applications',
      sub: 'usr_1',
      sid: 'ses_1',
      client_id: 'cli_1',
      scope: 'service',
      grant_id: 'ogr_1',
      jti: expect.stringMatching(/^tok_/),
      acr: 'urn:countersign:aal2',
      amr: ['pwd', 'otp', 'mfa'],
      auth_time: Date.parse('2026-11-22T11:00:00Z') / 1000,
      account: 'acc_1',
      locale: 'fr',
      iat: expect.any(Number),
      exp: expect.any(Number),
    });
  });

  it('carries the activation when it is for signatures, and the key that it is bound to', async () => {
    const grant = anApplicationGrant({ scope: 'credential', activation: anActivation(), dpopThumbprint: 'thumbprint' });
    const { accessToken, tokenType } = await tokens.issue(grant);
    expect(tokenType).toBe('DPoP');
    expect(decodeJwt(accessToken)).toMatchObject({
      scope: 'credential',
      jti: 'sad_1',
      authorisation_id: 'sad_1',
      credential_id: 'crd_1',
      sad: 'handle-1',
      cnf: { jkt: 'thumbprint' },
    });
  });

  it('speaks for the application itself, at the lowest assurance, where there is no user', async () => {
    const own = { scope: 'application', userId: '', sessionId: '', acr: '', amr: [], accountId: '', language: '' };
    const claims = decodeJwt(await issued({ ...own, authenticatedAt: undefined }));
    expect(claims).toMatchObject({
      sub: 'cli_1',
      sid: 'ogr_1',
      acr: 'urn:countersign:aal1',
      amr: [],
      scope: 'application',
    });
    expect(claims).not.toHaveProperty('account');
  });

  it('names the credential that may be deleted', async () => {
    const claims = decodeJwt(await issued({ scope: 'credential-deletion', credentialId: 'crd_7' }));
    expect(claims).toMatchObject({ scope: 'credential-deletion', credential_id: 'crd_7' });
    expect(claims).not.toHaveProperty('sad');
  });
});

describe('a request with the token of an application', () => {
  it('passes, and its calls carry the token', async () => {
    const token = await issued();
    const request = bearing(token);
    const found = await tokens.require(request, { scopes: ['service'] });
    expect(found).toMatchObject({ token, claims: { client_id: 'cli_1', sub: 'usr_1' } });
    expect(request.call).toMatchObject({
      actorToken: token,
      actor: { userId: 'usr_1', client: { id: 'cli_1', scope: 'service', grantId: 'ogr_1' } },
    });
  });

  it('is refused for what is wrong, and then its calls carry nothing', async () => {
    const userToken = await keys.sign(
      { sub: 'usr_1', sid: 'ses_1', acr: 'urn:countersign:aal2', amr: ['mfa'], scope: 'full', auth_time: 1 },
      { issuedAt: new Date(), expiresInSeconds: 300 },
    );
    const foreign = (await makerWith(await newKeys()).issue(anApplicationGrant())).accessToken;
    const expired = await keys.signForApplication(decodeJwt<ApplicationAccessClaims>(await issued()), {
      issuedAt: inSeconds(-600),
      expiresInSeconds: 300,
    });
    const bound = await issued({ dpopThumbprint: 'thumbprint' });
    const good = await issued();
    const cases: readonly (readonly [string | undefined, string])[] = [
      [undefined, 'AUTHENTICATION_REQUIRED'],
      ['', 'BEARER_MALFORMED'],
      ['Bearer', 'BEARER_MALFORMED'],
      [`Basic ${good}`, 'BEARER_MALFORMED'],
      [`Bearer ${good} x`, 'BEARER_MALFORMED'],
      ['Bearer x', 'TOKEN_INVALID'],
      [`Bearer ${good.slice(0, -4)}AAAA`, 'TOKEN_INVALID'],
      [`Bearer ${foreign}`, 'TOKEN_INVALID'],
      [`Bearer ${userToken}`, 'TOKEN_INVALID'],
      [`Bearer ${expired}`, 'TOKEN_EXPIRED'],
      // Neither a downgrade nor a proof that nobody asked for.
      [`Bearer ${bound}`, 'TOKEN_INVALID'],
      [`DPoP ${good}`, 'TOKEN_INVALID'],
      [`DPoP ${bound}`, 'OAUTH_INVALID_DPOP'],
      [`Bearer ${await issued({ scope: 'application' })}`, 'CLIENT_NOT_PERMITTED'],
    ];
    for (const [authorization, reason] of cases) {
      const request = requestWith(authorization === undefined ? {} : { authorization });
      // oxlint-disable-next-line no-await-in-loop
      await expect(tokens.require(request, { scopes: ['service'] })).rejects.toMatchObject({ reason });
      expect(request.call.actorToken).toBeUndefined();
    }
  });

  it('proves the key of a token that is bound', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(publicKey);
    const prove = (token: string) =>
      new SignJWT({
        jti: 'proof-1',
        htm: 'POST',
        htu: `${publicUrl}/csc/v2/credentials/list`,
        ath: createHash('sha256').update(token).digest('base64url'),
      })
        .setIssuedAt()
        .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk })
        .sign(privateKey);
    const token = await issued({ dpopThumbprint: await calculateJwkThumbprint(jwk) });
    const request = requestWith({ authorization: `DPoP ${token}`, dpop: await prove(token) });
    await expect(tokens.require(request, { scopes })).resolves.toMatchObject({ token });
    const stolen = await issued({ dpopThumbprint: 'another' });
    const other = requestWith({ authorization: `DPoP ${stolen}`, dpop: await prove(stolen) });
    await expect(tokens.require(other, { scopes })).rejects.toMatchObject({ reason: 'OAUTH_INVALID_DPOP' });
  });
});

describe('signature activation data', () => {
  const bearer = async (changes: Partial<Grant> = {}) =>
    await tokens.require(bearing(await issued(changes)), { scopes });

  it('is made for the user and grant of the token that asked, and read beside it', async () => {
    const asking = await bearer();
    const { sad, expiresIn } = await tokens.issueActivation(asking, anActivation());
    expect(expiresIn).toBeGreaterThan(290);
    expect(expiresIn).toBeLessThanOrEqual(300);
    const {
      exp: _end,
      iat: _start,
      jti: _id,
      scope: _scope,
      ...kept
    } = asking.claims as typeof asking.claims & { iat: number };
    expect(decodeJwt(sad)).toMatchObject({
      ...kept,
      scope: 'credential',
      jti: 'sad_1',
      authorisation_id: 'sad_1',
      credential_id: 'crd_1',
      sad: 'handle-1',
    });
    const found = await tokens.read(sad, asking);
    expect(found.claims).toMatchObject({ sub: 'usr_1', client_id: 'cli_1', sad: 'handle-1' });
    const request = bearing(asking.token);
    await tokens.carry(request, found);
    expect(request.call).toMatchObject({
      actorToken: sad,
      actor: { client: { scope: 'credential', authorisationId: 'sad_1', credentialId: 'crd_1' } },
    });
  });

  it('serves an application without a user, as long as it is its own', async () => {
    const { sad } = await tokens.issueActivation(await bearer(), anActivation());
    const own = await bearer({ scope: 'application', userId: '', sessionId: '' });
    await expect(tokens.read(sad, own)).resolves.toMatchObject({ claims: { sub: 'usr_1' } });
    const others = await bearer({ scope: 'application', userId: '', sessionId: '', clientId: 'cli_2' });
    await expect(tokens.read(sad, others)).rejects.toMatchObject({ reason: 'ACTIVATION_INVALID' });
  });

  it('is refused when it is another token, bound to a key that was not proved, altered, or over', async () => {
    const asking = await bearer();
    const bound = await issued({ scope: 'credential', activation: anActivation(), dpopThumbprint: 'thumbprint' });
    const { sad } = await tokens.issueActivation(asking, anActivation());
    for (const wrong of [asking.token, bound, `${sad}x`, '', 'handle-1']) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(tokens.read(wrong, asking)).rejects.toMatchObject({ reason: 'ACTIVATION_INVALID' });
    }
    const over = await tokens.issueActivation(asking, anActivation({ expiresAt: inSeconds(-5) }));
    await expect(tokens.read(over.sad, asking)).rejects.toMatchObject({ reason: 'ACTIVATION_EXPIRED' });
    expect(over.expiresIn).toBe(0);
  });
});
