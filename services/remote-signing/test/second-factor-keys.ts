import { randomBytes } from 'node:crypto';
import { readKeyring } from '@countersign/sealing';
import { exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose';

/** Claims of an assertion as the second factor makes it; every one can be forged. */
export interface AssertionClaims {
  sub: string;
  jti: string;
  credential_id: string;
  digests: string[];
  sid?: string;
  amr?: unknown;
  factor?: unknown;
  bound?: unknown;
  shown?: unknown;
  signatures?: unknown;
  client_id?: unknown;
  auth_time?: unknown;
  iss?: string;
  aud?: string;
  iat?: number;
  exp?: number;
}

/** The key pair with which a second factor signs its assertions. */
export interface SecondFactorKeys {
  jwks: JSONWebKeySet;
  assert(claims: AssertionClaims, now: Date): Promise<string>;
}

/** Makes the keys of a second factor. */
export async function createSecondFactorKeys(): Promise<SecondFactorKeys> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  return {
    jwks: { keys: [{ ...(await exportJWK(publicKey)), kid: 'sf-1', alg: 'ES256' }] },
    assert: (claims, now) => {
      const iat = Math.floor(now.getTime() / 1000);
      const proof = { amr: ['otp'], factor: { id: 'aut_1', kind: 'totp' }, bound: false, auth_time: iat };
      return new SignJWT({ iss: 'second-factor', aud: 'signer', ...proof, iat, exp: iat + 120, ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: 'sf-1' })
        .sign(privateKey);
    },
  };
}

/** A keyring of one random key. */
export function randomKeyring() {
  return readKeyring(JSON.stringify({ current: 1, keys: { 1: randomBytes(32).toString('base64') } }));
}
