import { describe, expect, it } from '@jest/globals';
import { readPolicy } from '../policy/policy.ts';
import { networkBudget, networkOf, passwordBucket, passwordRule } from './password-budget.ts';

describe('the budget of a password', () => {
  it('is shared by all devices that are not known, and is its own for each known device and each session', () => {
    expect(passwordBucket({ userIdHash: 'h' })).toBe('password:h');
    expect(passwordBucket({ userIdHash: 'h', deviceId: 'dev_1' })).toBe('password:h:dev_1');
    expect(passwordBucket({ userIdHash: 'h', sessionId: 'ses_1' })).toBe('password:h:ses_1');
    expect(passwordBucket({ userIdHash: 'h', deviceId: 'dev_1', sessionId: 'ses_1' })).toBe('password:h:dev_1');
  });

  it('stops as policy says', () => {
    expect(passwordRule(readPolicy({ LOGIN_MISSES_TO_STOP: 20 })).stopAfter).toBe(20);
  });
});

describe('the budget of a network', () => {
  it('is that of an IPv4 address, or of the /64 of an IPv6 address', () => {
    expect(networkOf('192.0.2.7')).toBe('192.0.2.7');
    expect(networkOf('::ffff:192.0.2.7')).toBe('192.0.2.7');
    for (const address of ['2001:db8:0:1::7', '2001:DB8::1:a:b:c:d', '2001:db8:0:1:ffff::', '2001:db8:0:1::7%eth0']) {
      expect(networkOf(address)).toBe('2001:db8:0:1::/64');
    }
    expect(networkOf('::1')).toBe('0:0:0:0::/64');
    expect(networkOf('fe80::')).toBe('fe80:0:0:0::/64');
  });

  it('is none where the address is not known', () => {
    const policy = readPolicy({ LOGIN_MISSES_PER_ADDRESS: 30 });
    expect(networkBudget(policy, undefined)).toBeUndefined();
    expect(networkBudget(policy, '192.0.2.7')).toMatchObject({ limit: 30, windowMs: 3_600_000 });
  });
});
