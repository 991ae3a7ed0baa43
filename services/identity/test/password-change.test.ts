import { findThrottle } from '@countersign/attempts';
import { createActorVerifier, newContext } from '@countersign/grpc';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { passwordBucket, userIdHashOf } from '../src/login/password-budget.ts';
import { createHashingLimit } from '../src/password/hashing-limit.ts';
import { createPasswordHasher } from '../src/password/password-hasher.ts';
import { createPasswordHandlers } from '../src/password/password-service.ts';
import { afterCancelling, cheapHashes, flowOf, newPassword, recoveriesOf } from './recovery-under-test.ts';
import { goodPassword, type IdentityUnderTest, inParallel, rightCode, startIdentity, tally } from './under-test.ts';

let identity: IdentityUnderTest;
beforeAll(async () => {
  identity = await startIdentity(cheapHashes);
});
afterAll(() => identity.close());

async function someoneLoggedIn() {
  const user = await identity.register();
  identity.secondFactor.withFactor.add(user.userId);
  const { session } = await identity.logIn(user.email);
  const sessionId = session?.id ?? '';
  return { ...user, sessionId, options: await identity.token({ userId: user.userId, sessionId }) };
}

const change = (
  options: Awaited<ReturnType<typeof identity.token>>,
  over: Partial<Parameters<typeof identity.gateway.changePassword>[0]> = {},
) =>
  identity.gateway.changePassword(
    { currentPassword: goodPassword, newPassword, endOtherSessions: false, ...over },
    options,
  );

describe('the change of a password', () => {
  it('ends logins and recoveries under way, other sessions on wish, and is told and recorded', async () => {
    const { db, gateway, trust, clock } = identity;
    const { email, userId, sessionId } = await someoneLoggedIn();
    const { session: other } = await identity.logIn(email);
    const login = await identity.begin(email);
    const recovery = await recoveriesOf(identity).begin(email);
    const actorToken = await trust.tokenFor({ userId, sessionId });
    const options = { context: newContext({ actorToken, clientAddress: '192.0.2.7' }) };
    expect(await change(options, { endOtherSessions: true })).toEqual({ sessionsEnded: 1 });
    const live = await db.selectFrom('sessions').select(['id', 'endedReason']).where('userId', '=', userId).execute();
    expect(new Map(live.map(({ id, endedReason }) => [id, endedReason]))).toEqual(
      new Map([
        [sessionId, null],
        [other?.id, 'password_changed'],
      ]),
    );
    expect((await gateway.getLoginFlow({ key: login })).flow?.state).toBe('LOGIN_FLOW_STATE_CANCELLED');
    expect(flowOf(await gateway.getRecoveryFlow({ key: recovery.key })).state).toBe('RECOVERY_FLOW_STATE_CANCELLED');
    const [row] = await db.selectFrom('passwordChanges').selectAll().where('userId', '=', userId).execute();
    expect(row).toMatchObject({ kind: 'changed', address: '192.0.2.7', at: clock.now() });
    const { rows } = await sql`select payload from outbox where topic = 'password-mail'`.execute(db);
    expect(rows).toContainEqual({ payload: { passwordChangeId: row?.id } });
    const { rows: audited } = await sql`
      select action from audit_records where stream = ${userId} order by seq desc limit 1`.execute(db);
    expect(audited).toEqual([{ action: 'password.changed' }]);
    const key = await identity.begin(email);
    expect(await tally([gateway.submitPassword({ key, password: goodPassword })])).toEqual({ LOGIN_FAILED: 1 });
    expect(await tally([gateway.submitPassword({ key, password: newPassword })])).toEqual({ ok: 1 });
  });

  it('counts wrong current passwords in a budget of the session, however many come at once', async () => {
    const { email, userId, options } = await someoneLoggedIn();
    const before = identity.checks.count;
    const outcomes = await tally(inParallel(12, () => change(options, { currentPassword: 'not the current one' })));
    // Three are free, and the fourth begins the wait.
    expect(outcomes).toEqual({ LOGIN_FAILED: 4, ATTEMPTS_EXHAUSTED: 8 });
    expect(identity.checks.count - before).toBe(4);
    await expect(change(options)).rejects.toMatchObject({ reason: 'ATTEMPTS_EXHAUSTED', retryAfterSeconds: 1 });
    // Neither another session nor a login waits for it.
    const key = await identity.begin(email);
    expect(await tally([identity.gateway.submitPassword({ key, password: goodPassword })])).toEqual({ ok: 1 });
    expect(await tally([change(await identity.token({ userId, sessionId: 'ses_other' }))])).toEqual({ ok: 1 });
  });

  it('counts nothing while hashing is too busy to look', async () => {
    const { deps, db } = identity;
    const { email, userId } = await identity.register();
    const { promise, resolve } = Promise.withResolvers<void>();
    const limit = createHashingLimit({ atOnce: 1, waitingAtMost: 0, waitMs: 1_000 });
    const hasher = await createPasswordHasher({ policy: deps.policy.password, pepper: deps.pepper, limit });
    const busy = limit.run(() => promise);
    const { changePassword } = createPasswordHandlers({ ...deps, hasher });
    const actor = await identity.trust.tokenFor({ userId }).then(createActorVerifier(identity.trust.jwks));
    const request = { currentPassword: goodPassword, newPassword, endOtherSessions: false };
    await expect(changePassword(request, newContext({ actor }))).rejects.toMatchObject({
      reason: 'HASHING_BUSY',
      kind: 'unavailable',
      retryAfterSeconds: 1,
    });
    const bucket = passwordBucket({ userIdHash: userIdHashOf(deps.pepper, email), sessionId: actor.sessionId });
    expect(await findThrottle(db, bucket)).toBeUndefined();
    resolve();
    await busy;
  });

  it('happens once where several ask for it at the same time', async () => {
    const { options } = await someoneLoggedIn();
    const outcomes = await tally(inParallel(3, (n) => change(options, { newPassword: `${newPassword} ${n}` })));
    expect(outcomes).toEqual({ ok: 1, LOGIN_FAILED: 2 });
  });

  it('takes only a password that is good and new', async () => {
    const { options } = await someoneLoggedIn();
    for (const [wish, reason] of [
      ['short', 'PASSWORD_TOO_SHORT'],
      ['😀'.repeat(257), 'PASSWORD_TOO_LONG'],
      ['Password123', 'PASSWORD_BREACHED'],
      ['my Sample password', 'PASSWORD_TOO_COMMON'],
      [goodPassword, 'PASSWORD_UNCHANGED'],
    ] as const) {
      await expect(change(options, { newPassword: wish })).rejects.toMatchObject({
        reason,
        kind: 'invalid',
        fields: [{ pointer: '/newPassword' }],
      });
    }
  });

  it('lets no login complete that passed with the old password meanwhile', async () => {
    const { db, deps, gateway } = identity;
    const { email, userId, sessionId } = await someoneLoggedIn();
    const late: Awaited<ReturnType<typeof identity.begin>>[] = [];
    const slow = afterCancelling(db, async () => {
      const key = await identity.begin(email);
      await gateway.submitPassword({ key, password: goodPassword });
      late.push(key);
    });
    const { changePassword } = createPasswordHandlers({ ...deps, db: slow });
    const actor = await identity.trust.tokenFor({ userId, sessionId }).then(createActorVerifier(identity.trust.jwks));
    await changePassword({ currentPassword: goodPassword, newPassword, endOtherSessions: true }, newContext({ actor }));
    expect(late).toHaveLength(1);
    await expect(gateway.submitCode({ key: late[0], code: rightCode })).rejects.toMatchObject({
      reason: 'LOGIN_FLOW_WRONG_STATE',
    });
  });

  it('needs a full session whose factors were proved lately', async () => {
    const { userId } = await someoneLoggedIn();
    const authenticatedAt = new Date(identity.clock.now().getTime() - 15 * 60_000 - 1_000);
    await expect(change(await identity.token({ userId, authenticatedAt }))).rejects.toMatchObject({
      reason: 'INSUFFICIENT_USER_AUTHENTICATION',
      maxAgeSeconds: 900,
    });
    await expect(change(await identity.token({ userId, scope: 'set-up' }))).rejects.toMatchObject({
      reason: 'SET_UP_REQUIRED',
    });
  });

  it('leaves no password in the logs', () => {
    expect(identity.lines.some((line) => line.includes('password changed'))).toBe(true);
    expect(identity.lines.filter((line) => line.includes(newPassword) || line.includes(goodPassword))).toEqual([]);
  });
});
