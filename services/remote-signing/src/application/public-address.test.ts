import { expect, it } from '@jest/globals';
import { isPublicAddress } from './public-address.ts';

it('addresses of hosts in the Internet are public', () => {
  const addresses = ['1.1.1.1', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '128.0.0.1'];
  const more = ['172.15.255.255', '172.32.0.0', '192.167.255.255', '198.17.0.1', '198.20.0.1', '223.255.255.255'];
  const six = ['2606:4700:4700::1111', '2a00:1450:4001:81b::200e', '2400::1', '2001:4860:4860::8888'];
  expect([...addresses, ...more, ...six].filter((address) => !isPublicAddress(address))).toEqual([]);
});

it('addresses of this host, of a network of somebody, or of nobody are not', () => {
  const four = ['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.8.9.1', '169.254.169.254', '172.16.0.1'];
  const more = ['172.31.255.255', '192.0.0.1', '192.0.2.1', '192.168.1.1', '198.18.0.1', '198.19.255.255'];
  const reserved = ['198.51.100.1', '203.0.113.9', '224.0.0.1', '240.0.0.1', '255.255.255.255'];
  const six = ['::', '::1', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'fc00::1', 'fdff:ffff::1', 'ff02::1', '2001:db8::1'];
  const carrying = ['::ffff:8.8.8.8', '::ffff:127.0.0.1', '::ffff:7f00:1', '::127.0.0.1', '::8.8.8.8'];
  const translated = ['64:ff9b::8.8.8.8', '64:ff9b:1::1', '2002:7f00:1::', '2001:0:4136:e378:8000:63bf:3fff:fdd2'];
  const all = [...four, ...more, ...reserved, ...six, ...carrying, ...translated, '100::1', '3fff::1'];
  expect(all.filter(isPublicAddress)).toEqual([]);
});

it('what is written in another way is no address', () => {
  const written = ['', 'localhost', '127.1', '0x7f000001', '2130706433', '017700000001', '1.1.1.1 ', '[2400::1]'];
  expect(written.filter(isPublicAddress)).toEqual([]);
});
