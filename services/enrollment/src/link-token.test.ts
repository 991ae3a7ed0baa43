import { hashToken, readKeyring } from '@countersign/sealing';
import { describe, expect, it } from '@jest/globals';
import { createLinkMaker, linkToken } from './link-token.ts';

const key = (byte: number) => Buffer.alloc(32, byte).toString('base64');
const before = readKeyring(JSON.stringify({ current: 1, keys: { 1: key(1) } }));
const rotated = readKeyring(JSON.stringify({ current: 2, keys: { 1: key(1), 2: key(2) } }));
const origin = { id: 'act_1', generation: 1, pepperVersion: 1 };

describe('the token of a link', () => {
  it('is another one for each purpose, id, generation and pepper', () => {
    const tokens = [
      linkToken(rotated, 'activation', origin),
      linkToken(rotated, 'invitation', origin),
      linkToken(rotated, 'activation', { ...origin, id: 'act_2' }),
      linkToken(rotated, 'activation', { ...origin, generation: 2 }),
      linkToken(rotated, 'activation', { ...origin, pepperVersion: 2 }),
    ];
    expect(new Set(tokens).size).toBe(tokens.length);
    for (const token of tokens) expect(token).toMatch(/^[\w-]{48}$/);
  });

  it('stays the same when the pepper is rotated before the message is sent', () => {
    expect(linkToken(rotated, 'activation', origin)).toBe(linkToken(before, 'activation', origin));
  });

  it('cannot be derived without the pepper it was made with', () => {
    expect(() => linkToken(before, 'activation', { ...origin, pepperVersion: 2 })).toThrow('lacks its current key');
  });

  it('is stored as its hash alone, with what it is derived from', () => {
    const link = createLinkMaker(rotated)('invitation', { id: 'ivt_1', generation: 3 });
    expect(link).toEqual({
      generation: 3,
      pepperVersion: 2,
      tokenHash: hashToken(linkToken(rotated, 'invitation', { ...link, id: 'ivt_1' })),
    });
  });
});
