import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';

/** Public keys as a JSON Web Key Set (RFC 7517). */
export interface PublicKeys {
  keys: (JsonWebKey & { kid?: string })[];
}

/**
 * The claims of a compact JWS (RFC 7515) of a type, signed by ES256 under one of the keys; undefined for everything else.
 * Time is not looked at: what was signed stays true.
 */
export function readSignedClaims(jws: string, type: string, { keys }: PublicKeys): Record<string, unknown> | undefined {
  const [header, payload, signature, ...rest] = jws.split('.');
  if (header === undefined || payload === undefined || signature === undefined || rest.length > 0) return undefined;
  try {
    const { alg, typ, kid } = readJson(header);
    const key = keys.find((one) => one.kid === kid);
    if (alg !== 'ES256' || typ !== type || typeof kid !== 'string' || key?.crv !== 'P-256') return undefined;
    const publicKey = createPublicKey({ key, format: 'jwk' });
    const text = Buffer.from(`${header}.${payload}`);
    // base64url has spare bits in its last letter: only the one way of writing is taken.
    const bytes = Buffer.from(signature, 'base64url');
    const isSigned =
      bytes.toString('base64url') === signature &&
      verify('sha256', text, { key: publicKey, dsaEncoding: 'ieee-p1363' }, bytes);
    return isSigned ? readJson(payload) : undefined;
  } catch {
    return undefined;
  }
}

function readJson(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>;
}
