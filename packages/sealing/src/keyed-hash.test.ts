import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { keyedHash, matchesKeyedHash } from './keyed-hash.ts';
import { readKeyring } from './keyring.ts';

const keys = {
  1: Buffer.alloc(32, 1).toString('base64'),
  2: Buffer.alloc(32, 2).toString('base64'),
};
const first = readKeyring(JSON.stringify({ current: 1, keys: { 1: keys[1] } }));
const both = readKeyring(JSON.stringify({ current: 2, keys }));
const second = readKeyring(JSON.stringify({ current: 2, keys: { 2: keys[2] } }));

describe('a keyed hash', () => {
  it('is HMAC-SHA256 over length-prefixed parts behind the key version', () => {
    const message = Buffer.from('\0\0\0\x03otp\0\0\0\x05chl_1\0\0\0\x06123456', 'latin1');
    const expected = createHmac('sha256', Buffer.alloc(32, 1)).update(message).digest();
    expect(keyedHash(first, 'otp', 'chl_1', '123456')).toEqual(Buffer.concat([Buffer.from([0, 0, 0, 1]), expected]));
  });

  it('matches its own parts and no others', () => {
    const parts = fc.array(fc.oneof(fc.string(), fc.uint8Array()), { maxLength: 4 });
    fc.assert(
      fc.property(parts, parts, fc.string(), (mine, other, label) => {
        const stored = keyedHash(first, label, ...mine);
        expect(matchesKeyedHash(first, stored, label, ...mine)).toBe(true);
        expect(matchesKeyedHash(first, stored, `${label}x`, ...mine)).toBe(false);
        expect(matchesKeyedHash(first, stored, label, ...other)).toBe(sameBytes(mine, other));
      }),
    );
  });

  it('tells apart parts that read the same when joined', () => {
    expect(matchesKeyedHash(first, keyedHash(first, 'otp', 'chl_1', '23'), 'otp', 'chl_12', '3')).toBe(false);
  });

  it('of an older key matches while that key is in the keyring', () => {
    const stored = keyedHash(first, 'otp', '123456');
    expect(matchesKeyedHash(both, stored, 'otp', '123456')).toBe(true);
    expect(matchesKeyedHash(second, stored, 'otp', '123456')).toBe(false);
  });

  it('that was cut, lengthened or emptied matches nothing', () => {
    const stored = keyedHash(first, 'otp', '123456');
    for (const broken of [
      Buffer.alloc(0),
      stored.subarray(0, 4),
      stored.subarray(0, 35),
      Buffer.concat([stored, stored]),
    ]) {
      expect(matchesKeyedHash(first, broken, 'otp', '123456')).toBe(false);
    }
  });
});

function sameBytes(a: readonly (string | Uint8Array)[], b: readonly (string | Uint8Array)[]): boolean {
  return JSON.stringify(a.map(hex)) === JSON.stringify(b.map(hex));
}

function hex(part: string | Uint8Array): string {
  return Buffer.from(part).toString('hex');
}
