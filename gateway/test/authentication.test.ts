import { createHmac, createPublicKey, randomUUID } from 'node:crypto';
import { tokenIssuer } from '@countersign/grpc';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTHeaderParameters, SignJWT } from 'jose';
import { startGateway, type TestGateway } from './gateway.ts';
import { allAnswers } from './route-cases/route-table.ts';

let gateway: TestGateway;
let token: string;

beforeAll(async () => {
  gateway = await startGateway({ answers: allAnswers() });
  token = await gateway.tokenFor();
});
afterAll(() => gateway.close());

const account = (authorization: string) => gateway.app.inject({ url: '/v1/account', headers: { authorization } });
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const parts = () => token.split('.') as [string, string, string];

const claims = { sid: 'ses_1', acr: 'urn:countersign:aal2', amr: ['pwd', 'otp'], scope: 'full', account: 'acc_1' };

async function signedBy(
  key: CryptoKey,
  over: { issuer?: string; audience?: string; header?: Partial<JWTHeaderParameters>; expiresAt?: number } = {},
): Promise<string> {
  return await new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', kid: 'k1', ...over.header })
    .setSubject('usr_1')
    .setIssuer(over.issuer ?? tokenIssuer)
    .setAudience(over.audience ?? tokenIssuer)
    .setIssuedAt()
    .setExpirationTime(over.expiresAt ?? Math.floor(Date.now() / 1000) + 300)
    .sign(key);
}

/** Signs with the gateway's own key, as nobody but the gateway can: to see what else is checked. */
const ownly = (over: Parameters<typeof gateway.tokenKeys.sign>[1] & { claims?: object }) =>
  gateway.tokenKeys.sign({ sub: 'usr_1', ...claims, scope: 'full', auth_time: 0, ...over.claims }, over);

const forgeries: [string, () => Promise<string> | string][] = [
  ['with algorithm none', () => `${part({ alg: 'none', kid: 'k1' })}.${parts()[1]}.`],
  ['with algorithm none and the old signature', () => `${part({ alg: 'none' })}.${parts()[1]}.${parts()[2]}`],
  [
    'signed by HMAC with the public key as its secret',
    async () => {
      const pem = createPublicKey({ key: { ...(await exportJWK(gateway.publicKey)) }, format: 'jwk' }).export({
        type: 'spki',
        format: 'pem',
      });
      const signed = `${part({ alg: 'HS256', kid: 'k1' })}.${parts()[1]}`;
      return `${signed}.${createHmac('sha256', pem).update(signed).digest('base64url')}`;
    },
  ],
  ["signed by somebody else's key", async () => signedBy((await generateKeyPair('ES256')).privateKey)],
  [
    'signed with an algorithm that we do not use',
    async () => signedBy((await generateKeyPair('ES384')).privateKey, { header: { alg: 'ES384' } }),
  ],
  ['with an unknown key id', () => `${part({ alg: 'ES256', kid: 'k2' })}.${parts()[1]}.${parts()[2]}`],
  ['with a truncated signature', () => token.slice(0, -10)],
  ['with a signature in DER', () => `${parts()[0]}.${parts()[1]}.${Buffer.alloc(70, 0x30).toString('base64url')}`],
  [
    'with altered claims',
    () => {
      const own = JSON.parse(Buffer.from(parts()[1], 'base64url').toString()) as object;
      return `${parts()[0]}.${part({ ...own, account: 'acc_2' })}.${parts()[2]}`;
    },
  ],
  ['that is expired', () => ownly({ issuedAt: new Date(Date.now() - 3_600_000), expiresInSeconds: 300 })],
  ['without a session', () => ownly({ issuedAt: new Date(), expiresInSeconds: 300, claims: { sid: undefined } })],
  ['with only two parts', () => `${parts()[0]}.${parts()[1]}`],
  ['that is a word', () => 'garbage'],
  ['that is a random id', () => randomUUID()],
  [
    'with a key of its own in the header',
    async () => {
      const { privateKey, publicKey } = await generateKeyPair('ES256');
      return signedBy(privateKey, { header: { jwk: await exportJWK(publicKey) } });
    },
  ],
];

describe('a token', () => {
  it('of our own is taken', async () => {
    expect((await account(`Bearer ${token}`)).statusCode).toBe(200);
  });

  it.each(forgeries)('%s is refused with 401', async (_name, forge) => {
    const response = await account(`Bearer ${await forge()}`);
    expect(response.statusCode).toBe(401);
    expect(response.json()).toMatchObject({ code: 'TOKEN_INVALID', status: 401 });
    expect(response.headers['www-authenticate']).toBe('Bearer realm="countersign", error="invalid_token"');
  });

  it.each(['', 'Bearer', 'Bearer ', 'Basic dXNlcjpwYXNz', 'Bearer a b', 'Bearer "x"', 'bearer\t'])(
    'that is not there in `%s` is refused with 401',
    async (header) => {
      const response = await account(header);
      expect(response.statusCode).toBe(401);
      expect(response.json()).toMatchObject({ status: 401 });
    },
  );

  it('for another issuer or audience is refused, even under our own key', async () => {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const { readTokenKeys } = await import('../src/tokens.ts');
    const { createActorVerifier } = await import('@countersign/grpc');
    const keys = await readTokenKeys(JSON.stringify({ keys: [{ ...(await exportJWK(privateKey)), kid: 'k1' }] }));
    const verify = createActorVerifier(keys.jwks);
    await expect(verify(await signedBy(privateKey))).resolves.toMatchObject({ userId: 'usr_1' });
    for (const over of [{ issuer: 'somebody' }, { audience: 'somebody' }]) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(verify(await signedBy(privateKey, over))).rejects.toMatchObject({ reason: 'TOKEN_INVALID' });
    }
  });

  it('of a signed-in user reaches activation, and an invalid one there is not ignored', async () => {
    const payload = { token: 'activation-token' };
    const send = (authorization: string) =>
      gateway.app.inject({ method: 'POST', url: '/v1/activations', headers: { authorization }, payload });
    gateway.calls.length = 0;
    expect((await send(`Bearer ${token}`)).statusCode).toBe(201);
    expect(gateway.calls[0]).toMatchObject({
      name: 'enrollment.activate',
      context: { actorToken: token, actor: { userId: 'usr_1' } },
    });
    expect((await send('Bearer garbage')).statusCode).toBe(401);
  });
});

describe('the account of a token', () => {
  it('is needed where the route is about it, and answers like an unknown one', async () => {
    const staff = await gateway.tokenFor({ account: undefined } as never);
    for (const [method, url] of [
      ['GET', '/v1/account'],
      ['GET', '/v1/inventory'],
      ['POST', '/v1/credentials'],
    ] as const) {
      const headers = { authorization: `Bearer ${staff}`, 'idempotency-key': 'attempt-1' };
      // oxlint-disable-next-line no-await-in-loop
      const response = await gateway.app.inject({ method, url, headers });
      expect(response.statusCode).toBe(404);
      expect(response.json()).toMatchObject({ code: 'ACCOUNT_NOT_FOUND' });
    }
  });
});

it('every route of the gateway is either declared public or answers 401 without a token', async () => {
  const open = new Set<string>();
  const closed = new Set<string>();
  const { paths } = (await gateway.app.inject('/openapi.json')).json<{
    paths: Record<string, Record<string, { security: object[] }>>;
  }>();
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, { security }] of Object.entries(operations)) {
      const url = path.replaceAll(/\{\w+\}/g, 'x');
      // oxlint-disable-next-line no-await-in-loop
      const { statusCode } = await gateway.app.inject({ method: method.toUpperCase() as 'GET', url });
      const needsToken = security.length > 0 && !security.some((one) => Object.keys(one).length === 0);
      expect({ path, method, denied: statusCode === 401 }).toEqual({ path, method, denied: needsToken });
      (needsToken ? closed : open).add(`${method} ${path}`);
    }
  }
  // Routes that are not in the document are for operators and readers.
  for (const url of ['/health/live', '/health/ready', '/metrics', '/openapi.json', '/docs/', '/docs/json']) {
    // oxlint-disable-next-line no-await-in-loop
    expect({ url, status: (await gateway.app.inject(url)).statusCode }).toEqual({ url, status: 200 });
  }
  expect(open.size).toBeGreaterThan(25);
  expect(closed.size).toBeGreaterThan(15);
});
