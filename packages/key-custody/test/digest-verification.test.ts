import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { areSignatures, digestLengths, type HashAlgorithm } from '../src/index.ts';

const pairs = {
  'P-256': generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'P-384': generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  'RSA-3072': generateKeyPairSync('rsa', { modulusLength: 3072 }),
};
const names: Record<HashAlgorithm, string> = { 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512' };

describe.each(Object.entries(pairs))('signatures over digests by a %s key', (_name, { privateKey, publicKey }) => {
  const spki = publicKey.export({ type: 'spki', format: 'der' });

  it.each(Object.keys(digestLengths) as HashAlgorithm[])('hold where node:crypto made them over %s', async (hash) => {
    const messages = Array.from({ length: 40 }, () => randomBytes(20));
    const digests = messages.map((message) => createHash(names[hash]).update(message).digest());
    const signatures = messages.map((message) => sign(names[hash], message, privateKey));
    expect(await areSignatures(spki, { hash, digests, signatures })).toBe(true);

    // A flipped bit anywhere, signatures of others, too few.
    const flipped = Buffer.from(signatures[35] ?? []);
    flipped[flipped.length - 1] = (flipped.at(-1) ?? 0) ^ 1;
    const swapped = [signatures[1], signatures[0], ...signatures.slice(2)] as Buffer[];
    for (const wrong of [signatures.with(35, flipped), swapped, signatures.slice(1)]) {
      expect(await areSignatures(spki, { hash, digests, signatures: wrong })).toBe(false);
    }
    const other = digests.with(39, randomBytes(digestLengths[hash]));
    expect(await areSignatures(spki, { hash, digests: other, signatures })).toBe(false);
  });

  it('do not hold when they are empty, cut, lengthened or of another kind', async () => {
    const message = randomBytes(20);
    const digests = [createHash('sha256').update(message).digest()];
    const right = sign('sha256', message, privateKey);
    const raw = sign('sha256', message, { key: pairs['P-256'].privateKey, dsaEncoding: 'ieee-p1363' });
    for (const wrong of [Buffer.alloc(0), right.subarray(1), Buffer.concat([right, Buffer.of(0)]), raw]) {
      expect(await areSignatures(spki, { hash: 'SHA-256', digests, signatures: [wrong] })).toBe(false);
    }
    // What a refusal leaves behind must not be taken for an error of what comes next.
    expect(await areSignatures(spki, { hash: 'SHA-256', digests, signatures: [right] })).toBe(true);
  });
});

it('signatures are not looked at without a public key, or over digests of another length', async () => {
  const wanted = { hash: 'SHA-256', digests: [randomBytes(32)], signatures: [randomBytes(70)] } as const;
  await expect(areSignatures(randomBytes(91), wanted)).rejects.toThrow('no public key');
  const spki = pairs['P-256'].publicKey.export({ type: 'spki', format: 'der' });
  await expect(areSignatures(spki, { ...wanted, digests: [randomBytes(31)] })).rejects.toThrow('32 bytes');
});
