import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { readPublicKey, requirePossession } from './key-possession.ts';

const aKey = (namedCurve = 'P-256') => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
  return { privateKey, publicKey, spki: publicKey.export({ format: 'der', type: 'spki' }) };
};
const label = Buffer.from('countersign-key-possession');

describe('a public key', () => {
  it('is taken when it is a point on P-256 or P-384, or RSA with 3072 bits', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 3072 }).publicKey.export({ format: 'der', type: 'spki' });
    const kinds = [
      ['P-256', aKey().spki],
      ['P-384', aKey('P-384').spki],
      ['RSA-3072', rsa],
    ] as const;
    for (const [kind, spki] of kinds) {
      const { key, algorithm } = readPublicKey(spki);
      expect(algorithm).toBe(kind);
      expect(key.export({ format: 'der', type: 'spki' })).toEqual(spki);
    }
  });

  it('is refused on another curve, of another kind, compressed, off the curve, cut or with something after it', () => {
    const { spki } = aKey();
    const offCurve = Buffer.from(spki);
    offCurve[90] = (offCurve[90] ?? 0) ^ 1;
    const point = spki.subarray(27);
    const compressed = Buffer.concat([
      Buffer.from('3039301306072a8648ce3d020106082a8648ce3d030107032200', 'hex'),
      Uint8Array.of((point[63] ?? 0) % 2 === 0 ? 2 : 3),
      point.subarray(0, 32),
    ]);
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'der', type: 'spki' });
    const atInfinity = Buffer.concat([spki.subarray(0, 27), Buffer.alloc(64)]);
    const others = [aKey('P-521').spki, aKey('secp256k1').spki, rsa, compressed, offCurve, atInfinity];
    const broken = [Buffer.alloc(0), spki.subarray(0, 90), Buffer.concat([spki, Buffer.alloc(1)])];
    for (const refused of [...others, ...broken]) {
      expect(() => readPublicKey(refused)).toThrow(
        expect.objectContaining({
          reason: 'PUBLIC_KEY_UNSUPPORTED',
          fields: [expect.objectContaining({ pointer: '/publicKey' })],
        }),
      );
    }
  });
});

describe('possession of a private key', () => {
  const { privateKey, publicKey } = aKey();
  const nonce = randomBytes(32);
  const prove = (over: Uint8Array, key = privateKey) => sign('sha256', over, { key, dsaEncoding: 'der' });
  const refusal = expect.objectContaining({ reason: 'PROOF_OF_POSSESSION_INVALID' });

  it('is proved by a signature over the label and the nonce', () => {
    expect(() =>
      requirePossession({ key: publicKey, algorithm: 'P-256' }, nonce, prove(Buffer.concat([label, nonce]))),
    ).not.toThrow();
  });

  it('is not proved by a signature over anything else, by another key, or in another encoding', () => {
    const proof = prove(Buffer.concat([label, nonce]));
    const wrong: [Buffer, Buffer][] = [
      [randomBytes(32), proof],
      [nonce, prove(nonce)],
      [nonce, prove(Buffer.concat([nonce, label]))],
      [nonce, prove(Buffer.concat([label, nonce]), aKey().privateKey)],
      [nonce, sign('sha256', Buffer.concat([label, nonce]), { key: privateKey, dsaEncoding: 'ieee-p1363' })],
      [nonce, sign('sha384', Buffer.concat([label, nonce]), { key: privateKey, dsaEncoding: 'der' })],
      [nonce, Buffer.alloc(0)],
      [nonce, Buffer.alloc(72)],
    ];
    for (const [given, signature] of wrong) {
      expect(() => requirePossession({ key: publicKey, algorithm: 'P-256' }, given, signature)).toThrow(refusal);
    }
  });

  it('is proved with SHA-384 for a key on P-384, and with no other hash', () => {
    const other = aKey('P-384');
    const message = Buffer.concat([label, nonce]);
    const given = { key: other.publicKey, algorithm: 'P-384' } as const;
    const proof = (hash: string) => sign(hash, message, { key: other.privateKey, dsaEncoding: 'der' });
    expect(() => requirePossession(given, nonce, proof('sha384'))).not.toThrow();
    expect(() => requirePossession(given, nonce, proof('sha256'))).toThrow(refusal);
  });

  it('is not proved over a nonce that is too short or too long', () => {
    for (const length of [0, 15, 65]) {
      const given = randomBytes(length);
      expect(() =>
        requirePossession({ key: publicKey, algorithm: 'P-256' }, given, prove(Buffer.concat([label, given]))),
      ).toThrow(refusal);
    }
  });
});
