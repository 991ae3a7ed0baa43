import { type JsonWebKey, sign } from 'node:crypto';

/** A private key (P-256) with the name under which its public half is known. */
export type SigningKey = JsonWebKey & { kid: string };

/** Signs claims: a compact JWS (RFC 7515), ES256. */
export function signJwt({ kid, ...key }: SigningKey, typ: string, claims: object): string {
  const text = [{ alg: 'ES256', typ, kid }, claims].map(encode).join('.');
  const signature = sign('sha256', Buffer.from(text), { key, format: 'jwk', dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
