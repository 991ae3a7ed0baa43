import { readKeyring } from '@countersign/sealing';
import { describe, expect, it } from '@jest/globals';
import { activationToken } from './activation-token.ts';

const key = (byte: number) => Buffer.alloc(32, byte).toString('base64');
const before = readKeyring(JSON.stringify({ current: 1, keys: { 1: key(1) } }));
const rotated = readKeyring(JSON.stringify({ current: 2, keys: { 1: key(1), 2: key(2) } }));
const origin = { activationId: 'act_1', generation: 1, pepperVersion: 1 };

describe('the token of an activation link', () => {
  it('is another one for each activation, generation and pepper', () => {
    const tokens = [
      activationToken(rotated, origin),
      activationToken(rotated, { ...origin, activationId: 'act_2' }),
      activationToken(rotated, { ...origin, generation: 2 }),
      activationToken(rotated, { ...origin, pepperVersion: 2 }),
    ];
    expect(new Set(tokens).size).toBe(tokens.length);
    for (const token of tokens) expect(token).toMatch(/^[\w-]{48}$/);
  });

  it('stays the same when the pepper is rotated before the message is sent', () => {
    expect(activationToken(rotated, origin)).toBe(activationToken(before, origin));
  });

  it('cannot be derived without the pepper it was made with', () => {
    expect(() => activationToken(before, { ...origin, pepperVersion: 2 })).toThrow('lacks its current key');
  });
});
