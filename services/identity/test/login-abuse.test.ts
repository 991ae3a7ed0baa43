import { exhausted } from '@countersign/errors';
import type { LoginFlowKey } from '@countersign/proto/identity';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { holdEmail } from '../src/recovery/hold.ts';
import { goodPassword, type IdentityUnderTest, inParallel, rightCode, startIdentity, tally } from './under-test.ts';

let identity: IdentityUnderTest;
const noon = new Date('2026-11-21T12:00:00Z');
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.close());
beforeEach(() => identity.clock.set(noon));

const wrong = (reason: string, kind: string) => expect.objectContaining({ reason, kind });
const sessionsOf = (userId: string) =>
  identity.db.selectFrom('sessions').select(['id', 'scope']).where('userId', '=', userId).execute();

/** A first login that awaits its PIN by text message. */
async function aFirstLogin(mobile = '+15550100123') {
  const { email, userId } = await identity.register({ mobile });
  const key = await identity.begin(email);
  await identity.gateway.submitPassword({ key, password: goodPassword });
  return { email, userId, key };
}

describe('once a factor is active', () => {
  const steps: Record<string, (key: LoginFlowKey) => Promise<{ flow?: { state: string } | undefined }>> = {
    'the PIN': (key) => identity.gateway.submitCode({ key, code: rightCode }),
    'sending it again': (key) => identity.gateway.resendPin({ key }),
    'the alternative': (key) => identity.gateway.useAlternativeChannel({ key }),
  };

  it.each(Object.keys(steps))('%s leads to the factor, sends nothing and completes nothing', async (name) => {
    const { userId, key } = await aFirstLogin();
    identity.secondFactor.withFactor.add(userId);
    const sent = identity.secondFactor.pins.length;
    await steps[name]?.(key).catch(() => undefined);
    expect((await identity.gateway.getLoginFlow({ key })).flow?.state).toBe('LOGIN_FLOW_STATE_FACTOR_REQUIRED');
    expect(identity.secondFactor.pins).toHaveLength(sent);
    expect(await sessionsOf(userId)).toEqual([]);
  });

  it('no step of a flow in the factor’s state goes by a PIN', async () => {
    const { email, userId } = await aFirstLogin();
    identity.secondFactor.withFactor.add(userId);
    const key = await identity.begin(email);
    const { flow } = await identity.gateway.submitPassword({ key, password: goodPassword });
    expect(flow?.state).toBe('LOGIN_FLOW_STATE_FACTOR_REQUIRED');
    for (const name of ['sending it again', 'the alternative']) {
      await expect(steps[name]?.(key)).rejects.toEqual(wrong('LOGIN_FLOW_WRONG_STATE', 'conflict'));
    }
    await identity.gateway.submitCode({ key, code: rightCode });
    expect(identity.secondFactor.verified.at(-1)).toMatchObject({ firstLogin: false });
  });

  it('no race of PIN, resend and alternative opens a set-up session that began after it', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { userId, key } = await aFirstLogin();
      // The factor becomes active at a moment of its own among the calls.
      const calls = inParallel(9, async (n) => {
        if (n === round * 2) identity.secondFactor.withFactor.add(userId);
        const names = Object.keys(steps);
        return await steps[names[n % names.length] ?? '']?.(key);
      });
      await tally(calls);
      identity.secondFactor.withFactor.add(userId);
      const before = await sessionsOf(userId);
      // What the race left behind, whichever state it is in, opens nothing but by the factor.
      await tally(inParallel(6, async (n) => await steps[Object.keys(steps)[n % 3] ?? '']?.(key)));
      const after = (await sessionsOf(userId)).filter(({ id }) => !before.some((known) => known.id === id));
      expect(after.filter(({ scope }) => scope !== 'full')).toEqual([]);
      expect(before.length).toBeLessThanOrEqual(1);
    }
  });
});

describe('parallel wishes for a PIN', () => {
  it('use up one send, whichever they are', async () => {
    const { key } = await aFirstLogin();
    const before = identity.secondFactor.pins.length;
    const outcomes = await tally(inParallel(12, () => identity.gateway.useAlternativeChannel({ key })));
    expect(identity.secondFactor.pins.length - before).toBe(1);
    expect(outcomes['ok']).toBe(1);
    expect(
      Object.keys(outcomes).every((name) => ['ok', 'RESEND_TOO_EARLY', 'LOGIN_FLOW_WRONG_STATE'].includes(name)),
    ).toBe(true);
    expect((await identity.gateway.getLoginFlow({ key })).flow?.channel).toBe('email');
  });

  it('use up none while one is being sent, and the next once that failed', async () => {
    const { key } = await aFirstLogin();
    const { held, pins } = identity.secondFactor;
    const before = pins.length;
    const meanwhile: unknown[] = [];
    held.beforeSent = async () => {
      held.beforeSent = async () => undefined;
      // Read now, the flow knows of the send that was taken.
      meanwhile.push(await identity.gateway.useAlternativeChannel({ key }).catch((error: unknown) => error));
      meanwhile.push(await identity.gateway.resendPin({ key }).catch((error: unknown) => error));
      throw exhausted('RESEND_TOO_EARLY', 'wait', { retryAfterSeconds: 30 });
    };
    const early = wrong('RESEND_TOO_EARLY', 'exhausted');
    await expect(identity.gateway.useAlternativeChannel({ key })).rejects.toEqual(early);
    expect(meanwhile).toEqual([early, early]);
    expect(pins.length - before).toBe(1);
    const { flow } = await identity.gateway.useAlternativeChannel({ key });
    expect(flow?.channel).toBe('email');
  });

  it('of the password use up one send, too', async () => {
    const { email } = await identity.register();
    const key = await identity.begin(email);
    const before = identity.secondFactor.pins.length;
    const outcomes = await tally(inParallel(4, () => identity.gateway.submitPassword({ key, password: goodPassword })));
    expect(identity.secondFactor.pins.length - before).toBe(1);
    expect(outcomes['ok']).toBe(1);
  });
});

describe('a mailbox that recovered the password', () => {
  const hold = (userId: string) =>
    identity.db.transaction().execute((trx) => holdEmail(trx, userId, new Date(noon.getTime() + 86_400_000)));

  it('gets no PIN: the text message does, and no alternative is offered', async () => {
    const { email, userId } = await identity.register({ mobile: '+15550100123' });
    await hold(userId);
    const key = await identity.begin(email);
    const { flow } = await identity.gateway.submitPassword({ key, password: goodPassword });
    expect(flow).toMatchObject({ channel: 'sms' });
    expect(flow?.nextActions).not.toContain('alternative');
    expect((await identity.gateway.getLoginFlow({ key })).flow?.nextActions).not.toContain('alternative');
    await expect(identity.gateway.useAlternativeChannel({ key })).rejects.toEqual(
      wrong('LOGIN_FLOW_WRONG_STATE', 'conflict'),
    );
  });

  it('leaves only an officer where there is no mobile number, until the hold is over or he releases the user', async () => {
    const { email, userId } = await identity.register();
    await hold(userId);
    const sent = identity.secondFactor.pins.length;
    const refused = wrong('OFFICER_RELEASE_REQUIRED', 'forbidden');
    const logIn = async () =>
      await identity.gateway.submitPassword({ key: await identity.begin(email), password: goodPassword });
    // A right password is not counted as a wrong one meanwhile.
    for (let n = 0; n < 6; n += 1) await expect(logIn()).rejects.toEqual(refused);
    expect(identity.secondFactor.pins).toHaveLength(sent);
    const releasedUntil = new Date(noon.getTime() + 60_000);
    await identity.db.updateTable('users').set({ releasedUntil }).where('id', '=', userId).execute();
    expect((await logIn()).flow).toMatchObject({ channel: 'email' });
    identity.clock.advance(60_000);
    await expect(logIn()).rejects.toEqual(refused);
    identity.clock.advance(86_400_000);
    expect((await logIn()).flow).toMatchObject({ channel: 'email' });
  });

  it('gets no PIN again in a flow that began before', async () => {
    const { email, userId } = await identity.register();
    const key = await identity.begin(email);
    await identity.gateway.submitPassword({ key, password: goodPassword });
    await hold(userId);
    await expect(identity.gateway.resendPin({ key })).rejects.toEqual(wrong('OFFICER_RELEASE_REQUIRED', 'forbidden'));
  });
});

describe('somebody else’s flow', () => {
  it('cannot be gone on with: without its secret it is unknown, in each state and for each step', async () => {
    const { key: mine } = await aFirstLogin();
    const other = await identity.begin('nobody@example.com');
    const key = { flowId: mine.flowId, secret: other.secret };
    const missing = wrong('LOGIN_FLOW_NOT_FOUND', 'not_found');
    const { gateway } = identity;
    for (const call of [
      () => gateway.getLoginFlow({ key }),
      () => gateway.submitPassword({ key, password: goodPassword }),
      () => gateway.submitCode({ key, code: rightCode }),
      () => gateway.resendPin({ key }),
      () => gateway.useAlternativeChannel({ key }),
      () => gateway.setLoginFlowLanguage({ key, language: 'de' }),
      () => gateway.cancelLoginFlow({ key }),
    ]) {
      await expect(call()).rejects.toEqual(missing);
    }
    const { flow } = await gateway.getLoginFlow({ key: mine });
    expect(flow).toMatchObject({ state: 'LOGIN_FLOW_STATE_PIN_REQUIRED', attemptsLeft: 5 });
  });

  it('gives no second session after it was completed or cancelled', async () => {
    const done = await aFirstLogin();
    await identity.gateway.submitCode({ key: done.key, code: rightCode });
    const cancelled = await aFirstLogin();
    await identity.gateway.cancelLoginFlow({ key: cancelled.key });
    for (const { key } of [done, cancelled]) {
      const outcomes = await tally(inParallel(10, () => identity.gateway.submitCode({ key, code: rightCode })));
      expect(outcomes).toEqual({ LOGIN_FLOW_WRONG_STATE: 10 });
    }
    expect(await sessionsOf(done.userId)).toHaveLength(1);
    expect(await sessionsOf(cancelled.userId)).toEqual([]);
  });
});

describe('strange input', () => {
  it('is a password like any other: long, in any script, and the same in each normal form', async () => {
    const password = 'Ünïcödé pâsswörd 密码 🔐'.normalize('NFC');
    const { email } = await identity.register({ password });
    const refuse = async (tried: string) => {
      const key = await identity.begin(email);
      await expect(identity.gateway.submitPassword({ key, password: tried })).rejects.toEqual(
        wrong('LOGIN_FAILED', 'unauthenticated'),
      );
    };
    for (const tried of ['', `${password}\u0000`, 'x'.repeat(100_000), '\ud800']) {
      await refuse(tried);
      identity.clock.advance(60_000);
    }
    const key = await identity.begin(email);
    const { flow } = await identity.gateway.submitPassword({ key, password: password.normalize('NFD') });
    expect(flow?.state).toBe('LOGIN_FLOW_STATE_PIN_REQUIRED');
  });

  it('is a user ID of nobody where letters only look alike, and the same one in each case and normal form', async () => {
    const { email } = await identity.register({ email: `amélie-${Date.now()}@example.com` });
    const startsFor = async (userId: string) => {
      const key = await identity.begin(userId);
      const row = await identity.db
        .selectFrom('loginFlows')
        .select(['userId', 'userIdHash'])
        .where('id', '=', key.flowId)
        .executeTakeFirstOrThrow();
      return { known: row.userId !== null, userIdHash: row.userIdHash };
    };
    const mine = await startsFor(email);
    expect(mine.known).toBe(true);
    expect(await startsFor(` ${email.normalize('NFD').toUpperCase()} `)).toEqual(mine);
    for (const lookalike of [
      email.replace('a', 'а'),
      email.replace('l', 'ⅼ'),
      `${email}\u200b`,
      email.replace('m', 'ｍ'),
    ]) {
      const other = await startsFor(lookalike);
      expect(other.known).toBe(false);
      expect(other.userIdHash).not.toBe(mine.userIdHash);
    }
    for (const odd of ['\ud800@example.com', "o'; drop table users --", '%@example.com', '\u0001']) {
      expect((await startsFor(odd)).known).toBe(false);
    }
  });
});
