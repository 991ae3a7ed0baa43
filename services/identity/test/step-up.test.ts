import { listAudit } from '@countersign/audit';
import { type CallOptions, newContext } from '@countersign/grpc';
import type { LoginFlowKey, SessionGrant } from '@countersign/proto/identity';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
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
const { acceptedLanguage: _, ...anyStepUp } = anyClient;
const noon = new Date('2026-11-21T12:00:00Z');
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.close());
beforeEach(() => identity.clock.set(noon));

const wrong = (reason: string, kind: string) => expect.objectContaining({ reason, kind });

/** Somebody with a factor and a full session, and call options with its token. */
async function aSession() {
  const { email, userId } = await identity.register({ language: 'fr' });
  identity.secondFactor.withFactor.add(userId);
  const grant = await identity.logIn(email);
  return { email, userId, grant, options: await optionsOf(grant) };
}

async function optionsOf(grant: SessionGrant): Promise<CallOptions> {
  const { userId = '', id: sessionId = '' } = grant.session ?? {};
  return await identity.token({ userId, sessionId });
}

async function beginStepUp(options: CallOptions): Promise<LoginFlowKey> {
  const { flow, secret } = await identity.gateway.startStepUpFlow(anyStepUp, options);
  return { flowId: flow?.id ?? '', secret };
}

describe('a step-up', () => {
  it('gives its own session a new time of authentication, and new tokens', async () => {
    const { userId, grant, options } = await aSession();
    identity.clock.advance(20 * 60_000);
    const key = await beginStepUp(options);
    expect((await identity.gateway.getLoginFlow({ key })).flow).toMatchObject({
      kind: 'step_up',
      state: 'LOGIN_FLOW_STATE_PASSWORD_REQUIRED',
      messageId: 'step_up.password_required',
      language: 'fr',
    });
    const { flow } = await identity.gateway.submitPassword({ key, password: goodPassword }, options);
    expect(flow).toMatchObject({
      messageId: 'step_up.factor_required.totp',
      state: 'LOGIN_FLOW_STATE_FACTOR_REQUIRED',
    });
    const answer = await identity.gateway.submitCode({ key, code: rightCode }, options);
    expect(answer.flow).toMatchObject({ messageId: 'step_up.completed', nextActions: [] });
    expect(answer.deviceToken).toBe('');
    expect(answer.grant?.session).toEqual({
      ...grant.session,
      authenticatedAt: identity.clock.now(),
      amr: ['pwd', 'otp', 'mfa'],
    });
    const old = identity.gateway.refreshSession({ refreshToken: grant.refreshToken });
    await expect(old).rejects.toEqual(wrong('REFRESH_TOKEN_INVALID', 'unauthenticated'));
    const next = await identity.gateway.refreshSession({ refreshToken: answer.grant?.refreshToken ?? '' });
    expect(next.grant?.session?.id).toBe(grant.session?.id);
    const records = await listAudit(identity.db, userId, { after: 0, limit: 10 });
    expect(records.at(-1)).toMatchObject({ action: 'session.authenticated_again', subject: grant.session?.id });
    const sessions = await identity.db.selectFrom('sessions').select('id').where('userId', '=', userId).execute();
    expect(sessions).toHaveLength(1);
  });

  it('needs a full session to begin', async () => {
    const { userId } = await identity.register();
    const setUp = await identity.token({ userId, scope: 'set-up' });
    await expect(identity.gateway.startStepUpFlow(anyStepUp, setUp)).rejects.toEqual(
      wrong('SET_UP_REQUIRED', 'forbidden'),
    );
    await expect(identity.gateway.startStepUpFlow(anyStepUp)).rejects.toEqual(
      wrong('AUTHENTICATION_REQUIRED', 'unauthenticated'),
    );
  });

  it('goes on with no token as little as with none of its session, which kills it', async () => {
    const { options, userId, grant } = await aSession();
    const other = await identity.token({ userId, sessionId: 'ses_other' });
    const thief = await aSession();
    const steps: ((key: LoginFlowKey, own: CallOptions) => Promise<unknown>)[] = [
      (key, own) => identity.gateway.submitPassword({ key, password: goodPassword }, own),
      (key, own) => identity.gateway.setLoginFlowLanguage({ key, language: 'de' }, own),
      (key, own) => identity.gateway.cancelLoginFlow({ key }, own),
    ];
    for (const take of steps) {
      for (const stranger of [other, thief.options]) {
        const key = await beginStepUp(options);
        await expect(take(key, { context: newContext() })).rejects.toEqual(
          wrong('AUTHENTICATION_REQUIRED', 'unauthenticated'),
        );
        await expect(take(key, stranger)).rejects.toEqual(wrong('LOGIN_FLOW_WRONG_STATE', 'conflict'));
        expect((await identity.gateway.getLoginFlow({ key })).flow).toMatchObject({ messageId: 'step_up.dead' });
      }
    }
    const key = await beginStepUp(options);
    await identity.gateway.submitPassword({ key, password: goodPassword }, options);
    const verified = identity.secondFactor.verified.length;
    // An application acts for the user, and in his session; it proves nothing for it.
    const client = { id: 'cli_shop', scope: 'service' } as const;
    const { id: sessionId = '' } = grant.session ?? {};
    const acting = await identity.token({ userId, sessionId, client });
    for (const step of [
      () => identity.gateway.submitCode({ key, code: rightCode }, acting),
      () => beginStepUp(acting),
    ]) {
      await expect(step()).rejects.toEqual(wrong('CLIENT_NOT_PERMITTED', 'forbidden'));
    }
    await expect(identity.gateway.submitCode({ key, code: rightCode })).rejects.toEqual(
      wrong('AUTHENTICATION_REQUIRED', 'unauthenticated'),
    );
    await expect(identity.gateway.submitCode({ key, code: rightCode }, thief.options)).rejects.toEqual(
      wrong('LOGIN_FLOW_WRONG_STATE', 'conflict'),
    );
    expect((await identity.gateway.getLoginFlow({ key })).flow?.state).toBe('LOGIN_FLOW_STATE_DEAD');
    expect(identity.secondFactor.verified).toHaveLength(verified);
  });

  it('dies with its session', async () => {
    const { options, grant } = await aSession();
    const key = await beginStepUp(options);
    await identity.gateway.submitPassword({ key, password: goodPassword }, options);
    await identity.db
      .updateTable('sessions')
      .set({ endedAt: noon })
      .where('id', '=', grant.session?.id ?? '')
      .execute();
    await expect(identity.gateway.submitCode({ key, code: rightCode }, options)).rejects.toEqual(
      wrong('LOGIN_FLOW_WRONG_STATE', 'conflict'),
    );
    expect((await identity.gateway.getLoginFlow({ key })).flow?.state).toBe('LOGIN_FLOW_STATE_DEAD');
  });

  it('never falls back to a PIN, also when the factors are gone', async () => {
    const { options, userId } = await aSession();
    identity.secondFactor.withFactor.delete(userId);
    const sent = identity.secondFactor.pins.length;
    const key = await beginStepUp(options);
    const { flow } = await identity.gateway.submitPassword({ key, password: goodPassword }, options);
    expect(flow).toMatchObject({ state: 'LOGIN_FLOW_STATE_DEAD', messageId: 'step_up.dead' });
    expect(identity.secondFactor.pins).toHaveLength(sent);
  });

  it('counts wrong passwords in the bucket of its session, and closes nobody else’s door', async () => {
    const { options, email } = await aSession();
    const key = await beginStepUp(options);
    const outcomes = await tally(
      inParallel(50, () => identity.gateway.submitPassword({ key, password: 'wrong password' }, options)),
    );
    expect(outcomes).toEqual({ LOGIN_FAILED: 4, ATTEMPTS_EXHAUSTED: 46 });
    await expect(
      identity.gateway.submitPassword({ key: await beginStepUp(options), password: goodPassword }, options),
    ).rejects.toEqual(wrong('ATTEMPTS_EXHAUSTED', 'exhausted'));
    await expect(identity.logIn(email)).resolves.toBeDefined();
  });

  it('is completed once by 20 parallel right codes', async () => {
    const { options } = await aSession();
    const key = await beginStepUp(options);
    await identity.gateway.submitPassword({ key, password: goodPassword }, options);
    const outcomes = await tally(inParallel(20, () => identity.gateway.submitCode({ key, code: rightCode }, options)));
    expect(outcomes['ok']).toBe(1);
  });
});

describe('the policy of a login', () => {
  it('is told to everybody', async () => {
    expect(await identity.gateway.getLoginPolicy({})).toEqual({
      profile: 'guide',
      passwordMinLength: 8,
      passwordMaxLength: 256,
      passwordBreachCheck: true,
      sessionIdleMinutes: 60,
      sessionAbsoluteMinutes: 720,
      recoveryQuestions: 'optional',
      recoveryQuestionsToAnswer: 5,
      recoveryQuestionsAsked: 3,
      fourEyes: ['emergency_code'],
      mobileRequired: false,
    });
  });
});
