import { createHash } from 'node:crypto';
import { unavailable } from '@countersign/errors';
import { describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createProofVerifier } from './dpop.ts';

const now = new Date('2026-11-22T12:00:00Z');
const seconds = now.getTime() / 1000;
const publicUrl = 'https://sign.example.com';

function verifierAt(at: Date, url = publicUrl) {
  const taken = new Map<string, number>();
  const takeOnce = async (key: string, lastsMs: number) => !taken.has(key) && taken.set(key, lastsMs).has(key);
  return { ...createProofVerifier({ store: { takeOnce }, clock: { now: () => at }, publicUrl: url }), taken };
}

const asking = (dpop?: string, { method = 'POST', url = '/oauth2/token' } = {}) => ({
  method,
  url,
  headers: dpop === undefined ? {} : { dpop },
});

async function keyOf(alg: string) {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { alg, privateKey, jwk: await exportJWK(publicKey), privateJwk: await exportJWK(privateKey) };
}
const [own, other] = await Promise.all([keyOf('ES256'), keyOf('ES256')]);

async function prove(claims: object = {}, { header = {}, key = own }: { header?: object; key?: typeof own } = {}) {
  return await new SignJWT({ jti: 'proof-1', htm: 'POST', htu: `${publicUrl}/oauth2/token`, iat: seconds, ...claims })
    .setProtectedHeader({ typ: 'dpop+jwt', alg: key.alg, jwk: key.jwk, ...header })
    .sign(key.privateKey);
}

const refusal = { kind: 'invalid', reason: 'OAUTH_INVALID_DPOP' };

describe('the examples of RFC 9449', () => {
  const header =
    'eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19';
  const thumbprint = '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I';
  const at = new Date(1_562_262_620_000);

  it('proves the key of a request for tokens (5)', async () => {
    const proof = `${header}.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg`;
    const verifier = verifierAt(at, 'https://server.example.com');
    expect(await verifier.find(asking(proof, { url: '/token' }))).toBe(thumbprint);
  });

  it('lets a request with a bound token pass (7.1), by the right key only', async () => {
    const proof = `${header}.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA`;
    const request = asking(proof, { method: 'GET', url: '/protectedresource' });
    const token = 'Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU';
    const fresh = () => verifierAt(at, 'https://resource.example.org');
    await expect(fresh().require(request, { token, thumbprint })).resolves.toBeUndefined();
    await expect(fresh().require(request, { token: `${token}x`, thumbprint })).rejects.toMatchObject(refusal);
    await expect(fresh().require(request, { token, thumbprint: 'another' })).rejects.toMatchObject(refusal);
  });
});

describe('a proof of possession', () => {
  it.each(['ES256', 'RS256', 'PS256', 'EdDSA'])('may be signed with %s', async (alg) => {
    const key = await keyOf(alg);
    const verifier = verifierAt(now);
    expect(await verifier.find(asking(await prove({}, { key })))).toBe(await calculateJwkThumbprint(key.jwk));
  });

  it('is not needed for tokens that are bound to no key, and needed for those that are', async () => {
    const verifier = verifierAt(now);
    expect(await verifier.find(asking())).toBeUndefined();
    await expect(verifier.require(asking(), { token: 't', thumbprint: 'k' })).rejects.toMatchObject(refusal);
  });

  it('names the token that it goes with', async () => {
    const thumbprint = await calculateJwkThumbprint(own.jwk);
    const ath = createHash('sha256').update('token').digest('base64url');
    const passing = asking(await prove({ ath }));
    await expect(verifierAt(now).require(passing, { token: 'token', thumbprint })).resolves.toBeUndefined();
    const lacking = asking(await prove());
    await expect(verifierAt(now).require(lacking, { token: 'token', thumbprint })).rejects.toMatchObject(refusal);
  });

  it('is good once, for longer than its own moment is', async () => {
    const verifier = verifierAt(now);
    const proof = await prove();
    const [first, second] = await Promise.allSettled([verifier.find(asking(proof)), verifier.find(asking(proof))]);
    expect([first.status, second.status].toSorted()).toEqual(['fulfilled', 'rejected']);
    expect([...verifier.taken.values()].every((lastsMs) => lastsMs > 120_000)).toBe(true);
    // The id belongs to its key: nobody else uses it up.
    await expect(verifier.find(asking(await prove({}, { key: other })))).resolves.toBe(
      await calculateJwkThumbprint(other.jwk),
    );
  });

  it('does not pass while nobody can tell whether it was used', async () => {
    const takeOnce = async () => {
      throw unavailable('SERVICE_UNAVAILABLE', 'away');
    };
    const verifier = createProofVerifier({ store: { takeOnce }, clock: { now: () => now }, publicUrl });
    await expect(verifier.find(asking(await prove()))).rejects.toMatchObject({ reason: 'SERVICE_UNAVAILABLE' });
  });

  it('is for the address that clients see, without query, whatever case the host has', async () => {
    const htu = 'HTTPS://Sign.Example.com:443/oauth2/token?x=1#y';
    await expect(
      verifierAt(now).find(asking(await prove({ htu }), { url: '/oauth2/token?a=b' })),
    ).resolves.toBeTruthy();
  });

  it.each([
    ['another method', { htm: 'GET' }, {}],
    ['a method in small letters', { htm: 'post' }, {}],
    ['another path', { htu: `${publicUrl}/oauth2/token/` }, {}],
    ['another host', { htu: 'https://evil.example.com/oauth2/token' }, {}],
    ['no address', { htu: 'token' }, {}],
    ['a moment too long ago', { iat: seconds - 61 }, {}],
    ['a moment too far ahead', { iat: seconds + 61 }, {}],
    ['a moment that is none', { iat: `${seconds}` }, {}],
    ['no moment', { iat: undefined }, {}],
    ['no id', { jti: undefined }, {}],
    ['an empty id', { jti: '' }, {}],
    ['an id that is none', { jti: 7 }, {}],
    ['an endless id', { jti: 'x'.repeat(257) }, {}],
    ['its own end in the past', { exp: seconds - 1 }, {}],
    ['another type', {}, { typ: 'JWT' }],
    ['no type', {}, { typ: undefined }],
    ['no key', {}, { jwk: undefined }],
    ['a key that is none', {}, { jwk: { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' } }],
    ['a private key', {}, { jwk: own.privateJwk }],
    ['a key that did not sign', {}, { jwk: other.jwk }],
  ])('is refused with %s', async (_what, claims, header) => {
    const verifier = verifierAt(now);
    await expect(verifier.find(asking(await prove(claims, { header })))).rejects.toMatchObject(refusal);
    expect(verifier.taken.size).toBe(0);
  });

  it('is refused when it is signed by a secret, by nothing, by a short key, or is no JWT at all', async () => {
    const secret = new SignJWT({ jti: '1', htm: 'POST', htu: `${publicUrl}/oauth2/token`, iat: seconds })
      .setProtectedHeader({ typ: 'dpop+jwt', alg: 'HS256', jwk: { kty: 'oct' } })
      .sign(new TextEncoder().encode('secret'.repeat(8)));
    const [head = '', payload = '', signature = ''] = (await prove()).split('.');
    const unsigned = Buffer.from(JSON.stringify({ typ: 'dpop+jwt', alg: 'none', jwk: own.jwk })).toString('base64url');
    const short = await keyOf('RS256');
    const n = Buffer.alloc(128, 255).toString('base64url');
    const shortKey = await prove({}, { key: { ...short, jwk: { ...short.jwk, n } } });
    const several = `${await prove()}, ${await prove({ jti: 'proof-2' })}`;
    const altered = `${head}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    for (const proof of [
      await secret,
      `${unsigned}.${payload}.`,
      shortKey,
      several,
      altered,
      '',
      'x',
      'x'.repeat(9000),
    ]) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(verifierAt(now).find(asking(proof))).rejects.toMatchObject(refusal);
    }
  });
});
