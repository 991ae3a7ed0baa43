import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { readKeyring } from './keyring.ts';

const secret = randomBytes(32).toString('base64');

describe('a keyring file', () => {
  it('is read with all its versions', () => {
    const keyring = readKeyring(JSON.stringify({ current: 7, keys: { 2: secret, 7: secret } }));
    expect(keyring.current).toBe(7);
    expect([...keyring.keys.keys()]).toEqual([2, 7]);
  });

  it.each([
    ['text that is not JSON', `{"current": 1, "keys": {"1": "${secret}"`],
    ['a list', JSON.stringify([secret])],
    ['no keys', JSON.stringify({ current: 1 })],
    ['an empty set of keys', JSON.stringify({ current: 1, keys: {} })],
    ['a current version that is not listed', JSON.stringify({ current: 2, keys: { 1: secret } })],
    ['a current version given as text', JSON.stringify({ current: '1', keys: { 1: secret } })],
    ['no current version', JSON.stringify({ keys: { 1: secret } })],
    ['a key that is too short', JSON.stringify({ current: 1, keys: { 1: secret.slice(4) } })],
    ['a key that is too long', JSON.stringify({ current: 1, keys: { 1: `AAAA${secret}` } })],
    ['a key that is not base64', JSON.stringify({ current: 1, keys: { 1: `*${secret.slice(1)}` } })],
    ['version 0', JSON.stringify({ current: 0, keys: { 0: secret } })],
    ['a version beyond 32 bits', JSON.stringify({ current: 4294967296, keys: { 4294967296: secret } })],
    ['a key in place of its version', JSON.stringify({ current: 1, keys: { [secret]: 1 } })],
  ])('with %s is refused without repeating a key', (_fault, json) => {
    const message = refusal(json);
    expect(message).toMatch(/^not a keyring: /);
    expect(message).not.toContain(secret.slice(4, 12));
  });

  it('names all its faults at once', () => {
    const message = refusal(JSON.stringify({ keys: { x: secret, 1: 'short' } }));
    expect(message).toContain('the name of key number 2');
    expect(message).toContain('key number 1 must be 32 bytes');
    expect(message).toContain('"current"');
  });

  it('shows no key when it is logged or serialised', () => {
    const keyring = readKeyring(JSON.stringify({ current: 1, keys: { 1: Buffer.alloc(32, 'k').toString('base64') } }));
    const shown = inspect(keyring, { depth: 9 }) + JSON.stringify(keyring) + JSON.stringify([...keyring.keys]);
    expect(shown).not.toMatch(/kkkk|a2tr|6b6b|107,107/i);
  });
});

function refusal(json: string): string {
  try {
    readKeyring(json);
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  throw new Error('the keyring was accepted');
}
