import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aLoginCode, anEnrolment, startSecondFactor, type TestSecondFactor } from './second-factor.ts';

let secondFactor: TestSecondFactor;
beforeAll(async () => {
  secondFactor = await startSecondFactor({ AUTH_PROFILE: 'strict', PIN_BY_SMS: 'off', PIN_LIFE_MINUTES: 2 });
});
afterAll(() => secondFactor.close());

const user = { userId: 'usr_1', loginFlowId: 'lgf_1' };

describe('under another policy', () => {
  it.each([
    ['PIN_CHANNEL_SMS', '+12025550189'],
    ['PIN_CHANNEL_EMAIL', 'ada@example.com'],
  ] as const)('no one-time PIN is sent by %s when it is off', async (channel, destination) => {
    await expect(
      secondFactor.identity.sendLoginPin({ ...user, channel, destination, language: 'en', fallbackEmail: '' }),
    ).rejects.toMatchObject({ kind: 'forbidden', reason: 'PIN_CHANNEL_OFF' });
    const userId = `usr_${channel}`;
    await secondFactor.anActiveAuthenticator(userId);
    await expect(
      secondFactor.identity.sendLoginPin({ ...user, userId, channel, destination, language: 'en', fallbackEmail: '' }),
    ).rejects.toMatchObject({ reason: 'FIRST_LOGIN_OVER' });
  });

  it('a code that proves a mailbox is sent all the same, and lives as long as the policy says', async () => {
    const { identity, clock } = secondFactor;
    const { expiresAt } = await identity.sendCode({
      purpose: 'CODE_PURPOSE_RECOVERY',
      subjectId: 'rcf_1',
      channel: 'PIN_CHANNEL_EMAIL',
      destination: 'ada@example.com',
      language: 'en',
      newContact: '',
      knownDevice: false,
    });
    expect(expiresAt).toEqual(new Date(clock.now().getTime() + 2 * 60_000));
  });

  it('the code before the current one is taken for ten seconds', async () => {
    const { identity, clock } = secondFactor;
    const authenticator = await secondFactor.anActiveAuthenticator(user.userId);
    const login = (code: string) =>
      identity.verifyLoginCode(aLoginCode({ ...user, code, firstLogin: false, recovery: false }));
    clock.advance(60_000 - (clock.now().getTime() % 30_000) + 10_000);
    const refused = { reason: 'CODE_REFUSED' };
    await expect(login(secondFactor.codeOf(authenticator, -1))).rejects.toMatchObject(refused);
    await expect(login(secondFactor.codeOf(authenticator, 1))).rejects.toMatchObject(refused);
    clock.advance(29_999);
    expect(await login(secondFactor.codeOf(authenticator, -1))).toMatchObject({ amr: 'otp' });
    expect(await login(secondFactor.codeOf(authenticator))).toMatchObject({ amr: 'otp' });
  });

  it('an authenticator is added within ten minutes of a login', async () => {
    const { gateway, as, clock } = secondFactor;
    const actor = await as('usr_2', { authenticatedAt: new Date(clock.now().getTime() - 10 * 60_000 - 1000) });
    await expect(gateway.enrolAuthenticator(anEnrolment(), actor)).rejects.toMatchObject({
      reason: 'INSUFFICIENT_USER_AUTHENTICATION',
      maxAgeSeconds: 600,
    });
  });
});
