import { listAudit } from '@countersign/audit';
import { relayOutbox } from '@countersign/db';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { anApplicant, type IdentityUnderTest, inParallel, startIdentity, tally } from './under-test.ts';

let identity: IdentityUnderTest;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.close());

const noon = new Date('2026-11-21T12:00:00Z');
beforeEach(() => identity.clock.set(noon));

const invite = (email = '') => identity.ops.createOperatorInvitation({ email });
const accept = (token: string, over: Parameters<typeof anApplicant>[0] = {}) => {
  const { activationId: _, ...applicant } = anApplicant(over);
  return identity.gateway.acceptOperatorInvitation({ token, ...applicant });
};

describe('an invitation of an operator', () => {
  it('is a link with the token in its fragment, good for 72 hours', async () => {
    const { token, link, expiresAt } = await invite();
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(link).toBe(`https://shop.example.com/operator-invitation#token=${token}`);
    expect(expiresAt).toEqual(new Date('2026-11-24T12:00:00Z'));
  });

  it('makes a user with both roles of staff, who logs in like any other', async () => {
    const { token } = await invite();
    const email = 'olga.operator@example.com';
    const { userId } = await accept(token, { email });
    const { session } = await identity.logIn(email);
    expect(session).toMatchObject({ userId, staffRoles: ['operator', 'registration_officer'], scope: 'set-up' });
    const records = await listAudit(identity.db, 'operator-invitations', { after: 0, limit: 100 });
    expect(records.slice(-2).map(({ action, actor }) => [action, actor])).toEqual([
      ['operator_invitation.created', 'ops'],
      ['operator_invitation.used', userId],
    ]);
  });

  it('is used once by 20 parallel calls', async () => {
    const { token } = await invite();
    expect(await tally(inParallel(20, () => accept(token)))).toEqual({ ok: 1, INVITATION_USED: 19 });
    await expect(accept(token)).rejects.toMatchObject({ reason: 'INVITATION_USED', kind: 'conflict' });
  });

  it('is not used up by a password that the policy refuses, nor by a taken address', async () => {
    const { token } = await invite();
    await expect(accept(token, { password: 'password1' })).rejects.toMatchObject({ reason: 'PASSWORD_BREACHED' });
    const { email } = await identity.register();
    await expect(accept(token, { email })).rejects.toMatchObject({ reason: 'USER_EXISTS' });
    await expect(accept(token)).resolves.toMatchObject({ userId: expect.stringMatching(/^usr_/) });
  });

  it('is refused when it is over or unknown', async () => {
    const { token } = await invite();
    identity.clock.advance(72 * 3_600_000);
    await expect(accept(token)).rejects.toMatchObject({ reason: 'INVITATION_EXPIRED', kind: 'conflict' });
    for (const unknown of ['', 'x'.repeat(43)]) {
      await expect(accept(unknown)).rejects.toMatchObject({ reason: 'INVITATION_NOT_FOUND', kind: 'not_found' });
    }
  });

  it('is announced for mailing only when an address is given, and its token is nowhere in clear', async () => {
    await relayOutbox(identity.db, async () => undefined);
    const printed = await invite();
    const mailed = await invite('Olga@Example.com');
    const announced: { topic: string }[] = [];
    await relayOutbox(identity.db, async (rows) => void announced.push(...rows));
    expect(announced.map(({ topic }) => topic)).toEqual(['operator-invitation-mail']);
    const rows = JSON.stringify([
      announced,
      await identity.db.selectFrom('operatorInvitations').selectAll().execute(),
      await listAudit(identity.db, 'operator-invitations', { after: 0, limit: 100 }),
    ]);
    for (const { token } of [printed, mailed]) expect(rows).not.toContain(token);
    await expect(invite('nonsense')).rejects.toMatchObject({ reason: 'EMAIL_INVALID' });
  });
});
