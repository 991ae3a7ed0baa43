import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readPolicy } from '../policy/policy.ts';
import { requireGoodPassword } from './password.ts';

const ada = { email: 'ada.lovelace@mill.example.com', givenName: 'Ada Augusta', surname: 'King-Noel' };
const guide = readPolicy({}).password;
const reasonFor = (password: string, { owner = ada, policy = guide } = {}) => {
  try {
    requireGoodPassword(password, { policy, owner });
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

  it('take the least length from the policy', () => {
    const policy = readPolicy({ PASSWORD_MIN_LENGTH: 15 }).password;
    expect(reasonFor('zoo hat ten di', { policy })).toBe('PASSWORD_TOO_SHORT');
    expect(reasonFor('zoo hat ten dig', { policy })).toBe('good');
  });

  it('count characters of the composed form, not bytes or halves of surrogates', () => {
    expect(reasonFor('e\u0301'.repeat(7))).toBe('PASSWORD_TOO_SHORT');
    expect(reasonFor('😀🐢🌵🎈🍋🚲⛵')).toBe('PASSWORD_TOO_SHORT');
    expect(reasonFor('😀🐢🌵🎈🍋🚲🪁🧭')).toBe('good');
    expect(reasonFor('😀'.repeat(256))).toBe('good');
    // Four code points that become one: the longest that a character can be.
    expect(reasonFor('\u1f82'.normalize('NFD').repeat(256))).toBe('good');
    expect(reasonFor('\u1f82'.normalize('NFD').repeat(257))).toBe('PASSWORD_TOO_LONG');
  });

  it('refuse what is known from breaches, in any case, unless policy says otherwise', () => {
    for (const password of ['password', 'PassWord1', '1234567890', 'QWERTZUIOP', 'Motdepasse', 'Contraseña']) {
      expect(reasonFor(password)).toBe('PASSWORD_BREACHED');
    }
    expect(reasonFor('password', { policy: readPolicy({ PASSWORD_BREACH_CHECK: 'off' }).password })).toBe('good');
  });

  it('refuse whatever contains the user ID, a part of it, a name, or the name of the product', () => {
    const hints = [
      'xxADA.LovelaceXX',
      'my lovelace key',
      'windmill 1843',
      'augusta 1843',
      'noel 1843 x',
      'my CounterSign key',
    ];
    for (const password of [ada.email, ...hints])
      expect([password, reasonFor(password)]).toEqual([password, 'PASSWORD_TOO_COMMON']);
  });

  it('do not take a part of a few letters, nor the end of the domain, for a hint', () => {
    expect(reasonFor('enjoyable rivers', { owner: { ...ada, email: 'jo@mill.example.info' } })).toBe('good');
    expect(reasonFor('more info rivers', { owner: { ...ada, email: 'jo@mill.example.info' } })).toBe('good');
    expect(reasonFor('adaptable rivers')).toBe('good');
  });

  it('name the field', () => {
    const field = '/newPassword';
    expect(() => requireGoodPassword('short', { policy: guide, owner: ada, field })).toThrow(
      expect.objectContaining({ kind: 'invalid', fields: [expect.objectContaining({ pointer: field })] }),
    );
  });

  it('decide alike on both Unicode forms of one password', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 12 }), (password) => {
        expect(reasonFor(password.normalize('NFD'))).toBe(reasonFor(password.normalize('NFC')));
      }),
    );
  });
});
