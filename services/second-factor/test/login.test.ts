import type { SendLoginPinRequest, VerifyLoginCodeRequest } from '@countersign/proto/second-factor';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import {
  aLoginCode,
  minuteMs,
  otherThan,
  outcomesOf,
  startSecondFactor,
  stepMs,
  type TestSecondFactor,
} from './second-factor.ts';

let secondFactor: TestSecondFactor;
beforeAll(async () => {
  secondFactor = await startSecondFactor();
});
afterAll(() => secondFactor.close());

let count = 0;
/** A user and a login flow that no other test uses; the number is theirs alone too. */
function aFlow() {
  count += 1;
  return {
    key: { userId: `usr_${count}`, loginFlowId: `lgf_${count}` },
    destination: `+1202555${String(count).padStart(4, '0')}`,
  };
}

const send = (request: Partial<SendLoginPinRequest>) =>
  secondFactor.identity.sendLoginPin({
    userId: '',
    loginFlowId: '',
    channel: 'PIN_CHANNEL_SMS',
    destination: '+12025550189',
    language: 'en',
    fallbackEmail: '',
    ...request,
  });

const verify = (request: Partial<VerifyLoginCodeRequest>) =>
  secondFactor.identity.verifyLoginCode(
    aLoginCode({
      userId: '',
      loginFlowId: '',
      code: '000000',
      firstLogin: true,
      recovery: false,
      ...request,
    }),
  );

const refused = { kind: 'unauthenticated', reason: 'CODE_REFUSED' };
const exhausted = { kind: 'exhausted', reason: 'ATTEMPTS_EXHAUSTED' };

describe('a one-time PIN', () => {
  it('is sent to a masked destination and opens its login once', async () => {
    const { key, destination } = aFlow();
    const now = secondFactor.clock.now().getTime();
    expect(await send({ ...key, destination })).toEqual({
      maskedDestination: `+1••••••${destination.slice(-2)}`,
      resendAt: new Date(now + 30_000),
      expiresAt: new Date(now + 5 * minuteMs),
    });
    const code = await secondFactor.sentPin(key.loginFlowId);
    expect(code).toMatch(/^\d{6}$/);
    expect(await verify({ ...key, code })).toMatchObject({ amr: 'sms' });
    await expect(verify({ ...key, code })).rejects.toMatchObject(refused);
  });

  it('is stored neither in clear nor in the job that delivers it', async () => {
    const { key, destination } = aFlow();
    await send({ ...key, destination });
    const code = await secondFactor.sentPin(key.loginFlowId);
    const { rows } = await sql<{ stored: string }>`
      select (select string_agg(p::text, ' ') from login_pins p where login_flow_id = ${key.loginFlowId})
        || (select string_agg(d::text, ' ') from pin_deliveries d)
        || (select string_agg(payload::text, ' ') from outbox) as stored`.execute(secondFactor.db);
    const stored = rows[0]?.stored ?? '';
    expect(stored).toContain('dlv_');
    for (const secret of [code, destination]) {
      // A PIN's digits may turn up inside a long hexadecimal string by chance, a PIN by itself may not.
      expect(stored).not.toMatch(new RegExp(`(?<![0-9a-fA-F])\\${secret.startsWith('+') ? '' : 'b'}${secret}\\b`));
      expect(stored).not.toContain(Buffer.from(secret).toString('hex'));
    }
  });

  it('tells that it was mailed', async () => {
    const { key } = aFlow();
    const { maskedDestination } = await send({ ...key, channel: 'PIN_CHANNEL_EMAIL', destination: 'ada@example.com' });
    expect(maskedDestination).toBe('a•••@example.com');
    expect(await verify({ ...key, code: await secondFactor.sentPin(key.loginFlowId) })).toMatchObject({ amr: 'email' });
  });

  it('opens exactly one of twenty parallel logins', async () => {
    const { key, destination } = aFlow();
    await send({ ...key, destination });
    const code = await secondFactor.sentPin(key.loginFlowId);
    const { won } = await outcomesOf(Array.from({ length: 20 }, () => verify({ ...key, code })));
    expect(won).toBe(1);
  });

  it('is refused after five wrong ones, and a new one buys no more attempts', async () => {
    const { key, destination } = aFlow();
    await send({ ...key, destination });
    const code = await secondFactor.sentPin(key.loginFlowId);
    for (let n = 0; n < 5; n += 1)
      await expect(verify({ ...key, code: otherThan(code) })).rejects.toMatchObject(refused);
    await expect(verify({ ...key, code })).rejects.toMatchObject(exhausted);
    secondFactor.clock.advance(30_000);
    await send({ ...key, destination });
    await expect(verify({ ...key, code: await secondFactor.sentPin(key.loginFlowId) })).rejects.toMatchObject(
      exhausted,
    );
  });

  it('is refused after five minutes', async () => {
    const { key, destination } = aFlow();
    await send({ ...key, destination });
    const code = await secondFactor.sentPin(key.loginFlowId);
    secondFactor.clock.advance(5 * minuteMs);
    await expect(verify({ ...key, code })).rejects.toMatchObject(refused);
  });

  it('opens no other flow and no other user', async () => {
    const { key, destination } = aFlow();
    await send({ ...key, destination });
    const code = await secondFactor.sentPin(key.loginFlowId);
    await expect(verify({ ...key, loginFlowId: 'lgf_other', code })).rejects.toMatchObject(refused);
    await expect(verify({ ...key, userId: 'usr_other', code })).rejects.toMatchObject(refused);
    expect(await verify({ ...key, code })).toMatchObject({ amr: 'sms' });
  });

  it('replaces the one before', async () => {
    const { key, destination } = aFlow();
    await send({ ...key, destination });
    const first = await secondFactor.sentPin(key.loginFlowId);
    secondFactor.clock.advance(30_000);
    await send({ ...key, destination });
    const second = await secondFactor.sentPin(key.loginFlowId);
    // Once in a million draws both are the same code, which then is right of course.
    const stale = first === second ? otherThan(second) : first;
    await expect(verify({ ...key, code: stale })).rejects.toMatchObject(refused);
    expect(await verify({ ...key, code: second })).toMatchObject({ amr: 'sms' });
  });

  it('may be asked for by e-mail at once, and counts as another send', async () => {
    const { key, destination } = aFlow();
    await send({ ...key, destination });
    await expect(send({ ...key, destination })).rejects.toMatchObject({
      kind: 'exhausted',
      reason: 'RESEND_TOO_EARLY',
      retryAfterSeconds: 30,
    });
    const email = { channel: 'PIN_CHANNEL_EMAIL', destination: `${key.userId}@example.com` } as const;
    await send({ ...key, ...email });
    await expect(send({ ...key, ...email })).rejects.toMatchObject({
      reason: 'RESEND_TOO_EARLY',
      retryAfterSeconds: 60,
    });
    secondFactor.clock.advance(minuteMs);
    await send({ ...key, ...email });
    secondFactor.clock.advance(2 * minuteMs);
    await expect(send({ ...key, ...email })).rejects.toMatchObject({
      kind: 'exhausted',
      reason: 'PIN_SENDS_EXHAUSTED',
    });
    expect(await verify({ ...key, code: await secondFactor.sentPin(key.loginFlowId) })).toMatchObject({ amr: 'email' });
  });

  it('is mailed once, and takes one send, when twenty ask at the same time for e-mail instead', async () => {
    const { key, destination } = aFlow();
    await send({ ...key, destination });
    const email = { channel: 'PIN_CHANNEL_EMAIL', destination: `${key.userId}@example.com` } as const;
    const { won, reasons } = await outcomesOf(Array.from({ length: 20 }, () => send({ ...key, ...email })));
    expect(won).toBe(1);
    expect(new Set(reasons)).toEqual(new Set(['RESEND_TOO_EARLY']));
    secondFactor.clock.advance(minuteMs);
    await expect(send({ ...key, ...email })).resolves.toBeDefined();
  });

  it('is sent once when twenty requests come at the same time', async () => {
    const { key, destination } = aFlow();
    const { won, reasons } = await outcomesOf(Array.from({ length: 20 }, () => send({ ...key, destination })));
    expect(won).toBe(1);
    expect(new Set(reasons)).toEqual(new Set(['RESEND_TOO_EARLY']));
  });

  it('goes to one destination five times an hour, whatever the flow and the user', async () => {
    const { destination } = aFlow();
    for (let n = 0; n < 5; n += 1) await send({ ...aFlow().key, destination });
    await expect(send({ ...aFlow().key, destination })).rejects.toMatchObject({
      kind: 'exhausted',
      reason: 'PIN_SENDS_EXHAUSTED',
      retryAfterSeconds: 3600,
    });
    secondFactor.clock.advance(60 * minuteMs);
    await expect(send({ ...aFlow().key, destination })).resolves.toBeDefined();
  });

  it('that was refused for its destination leaves the one before as it was', async () => {
    const { key, destination } = aFlow();
    const mail = `${key.userId}@example.com`;
    for (let n = 0; n < 5; n += 1) {
      await send({ ...aFlow().key, channel: 'PIN_CHANNEL_EMAIL', destination: mail });
    }
    await send({ ...key, destination });
    const code = await secondFactor.sentPin(key.loginFlowId);
    await expect(send({ ...key, channel: 'PIN_CHANNEL_EMAIL', destination: mail })).rejects.toMatchObject({
      reason: 'PIN_SENDS_EXHAUSTED',
    });
    expect(await verify({ ...key, code })).toMatchObject({ amr: 'sms' });
  });

  it('is neither sent nor taken once a factor is active', async () => {
    const { key, destination } = aFlow();
    await send({ ...key, destination });
    const code = await secondFactor.sentPin(key.loginFlowId);
    await secondFactor.anActiveAuthenticator(key.userId);
    const over = { kind: 'forbidden', reason: 'FIRST_LOGIN_OVER' };
    await expect(verify({ ...key, code })).rejects.toMatchObject(over);
    await expect(send({ ...aFlow().key, userId: key.userId, destination })).rejects.toMatchObject(over);
  });

  it.each([
    [{ channel: 'PIN_CHANNEL_UNSPECIFIED' }, 'CHANNEL_INVALID', '/channel'],
    [{ destination: '0555' }, 'DESTINATION_INVALID', '/destination'],
    [{ userId: '' }, 'ID_MALFORMED', '/userId'],
    [{ loginFlowId: 'x'.repeat(65) }, 'ID_MALFORMED', '/loginFlowId'],
  ] as const)('is not sent for %j', async (over, reason, pointer) => {
    await expect(send({ ...aFlow().key, ...over })).rejects.toMatchObject({
      kind: 'invalid',
      reason,
      fields: [{ pointer }],
    });
  });
});

describe('the code of an authenticator', () => {
  const login = (userId: string, code: string, loginFlowId = aFlow().key.loginFlowId) =>
    verify({ userId, loginFlowId, code, firstLogin: false });

  it('opens a login once, and so does the next one', async () => {
    const { userId } = aFlow().key;
    const authenticator = await secondFactor.anActiveAuthenticator(userId);
    const code = secondFactor.codeOf(authenticator);
    expect(await login(userId, code)).toEqual({
      amr: 'otp',
      methods: ['otp'],
      acr: 'urn:countersign:aal2',
      authenticatorId: authenticator.id,
      kind: 'totp',
      setUpOnly: false,
    });
    await expect(login(userId, code)).rejects.toMatchObject(refused);
    secondFactor.clock.advance(stepMs);
    await expect(login(userId, code)).rejects.toMatchObject(refused);
    expect(await login(userId, secondFactor.codeOf(authenticator))).toMatchObject({ amr: 'otp' });
  });

  it('is taken one step early or late, and never after a newer one', async () => {
    const { userId } = aFlow().key;
    const authenticator = await secondFactor.anActiveAuthenticator(userId);
    secondFactor.clock.advance(10 * stepMs);
    await expect(login(userId, secondFactor.codeOf(authenticator, -2))).rejects.toMatchObject(refused);
    await expect(login(userId, secondFactor.codeOf(authenticator, 2))).rejects.toMatchObject(refused);
    expect(await login(userId, secondFactor.codeOf(authenticator, -1))).toMatchObject({ amr: 'otp' });
    expect(await login(userId, secondFactor.codeOf(authenticator))).toMatchObject({ amr: 'otp' });
    expect(await login(userId, secondFactor.codeOf(authenticator, 1))).toMatchObject({ amr: 'otp' });
    await expect(login(userId, secondFactor.codeOf(authenticator))).rejects.toMatchObject(refused);
  });

  it('is taken from an app whose clock runs a minute fast, once that was learned', async () => {
    const { userId } = aFlow().key;
    const authenticator = await secondFactor.anActiveAuthenticator(userId);
    await expect(login(userId, secondFactor.codeOf(authenticator, 2))).rejects.toMatchObject(refused);
    expect(await login(userId, secondFactor.codeOf(authenticator, 1))).toMatchObject({ amr: 'otp' });
    expect(await login(userId, secondFactor.codeOf(authenticator, 2))).toMatchObject({ amr: 'otp' });
  });

  it('may come from any of the active authenticators', async () => {
    const { userId } = aFlow().key;
    const first = await secondFactor.anActiveAuthenticator(userId);
    const second = await secondFactor.anActiveAuthenticator(userId);
    expect(await login(userId, secondFactor.codeOf(second))).toMatchObject({ amr: 'otp' });
    expect(await login(userId, secondFactor.codeOf(first))).toMatchObject({ amr: 'otp' });
  });

  it('of somebody else is refused', async () => {
    const { userId } = aFlow().key;
    await secondFactor.anActiveAuthenticator(userId);
    const foreign = await secondFactor.anActiveAuthenticator(aFlow().key.userId);
    await expect(login(userId, secondFactor.codeOf(foreign))).rejects.toMatchObject(refused);
  });

  it('opens exactly one of twenty parallel logins', async () => {
    const { userId } = aFlow().key;
    const authenticator = await secondFactor.anActiveAuthenticator(userId);
    const code = secondFactor.codeOf(authenticator);
    const { won } = await outcomesOf(Array.from({ length: 20 }, () => login(userId, code)));
    expect(won).toBe(1);
  });

  it('is looked at ten times when fifty wrong ones come at the same time, and then after growing waits', async () => {
    const { clock, identity } = secondFactor;
    const { userId } = aFlow().key;
    const authenticator = await secondFactor.anActiveAuthenticator(userId);
    const wrong = () => login(userId, otherThan(secondFactor.codeOf(authenticator)));
    const { won, reasons } = await outcomesOf(Array.from({ length: 50 }, wrong));
    expect(won).toBe(0);
    expect(reasons.filter((reason) => reason === 'CODE_REFUSED')).toHaveLength(10);
    expect(reasons.filter((reason) => reason === 'ATTEMPTS_EXHAUSTED')).toHaveLength(40);
    const right = () => login(userId, secondFactor.codeOf(authenticator));
    await expect(right()).rejects.toMatchObject({ ...exhausted, retryAfterSeconds: 900 });
    expect(await identity.getLoginFactors({ userId })).toMatchObject({
      lockedUntil: new Date(clock.now().getTime() + 15 * minuteMs),
      stopped: false,
    });
    clock.advance(15 * minuteMs);
    expect(await identity.getLoginFactors({ userId })).toMatchObject({ lockedUntil: undefined });
    await expect(wrong()).rejects.toMatchObject(refused);
    await expect(right()).rejects.toMatchObject({ ...exhausted, retryAfterSeconds: 1800 });
    clock.advance(30 * minuteMs);
    expect(await right()).toMatchObject({ amr: 'otp' });
    clock.advance(stepMs);
    await expect(wrong()).rejects.toMatchObject(refused);
    expect(await right()).toMatchObject({ amr: 'otp' });
  });

  it('is refused for good after a hundred wrong ones, until the user is released', async () => {
    const { clock, identity } = secondFactor;
    const { userId } = aFlow().key;
    const authenticator = await secondFactor.anActiveAuthenticator(userId);
    // The quiet days give waits back, and nothing of what counts towards the stop.
    for (let day = 0; day < 10; day += 1) {
      const code = otherThan(secondFactor.codeOf(authenticator));
      await outcomesOf(Array.from({ length: 10 }, () => login(userId, code)));
      clock.advance(24 * 60 * minuteMs);
    }
    const refusal = await login(userId, secondFactor.codeOf(authenticator)).catch((error: unknown) => error);
    expect(refusal).toMatchObject(exhausted);
    expect(refusal).not.toHaveProperty('retryAfterSeconds', expect.any(Number));
    expect(await identity.getLoginFactors({ userId })).toMatchObject({ lockedUntil: undefined, stopped: true });
    await identity.releaseUser({ userId });
    expect(await identity.getLoginFactors({ userId })).toMatchObject({ stopped: false });
    expect(await login(userId, secondFactor.codeOf(authenticator))).toMatchObject({ amr: 'otp' });
  });

  it('is looked at five times in one flow, and a dead flow does not lock the user out of others', async () => {
    const { key } = aFlow();
    const authenticator = await secondFactor.anActiveAuthenticator(key.userId);
    const code = secondFactor.codeOf(authenticator);
    for (let n = 0; n < 5; n += 1) {
      await expect(login(key.userId, otherThan(code), key.loginFlowId)).rejects.toMatchObject(refused);
    }
    for (let n = 0; n < 20; n += 1) {
      await expect(login(key.userId, code, key.loginFlowId)).rejects.toMatchObject(exhausted);
    }
    expect(await login(key.userId, code)).toMatchObject({ amr: 'otp' });
  });

  it('is guessed at in recoveries without closing a login, and the other way round', async () => {
    const { clock, identity } = secondFactor;
    const { userId } = aFlow().key;
    const authenticator = await secondFactor.anActiveAuthenticator(userId);
    const tries = (recovery: boolean) => (code: string) =>
      verify({ ...aFlow().key, userId, code, firstLogin: false, recovery });
    const [logIn, recover] = [tries(false), tries(true)];
    const wrong = otherThan(secondFactor.codeOf(authenticator));
    const guesses = await outcomesOf(Array.from({ length: 12 }, () => recover(wrong)));
    expect(guesses.reasons.filter((reason) => reason === 'CODE_REFUSED')).toHaveLength(10);
    expect(await identity.getLoginFactors({ userId })).toMatchObject({ lockedUntil: undefined, stopped: false });
    // A right code opens the door that it was tried at, and no other.
    expect(await logIn(secondFactor.codeOf(authenticator))).toMatchObject({ amr: 'otp' });
    clock.advance(stepMs);
    await expect(recover(secondFactor.codeOf(authenticator))).rejects.toMatchObject(exhausted);

    await outcomesOf(Array.from({ length: 12 }, () => logIn(wrong)));
    await identity.releaseUser({ userId });
    expect(await recover(secondFactor.codeOf(authenticator))).toMatchObject({ amr: 'otp' });
    clock.advance(stepMs);
    await outcomesOf(Array.from({ length: 12 }, () => logIn(otherThan(secondFactor.codeOf(authenticator)))));
    expect(await recover(secondFactor.codeOf(authenticator))).toMatchObject({ amr: 'otp' });
    clock.advance(stepMs);
    await expect(logIn(secondFactor.codeOf(authenticator))).rejects.toMatchObject(exhausted);
  });

  it('is refused to a user who has no authenticator', async () => {
    await expect(login(aFlow().key.userId, '123456')).rejects.toMatchObject(refused);
  });
});
