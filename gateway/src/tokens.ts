import { type TokenClaims, tokenIssuer } from '@countersign/grpc';
import { importJWK, type JSONWebKeySet, type JWK, SignJWT } from 'jose';

/** Claims that the gateway puts into an access token, beside those that every token has. */
export type AccessClaims = Omit<TokenClaims, 'exp'> & {
  /** When the user authenticated, in seconds since the epoch (OpenID Connect Core 2). */
  auth_time: number;
};

/** The keys with which access tokens are signed and verified. */
export interface TokenKeys {
  /** Public keys, the newest first; older ones verify until their tokens are gone. */
  jwks: JSONWebKeySet;
  /** Signs an access token (ES256) with the newest key. */
  sign(claims: AccessClaims, times: { issuedAt: Date; expiresInSeconds: number }): Promise<string>;
}

/**
 * Reads the private keys of the access tokens: a JSON Web Key Set of P-256 keys with `kid`, the newest first. Throws
 * when it is not one; the message holds nothing of the keys.
 */
export async function readTokenKeys(text: string): Promise<TokenKeys> {
  const keys = parse(text);
  const [newest] = keys;
  if (newest === undefined) throw new Error('TOKEN_KEY holds no key');
  const kids = new Set(keys.map(({ kid }) => kid));
  if (kids.size !== keys.length) throw new Error('TOKEN_KEY holds two keys with the same kid');
  const privateKey = await importJWK(newest, 'ES256');
  return {
    jwks: { keys: keys.map(toPublic) },
    sign: ({ sub, ...claims }, { issuedAt, expiresInSeconds }) => {
      const iat = Math.floor(issuedAt.getTime() / 1000);
      return new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: newest.kid as string })
        .setSubject(sub)
        .setIssuer(tokenIssuer)
        .setAudience(tokenIssuer)
        .setIssuedAt(iat)
        .setExpirationTime(iat + expiresInSeconds)
        .sign(privateKey);
    },
  };
}

function parse(text: string): JWK[] {
  const fault = new Error('TOKEN_KEY must be a JSON Web Key Set of private P-256 keys, each with a kid');
  let set: Partial<JSONWebKeySet>;
  try {
    set = JSON.parse(text) as Partial<JSONWebKeySet>;
  } catch {
    // Not as a cause: the parser's message quotes the text.
    throw fault;
  }
  if (!Array.isArray(set.keys)) throw fault;
  for (const { kty, crv, d, kid } of set.keys) {
    if (kty !== 'EC' || crv !== 'P-256' || typeof d !== 'string' || typeof kid !== 'string') throw fault;
  }
  return set.keys;
}

// Named members only: whatever else a private key holds stays private.
function toPublic({ kty, crv, x, y, kid }: JWK): JWK {
  return { kty, crv, x, y, kid, alg: 'ES256', use: 'sig' } as JWK;
}
