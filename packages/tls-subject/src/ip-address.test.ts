import { describe, expect, it } from '@jest/globals';
import { normalIpAddress } from './ip-address.ts';

describe('an IP address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:DB8:0::0:1', '2001:db8::1'],
    ['::ffff:192.0.2.1', '::ffff:c000:201'],
  ])('%s is written as %s', (given, normal) => {
    expect(normalIpAddress(given)).toBe(normal);
  });

  it.each(['', 'example.com', '192.0.2', '10.0.0.0/8', 'fe80::1%eth0', '[::1]'])('is not %j', (given) => {
    expect(normalIpAddress(given)).toBeUndefined();
  });
});
