import { createTestTrust, type TestClient, type TestTrust } from '@countersign/testing';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import {
  applicationAudience,
  type CallContext,
  type ClientScope,
  clientScopes,
  createActorVerifier,
  newContext,
  requireActor,
  requireCompleteLogin,
  requireMember,
  requireRecentAuthentication,
  requireSecondFactor,
  requireStaff,
  tokenIssuer,
} from '../src/index.ts';

let trust: TestTrust;
beforeAll(async () => {
  trust = await createTestTrust();
});

const user = { userId: 'usr_1', accountId: 'acc_1' };
const tokenOf = (client: TestClient) => trust.tokenFor({ ...user, client });
const contextOf = async (scope: ClientScope, over: { acr?: string } = {}): Promise<CallContext> => {
  const token = await trust.tokenFor({ ...user, ...over, client: { id: 'cli_shop', scope } });
  return newContext({ actor: await createActorVerifier(trust.jwks)(token) });
};
const invalid = expect.objectContaining({ kind: 'unauthenticated', reason: 'TOKEN_INVALID' });
const refused = expect.objectContaining({ kind: 'forbidden', reason: 'CLIENT_NOT_PERMITTED' });

describe('the token of an application', () => {
  it('says which application acts for whom, by which grant, and never as staff or by a role', async () => {
    const [credentialId, authorisationId] = ['crd_1', 'sad_1'];
    const ids = { id: 'cli_shop', grantId: 'gnt_1', tokenId: 'tok_1', credentialId, authorisationId };
    const verify = createActorVerifier(trust.jwks);
    expect(await verify(await tokenOf({ ...ids, scope: 'credential', sad: 'secret' }))).toMatchObject({
      userId: 'usr_1',
      sessionId: 'ses_test',
      accountId: 'acc_1',
      roles: [],
      staffRoles: [],
      scope: 'full',
      client: { ...ids, scope: 'credential' },
    });
    expect((await verify(await trust.tokenFor(user))).client).toBeUndefined();
  });

  it('is none where only those of users are taken, and one of a user is none of an application', async () => {
    const verify = createActorVerifier(trust.jwks, { applications: false });
    await expect(verify(await tokenOf({ id: 'cli_shop', scope: 'service' }))).rejects.toEqual(invalid);
    expect(await verify(await trust.tokenFor(user))).toMatchObject({ userId: 'usr_1' });
  });

  it('is refused with an unknown scope, with a claim missing, and where it is for both audiences', async () => {
    const verify = createActorVerifier(trust.jwks);
    const claims = { id: 'cli_shop', scope: 'service' } as const;
    const faulty: { [K in keyof TestClient]?: unknown }[] = [
      { scope: 'full' },
      { scope: 'service credential' },
      { scope: 'toString' },
      { id: '' },
      { grantId: '' },
      { tokenId: '' },
    ];
    for (const fault of faulty) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(verify(await tokenOf({ ...claims, ...fault } as TestClient))).rejects.toEqual(invalid);
    }
  });

  it('is for applications alone, and a user’s for users alone: neither is taken that claims both, or another scope', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const verify = createActorVerifier({ keys: [{ ...(await exportJWK(publicKey)), kid: 'own' }] });
    const common = { sid: 'ses_1', acr: 'urn:countersign:aal2', amr: ['pwd', 'mfa'], client_id: 'cli_shop' };
    const sign = (audience: string | string[], scope: string) =>
      new SignJWT({ ...common, grant_id: 'gnt_1', jti: 'tok_1', scope })
        .setProtectedHeader({ alg: 'ES256', kid: 'own' })
        .setIssuer(tokenIssuer)
        .setSubject('usr_1')
        .setAudience(audience)
        .setExpirationTime('5m')
        .sign(privateKey);
    expect((await verify(await sign(applicationAudience, 'service'))).client?.scope).toBe('service');
    expect((await verify(await sign(tokenIssuer, 'full'))).client).toBeUndefined();
    for (const [audience, scope] of [
      [[tokenIssuer, applicationAudience], 'service'],
      [[tokenIssuer, applicationAudience], 'full'],
      [applicationAudience, 'full'],
      [tokenIssuer, 'service'],
      [tokenIssuer, 'application'],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(verify(await sign([audience].flat(), scope))).rejects.toEqual(invalid);
    }
  });

  it('opens nothing that does not name its scope', async () => {
    const recent = { withinMs: 60_000, at: new Date() };
    const doors: ((context: CallContext, scopes?: readonly ClientScope[]) => unknown)[] = [
      (context, scopes) => requireActor(context, { ...(scopes && { scopes }) }),
      (context, scopes) => requireActor(context, { allowSetUp: true, ...(scopes && { scopes }) }),
      (context, scopes) => requireSecondFactor(context, { ...(scopes && { scopes }) }),
      (context, scopes) => requireRecentAuthentication(context, { ...recent, ...(scopes && { scopes }) }),
      (context, scopes) => requireMember(context, 'acc_1', { ...(scopes && { scopes }) }),
    ];
    for (const scope of clientScopes) {
      // oxlint-disable-next-line no-await-in-loop
      const context = await contextOf(scope);
      const others = clientScopes.filter((other) => other !== scope);
      for (const door of doors) {
        expect(() => door(context)).toThrow(refused);
        expect(() => door(context, [])).toThrow(refused);
        expect(() => door(context, others)).toThrow(refused);
        expect(door(context, [scope])).toMatchObject({ client: { id: 'cli_shop', scope } });
      }
      expect(() => requireCompleteLogin(context)).toThrow(refused);
      expect(() => requireStaff(context, 'security_officer')).toThrow(refused);
    }
  });

  it('is worth no more than the login that it comes from', async () => {
    const weak = await contextOf('service', { acr: 'urn:countersign:aal1' });
    expect(() => requireSecondFactor(weak, { scopes: ['service'] })).toThrow(
      expect.objectContaining({ reason: 'INSUFFICIENT_USER_AUTHENTICATION' }),
    );
    expect(() => requireMember(weak, 'acc_2', { scopes: ['service'] })).toThrow(
      expect.objectContaining({ reason: 'ACCOUNT_NOT_FOUND' }),
    );
  });
});
