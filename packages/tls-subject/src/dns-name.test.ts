import { describe, expect, it } from '@jest/globals';
import { findDnsNameFault, normalDnsName } from './dns-name.ts';

const publicRules = { isPublic: true, wildcards: true };
const privateRules = { isPublic: false, wildcards: true };
const longName = `${'a'.repeat(61)}.`.repeat(4);

describe('a DNS name in a public certificate', () => {
  it.each([
    'example.com',
    'www.example.com',
    '*.example.com',
    'a.b.c.d.example.co.uk',
    '*.example.co.uk',
    'xn--bcher-kva.example.com',
    'www.xn--p1ai.xn--p1ai',
    '1.example.com',
    // Below a suffix that its owner, not ICANN, put on the list.
    'shop.github.io',
    '*.shop.github.io',
    '*.github.io',
    `${longName}example`.slice(0, 245).replace(/\.?[^.]*$/, '.com'),
  ])('may be %s', (name) => {
    expect(findDnsNameFault(name, publicRules)).toBeUndefined();
  });

  it.each([
    ['', 'labels'],
    ['.', 'labels'],
    ['example.com.', 'labels'],
    ['.example.com', 'labels'],
    ['a..example.com', 'labels'],
    ['WWW.example.com', 'labels'],
    ['under_score.example.com', 'labels'],
    ['-a.example.com', 'labels'],
    ['a-.example.com', 'labels'],
    ['bücher.example.com', 'labels'],
    ['ex ample.com', 'labels'],
    ['www.example.com/', 'labels'],
    ['https://example.com', 'labels'],
    ['example.com:443', 'labels'],
    ['www.example.com\u0000', 'labels'],
    ['*', 'labels'],
    ['www.*.example.com', 'labels'],
    ['*.*.example.com', 'labels'],
    ['w*.example.com', 'labels'],
    ['*example.com', 'labels'],
    [`${'a'.repeat(64)}.example.com`, 'labels'],
    ['ab--cd.example.com', 'labels'],
    ['[::1]', 'labels'],
    [`${'a.'.repeat(122)}example.com`, '253'],
    ['xn--.example.com', 'labels'],
    ['xn--zzzzzzzzzz-99999.example.com', 'xn--'],
    // An A-label that decodes to plain letters.
    ['xn--abc-.example.com', 'labels'],
    ['192.0.2.1', 'digits only'],
    ['example.123', 'digits only'],
    ['com', 'below a public suffix'],
    ['co.uk', 'below a public suffix'],
    ['*.com', 'whole public suffix'],
    ['*.co.uk', 'whole public suffix'],
    // *.ck is a suffix whatever stands there.
    ['*.anything.ck', 'whole public suffix'],
    ['localhost', '.localhost'],
    ['www.test', '.test'],
    ['www.example', '.example'],
    ['www.invalid', '.invalid'],
    ['printer.local', '.local'],
    ['db.internal', '.internal'],
    ['abcdefghij.onion', '.onion'],
    ['router.home.arpa', '.arpa'],
    ['1.2.0.192.in-addr.arpa', '.arpa'],
    ['8.b.d.0.1.0.0.2.ip6.arpa', '.arpa'],
    ['printer', 'public DNS'],
    ['db.corp', 'public DNS'],
    ['*.corp', 'public DNS'],
  ])('is not %j', (name, words) => {
    expect(findDnsNameFault(name, publicRules)).toContain(words);
  });

  it('is no wildcard where the rules have none', () => {
    const rules = { isPublic: true, wildcards: false };
    expect(findDnsNameFault('*.example.com', rules)).toContain('wildcard');
    expect(findDnsNameFault('www.example.com', rules)).toBeUndefined();
  });
});

describe('a DNS name in a private certificate', () => {
  it.each(['printer', 'db.corp', '*.db.corp', '*.corp', 'printer.local', 'router.home.arpa', 'www.example.com'])(
    'may be %s',
    (name) => {
      expect(findDnsNameFault(name, privateRules)).toBeUndefined();
    },
  );

  it.each(['under_score', 'Printer', '*', '192.0.2.1', '*.co.uk', '*.com'])('is not %s', (name) => {
    expect(findDnsNameFault(name, privateRules)).toEqual(expect.any(String));
  });
});

describe('the normal form of a DNS name', () => {
  it.each([
    ['Shop.Example.COM', 'shop.example.com'],
    ['bücher.example.com', 'xn--bcher-kva.example.com'],
    ['*.Example.com', '*.example.com'],
  ])('of %s is %s', (given, normal) => {
    expect(normalDnsName(given)).toBe(normal);
  });

  it.each([
    '',
    'exa%6dple.com',
    'user@example.com',
    'https://example.com',
    'example.com:443',
    'example.com/path',
    'example.com\\path',
    'example.com?query',
    'example.com#part',
    'exam\tple.com',
    'exam\0ple.com',
    '*.*.example.com',
    '10.1',
  ])('is no name where %j was none', (given) => {
    expect(findDnsNameFault(normalDnsName(given), privateRules)).toEqual(expect.any(String));
  });
});
