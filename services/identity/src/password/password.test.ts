import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { commonPasswords } from './common-passwords.ts';
import { requireGoodPassword } from './password.ts';

const email = 'ada.lovelace@example.com';
const reasonFor = (password: string, of = email) => {
  try {
    requireGoodPassword(password, of);
    return 'good';
  } catch (error) {
    return (error as { reason: string }).reason;
  }
};

describe('the rules for passwords', () => {
  it('ask for 8 to 256 characters and nothing about their kind', () => {
    expect(reasonFor('1234567')).toBe('PASSWORD_TOO_SHORT');
    expect(reasonFor('zoo hat ')).toBe('good');
    expect(reasonFor('x y'.repeat(85).padEnd(256, 'z'))).toBe('good');
    expect(reasonFor('x y'.repeat(85).padEnd(257, 'z'))).toBe('PASSWORD_TOO_LONG');
  });

  it('count characters of the composed form, not bytes or halves of surrogates', () => {
    expect(reasonFor('e\u0301'.repeat(7))).toBe('PASSWORD_TOO_SHORT');
    expect(reasonFor('😀🐢🌵🎈🍋🚲⛵')).toBe('PASSWORD_TOO_SHORT');
    expect(reasonFor('😀🐢🌵🎈🍋🚲🪁🧭')).toBe('good');
    expect(reasonFor('😀'.repeat(256))).toBe('good');
  });

  it('refuse what is guessed first, in any case', () => {
    for (const password of ['password', 'PassWord1', '1234567890', 'QWERTZUIOP', 'Motdepasse']) {
      expect(reasonFor(password)).toBe('PASSWORD_TOO_COMMON');
    }
  });

  it('refuse the user ID, its local part within, and the name of the product', () => {
    expect(reasonFor(email)).toBe('PASSWORD_TOO_COMMON');
    expect(reasonFor('xxADA.LovelaceXX')).toBe('PASSWORD_TOO_COMMON');
    expect(reasonFor('my CounterSign key')).toBe('PASSWORD_TOO_COMMON');
  });

  it('do not take a local part of a few letters for a hint', () => {
    expect(reasonFor('enjoyable rivers', 'jo@example.com')).toBe('good');
  });

  it('name the field', () => {
    expect(() => requireGoodPassword('short', email)).toThrow(
      expect.objectContaining({ kind: 'invalid', fields: [expect.objectContaining({ pointer: '/password' })] }),
    );
  });

  it('hold for every listed password, all of which pass the rule of length', () => {
    expect(commonPasswords.size).toBeGreaterThanOrEqual(200);
    for (const password of commonPasswords)
      expect([password, reasonFor(password)]).toEqual([password, 'PASSWORD_TOO_COMMON']);
  });

  it('decide alike on both Unicode forms of one password', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 12 }), (password) => {
        expect(reasonFor(password.normalize('NFD'))).toBe(reasonFor(password.normalize('NFC')));
      }),
    );
  });
});
