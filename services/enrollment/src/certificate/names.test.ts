import { describe, expect, it } from '@jest/globals';
import { readNames } from './names.ts';

const faultsOf = (names: string[], profile: 'tls-public' | 'tls-private' = 'tls-public') => {
  try {
    readNames(names, profile);
    return [];
  } catch (error) {
    return (error as { fields: { pointer: string; detail: string }[] }).fields;
  }
};
const faultOf = (name: string, profile?: 'tls-private') => faultsOf([name], profile)[0];

describe('the names of a certificate', () => {
  it('are read in lower case, as A-labels and each once', () => {
    expect(
      readNames([' WWW.Example.com', 'www.example.com', 'bücher.example.com', '*.example.com'], 'tls-public'),
    ).toEqual({
      dnsNames: ['www.example.com', 'xn--bcher-kva.example.com', '*.example.com'],
      ipAddresses: [],
    });
    expect(readNames(['10.0.0.1', '2001:DB8::0:1', 'host', '2001:db8:0::1'], 'tls-private')).toEqual({
      dnsNames: ['host'],
      ipAddresses: ['10.0.0.1', '2001:db8::1'],
    });
  });

  it.each([
    '',
    'localhost',
    'host.local',
    'host.internal',
    'shop.test',
    'a.onion',
    '1.0.10.in-addr.arpa',
    'com',
    'co.uk',
    '*.com',
    '*.co.uk',
    '*.*.example.com',
    'a.*.example.com',
    '*example.com',
    'under_score.example.com',
    '-a.example.com',
    'a..example.com',
    'example.com.',
    `${'a'.repeat(64)}.example.com`,
    `${'a.'.repeat(130)}example.com`,
    'xn--a.example.com',
    'ab--c.example.com',
    'exa%6dple.com',
    'user@example.com',
    'https://example.com',
    'example.com/path',
    'example.com\\path',
    'example.com?query',
    'example.com#part',
    'exam\tple.com',
    'exam\nple.com',
    'exam\0ple.com',
    '192.0.2.1',
    '2001:db8::1',
    '1.2.3',
    'a.example.123',
  ])('may not be %p in a public certificate', (name) => {
    expect(faultOf(name)).toEqual({ pointer: '/names/0', detail: expect.stringMatching(/^must /) });
  });

  it.each(['host_name', '*.co.uk', 'fe80::1%eth0', '', 'a b'])('may not be %p in a private one', (name) => {
    expect(faultOf(name, 'tls-private')?.detail).toEqual(expect.stringMatching(/^must /));
  });

  it('are 1 to 250, and all that are at fault are named', () => {
    expect(() => readNames([], 'tls-public')).toThrow('cannot stand');
    const many = Array.from({ length: 251 }, (_, index) => `a${index}.example.com`);
    expect(() => readNames(many, 'tls-public')).toThrow('cannot stand');
    expect(readNames(many.slice(1), 'tls-public').dnsNames).toHaveLength(250);
    expect(faultsOf(['a.example.com', 'a', 'b.test']).map(({ pointer }) => pointer)).toEqual(['/names/1', '/names/2']);
  });
});
