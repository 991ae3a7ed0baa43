import { type ApplicationClaims, applicationAudience, type TokenClaims, tokenIssuer } from '@countersign/grpc';
import { importJWK, type JSONWebKeySet, type JWK, SignJWT } from 'jose';

/** Claims that the gateway puts into an access token, beside those that every token has. */
export type AccessClaims = Omit<TokenClaims, 'exp'> & {
  /** When the user authenticated, in seconds since the epoch (OpenID Connect Core 2). */
  auth_time: number;
};

/** Claims that the gateway puts into the access token of an application, beside those that every token has. */
export type ApplicationAccessClaims = Omit<ApplicationClaims, 'exp'> & {
  /** Id of the token; for signatures that of their authorisation. */
  jti: string;
  /** When the user authenticated, in seconds since the epoch (OpenID Connect Core 2). */
  auth_time: number;
};

interface TokenTimes {
  issuedAt: Date;
  expiresInSeconds: number;
}

/** A private key; `nbf`, in seconds since the epoch, is the moment from which it signs. Without it, it always did. */
type SigningKey = JWK & { kid: string; nbf?: number };

/** The keys with which access tokens are signed and verified. */
export interface TokenKeys {
  /** Public keys, the newest first; older ones verify until their tokens are gone. */
  jwks: JSONWebKeySet;
  /** Signs an access token (ES256) with the newest key that signs already at `issuedAt`. */
  sign(claims: AccessClaims, times: TokenTimes): Promise<string>;
  /** The same for an application (RFC 9068), with the audience that none of our own routes takes. */
  signForApplication(claims: ApplicationAccessClaims, times: TokenTimes): Promise<string>;
}

/**
 * Reads the private keys of the access tokens: a JSON Web Key Set of P-256 keys with `kid`, the newest first. A key whose
 * `nbf` lies ahead is published and verifies, but does not sign yet: everybody who verifies must have learnt of it first.
 * Throws when it is not such a set; the message holds nothing of the keys.
 */
export async function readTokenKeys(text: string): Promise<TokenKeys> {
  const keys = parse(text);
  if (keys.length === 0) throw new Error('TOKEN_KEY holds no key');
  const kids = new Set(keys.map(({ kid }) => kid));
  if (kids.size !== keys.length) throw new Error('TOKEN_KEY holds two keys with the same kid');
  const signing = await Promise.all(
    keys.map(async ({ kid, nbf = 0, ...key }) => ({ kid, nbf, privateKey: await importJWK(key, 'ES256') })),
  );
  const sign = (
    audience: string,
    { sub, ...claims }: AccessClaims | ApplicationAccessClaims,
    { issuedAt, expiresInSeconds }: TokenTimes,
  ) => {
    const iat = Math.floor(issuedAt.getTime() / 1000);
    const key = signing.find(({ nbf }) => nbf <= iat);
    if (key === undefined) throw new Error('no key of TOKEN_KEY signs yet');
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: key.kid })
      .setSubject(sub)
      .setIssuer(tokenIssuer)
      .setAudience(audience)
      .setIssuedAt(iat)
      .setExpirationTime(iat + expiresInSeconds)
      .sign(key.privateKey);
  };
  return {
    jwks: { keys: keys.map(toPublic) },
    sign: (claims, times) => sign(tokenIssuer, claims, times),
    signForApplication: (claims, times) => sign(applicationAudience, claims, times),
  };
}

function parse(text: string): SigningKey[] {
  const fault = new Error('TOKEN_KEY must be a JSON Web Key Set of private P-256 keys, each with a kid');
  let set: Partial<JSONWebKeySet>;
  try {
    set = JSON.parse(text) as Partial<JSONWebKeySet>;
  } catch {
    // Not as a cause: the parser's message quotes the text.
    throw fault;
  }
  if (!Array.isArray(set.keys)) throw fault;
  return set.keys.map((key) => {
    const { kty, crv, d, kid, nbf } = key as JWK & { nbf?: unknown };
    if (kty !== 'EC' || crv !== 'P-256' || typeof d !== 'string' || typeof kid !== 'string') throw fault;
    if (nbf !== undefined && !Number.isInteger(nbf)) throw fault;
    return key as SigningKey;
  });
}

// Named members only: whatever else a private key holds stays private.
function toPublic({ kty, crv, x, y, kid }: JWK): JWK {
  return { kty, crv, x, y, kid, alg: 'ES256', use: 'sig' } as JWK;
}
