import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { equalsConstantTime } from './constant-time.ts';
import { hashToken, randomDigits, randomToken } from './random.ts';

describe('random values', () => {
  it('are tokens of 256 bits in base64url that do not repeat', () => {
    const tokens = Array.from({ length: 1000 }, randomToken);
    expect(new Set(tokens).size).toBe(1000);
    for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it('are codes of the wanted number of digits, leading zeros included', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 20 }), (n) => expect(randomDigits(n)).toMatch(/^[0-9]+$/)));
    fc.assert(fc.property(fc.integer({ min: 1, max: 20 }), (n) => expect(randomDigits(n)).toHaveLength(n)));
    for (const n of [0, -1, 1.5, Number.NaN]) expect(() => randomDigits(n)).toThrow(RangeError);
  });

  it('use every digit about equally often at every position', () => {
    const codes = Array.from({ length: 10_000 }, () => randomDigits(6));
    for (let position = 0; position < 6; position += 1) {
      for (const digit of '0123456789') {
        const seen = codes.filter((code) => code[position] === digit).length;
        // 1000 expected, standard deviation 30: eight of them are not left by chance.
        expect(Math.abs(seen - 1000)).toBeLessThan(240);
      }
    }
  });
});

describe('a token hash', () => {
  it('is SHA-256', () => {
    expect(hashToken('abc').toString('hex')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});

describe('the constant-time comparison', () => {
  it('holds exactly for equal secrets, as text or bytes', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(equalsConstantTime(a, b)).toBe(Buffer.from(a).equals(Buffer.from(b)));
        expect(equalsConstantTime(a, Buffer.from(a))).toBe(true);
        expect(equalsConstantTime(a, `${a}x`)).toBe(false);
      }),
    );
  });
});
