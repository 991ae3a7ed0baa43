import { describe, expect, it } from '@jest/globals';
import { factorKey, maskDestination, planSend, requireDestination, type Sends } from './code.ts';

const noon = new Date('2026-03-01T12:00:00Z');
const after = (seconds: number) => new Date(noon.getTime() + seconds * 1000);
const before = (over: Partial<Sends>): Sends => ({
  sends: 1,
  channel: 'sms',
  resendAt: after(30),
  usedAt: null,
  ...over,
});

describe('sending a PIN', () => {
  it('may be repeated after 30, then 60 seconds, and no third time', () => {
    expect(planSend(undefined, { purpose: 'login', channel: 'sms', at: noon })).toEqual({
      sendNumber: 1,
      resendAt: after(30),
      isFresh: false,
    });
    expect(planSend(before({}), { purpose: 'login', channel: 'sms', at: after(30) })).toEqual({
      sendNumber: 2,
      resendAt: after(90),
      isFresh: false,
    });
    const second = before({ sends: 2, resendAt: after(90) });
    expect(planSend(second, { purpose: 'login', channel: 'sms', at: after(90) })).toEqual({
      sendNumber: 3,
      resendAt: after(210),
      isFresh: false,
    });
    const third = before({ sends: 3, resendAt: after(210) });
    expect(() => planSend(third, { purpose: 'login', channel: 'sms', at: after(900) })).toThrow(
      expect.objectContaining({ reason: 'PIN_SENDS_EXHAUSTED' }),
    );
  });

  it('says how long to wait when it is repeated too early', () => {
    expect(() => planSend(before({}), { purpose: 'login', channel: 'sms', at: after(29.2) })).toThrow(
      expect.objectContaining({ reason: 'RESEND_TOO_EARLY', retryAfterSeconds: 1 }),
    );
  });

  it('may change from text message to e-mail at once, but not back', () => {
    expect(planSend(before({}), { purpose: 'login', channel: 'email', at: after(1) })).toMatchObject({ sendNumber: 2 });
    expect(() => planSend(before({ channel: 'email' }), { purpose: 'login', channel: 'sms', at: after(1) })).toThrow(
      expect.objectContaining({ reason: 'RESEND_TOO_EARLY' }),
    );
  });

  it('ends once a PIN was used', () => {
    expect(() => planSend(before({ usedAt: after(10) }), { purpose: 'login', channel: 'sms', at: after(60) })).toThrow(
      expect.objectContaining({ reason: 'PIN_SENDS_EXHAUSTED' }),
    );
  });
});

describe('the code of a factor', () => {
  it('is followed by a new one at once after it was used, and counted anew', () => {
    const used = before({ sends: 3, usedAt: after(10) });
    expect(planSend(used, { purpose: 'factor', channel: 'sms', at: after(11) })).toEqual({
      sendNumber: 1,
      resendAt: after(41),
      isFresh: true,
    });
  });

  it('belongs to one authenticator and one occasion', () => {
    const keys = [
      factorKey('aut_1', { purpose: 'login', subjectId: 'lgf_1' }),
      factorKey('aut_2', { purpose: 'login', subjectId: 'lgf_1' }),
      factorKey('aut_1', { purpose: 'signing', subjectId: 'lgf_1' }),
      factorKey('aut_1', { purpose: 'login', subjectId: 'lgf_2' }),
    ];
    expect(new Set(keys.map(({ subjectId }) => subjectId)).size).toBe(4);
  });
});

describe('a destination', () => {
  it('is shown with most of it hidden, always to the same length', () => {
    expect(maskDestination('+12025550189')).toBe('+1••••••89');
    expect(maskDestination('+447700900123')).toBe('+4••••••23');
    expect(maskDestination('ada.example@example.com')).toBe('a•••@example.com');
    expect(maskDestination('a@example.com')).toBe('a•••@example.com');
  });

  it.each([
    ['sms', '2025550189'],
    ['sms', '+1202555018x'],
    ['sms', '+12025550189,+12025550190'],
    ['sms', 'ada@example.com'],
    ['email', '+12025550189'],
    ['email', 'ada@example.com, bob@example.com'],
    ['email', 'Ada <ada@example.com>'],
    ['email', `${'a'.repeat(250)}@example.com`],
    ['email', ''],
  ] as const)('by %s is not %j', (channel, destination) => {
    expect(() => requireDestination(channel, destination)).toThrow(
      expect.objectContaining({
        reason: 'DESTINATION_INVALID',
        fields: [expect.objectContaining({ pointer: '/destination' })],
      }),
    );
  });
});
