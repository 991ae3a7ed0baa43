import { describe, expect, it } from '@jest/globals';
import { maskMobile, normalEmail, requireEmail, requireMobile, requireName } from './person.ts';

describe('a user ID', () => {
  it('is the address in NFC and lower case, without space around', () => {
    expect(normalEmail('  Ame\u0301lie@Example.COM ')).toBe('am\u00e9lie@example.com');
  });

  it('is exactly one plain address', () => {
    expect(requireEmail('Ada@Example.com')).toBe('ada@example.com');
    for (const wrong of ['', 'ada', 'a@b@c', 'a b@example.com', 'a,b@example.com', 'ada@', `${'a'.repeat(250)}@b.co`]) {
      expect(() => requireEmail(wrong)).toThrow(expect.objectContaining({ reason: 'EMAIL_INVALID' }));
    }
  });
});

it('a user ID has no mark that nobody sees', () => {
  for (const mark of ['\u200b', '\u202e', '\u00ad', '\ufeff', '\u{e0041}', '\u0000']) {
    for (const email of [`a${mark}da@example.com`, `ada@exam${mark}ple.com`]) {
      expect(() => requireEmail(email)).toThrow(expect.objectContaining({ reason: 'EMAIL_INVALID' }));
    }
  }
});

describe('a name', () => {
  it('keeps what people are called', () => {
    for (const name of ['Ada', "O'Neill-Brontë", '李', 'Nguyễn Văn', 'Ян']) {
      expect(requireName(` ${name} `, 'surname')).toBe(name.normalize('NFC'));
    }
  });

  it('is refused when it is empty, too long, has no letter, or would show differently than it is', () => {
    for (const wrong of ['', '  ', 'x'.repeat(65), '42', 'Ada\u202e', 'A\nB', 'A\u0000']) {
      expect(() => requireName(wrong, 'givenName')).toThrow(
        expect.objectContaining({
          reason: 'NAME_INVALID',
          fields: [expect.objectContaining({ pointer: '/givenName' })],
        }),
      );
    }
  });
});

describe('a mobile number', () => {
  it('is optional, and in E.164 form when given', () => {
    expect(requireMobile('')).toBeUndefined();
    expect(requireMobile('+15550100123')).toBe('+15550100123');
    for (const wrong of ['015550100', '+0155501001', '+1 555 0100', '+1555', '+1234567890123456', 'x']) {
      expect(() => requireMobile(wrong)).toThrow(expect.objectContaining({ reason: 'MOBILE_INVALID' }));
    }
  });

  it('is shown with most of it hidden', () => {
    expect(maskMobile('+15550100189')).toBe('+1••••••89');
  });
});
