import { describe, expect, it } from '@jest/globals';
import { readPolicy } from '../policy/policy.ts';
import { prefixOf, requireServed } from './sms-limits.ts';

describe('the prefix of a number', () => {
  it.each([
    ['+12025550189', '+1202'],
    ['+79161234567', '+7916'],
    ['+4915112345678', '+49151'],
    ['+33612345678', '+33612'],
    ['+8613812345678', '+86138'],
    ['+351912345678', '+351912'],
    ['+3725123456', '+372512'],
    ['+998901234567', '+998901'],
    ['+1234567', '+1234'],
  ])('of %s is its country code and three digits: %s', (number, prefix) => {
    expect(prefixOf(number)).toBe(prefix);
  });
});

describe('a number', () => {
  const served = (prefixes: string, number: string) => () =>
    requireServed({ policy: readPolicy({ SMS_PREFIXES: prefixes }) }, number);

  it('is served when no prefixes are named', () => {
    expect(served('', '+4915112345678')).not.toThrow();
  });

  it('is served when it begins with one that is named', () => {
    expect(served('+49,+4420', '+4915112345678')).not.toThrow();
    expect(served('+49,+4420', '+442012345678')).not.toThrow();
  });

  it.each(['+447700900123', '+12025550189', '+4'])('is not served otherwise: %s', (number) => {
    expect(served('+49,+4420', number)).toThrow(
      expect.objectContaining({ kind: 'forbidden', reason: 'DESTINATION_NOT_SERVED' }),
    );
  });
});
