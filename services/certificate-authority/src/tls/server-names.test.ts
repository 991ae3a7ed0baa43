import { BlockList, SocketAddress } from 'node:net';
import { readIpAddress, writeIpAddress } from '@countersign/certificates';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readServerNames } from './server-names.ts';

const publicRules = { isPublic: true, wildcards: true };
const privateRules = { isPublic: false, wildcards: true };

describe('an IP address', () => {
  it('is read as the system reads it, and written so that it reads the same', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const octets = readIpAddress(text) ?? Buffer.alloc(0);
        const family = text.includes(':') ? 'ipv6' : 'ipv4';
        expect(octets).toHaveLength(family === 'ipv6' ? 16 : 4);
        const written = writeIpAddress(octets);
        // Equal in both directions: the given one is in the list of the written one.
        const list = new BlockList();
        list.addAddress(new SocketAddress({ address: written, family }));
        expect(list.check(new SocketAddress({ address: text, family }))).toBe(true);
        expect(readIpAddress(written)).toEqual(octets);
      }),
    );
  });

  it.each([
    ['192.0.2.1', 'c0000201'],
    ['::', '0'.repeat(32)],
    ['::1', `${'0'.repeat(31)}1`],
    ['2001:db8::', `20010db8${'0'.repeat(24)}`],
    ['2001:DB8::a:0:1', '20010db8000000000000000a00000001'],
    ['::ffff:192.0.2.1', '00000000000000000000ffffc0000201'],
  ])('%s is %s', (text, hex) => {
    expect(readIpAddress(text)?.toString('hex')).toBe(hex);
  });

  it.each(['', '192.0.2', '192.0.2.256', '192.0.2.01', '1::2::3', 'fe80::1%eth0', '::ffff:1.2.3', '10.0.0.0/8', 'a'])(
    'is not %j',
    (text) => {
      expect(readIpAddress(text)).toBeUndefined();
    },
  );
});

describe('the names of a server', () => {
  const faultsOf = (dnsNames: string[], ipAddresses: string[], rules = publicRules) => {
    try {
      readServerNames({ dnsNames, ipAddresses }, rules);
    } catch (error) {
      const { reason, fields } = error as { reason: string; fields: { pointer: string }[] };
      return [reason, ...fields.map(({ pointer }) => pointer)];
    }
    return [];
  };

  it('are DNS names first, then addresses, as they were given', () => {
    const names = { dnsNames: ['b.example.com', 'a.example.com'], ipAddresses: ['10.0.0.1', '::1'] };
    expect(readServerNames(names, privateRules)).toEqual([
      { type: 'dns', value: 'b.example.com' },
      { type: 'dns', value: 'a.example.com' },
      { type: 'ip', value: '10.0.0.1' },
      { type: 'ip', value: '0:0:0:0:0:0:0:1' },
    ]);
  });

  it('are refused with each one at fault named by its place', () => {
    const names = ['a.example.com', 'b_.example.com', 'a.example.com', '*.uk'];
    expect(faultsOf(names, [])).toEqual(['SERVER_NAME_INVALID', '/dnsNames/1', '/dnsNames/2', '/dnsNames/3']);
    const addresses = ['::1', 'x', '0:0::1', '10.0.0.1', '10.0.0.1'];
    expect(faultsOf([], addresses, privateRules)).toEqual([
      'SERVER_NAME_INVALID',
      '/ipAddresses/1',
      '/ipAddresses/2',
      '/ipAddresses/4',
    ]);
  });

  it('are no addresses in public', () => {
    expect(faultsOf(['a.example.com'], ['192.0.2.1'])).toEqual(['SERVER_NAME_INVALID', '/ipAddresses/0']);
  });

  it('are one to 250', () => {
    const many = Array.from({ length: 250 }, (_, index) => `n${index}.example.com`);
    expect(faultsOf(many, [])).toEqual([]);
    expect(faultsOf([...many, 'more.example.com'], [])).toEqual(['SERVER_NAME_INVALID', '/dnsNames']);
    expect(faultsOf(many, ['10.0.0.1'], privateRules)).toEqual(['SERVER_NAME_INVALID', '/dnsNames']);
    expect(faultsOf([], [])).toEqual(['SERVER_NAME_INVALID', '/dnsNames']);
  });
});
