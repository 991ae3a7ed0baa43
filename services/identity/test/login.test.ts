import { listAudit, verifyAudit } from '@countersign/audit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  anyClient,
  goodPassword,
  type IdentityUnderTest,
  inParallel,
  rightCode,
  startIdentity,
  tally,
} from './under-test.ts';

let identity: IdentityUnderTest;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.close());

const wrong = (reason: string, kind: string) => expect.objectContaining({ reason, kind });

describe('a first login', () => {
  it('goes by password and a PIN by text message to a set-up session of 20 minutes without refresh token', async () => {
    const { gateway, secondFactor } = identity;
    const { email, userId } = await identity.register({ mobile: '+15550100123', language: 'fr' });
    const key = await identity.begin(email);
    const { flow } = await gateway.submitPassword({ key, password: goodPassword });
    expect(flow).toMatchObject({
      state: 'LOGIN_FLOW_STATE_PIN_REQUIRED',
      nextActions: ['submit_code', 'resend', 'alternative', 'set_language', 'cancel'],
      kind: 'login',
      attemptsLeft: 5,
      messageId: 'login.pin_sent_sms',
      messageParameters: { destination: '+1••••••23' },
      channel: 'sms',
      maskedDestination: '+1••••••23',
      resendAt: new Date('2026-11-21T12:00:30Z'),
      language: 'fr',
    });
    expect(secondFactor.pins.at(-1)).toEqual({
      userId,
      loginFlowId: key.flowId,
      channel: 'PIN_CHANNEL_SMS',
      fallbackEmail: email,
      destination: '+15550100123',
      language: 'fr',
    });

    const { flow: completed, grant } = await gateway.submitCode({ key, code: '424 242' });
    expect(completed).toMatchObject({ state: 'LOGIN_FLOW_STATE_COMPLETED', nextActions: [], channel: '' });
    expect(grant).toEqual({
      session: {
        id: expect.stringMatching(/^ses_/),
        userId,
        email,
        acr: 'urn:countersign:aal1',
        amr: ['pwd', 'sms'],
        scope: 'set-up',
        language: 'fr',
        staffRoles: [],
        accountId: '',
        authenticatedAt: new Date('2026-11-21T12:00:00Z'),
        expiresAt: new Date('2026-11-21T12:20:00Z'),
      },
      refreshToken: '',
    });
  });

  it('uses e-mail where no mobile number is known, and offers no alternative to it', async () => {
    const { email } = await identity.register();
    const key = await identity.begin(email);
    const { flow } = await identity.gateway.submitPassword({ key, password: goodPassword });
    expect(flow).toMatchObject({ messageId: 'login.pin_sent_email', channel: 'email' });
    expect(flow?.nextActions).not.toContain('alternative');
    expect(identity.secondFactor.pins.at(-1)).toMatchObject({ channel: 'PIN_CHANNEL_EMAIL', destination: email });
    await expect(identity.gateway.useAlternativeChannel({ key })).rejects.toEqual(
      wrong('LOGIN_FLOW_WRONG_STATE', 'conflict'),
    );
  });

  it('uses e-mail where the policy sends no text messages, and says so where it sends neither', async () => {
    const { channelsOff, pins } = identity.secondFactor;
    const { email } = await identity.register({ mobile: '+447700900123' });
    channelsOff.add('PIN_CHANNEL_SMS');
    const key = await identity.begin(email);
    const { flow } = await identity.gateway.submitPassword({ key, password: goodPassword });
    expect(flow?.messageParameters).toMatchObject({ destination: 'a•••@example.com' });
    expect(pins.at(-1)).toMatchObject({ channel: 'PIN_CHANNEL_EMAIL', destination: email });
    channelsOff.add('PIN_CHANNEL_EMAIL');
    const other = await identity.begin(email);
    await expect(identity.gateway.submitPassword({ key: other, password: goodPassword })).rejects.toMatchObject({
      kind: 'forbidden',
      reason: 'PIN_CHANNEL_OFF',
    });
    channelsOff.clear();
  });

  it('sends again by the same channel, or by e-mail as the alternative', async () => {
    const { email } = await identity.register({ mobile: '+15550100123' });
    const key = await identity.begin(email);
    await identity.gateway.submitPassword({ key, password: goodPassword });
    const { flow: again } = await identity.gateway.resendPin({ key });
    expect(again).toMatchObject({ channel: 'sms' });
    const { flow: other } = await identity.gateway.useAlternativeChannel({ key });
    expect(other).toMatchObject({ channel: 'email', messageId: 'login.pin_sent_email' });
    const sent = identity.secondFactor.pins.filter(({ loginFlowId }) => loginFlowId === key.flowId);
    expect(sent.map(({ channel }) => channel)).toEqual(['PIN_CHANNEL_SMS', 'PIN_CHANNEL_SMS', 'PIN_CHANNEL_EMAIL']);
    const { grant } = await identity.gateway.submitCode({ key, code: rightCode });
    expect(grant?.session?.amr).toEqual(['pwd', 'email']);
  });
});

describe('a later login', () => {
  it('goes by password and security code to a full session of 12 hours with a refresh token', async () => {
    const { email, userId } = await identity.register({ mobile: '+15550100123' });
    identity.secondFactor.withFactor.add(userId);
    const sent = identity.secondFactor.pins.length;
    const key = await identity.begin(email);
    const { flow } = await identity.gateway.submitPassword({ key, password: goodPassword });
    expect(flow).toMatchObject({
      state: 'LOGIN_FLOW_STATE_FACTOR_REQUIRED',
      nextActions: ['submit_code', 'resynchronise', 'report_loss', 'set_language', 'cancel'],
      messageId: 'login.factor_required.totp',
      channel: '',
      maskedDestination: '',
    });
    const { grant } = await identity.gateway.submitCode({ key, code: rightCode });
    expect(grant?.session).toMatchObject({
      acr: 'urn:countersign:aal2',
      amr: ['pwd', 'otp', 'mfa'],
      scope: 'full',
      expiresAt: new Date('2026-11-22T00:00:00Z'),
    });
    expect(grant?.refreshToken).toMatch(/^[\w-]{43}$/);
    expect(identity.secondFactor.pins).toHaveLength(sent);
    expect(identity.secondFactor.verified.at(-1)).toMatchObject({ firstLogin: false, recovery: false });
    const told = JSON.parse(identity.lines.findLast((line) => line.includes(userId)) ?? '{}') as object;
    expect(told).toMatchObject({ msg: 'login completed', userId, scope: 'full', amr: 'pwd otp mfa' });
    expect(identity.lines.join('')).not.toContain('example.com');
  });

  it('is never completed by a PIN once a factor is active: the flow turns to the factor', async () => {
    const { email, userId } = await identity.register();
    const key = await identity.begin(email);
    await identity.gateway.submitPassword({ key, password: goodPassword });
    identity.secondFactor.withFactor.add(userId);
    await expect(identity.gateway.submitCode({ key, code: rightCode })).rejects.toEqual(
      wrong('FIRST_LOGIN_OVER', 'forbidden'),
    );
    const { flow } = await identity.gateway.getLoginFlow({ key });
    expect(flow).toMatchObject({ state: 'LOGIN_FLOW_STATE_FACTOR_REQUIRED', channel: '', maskedDestination: '' });
    await expect(identity.gateway.resendPin({ key })).rejects.toEqual(wrong('LOGIN_FLOW_WRONG_STATE', 'conflict'));
    const { grant } = await identity.gateway.submitCode({ key, code: rightCode });
    expect(grant?.session).toMatchObject({ acr: 'urn:countersign:aal2', scope: 'full' });
  });

  it('sends no new PIN once a factor is active', async () => {
    const { email, userId } = await identity.register({ mobile: '+15550100123' });
    const key = await identity.begin(email);
    await identity.gateway.submitPassword({ key, password: goodPassword });
    identity.secondFactor.withFactor.add(userId);
    const sent = identity.secondFactor.pins.length;
    const { flow } = await identity.gateway.useAlternativeChannel({ key });
    expect(flow).toMatchObject({ state: 'LOGIN_FLOW_STATE_FACTOR_REQUIRED' });
    expect(identity.secondFactor.pins).toHaveLength(sent);
  });
});

describe('an unknown user', () => {
  it('gets the answers of a known one, for the same work', async () => {
    const { email } = await identity.register({ language: 'de' });
    const walk = async (userId: string) => {
      const started = await identity.gateway.startLoginFlow({ ...anyClient, userId, language: '' });
      const key = { flowId: started.flow?.id ?? '', secret: started.secret };
      const before = identity.checks.count;
      const refused = await identity.gateway
        .submitPassword({ key, password: 'not the password' })
        .catch((error: unknown) => error);
      const checks = identity.checks.count - before;
      const { flow } = await identity.gateway.getLoginFlow({ key });
      const { kind, reason, message } = refused as { kind: string; reason: string; message: string };
      return {
        flow: { ...started.flow, id: 'lfl' },
        secretLength: started.secret.length,
        refused: { kind, reason, message },
        checks,
        after: { ...flow, id: 'lfl' },
      };
    };
    const unknown = await walk('nobody@example.com');
    expect(await walk(email)).toEqual(unknown);
    expect(unknown).toMatchObject({ refused: { kind: 'unauthenticated', reason: 'LOGIN_FAILED' }, checks: 1 });
  });

  it('uses up the same budget and ends in the same dead flow', async () => {
    const { email } = await identity.register();
    const walk = async (userId: string) => {
      const key = await identity.begin(userId);
      const reasons: string[] = [];
      for (let n = 0; n < 8; n += 1) {
        await identity.gateway
          .submitPassword({ key, password: 'wrong password' })
          .catch((error: { reason: string; retryAfterSeconds?: number }) =>
            reasons.push(`${error.reason} ${error.retryAfterSeconds ?? ''}`.trim()),
          );
        if (n === 5) identity.clock.advance(1_000);
      }
      return { reasons, state: (await identity.gateway.getLoginFlow({ key })).flow?.state };
    };
    const unknown = await walk('nobody-else@example.com');
    expect(await walk(email)).toEqual(unknown);
    expect(unknown).toEqual({
      reasons: [
        ...Array.from({ length: 4 }, () => 'LOGIN_FAILED'),
        ...Array.from({ length: 2 }, () => 'ATTEMPTS_EXHAUSTED 1'),
        'LOGIN_FAILED',
        'LOGIN_FLOW_WRONG_STATE',
      ],
      state: 'LOGIN_FLOW_STATE_DEAD',
    });
  });
});

describe('a login flow', () => {
  it('hands out one session for 20 parallel right codes', async () => {
    const { email, userId } = await identity.register();
    identity.secondFactor.withFactor.add(userId);
    const key = await identity.begin(email);
    await identity.gateway.submitPassword({ key, password: goodPassword });
    const outcomes = await tally(inParallel(20, () => identity.gateway.submitCode({ key, code: rightCode })));
    expect(outcomes['ok']).toBe(1);
    expect(Object.keys(outcomes).toSorted()).toEqual(expect.arrayContaining(['LOGIN_FLOW_WRONG_STATE', 'ok']));
    const sessions = await identity.db.selectFrom('sessions').select('id').where('userId', '=', userId).execute();
    expect(sessions).toHaveLength(1);
  });

  it('completes by a right code even if a wrong one beside it was the last', async () => {
    const { email, userId } = await identity.register();
    const key = await identity.begin(email);
    await identity.gateway.submitPassword({ key, password: goodPassword });
    const { held } = identity.secondFactor;
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    held.beforeRight = () => {
      asked.resolve();
      return answer.promise;
    };
    try {
      const right = identity.gateway.submitCode({ key, code: rightCode });
      await asked.promise;
      expect(await tally(inParallel(4, () => identity.gateway.submitCode({ key, code: '000000' })))).toEqual({
        CODE_REFUSED: 4,
      });
      expect((await identity.gateway.getLoginFlow({ key })).flow?.state).toBe('LOGIN_FLOW_STATE_DEAD');
      answer.resolve();
      expect((await right).flow?.state).toBe('LOGIN_FLOW_STATE_COMPLETED');
    } finally {
      held.beforeRight = async () => undefined;
    }
    const sessions = await identity.db.selectFrom('sessions').select('id').where('userId', '=', userId).execute();
    expect(sessions).toHaveLength(1);
  });

  it('is found only with its own secret, and as long as it lives', async () => {
    const { email } = await identity.register();
    const mine = await identity.begin(email);
    const other = await identity.begin(email);
    const missing = wrong('LOGIN_FLOW_NOT_FOUND', 'not_found');
    const call = (key: typeof mine) => identity.gateway.getLoginFlow({ key });
    await expect(call({ flowId: mine.flowId, secret: other.secret })).rejects.toEqual(missing);
    await expect(call({ flowId: 'lfl_unknown', secret: mine.secret })).rejects.toEqual(missing);
    await expect(identity.gateway.getLoginFlow({ key: undefined })).rejects.toEqual(missing);
    await expect(call(mine)).resolves.toBeDefined();
    identity.clock.advance(15 * 60_000);
    try {
      await expect(call(mine)).rejects.toEqual(missing);
      await expect(identity.gateway.submitPassword({ key: mine, password: goodPassword })).rejects.toEqual(missing);
    } finally {
      identity.clock.set(new Date('2026-11-21T12:00:00Z'));
    }
  });

  it('can be cancelled in each open state, and then does nothing more', async () => {
    const { email } = await identity.register();
    const early = await identity.begin(email);
    const late = await identity.begin(email);
    await identity.gateway.submitPassword({ key: late, password: goodPassword });
    for (const key of [early, late]) {
      const { flow } = await identity.gateway.cancelLoginFlow({ key });
      expect(flow).toMatchObject({ state: 'LOGIN_FLOW_STATE_CANCELLED', nextActions: [], maskedDestination: '' });
      const refused = wrong('LOGIN_FLOW_WRONG_STATE', 'conflict');
      await expect(identity.gateway.submitPassword({ key, password: goodPassword })).rejects.toEqual(refused);
      await expect(identity.gateway.submitCode({ key, code: rightCode })).rejects.toEqual(refused);
      await expect(identity.gateway.resendPin({ key })).rejects.toEqual(refused);
      await expect(identity.gateway.setLoginFlowLanguage({ key, language: 'de' })).rejects.toEqual(refused);
      await expect(identity.gateway.cancelLoginFlow({ key })).rejects.toEqual(refused);
    }
  });

  it('takes each step only in its state', async () => {
    const { email } = await identity.register();
    const key = await identity.begin(email);
    const refused = wrong('LOGIN_FLOW_WRONG_STATE', 'conflict');
    await expect(identity.gateway.submitCode({ key, code: rightCode })).rejects.toEqual(refused);
    await expect(identity.gateway.resendPin({ key })).rejects.toEqual(refused);
    await expect(identity.gateway.useAlternativeChannel({ key })).rejects.toEqual(refused);
    await identity.gateway.submitPassword({ key, password: goodPassword });
    await expect(identity.gateway.submitPassword({ key, password: goodPassword })).rejects.toEqual(refused);
  });

  it('refuses a user ID that is none', async () => {
    for (const userId of ['', '   ', 'x'.repeat(255)]) {
      await expect(identity.gateway.startLoginFlow({ ...anyClient, userId, language: '' })).rejects.toEqual(
        wrong('USER_ID_INVALID', 'invalid'),
      );
    }
  });

  it('keeps no secret in the clear', async () => {
    const { email } = await identity.register({ mobile: '+15550100123' });
    const key = await identity.begin(email);
    await identity.gateway.submitPassword({ key, password: goodPassword });
    const rows = JSON.stringify([
      await identity.db.selectFrom('loginFlows').selectAll().where('id', '=', key.flowId).execute(),
      await identity.db.selectFrom('users').selectAll().where('email', '=', email).execute(),
    ]);
    for (const secret of [key.secret, goodPassword, '+15550100123']) expect(rows).not.toContain(secret);
  });
});

describe('the language', () => {
  const languageOf = async (userId: string) =>
    (await identity.gateway.getMe({}, await identity.token({ userId }))).language;

  it('can be chosen on every step, and stays with the user once the password was right', async () => {
    const { email, userId } = await identity.register();
    const key = await identity.begin(email, 'fr-CA');
    const { flow } = await identity.gateway.setLoginFlowLanguage({ key, language: 'de' });
    expect(flow).toMatchObject({ language: 'de', state: 'LOGIN_FLOW_STATE_PASSWORD_REQUIRED' });
    expect(await languageOf(userId)).toBe('en');
    await identity.gateway.submitPassword({ key, password: goodPassword });
    expect(await languageOf(userId)).toBe('de');
    const { flow: later } = await identity.gateway.setLoginFlowLanguage({ key, language: 'es' });
    expect(later).toMatchObject({ language: 'es', channel: 'email' });
    expect(await languageOf(userId)).toBe('es');
    const { grant } = await identity.gateway.submitCode({ key, code: rightCode });
    expect(grant?.session?.language).toBe('es');
  });

  it('is what the client accepts, until the password was right', async () => {
    const { email } = await identity.register({ language: 'es' });
    const { flow, secret } = await identity.gateway.startLoginFlow({
      ...anyClient,
      userId: email,
      language: '',
      acceptedLanguage: 'fr',
    });
    expect(flow?.language).toBe('fr');
    const key = { flowId: flow?.id ?? '', secret };
    const { flow: later } = await identity.gateway.submitPassword({ key, password: goodPassword });
    expect(later?.language).toBe('es');
    const wished = { ...anyClient, userId: email, language: 'de', acceptedLanguage: 'fr' };
    expect((await identity.gateway.startLoginFlow(wished)).flow?.language).toBe('de');
  });

  it('is one of those that messages are written in', async () => {
    const key = await identity.begin('anyone@example.com');
    for (const language of ['', 'it', 'DE', 'de-AT']) {
      await expect(identity.gateway.setLoginFlowLanguage({ key, language })).rejects.toEqual(
        wrong('LANGUAGE_UNSUPPORTED', 'invalid'),
      );
    }
  });
});

describe('the audit', () => {
  it('tells of completed and dead logins by ids only, in an unbroken chain', async () => {
    const { email, userId } = await identity.register();
    const dead = await identity.begin(email);
    for (let n = 0; n < 5; n += 1) {
      await identity.gateway.submitPassword({ key: dead, password: 'wrong password' }).catch(() => undefined);
      identity.clock.advance(1_000);
    }
    identity.clock.advance(2_000);
    const { session } = await identity.logIn(email);
    const records = await listAudit(identity.db, userId, { after: 0, limit: 10 });
    expect(records.map(({ action, subject }) => [action, subject])).toEqual([
      ['user.registered', userId],
      ['login.failed', dead.flowId],
      ['login.completed', session?.id],
    ]);
    expect(JSON.stringify(records)).not.toContain(email);
    expect(await verifyAudit(identity.db, userId)).toEqual({ ok: true });
  });
});

describe('the figures', () => {
  it('count logins by outcome', async () => {
    const text = await identity.registry.metrics();
    expect(text).toMatch(/identity_logins_total\{outcome="completed_full",service="identity"\} \d+/);
    expect(text).toMatch(/identity_logins_total\{outcome="password_wrong",service="identity"\} \d+/);
    expect(text).toContain('identity_password_hashes_waiting');
    expect(text).toMatch(/identity_login_failing_users\{service="identity"\} [1-9]/);
  });
});
