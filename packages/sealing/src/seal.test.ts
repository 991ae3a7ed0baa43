import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Keyring, readKeyring } from './keyring.ts';
import { keyVersion, open, rewrap, SealBrokenError, type SealedAt, seal } from './seal.ts';

const secrets: Record<string, string> = Object.fromEntries(
  ['1', '2', '3'].map((version) => [version, randomBytes(32).toString('base64')]),
);

/** A keyring that holds the given versions, the last of them current. */
function keyringOf(...versions: number[]): Keyring {
  const keys = Object.fromEntries(versions.map((version) => [version, secrets[version]]));
  return readKeyring(JSON.stringify({ current: versions.at(-1), keys }));
}

const keyring = keyringOf(1);
const here: SealedAt = { table: 'soft_tokens', row: 'tok_1', column: 'seed' };
const secret = fc.uint8Array({ maxLength: 200 });
const place = fc.record({ table: fc.string(), row: fc.string(), column: fc.string() });

describe('a sealed value', () => {
  it('opens at its place to what was sealed', () => {
    fc.assert(
      fc.property(secret, place, (plaintext, at) => {
        expect(open(keyring, seal(keyring, plaintext, at), at)).toEqual(Buffer.from(plaintext));
      }),
    );
  });

  it('is refused when any of its bits is flipped', () => {
    const sealed = seal(keyringOf(1, 2, 3), Buffer.from('a seed'), here);
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => open(keyringOf(1, 2, 3), changed, here)).toThrow(SealBrokenError);
    }
  });

  it('is refused when it was cut or lengthened', () => {
    const sealed = seal(keyring, Buffer.from('a seed'), here);
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => open(keyring, sealed.subarray(0, length), here)).toThrow(SealBrokenError);
    }
    expect(() => open(keyring, Buffer.concat([sealed, Buffer.alloc(1)]), here)).toThrow(SealBrokenError);
  });

  it('is refused in every other table, row and column', () => {
    fc.assert(
      fc.property(place, place, (at, other) => {
        fc.pre(JSON.stringify(at) !== JSON.stringify(other));
        expect(() => open(keyring, seal(keyring, Buffer.from('a seed'), at), other)).toThrow(SealBrokenError);
      }),
    );
    for (const part of ['table', 'row', 'column']) {
      expect(() => open(keyring, seal(keyring, Buffer.from('a seed'), here), { ...here, [part]: 'x' })).toThrow(
        SealBrokenError,
      );
    }
  });

  it('is refused where the same letters are divided differently between table, row and column', () => {
    const sealed = seal(keyring, Buffer.from('a seed'), { table: 'ab', row: 'c', column: 'd' });
    expect(() => open(keyring, sealed, { table: 'a', row: 'bc', column: 'd' })).toThrow(SealBrokenError);
  });

  it('is refused on both sides when two rows were swapped', () => {
    const there = { ...here, row: 'tok_2' };
    const mine = seal(keyring, Buffer.from('mine'), here);
    const theirs = seal(keyring, Buffer.from('theirs'), there);
    expect(() => open(keyring, theirs, here)).toThrow(SealBrokenError);
    expect(() => open(keyring, mine, there)).toThrow(SealBrokenError);
  });

  it('is refused when its payload was swapped with that of another row', () => {
    const mine = seal(keyring, Buffer.from('four'), here);
    const theirs = seal(keyring, Buffer.from('five'), { ...here, row: 'tok_2' });
    expect(() => open(keyring, Buffer.concat([mine.subarray(0, 65), theirs.subarray(65)]), here)).toThrow(
      SealBrokenError,
    );
  });

  it('never looks the same twice', () => {
    const [first, second] = [seal(keyring, Buffer.from('a seed'), here), seal(keyring, Buffer.from('a seed'), here)];
    expect(first.subarray(5)).not.toEqual(second.subarray(5));
  });

  it('tells nothing in its error', () => {
    expect(new SealBrokenError().message).toBe('a sealed value cannot be opened');
    expect(new SealBrokenError().cause).toBeUndefined();
  });
});

describe('a key rotation', () => {
  it('moves a value to the current key with its payload untouched', () => {
    fc.assert(
      fc.property(secret, place, (plaintext, at) => {
        const old = seal(keyringOf(1), plaintext, at);
        const moved = rewrap(keyringOf(1, 2), old, at);
        expect([keyVersion(old), keyVersion(moved)]).toEqual([1, 2]);
        expect(moved.subarray(65)).toEqual(old.subarray(65));
        expect(open(keyringOf(2), moved, at)).toEqual(Buffer.from(plaintext));
      }),
    );
  });

  it('keeps old values readable while their key is in the keyring, and not after', () => {
    const old = seal(keyringOf(1), Buffer.from('a seed'), here);
    expect(open(keyringOf(1, 2), old, here).toString()).toBe('a seed');
    expect(() => open(keyringOf(2), old, here)).toThrow(SealBrokenError);
  });

  it('does not carry a value to another row', () => {
    const old = seal(keyringOf(1), Buffer.from('a seed'), here);
    expect(() => rewrap(keyringOf(1, 2), old, { ...here, row: 'tok_2' })).toThrow(SealBrokenError);
  });

  it('does not accept another key under the same version', () => {
    const other = readKeyring(JSON.stringify({ current: 1, keys: { 1: secrets['2'] } }));
    expect(() => open(other, seal(keyring, Buffer.from('a seed'), here), here)).toThrow(SealBrokenError);
  });
});
