import { describe, expect, it, test } from '@jest/globals';
import { p256 } from '@noble/curves/nist.js';
import fc from 'fast-check';
import { ProtocolError } from './protocol-error.ts';
import { answerProver, finishProver, proverSecretOf, startProver, verifierRecordOf } from './spake2plus.ts';

const bytes = (hex: string) => Buffer.from(hex, 'hex');
const hex = (value: Uint8Array) => Buffer.from(value).toString('hex');
const parties = { context: Buffer.from('ssa1 test'), idProver: '6935019387', idVerifier: 'https://sign.example.com' };
const secret = proverSecretOf(Buffer.alloc(80, 7));
const record = verifierRecordOf(secret);

test('the exchange computes the P-256 vector of RFC 9383, Appendix C, on both sides', () => {
  const vector = {
    parties: {
      context: Buffer.from('SPAKE2+-P256-SHA256-HKDF-SHA256-HMAC-SHA256 Test Vectors'),
      idProver: 'client',
      idVerifier: 'server',
    },
    secret: {
      w0: bytes('bb8e1bbcf3c48f62c08db243652ae55d3e5586053fca77102994f23ad95491b3'),
      w1: bytes('7e945f34d78785b8a3ef44d0df5a1a97d6b3b460409a345ca7830387a74b1dba'),
    },
    x: bytes('d1232c8e8693d02368976c174e2088851b8365d0d79a9eee709c6a05a2fad539'),
    y: bytes('717a72348a182085109c8d3917d6c43d59b224dc6a7fc4f0483232fa6516d8b3'),
  };
  const L =
    '04eb7c9db3d9a9eb1f8adab81b5794c1f13ae3e225efbe91ea487425854c7fc00f00bfedcbd09b2400142d40a14f2064ef31dfaa903b91d1faea7093d835966efd';
  const shareP =
    '04ef3bd051bf78a2234ec0df197f7828060fe9856503579bb1733009042c15c0c1de127727f418b5966afadfdd95a6e4591d171056b333dab97a79c7193e341727';
  const shareV =
    '04c0f65da0d11927bdf5d560c69e1d7d939a05b0e88291887d679fcadea75810fb5cc1ca7494db39e82ff2f50665255d76173e09986ab46742c798a9a68437b048';
  const confirmP = '926cc713504b9b4d76c9162ded04b5493e89109f6d89462cd33adc46fda27527';
  const confirmV = '9747bcc4f8fe9f63defee53ac9b07876d907d55047e6ff2def2e7529089d3e68';
  const sharedKey = '0c5f8ccd1413423a54f6c1fb26ff01534a87f893779c6e68666d772bfd91f3e7';

  const kept = verifierRecordOf(vector.secret);
  const started = startProver(vector.secret, vector.x);
  const answer = answerProver(kept, started.shareP, vector.parties, vector.y);
  const finished = finishProver(vector.secret, started, answer, vector.parties);

  expect(hex(kept.L)).toBe(L);
  expect(hex(started.shareP)).toBe(shareP);
  expect(hex(answer.shareV)).toBe(shareV);
  expect(hex(answer.confirmV)).toBe(confirmV);
  expect(hex(answer.expectedConfirmP)).toBe(confirmP);
  expect(hex(finished.confirmP)).toBe(confirmP);
  expect([hex(answer.sharedKey), hex(finished.sharedKey)]).toEqual([sharedKey, sharedKey]);
});

describe('two sides', () => {
  it('agree on a key that no two runs share', () => {
    const runs = [1, 2].map(() => {
      const started = startProver(secret);
      const answer = answerProver(record, started.shareP, parties);
      const finished = finishProver(secret, started, answer, parties);
      expect(finished.sharedKey).toEqual(answer.sharedKey);
      expect(finished.confirmP).toEqual(answer.expectedConfirmP);
      return hex(answer.sharedKey);
    });
    expect(runs[0]).not.toBe(runs[1]);
  });

  it.each([
    ['password', proverSecretOf(Buffer.alloc(80, 8)), parties],
    ['context', secret, { ...parties, context: Buffer.from('ssa1 other') }],
    ['prover', secret, { ...parties, idProver: '6935019388' }],
    ['verifier', secret, { ...parties, idVerifier: 'https://sign.example.org' }],
  ])('do not agree when they differ in the %s, and the prover sends nothing then', (_what, known, between) => {
    const started = startProver(known);
    const answer = answerProver(record, started.shareP, parties);
    expect(() => finishProver(known, started, answer, between)).toThrow(ProtocolError);
  });
});

describe('a share', () => {
  const started = startProver(secret);
  const answer = answerProver(record, started.shareP, parties);

  it('that was changed in a single bit is refused by either side', () => {
    fc.assert(
      fc.property(fc.nat({ max: 65 * 8 - 1 }), (bit) => {
        const flipped = (share: Uint8Array) => {
          const copy = Buffer.from(share);
          copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
          return copy;
        };
        expect(() => answerProver(record, flipped(started.shareP), parties)).toThrow(ProtocolError);
        expect(() => finishProver(secret, started, { ...answer, shareV: flipped(answer.shareV) }, parties)).toThrow(
          ProtocolError,
        );
      }),
      { numRuns: 40 },
    );
  });

  it('is taken in the uncompressed form only', () => {
    const compressed = p256.Point.fromBytes(started.shareP).toBytes(true);
    const hybrid = Buffer.concat([Buffer.of(6 + ((started.shareP.at(-1) ?? 0) & 1)), started.shareP.subarray(1)]);
    const refused = [compressed, hybrid, Buffer.of(0), Buffer.alloc(65), Buffer.alloc(0), Buffer.alloc(66, 4)];
    for (const share of refused) expect(() => answerProver(record, share, parties)).toThrow(ProtocolError);
  });

  it('that would take the password out of the result is refused', () => {
    // X = w0·M, so that Z is the neutral element.
    const M = p256.Point.fromHex('02886e2f97ace46e55ba9dd7242579f2993b64e16ef3dcab95afd497333d8fa12f');
    const share = M.multiply(BigInt(`0x${hex(secret.w0)}`)).toBytes(false);
    expect(() => answerProver(record, share, parties)).toThrow('gives the result away');
  });
});

test('the halves of a hash are taken modulo the order of the group', () => {
  const order = p256.Point.Fn.ORDER;
  const { w0, w1 } = proverSecretOf(Buffer.alloc(80, 255));
  expect(BigInt(`0x${hex(w0)}`)).toBe((2n ** 320n - 1n) % order);
  expect(w1).toEqual(w0);
  expect(() => proverSecretOf(Buffer.alloc(78))).toThrow('40 bytes');
});
