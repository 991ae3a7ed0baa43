import { listAudit } from '@countersign/audit';
import { newContext } from '@countersign/grpc';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { issueRefreshToken, reauthenticateSession } from '../src/session/session-store.ts';
import { type IdentityUnderTest, inParallel, startIdentity, tally } from './under-test.ts';

let identity: IdentityUnderTest;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.close());

const noon = new Date('2026-11-21T12:00:00Z');
beforeEach(() => identity.clock.set(noon));

const refused = expect.objectContaining({ reason: 'REFRESH_TOKEN_INVALID', kind: 'unauthenticated' });
const refresh = (refreshToken: string) => identity.gateway.refreshSession({ refreshToken });

async function aFullSession() {
  const { email, userId } = await identity.register();
  identity.secondFactor.withFactor.add(userId);
  const { session, refreshToken } = await identity.logIn(email);
  if (session === undefined) throw new Error('no session');
  return { userId, session, refreshToken };
}

/** What the audit of a user tells of ended sessions. */
async function endsOf(userId: string) {
  const records = await listAudit(identity.db, userId, { after: 0, limit: 20 });
  return records
    .filter(({ action }) => action.startsWith('session'))
    .map(({ action, subject, detail }) => [action, subject, detail]);
}

/** Announcements about a session. */
async function announcedOf(sessionId: string) {
  const { rows } = await sql<{ topic: string }>`
    select topic from outbox where payload ->> 'sessionId' = ${sessionId}`.execute(identity.db);
  return rows;
}

describe('a session', () => {
  it('goes on with a new refresh token and keeps its end and its authentication', async () => {
    const { session, refreshToken } = await aFullSession();
    identity.clock.advance(59 * 60_000);
    const { grant } = await refresh(refreshToken);
    expect(grant?.session).toEqual(session);
    expect(grant?.refreshToken).toMatch(/^[\w-]{43}$/);
    expect(grant?.refreshToken).not.toBe(refreshToken);
    await expect(refresh(grant?.refreshToken ?? '')).resolves.toBeDefined();
  });

  it('tells the user’s roles and language of today', async () => {
    const { userId, refreshToken } = await aFullSession();
    await identity.db
      .updateTable('users')
      .set({ language: 'es', staffRoles: ['operator'] })
      .where('id', '=', userId)
      .execute();
    const { grant } = await refresh(refreshToken);
    expect(grant?.session).toMatchObject({ language: 'es', staffRoles: ['operator'] });
  });

  it('ends for everybody when a used refresh token comes again, and its user is told once', async () => {
    const { userId, session, refreshToken } = await aFullSession();
    const { grant } = await refresh(refreshToken);
    await expect(refresh(refreshToken)).rejects.toEqual(refused);
    await expect(refresh(refreshToken)).rejects.toEqual(refused);
    await expect(refresh(grant?.refreshToken ?? '')).rejects.toEqual(refused);
    expect(await endsOf(userId)).toEqual([['session.ended', session.id, { reason: 'refresh_token_reused' }]]);
    expect(await announcedOf(session.id)).toHaveLength(1);
  });

  it('is prolonged once by 20 parallel uses of one token, then ends for all, and its user is told once', async () => {
    const { userId, session, refreshToken } = await aFullSession();
    expect(await tally(inParallel(20, () => refresh(refreshToken)))).toEqual({ ok: 1, REFRESH_TOKEN_INVALID: 19 });
    expect((await endsOf(userId)).map(([action]) => action)).toEqual(['session.ended']);
    expect(await announcedOf(session.id)).toHaveLength(1);
    const live = await identity.db
      .selectFrom('refreshTokens')
      .selectAll()
      .where('sessionId', '=', session.id)
      .where('usedAt', 'is', null)
      .execute();
    // The winner's next token is there, and of no use.
    expect(live).toHaveLength(1);
    expect(await identity.ops.introspectSession({ sessionId: session.id })).toMatchObject({ active: false });
  });

  it('ends when it is not used for an hour, and says so', async () => {
    const { userId, session, refreshToken } = await aFullSession();
    identity.clock.advance(59 * 60_000);
    const { grant } = await refresh(refreshToken);
    identity.clock.advance(60 * 60_000);
    await expect(refresh(grant?.refreshToken ?? '')).rejects.toEqual(refused);
    expect(await endsOf(userId)).toEqual([['session.ended', session.id, { reason: 'idle' }]]);
  });

  it('ends by itself after 12 hours, without an alarm', async () => {
    const { userId, refreshToken } = await aFullSession();
    identity.clock.advance(12 * 3_600_000);
    await expect(refresh(refreshToken)).rejects.toEqual(refused);
    expect(await endsOf(userId)).toEqual([]);
  });

  it('is not prolonged by a token that nobody made', async () => {
    await expect(refresh('')).rejects.toEqual(refused);
    await expect(refresh('x'.repeat(43))).rejects.toEqual(refused);
  });

  it('ends when its user says so; saying it again changes nothing', async () => {
    const { userId, session, refreshToken } = await aFullSession();
    const mine = await identity.token({ userId, sessionId: session.id });
    await identity.gateway.endSession({}, mine);
    await identity.gateway.endSession({}, mine);
    await expect(refresh(refreshToken)).rejects.toEqual(refused);
    expect(await endsOf(userId)).toEqual([['session.ended', session.id, { reason: 'logged_out' }]]);
  });

  it('ends also when it may only set up a factor, and not without an actor', async () => {
    const { email, userId } = await identity.register();
    const { session } = await identity.logIn(email);
    await identity.gateway.endSession(
      {},
      await identity.token({ userId, sessionId: session?.id ?? '', scope: 'set-up' }),
    );
    const row = await identity.db
      .selectFrom('sessions')
      .select('endedAt')
      .where('userId', '=', userId)
      .executeTakeFirstOrThrow();
    expect(row.endedAt).toEqual(noon);
    await expect(identity.gateway.endSession({})).rejects.toMatchObject({ reason: 'AUTHENTICATION_REQUIRED' });
  });

  it('keeps its refresh tokens as hashes only', async () => {
    const { session, refreshToken } = await aFullSession();
    const rows = await identity.db
      .selectFrom('refreshTokens')
      .selectAll()
      .where('sessionId', '=', session.id)
      .execute();
    expect(rows).toHaveLength(1);
    expect(rows[0]?.tokenHash).toHaveLength(32);
    expect(rows[0]?.tokenHash.equals(Buffer.from(refreshToken, 'base64url'))).toBe(false);
  });
});

describe('the sessions of a user', () => {
  const from = async (actor: { userId: string; sessionId: string }) => await identity.token(actor);

  /** Another login of the same user. */
  async function anotherSession(userId: string) {
    const { email } = await identity.db
      .selectFrom('users')
      .select('email')
      .where('id', '=', userId)
      .executeTakeFirstOrThrow();
    const { session, refreshToken } = await identity.logIn(email);
    if (session === undefined) throw new Error('no session');
    return { session, refreshToken };
  }

  it('are listed with the current one first, then the last used, and with where they are from', async () => {
    const { userId, session: first, refreshToken } = await aFullSession();
    identity.clock.advance(60_000);
    const { session: second } = await anotherSession(userId);
    identity.clock.advance(60_000);
    const { session: third } = await anotherSession(userId);
    identity.clock.advance(60_000);
    await identity.gateway.refreshSession({ refreshToken }, { context: newContext({ clientAddress: '192.0.2.7' }) });
    const { sessions } = await identity.gateway.listSessions({}, await from({ userId, sessionId: second.id }));
    expect(sessions.map(({ id, current }) => [id, current])).toEqual([
      [second.id, true],
      [first.id, false],
      [third.id, false],
    ]);
    expect(sessions[1]).toEqual({
      id: first.id,
      current: false,
      device: '',
      address: '192.0.2.7',
      acr: 'urn:countersign:aal2',
      authenticatedAt: noon,
      lastUsedAt: new Date('2026-11-21T12:03:00Z'),
      idleUntil: new Date('2026-11-21T13:03:00Z'),
      expiresAt: new Date('2026-11-22T00:00:00Z'),
    });
  });

  it('do not show those that are over, nor those of others', async () => {
    const mine = await aFullSession();
    const other = await aFullSession();
    const ended = await anotherSession(mine.userId);
    const asMe = await from({ userId: mine.userId, sessionId: mine.session.id });
    await identity.gateway.endSessions({ sessionId: ended.session.id, includingCurrent: false }, asMe);
    const { sessions } = await identity.gateway.listSessions({}, asMe);
    expect(sessions.map(({ id }) => id)).toEqual([mine.session.id]);
    expect(sessions.map(({ id }) => id)).not.toContain(other.session.id);
    identity.clock.advance(3_600_000);
    expect((await identity.gateway.listSessions({}, asMe)).sessions).toEqual([]);
  });

  it('end one by one, all others, or all', async () => {
    const { userId, session, refreshToken } = await aFullSession();
    const one = await anotherSession(userId);
    await anotherSession(userId);
    await anotherSession(userId);
    const asMe = await from({ userId, sessionId: session.id });
    const end = (sessionId: string, includingCurrent = false) =>
      identity.gateway.endSessions({ sessionId, includingCurrent }, asMe);
    expect(await end(one.session.id)).toEqual({ ended: 1 });
    await expect(end(one.session.id)).rejects.toMatchObject({ reason: 'SESSION_NOT_FOUND' });
    await expect(refresh(one.refreshToken)).rejects.toEqual(refused);
    expect(await end('')).toEqual({ ended: 2 });
    await expect(refresh(refreshToken)).resolves.toBeDefined();
    expect(await end('', true)).toEqual({ ended: 1 });
    expect(await end('', true)).toEqual({ ended: 0 });
    expect((await endsOf(userId)).map(([action]) => action)).toEqual([
      'session.ended',
      'sessions.ended',
      'sessions.ended',
    ]);
  });

  it('are not ended by somebody else, to whom they are unknown', async () => {
    const mine = await aFullSession();
    const thief = await aFullSession();
    const asThief = await from({ userId: thief.userId, sessionId: thief.session.id });
    await expect(
      identity.gateway.endSessions({ sessionId: mine.session.id, includingCurrent: false }, asThief),
    ).rejects.toMatchObject({ reason: 'SESSION_NOT_FOUND', kind: 'not_found' });
    // A token that says one user and another's session ends nothing either.
    await identity.gateway.endSession({}, await from({ userId: thief.userId, sessionId: mine.session.id }));
    await expect(refresh(mine.refreshToken)).resolves.toBeDefined();
  });

  it('end once each when everybody ends them at the same time', async () => {
    const { userId, session } = await aFullSession();
    await anotherSession(userId);
    await anotherSession(userId);
    const asMe = await from({ userId, sessionId: session.id });
    const results = await Promise.all(
      inParallel(10, () => identity.gateway.endSessions({ sessionId: '', includingCurrent: true }, asMe)),
    );
    expect(results.reduce((sum, { ended }) => sum + ended, 0)).toBe(3);
    expect(await endsOf(userId)).toHaveLength(1);
  });
});

describe('what ended', () => {
  it('is told for as long as tokens live, and again until it is surely told', async () => {
    const { userId, session } = await aFullSession();
    const before = await identity.gateway.listEndedSessions({ since: undefined });
    expect(before.sessionIds).not.toContain(session.id);
    await identity.gateway.endSession({}, await identity.token({ userId, sessionId: session.id }));
    const after = await identity.gateway.listEndedSessions({ since: before.until });
    expect(after.sessionIds).toContain(session.id);
    expect(after.until).toEqual(new Date(noon.getTime() - 20_000));
    identity.clock.advance(20_000);
    const again = await identity.gateway.listEndedSessions({ since: after.until });
    expect(again.sessionIds).toContain(session.id);
    expect((await identity.gateway.listEndedSessions({ since: again.until })).sessionIds).not.toContain(session.id);
    identity.clock.set(new Date(noon.getTime() + 30 * 60_000 - 1));
    expect((await identity.gateway.listEndedSessions({ since: undefined })).sessionIds).toContain(session.id);
    identity.clock.advance(1);
    expect((await identity.gateway.listEndedSessions({ since: undefined })).sessionIds).not.toContain(session.id);
  });
});

describe('the account of a session', () => {
  it('stays with it when it is prolonged', async () => {
    const { userId, session, refreshToken } = await aFullSession();
    expect(session.accountId).toBe('');
    const asMe = await identity.token({ userId, sessionId: session.id });
    const chosen = await identity.gateway.setSessionAccount({ accountId: 'acc_2' }, asMe);
    expect(chosen.session).toEqual({ ...session, accountId: 'acc_2' });
    const { grant } = await refresh(refreshToken);
    expect(grant?.session?.accountId).toBe('acc_2');
  });

  it('is set, too, while the token opens only set-up because of what another account asks of factors', async () => {
    const { userId, session } = await aFullSession();
    const token = (amr: string[]) => identity.token({ userId, sessionId: session.id, scope: 'set-up', amr });
    const choose = async (amr: string[]) =>
      await identity.gateway.setSessionAccount({ accountId: 'acc_2' }, await token(amr));
    await expect(choose(['pwd', 'sms'])).rejects.toMatchObject({ reason: 'SET_UP_REQUIRED' });
    expect((await choose(['pwd', 'otp', 'mfa'])).session).toEqual({ ...session, accountId: 'acc_2' });
  });

  it('is not set for a session that is over, or somebody else’s', async () => {
    const { userId, session } = await aFullSession();
    const other = await aFullSession();
    const foreign = await identity.token({ userId: other.userId, sessionId: session.id });
    const asMe = await identity.token({ userId, sessionId: session.id });
    const over = { reason: 'TOKEN_INVALID', kind: 'unauthenticated' };
    await expect(identity.gateway.setSessionAccount({ accountId: 'acc_2' }, foreign)).rejects.toMatchObject(over);
    await expect(identity.gateway.setSessionAccount({ accountId: '' }, asMe)).rejects.toMatchObject({
      reason: 'ACCOUNT_ID_MISSING',
    });
    await identity.gateway.endSession({}, asMe);
    await expect(identity.gateway.setSessionAccount({ accountId: 'acc_2' }, asMe)).rejects.toMatchObject(over);
  });
});

describe('for other services, a session', () => {
  it('is introspected: what it is while it lives, and nothing once it does not', async () => {
    const { userId, session } = await aFullSession();
    const ask = (sessionId: string) => identity.remoteSigning.introspectSession({ sessionId });
    expect(await ask(session.id)).toEqual({ active: true, session, endedReason: '' });
    expect(await ask('ses_nobody')).toEqual({ active: false, session: undefined, endedReason: 'unknown' });
    expect(await identity.ops.revokeSessions({ sessionId: session.id, userId: '', reason: 'device_lost' })).toEqual({
      ended: 1,
    });
    const endedReason = 'internal:device_lost';
    expect(await ask(session.id)).toEqual({ active: false, session: undefined, endedReason });
    const records = await listAudit(identity.db, userId, { after: 0, limit: 20 });
    expect(records.at(-1)).toMatchObject({ actor: 'ops', detail: { reason: 'internal:device_lost' } });
  });

  it('is over an hour after its last use, though nobody asked for it', async () => {
    const { session } = await aFullSession();
    identity.clock.advance(3_600_000);
    const over = { active: false, session: undefined, endedReason: '' };
    expect(await identity.ops.introspectSession({ sessionId: session.id })).toEqual(over);
  });

  it('that ran out or lay idle gets the reason for which the others end, and counts as none of them', async () => {
    const idle = await aFullSession();
    identity.clock.advance(3_600_000);
    await expect(refresh(idle.refreshToken)).rejects.toEqual(refused);
    const runOut = await aFullSession();
    identity.clock.advance(13 * 3_600_000);
    const revoke = (userId: string) => identity.ops.revokeSessions({ sessionId: '', userId, reason: 'password_lost' });
    for (const { userId, session } of [idle, runOut]) {
      const ask = () => identity.ops.introspectSession({ sessionId: session.id });
      // oxlint-disable-next-line no-await-in-loop
      expect(await ask()).toEqual({ active: false, session: undefined, endedReason: '' });
      // oxlint-disable-next-line no-await-in-loop
      expect(await revoke(userId)).toEqual({ ended: 0 });
      // oxlint-disable-next-line no-await-in-loop
      expect(await ask()).toMatchObject({ active: false, endedReason: 'internal:password_lost' });
      // oxlint-disable-next-line no-await-in-loop
      expect(await revoke(userId)).toEqual({ ended: 0 });
    }
  });

  it('ends with all others of its user; repeating changes nothing', async () => {
    const { userId, refreshToken } = await aFullSession();
    const revoke = () => identity.ops.revokeSessions({ sessionId: '', userId, reason: 'member_removed' });
    expect(await revoke()).toEqual({ ended: 1 });
    expect(await revoke()).toEqual({ ended: 0 });
    await expect(refresh(refreshToken)).rejects.toEqual(refused);
  });

  it.each([
    { sessionId: '', userId: '', reason: 'member_removed' },
    { sessionId: 'ses_1', userId: 'usr_1', reason: 'member_removed' },
    { sessionId: 'ses_1', userId: '', reason: 'Somebody said: so' },
  ])('is not revoked by %j', async (request) => {
    await expect(identity.ops.revokeSessions(request)).rejects.toMatchObject({ reason: 'REVOCATION_INVALID' });
  });
});

describe('a step-up', () => {
  it('gives the session a new authentication, and its unused refresh tokens die without an alarm', async () => {
    const { userId, session, refreshToken } = await aFullSession();
    identity.clock.advance(30 * 60_000);
    const at = identity.clock.now();
    const next = await identity.db.transaction().execute(async (trx) => {
      const amr = ['pwd', 'otp', 'mfa'];
      const own = { id: session.id, userId, acr: 'urn:countersign:aal2', amr, idleMs: 3_600_000, at };
      expect(await reauthenticateSession(trx, { ...own, userId: 'usr_other' })).toBeUndefined();
      expect(await reauthenticateSession(trx, own)).toMatchObject({ id: session.id, authenticatedAt: at });
      return await issueRefreshToken(trx, session.id, at);
    });
    await expect(refresh(refreshToken)).rejects.toEqual(refused);
    const { grant } = await refresh(next);
    expect(grant?.session).toEqual({ ...session, authenticatedAt: at });
    expect(await endsOf(userId)).toEqual([]);
  });
});

describe('the language of a user', () => {
  it('is what he says, also while he sets up a factor', async () => {
    const { userId } = await identity.register();
    const asMe = await identity.token({ userId, scope: 'set-up' });
    expect(await identity.gateway.updateMe({ language: 'fr' }, asMe)).toEqual({ language: 'fr' });
    expect((await identity.gateway.getMe({}, asMe)).language).toBe('fr');
    const wrong = { reason: 'LANGUAGE_UNSUPPORTED', kind: 'invalid' };
    await expect(identity.gateway.updateMe({ language: 'tlh' }, asMe)).rejects.toMatchObject(wrong);
    await expect(identity.gateway.updateMe({ language: 'FR' }, asMe)).rejects.toMatchObject(wrong);
  });
});
