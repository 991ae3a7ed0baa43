import { describe, expect, it } from '@jest/globals';
import { isCountry, isEmail, isMobile, isPersonName, normalEmail, normalText } from './index.ts';

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

describe('an e-mail address', () => {
  it.each(['ada@example.com', "o'neil+tag@sub.example.com", 'zoë@exämple.example', `${'a'.repeat(64)}@example.com`])(
    'can be %s',
    (email) => expect(isEmail(email)).toBe(true),
  );

  it.each([
    '',
    'example.com',
    'a@localhost',
    'a@192.0.2.1',
    'a@b@example.com',
    'a..b@example.com',
    'a@example.com, b@example.com',
    'a@example.com\r\nBcc: b@example.com',
    `${'a'.repeat(65)}@example.com`,
  ])('cannot be %j', (email) => expect(isEmail(email)).toBe(false));

  it('is kept in NFC with the domain in lower case', () => {
    expect(normalEmail(' Zoe\u0308@Example.COM ')).toBe('Zoë@example.com');
  });
});
