import { listAudit } from '@countersign/audit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
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

describe('a session', () => {
  it('goes on with a new refresh token and keeps its end and its authentication', async () => {
    const { session, refreshToken } = await aFullSession();
    identity.clock.advance(3_600_000);
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

  it('ends for everybody when a used refresh token comes again', async () => {
    const { userId, session, refreshToken } = await aFullSession();
    const { grant } = await refresh(refreshToken);
    await expect(refresh(refreshToken)).rejects.toEqual(refused);
    await expect(refresh(grant?.refreshToken ?? '')).rejects.toEqual(refused);
    const records = await listAudit(identity.db, userId, { after: 2, limit: 10 });
    expect(records.map(({ action, subject }) => [action, subject])).toEqual([
      ['session.refresh_token_reused', session.id],
    ]);
  });

  it('is refreshed once by 20 parallel uses of one token', async () => {
    const { refreshToken } = await aFullSession();
    expect(await tally(inParallel(20, () => refresh(refreshToken)))).toEqual({ ok: 1, REFRESH_TOKEN_INVALID: 19 });
  });

  it('ends by itself after 12 hours, without an alarm', async () => {
    const { userId, refreshToken } = await aFullSession();
    identity.clock.advance(12 * 3_600_000);
    await expect(refresh(refreshToken)).rejects.toEqual(refused);
    const records = await listAudit(identity.db, userId, { after: 2, limit: 10 });
    expect(records).toEqual([]);
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
    const records = await listAudit(identity.db, userId, { after: 2, limit: 10 });
    expect(records.map(({ action }) => action)).toEqual(['session.ended']);
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
