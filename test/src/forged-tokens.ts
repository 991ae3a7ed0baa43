import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { tokenIssuer } from '@countersign/grpc';
import type { Platform } from '@countersign/platform';
import { decodeJwt, importJWK, type JWK, type JWTPayload, SignJWT } from 'jose';

/** The key with which the gateway of a platform signs access tokens. */
export async function readTokenKey({ home }: Pick<Platform, 'home'>): Promise<JWK & { kid: string }> {
  const text = await readFile(path.join(home, 'secrets', 'token-key.json'), 'utf8');
  const [jwk] = (JSON.parse(text) as { keys: (JWK & { kid: string })[] }).keys;
  if (jwk === undefined) throw new Error('the platform has no key for tokens');
  return jwk;
}

/** Tokens made of a right one that no part of the platform may take, by what is wrong with them. */
export async function forgeTokens({ home }: Platform, right: string): Promise<Record<string, string>> {
  const jwk = await readTokenKey({ home });
  const claims = decodeJwt(right);
  const real = await importJWK(jwk, 'ES256');
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const publicPem = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  const sign = (payload: JWTPayload, key: Parameters<SignJWT['sign']>[0] = real, alg = 'ES256') =>
    new SignJWT(payload).setProtectedHeader({ alg, typ: 'at+jwt', kid: jwk.kid }).sign(key);
  const [header = '', body = '', signature = ''] = right.split('.');
  const seconds = Math.floor(Date.now() / 1000);
  const { exp: _end, ...endless } = claims;
  return {
    'signed by another key': await sign(claims, other),
    'not signed': `${encode({ alg: 'none', typ: 'at+jwt' })}.${body}.`,
    'signed with the public key as a password': await sign(claims, Buffer.from(publicPem), 'HS256'),
    'altered after it was signed': `${header}.${encode({ ...claims, staff_roles: ['registration_officer'] })}.${signature}`,
    'without its signature': `${header}.${body}.`,
    expired: await sign({ ...claims, exp: seconds - 60 }),
    'without an end': await sign(endless),
    'for another audience': await sign({ ...claims, aud: `not-${tokenIssuer}` }),
    'of another issuer': await sign({ ...claims, iss: `not-${tokenIssuer}` }),
    'no token at all': 'no-header-no-claims-no-signature',
  };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
