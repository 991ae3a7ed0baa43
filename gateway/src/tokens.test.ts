import { describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { readTokenKeys } from './tokens.ts';

const aKey = async (kid: string, over: Partial<JWK> = {}): Promise<JWK> => {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, ...over };
};
const read = async (...keys: JWK[]) => await readTokenKeys(JSON.stringify({ keys }));

describe('the keys of access tokens', () => {
  it('are published newest first, without their private half', async () => {
    const newest = await aKey('new', { secretNote: 'x' } as Partial<JWK>);
    const { jwks } = await read(newest, await aKey('old'));
    expect(jwks.keys.map(({ kid }) => kid)).toEqual(['new', 'old']);
    expect(JSON.stringify(jwks)).not.toContain(newest.d);
    expect(JSON.stringify(jwks)).not.toContain('secretNote');
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
  });
});
