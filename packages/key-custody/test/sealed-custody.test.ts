import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { type Keyring, readKeyring, seal } from '@countersign/sealing';
import { describe, expect, it } from '@jest/globals';
import { createSealedCustody } from '../src/index.ts';
import { behaviour, elsewhere, here, signOnce } from './custody-behaviour.ts';

const secrets = [randomBytes(32), randomBytes(32)].map((secret) => secret.toString('base64'));
const first = keyringOf(1, { 1: secrets[0] });
const both = keyringOf(2, { 1: secrets[0], 2: secrets[1] });
const second = keyringOf(2, { 2: secrets[1] });

describe('a custody of sealed keys', () => {
  const custody = createSealedCustody({ keyring: first });

  it.each(behaviour)('%s', async (_sentence, proof) => {
    await proof(custody);
  });

  it.each(['P-256', 'P-384'] as const)(
    'opens a %s key that was sealed as a JSON Web Key or as PKCS #8',
    async (name) => {
      const pair = generateKeyPairSync('ec', { namedCurve: name });
      const publicKey = pair.publicKey.export({ type: 'spki', format: 'der' });
      const jwk = Buffer.from(JSON.stringify(pair.privateKey.export({ format: 'jwk' })));
      const pkcs8 = pair.privateKey.export({ type: 'pkcs8', format: 'der' });
      for (const old of [jwk, pkcs8]) {
        const key = { algorithm: name, publicKey, blob: seal(first, old, here) };
        expect(await signOnce(custody, key, here)).toBe(true);
        const moved = { ...key, blob: await custody.rewrap(key, { from: here, to: elsewhere }) };
        expect(await signOnce(custody, moved, elsewhere)).toBe(true);
      }
    },
  );

  it('moves keys to a new generation, after which the old key is not needed', async () => {
    const rotated = createSealedCustody({ keyring: both });
    const key = await custody.generateKey('P-256', here);
    expect([custody.generationOf(key.blob), rotated.generation]).toEqual([1, 2]);
    expect(await signOnce(rotated, key, here)).toBe(true);
    const moved = { ...key, blob: await rotated.rewrap(key, { from: here, to: here }) };
    expect(rotated.generationOf(moved.blob)).toBe(2);
    const later = createSealedCustody({ keyring: second });
    expect(await signOnce(later, moved, here)).toBe(true);
    await expect(signOnce(later, key, here)).rejects.toThrow('cannot be opened');
  });

  it('lets others work while it signs with RSA, and does not sign what is no private key', async () => {
    const key = await custody.generateKey('RSA-3072', here);
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 1);
    await custody.signDigests(key, here, {
      hash: 'SHA-256',
      digests: Array.from({ length: 20 }, () => randomBytes(32)),
    });
    clearInterval(counting);
    expect(turns).toBeGreaterThan(5);
    const blob = seal(first, randomBytes(100), here);
    await expect(signOnce(custody, { ...key, blob }, here)).rejects.toThrow('this is no private key');
  });

  it('tells of itself what it keeps from whom, and that its memory holds the keys', async () => {
    const protections = await custody.examine();
    expect(protections.map(({ name, holds }) => [name, holds])).toEqual([
      ['key-moved-to-another-record', true],
      ['key-changed-in-the-database', true],
      ['key-outside-process-memory', false],
    ]);
  });
});

function keyringOf(current: number, keys: Record<number, string | undefined>): Keyring {
  return readKeyring(JSON.stringify({ current, keys }));
}
