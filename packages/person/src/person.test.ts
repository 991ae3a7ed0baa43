import { describe, expect, it } from '@jest/globals';
import { isCountry, isMobile, isPersonName, normalText } from './index.ts';

describe('a name of a person', () => {
  it.each(['Ada', "O'Neill", '李', 'Anne-Marie de la Tour', 'A'.repeat(64)])('can be %s', (name) => {
    expect(isPersonName(name)).toBe(true);
  });

  it.each(['', '123', '---', 'A'.repeat(65), 'Ada\nBcc: x', 'Ada\u202e', 'Ada\u200f'])('cannot be %j', (name) => {
    expect(isPersonName(name)).toBe(false);
  });

  it('is kept in NFC without space around', () => {
    expect(normalText('  Zoe\u0308 ')).toBe('Zoë');
  });
});

describe('a mobile number', () => {
  it.each(['+12025550123', '+4915112345678', '+1234567'])('can be %s', (number) => {
    expect(isMobile(number)).toBe(true);
  });

  it.each(['', '12025550123', '+0123456789', '+123456', '+1234567890123456', '+1 202 555 0123'])(
    'cannot be %j',
    (number) => {
      expect(isMobile(number)).toBe(false);
    },
  );
});

describe('a country', () => {
  it('is an assigned code in capitals', () => {
    expect(['US', 'DE', 'JP'].every(isCountry)).toBe(true);
    expect(['us', 'XX', 'EU', 'USA', ''].some(isCountry)).toBe(false);
  });
});
