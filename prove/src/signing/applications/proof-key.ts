import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';

/** A key of an application, with which it proves that its tokens are its own (DPoP, RFC 9449). */
export class ProofKey {
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  /** A proof for one request by POST; `token` is the access token that goes with it. */
  prove(address: string, token?: string): string {
    const { crv, kty, x, y } = this.#keys.publicKey.export({ format: 'jwk' });
    const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: { crv, kty, x, y } };
    const ath = token === undefined ? {} : { ath: createHash('sha256').update(token).digest('base64url') };
    const claims = { jti: randomUUID(), htm: 'POST', htu: address, iat: Math.floor(Date.now() / 1000), ...ath };
    const text = `${encode(header)}.${encode(claims)}`;
    const made = sign('sha256', Buffer.from(text), { key: this.#keys.privateKey, dsaEncoding: 'ieee-p1363' });
    return `${text}.${made.toString('base64url')}`;
  }
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
