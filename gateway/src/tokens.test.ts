import { createActorVerifier } from '@countersign/grpc';
import { describe, expect, it } from '@jest/globals';
import { decodeProtectedHeader, exportJWK, generateKeyPair, type JWK } from 'jose';
import { readTokenKeys } from './tokens.ts';

const aKey = async (kid: string, over: Partial<JWK> = {}): Promise<JWK> => {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, ...over };
};
const read = async (...keys: JWK[]) => await readTokenKeys(JSON.stringify({ keys }));

const claims = {
  sub: 'usr_1',
  sid: 'ses_1',
  acr: 'urn:countersign:aal2',
  amr: ['pwd', 'otp', 'mfa'],
  scope: 'full' as const,
  auth_time: 0,
};

describe('the keys of access tokens', () => {
  it('are published newest first, without their private half', async () => {
    const newest = await aKey('new', { secretNote: 'x' } as Partial<JWK>);
    const { jwks } = await read(newest, await aKey('old'));
    expect(jwks.keys.map(({ kid }) => kid)).toEqual(['new', 'old']);
    expect(JSON.stringify(jwks)).not.toContain(newest.d);
    expect(JSON.stringify(jwks)).not.toContain('secretNote');
  });

  it('sign from their own time on, and verify before it', async () => {
    const at = new Date('2026-11-22T12:00:00Z');
    const nbf = at.getTime() / 1000 + 600;
    const keys = await read(await aKey('next', { nbf } as Partial<JWK>), await aKey('now'), await aKey('old'));
    expect(keys.jwks.keys.map(({ kid }) => kid)).toEqual(['next', 'now', 'old']);
    expect(JSON.stringify(keys.jwks)).not.toContain('nbf');
    const kidAt = async (issuedAt: Date) =>
      decodeProtectedHeader(await keys.sign(claims, { issuedAt, expiresInSeconds: 300 })).kid;
    expect(await kidAt(at)).toBe('now');
    expect(await kidAt(new Date(nbf * 1000 - 1))).toBe('now');
    expect(await kidAt(new Date(nbf * 1000))).toBe('next');
    const early = await read(await aKey('next', { nbf } as Partial<JWK>));
    expect(() => early.sign(claims, { issuedAt: at, expiresInSeconds: 300 })).toThrow('no key of TOKEN_KEY signs yet');
  });

  it('that signed before still verify, as long as they are in the set, and no longer', async () => {
    const [now, old] = [await aKey('now'), await aKey('old')];
    const times = { issuedAt: new Date(), expiresInSeconds: 300 };
    const token = await (await read(old)).sign(claims, times);
    const rotated = await read(now, old);
    await expect(createActorVerifier(rotated.jwks)(token)).resolves.toMatchObject({ userId: 'usr_1' });
    const fresh = await rotated.sign(claims, times);
    expect(decodeProtectedHeader(fresh).kid).toBe('now');
    const later = createActorVerifier((await read(now)).jwks);
    await expect(later(fresh)).resolves.toMatchObject({ userId: 'usr_1' });
    await expect(later(token)).rejects.toMatchObject({ reason: 'TOKEN_INVALID' });
  });

  it.each([
    ['no JSON', 'secret-text'],
    ['no set', '[]'],
    ['an empty set', '{"keys":[]}'],
  ])('are refused when they are %s, without quoting them', async (_name, text) => {
    const error = await readTokenKeys(text).catch((thrown: Error) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(String((error as Error).stack) + String((error as Error).cause)).not.toContain('secret-text');
  });

  it('are refused when one is public only, of another curve, without id, or there twice', async () => {
    const { d: _d, ...publicOnly } = await aKey('a');
    const { kid: _kid, ...nameless } = await aKey('a');
    const p384 = await exportJWK((await generateKeyPair('ES384', { extractable: true })).privateKey);
    await expect(read(publicOnly)).rejects.toThrow(/P-256/);
    await expect(read(nameless)).rejects.toThrow(/kid/);
    await expect(read({ ...p384, kid: 'a' })).rejects.toThrow(/P-256/);
    await expect(read(await aKey('a'), await aKey('a'))).rejects.toThrow(/same kid/);
    await expect(read(await aKey('a', { nbf: 'soon' } as Partial<JWK>))).rejects.toThrow(/P-256/);
  });
});
