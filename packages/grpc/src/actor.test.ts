import { describe, expect, it } from '@jest/globals';
import {
  isSetUpSession,
  newContext,
  reaches,
  requireCompleteLogin,
  requireRecentAuthentication,
  requireSecondFactor,
} from './index.ts';

const aal = (level: string) => `urn:countersign:${level}`;
const at = new Date('2026-03-01T12:00:00Z');
const actor = (over: object) => ({
  userId: 'usr_1',
  sessionId: 'ses_1',
  roles: [],
  staffRoles: [],
  acr: aal('aal2'),
  amr: ['pwd', 'otp', 'mfa'],
  scope: 'full' as const,
  language: 'en',
  authenticatedAt: at,
  ...over,
});

describe('an authentication context class', () => {
  it.each([
    ['aal2', 'aal2', true],
    ['aal2-restricted', 'aal2', true],
    ['aal2', 'aal1', true],
    ['aal1', 'aal2', false],
    ['aal1', 'aal1', true],
    ['aal9', 'aal1', false],
    ['aal2', 'aal9', false],
  ])('%s where %s is asked for: %s', (has, wanted, is) => {
    expect(reaches(aal(has), aal(wanted))).toBe(is);
  });

  it('of a restricted second factor signs, and that of a password does not', () => {
    const context = (level: string) => newContext({ actor: actor({ acr: aal(level) }) });
    expect(requireSecondFactor(context('aal2-restricted')).userId).toBe('usr_1');
    expect(() => requireSecondFactor(context('aal1'))).toThrow(
      expect.objectContaining({ reason: 'INSUFFICIENT_USER_AUTHENTICATION' }),
    );
  });
});

describe('a token for set-up', () => {
  const setUp = (amr: string[]) => actor({ scope: 'set-up', amr, authenticatedAt: new Date(0) });
  const recent = (amr: string[]) => () =>
    requireRecentAuthentication(newContext({ actor: setUp(amr) }), { withinMs: 60_000, at, allowSetUp: true });

  it('of a first login, an emergency code or a loss is of a session that only sets up, and young by its nature', () => {
    for (const amr of [
      ['pwd', 'sms'],
      ['pwd', 'emergency'],
      ['pwd', 'emergency', 'mfa'],
    ]) {
      expect(isSetUpSession(setUp(amr))).toBe(true);
      expect(recent(amr)().userId).toBe('usr_1');
    }
  });

  it('of a login with a factor passes where the account does not matter, as that of a first login does not', () => {
    const complete = (amr: string[]) => () => requireCompleteLogin(newContext({ actor: setUp(amr) }));
    expect(complete(['pwd', 'otp', 'mfa'])().userId).toBe('usr_1');
    for (const amr of [
      ['pwd', 'sms'],
      ['pwd', 'emergency', 'mfa'],
    ]) {
      expect(complete(amr)).toThrow(expect.objectContaining({ reason: 'SET_UP_REQUIRED' }));
    }
    expect(() => requireCompleteLogin(newContext())).toThrow(
      expect.objectContaining({ reason: 'AUTHENTICATION_REQUIRED' }),
    );
  });

  it('of a login with a factor is as old as that', () => {
    expect(isSetUpSession(setUp(['pwd', 'otp', 'mfa']))).toBe(false);
    expect(recent(['pwd', 'otp', 'mfa'])).toThrow(
      expect.objectContaining({ reason: 'INSUFFICIENT_USER_AUTHENTICATION' }),
    );
  });
});
