import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { normaliseName } from './names.ts';

const inPublic = { wildcard: true, internal: false };
const inPrivate = { wildcard: true, internal: true };

describe('an extra name', () => {
  it.each([
    ['Shop.Example.COM', 'shop.example.com'],
    ['bücher.example.com', 'xn--bcher-kva.example.com'],
    ['*.example.com', '*.example.com'],
  ])('%s is kept as %s', (given, kept) => {
    expect(normaliseName(given, inPublic)).toBe(kept);
    expect(normaliseName(given, inPrivate)).toBe(kept);
  });

  it.each([
    '',
    '.',
    'a..example.com',
    '-a.example.com',
    'a_b.example.com',
    '10.1',
    '0x0a.1',
    '8.8.8.8',
    '127.0.0.1',
    '::1',
    '2001:db8::1',
    'fe80::1%eth0',
    '*',
    '*.*.example.com',
    'a.*.example.com',
    'a b.example.com',
    'a%2eexample.com',
    'example.com.',
    'exam\tple.com',
    'example.com/path',
    `${'a'.repeat(64)}.example.com`,
    `${'a.'.repeat(125)}com.`,
  ])('%j is none, anywhere', (given) => {
    expect(normaliseName(given, inPublic)).toBeUndefined();
    expect(normaliseName(given, inPrivate)).toBeUndefined();
  });

  it.each([
    ['intranet', 'intranet'],
    ['DB.local', 'db.local'],
    ['git.corp', 'git.corp'],
    ['*.svc.internal', '*.svc.internal'],
    ['nas.home.arpa', 'nas.home.arpa'],
    ['shop.test', 'shop.test'],
    ['*.printer', '*.printer'],
    ['10.1.2.3', '10.1.2.3'],
    ['172.31.0.1', '172.31.0.1'],
    ['FD00:0:0::1', 'fd00::1'],
  ])('%s is one inside a network only', (given, kept) => {
    expect(normaliseName(given, inPrivate)).toBe(kept);
    expect(normaliseName(given, inPublic)).toBeUndefined();
  });

  it('is no wildcard unless the product takes one', () => {
    expect(normaliseName('*.example.com', { ...inPublic, wildcard: false })).toBeUndefined();
  });

  it('is the same after being normalised once more', () => {
    fc.assert(
      fc.property(fc.oneof(fc.domain(), fc.string(), fc.ipV6(), fc.ipV4()), (given) => {
        const once = normaliseName(given, inPrivate);
        fc.pre(once !== undefined);
        expect(normaliseName(once ?? '', inPrivate)).toBe(once);
      }),
    );
  });
});
