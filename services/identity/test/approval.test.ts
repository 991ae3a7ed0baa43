import { listAudit } from '@countersign/audit';
import { relayOutbox } from '@countersign/db';
import type { Approval } from '@countersign/proto/identity';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aMember, type Member } from './staff-under-test.ts';
import { type IdentityUnderTest, inParallel, startIdentity, tally } from './under-test.ts';

let identity: IdentityUnderTest;
let operators: [Member, Member, Member];
let officers: [Member, Member, Member];
beforeAll(async () => {
  identity = await startIdentity({ AUTH_PROFILE: 'strict' });
  const three = async (roles: string[]): Promise<[Member, Member, Member]> => [
    await aMember(identity, roles),
    await aMember(identity, roles),
    await aMember(identity, roles),
  ];
  operators = await three(['operator']);
  officers = await three(['registration_officer']);
});
afterAll(() => identity.close());

const noon = new Date('2026-11-21T12:00:00Z');
const reason = 'showed his passport at our desk';
beforeEach(() => identity.clock.set(noon));

function need(approval: Approval | undefined): Approval {
  if (approval === undefined) throw new Error('no approval');
  return approval;
}
const askRelease = async (userId: string, by = officers[0], why = reason) =>
  need((await identity.gateway.releaseUser({ userId, reason: why }, by.actor)).approval);
const askInvitation = async (email: string, roles = ['registration_officer']) =>
  need((await identity.gateway.inviteStaff({ email, roles, language: 'fr' }, operators[0].actor)).approval);
const askRoles = async (userId: string, roles: string[], by = operators[0]) =>
  need((await identity.gateway.setStaffRoles({ userId, roles }, by.actor)).approval);
const decide = async (approvalId: string, by: Member, over: { approved?: boolean; reason?: string } = {}) =>
  need((await identity.gateway.decideApproval({ approvalId, approved: true, reason: '', ...over }, by.actor)).approval);
const list = (by: Member, over: Partial<Parameters<typeof identity.gateway.listApprovals>[0]> = {}) =>
  identity.gateway.listApprovals({ state: '', pageSize: 100, pageToken: '', ...over }, by.actor);
const stateOf = async (id: string, by = officers[0]) =>
  (await list(by)).approvals.find((each) => each.id === id)?.state;
const releasedUntil = async (userId: string) =>
  (await identity.gateway.getUserStatus({ userId, email: '' }, officers[0].actor)).releasedUntil;

describe('a guarded action', () => {
  it('that somebody asked for is off once he has lost the role for it', async () => {
    const leaving = await aMember(identity, ['operator', 'registration_officer']);
    const { userId } = await identity.register();
    const release = await askRelease(userId, leaving);
    const { approval: invitation } = await identity.gateway.inviteStaff(
      { email: 'pat.leaving@example.com', roles: ['operator'], language: 'en' },
      leaving.actor,
    );
    await decide((await askRoles(leaving.userId, ['registration_officer'])).id, operators[1]);
    await expect(decide(need(invitation).id, operators[1])).rejects.toMatchObject({ reason: 'APPROVAL_WRONG_STATE' });
    // He is an officer still.
    expect(await decide(release.id, officers[1])).toMatchObject({ state: 'approved' });
  });

  it('releases a user only when a second officer approved it', async () => {
    const { userId } = await identity.register();
    const approval = await askRelease(userId);
    expect(approval).toEqual({
      id: expect.stringMatching(/^apr_/),
      action: 'user_release',
      subjectId: userId,
      parameters: {},
      state: 'pending',
      requestedBy: officers[0].userId,
      requestedAt: noon,
      expiresAt: new Date('2026-11-24T12:00:00Z'),
      decidedBy: '',
      decidedAt: undefined,
      reason,
    });
    expect(await releasedUntil(userId)).toBeUndefined();
    identity.clock.advance(3_600_000);
    expect(await decide(approval.id, officers[1])).toMatchObject({
      state: 'approved',
      decidedBy: officers[1].userId,
      decidedAt: identity.clock.now(),
      reason,
    });
    // From the decision, not from the request.
    expect(await releasedUntil(userId)).toEqual(new Date('2026-11-22T13:00:00Z'));
    const release = await identity.db
      .selectFrom('releases')
      .selectAll()
      .where('userId', '=', userId)
      .executeTakeFirst();
    expect(release).toMatchObject({ requestedBy: officers[0].userId, approvedBy: officers[1].userId, reason });
  });

  it('invites staff only when a second operator approved it', async () => {
    const email = 'sam.officer@example.com';
    const approval = await askInvitation(email);
    expect(approval).toMatchObject({
      action: 'staff_invitation',
      parameters: { email, roles: 'registration_officer', language: 'fr' },
    });
    const invitations = async () => (await identity.gateway.listStaffInvitations({}, operators[0].actor)).invitations;
    expect(await invitations()).toEqual([]);
    await decide(approval.id, operators[1]);
    expect(await invitations()).toEqual([
      expect.objectContaining({ email, roles: ['registration_officer'], state: 'open' }),
    ]);
    const row = await identity.db.selectFrom('operatorInvitations').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ invitedBy: operators[0].userId, language: 'fr' });
  });

  it('changes roles only when a second operator approved it, and at once when there is nothing to change', async () => {
    const member = await aMember(identity, ['registration_officer']);
    const { id } = await askRoles(member.userId, []);
    const roles = async () =>
      (await identity.gateway.listStaff({}, operators[0].actor)).staff.find(({ userId }) => userId === member.userId)
        ?.roles;
    expect(await roles()).toEqual(['registration_officer']);
    await decide(id, operators[1]);
    expect(await roles()).toBeUndefined();
    const same = await identity.gateway.setStaffRoles(
      { userId: officers[2].userId, roles: ['registration_officer'] },
      operators[0].actor,
    );
    expect(same).toMatchObject({ member: { userId: officers[2].userId }, approval: undefined });
  });

  it('does nothing when it is rejected, and tells why', async () => {
    const { userId } = await identity.register();
    const { id } = await askRelease(userId);
    await expect(decide(id, officers[1], { approved: false, reason: ' ' })).rejects.toMatchObject({
      reason: 'REASON_REQUIRED',
      fields: [{ pointer: '/reason' }],
    });
    const rejected = await decide(id, officers[1], { approved: false, reason: 'nobody knows him' });
    expect(rejected).toMatchObject({ state: 'rejected', reason: 'nobody knows him' });
    expect(await releasedUntil(userId)).toBeUndefined();
    await expect(decide(id, officers[2])).rejects.toMatchObject({ reason: 'APPROVAL_WRONG_STATE', kind: 'conflict' });
  });
});

describe('a pending approval', () => {
  it('is never decided by who asked, nor by whom it is about', async () => {
    const own = { reason: 'OWN_DECISION_FORBIDDEN', kind: 'forbidden' };
    const about = await askRelease(officers[1].userId);
    await expect(decide(about.id, officers[0])).rejects.toMatchObject(own);
    await expect(decide(about.id, officers[0], { approved: false, reason: 'a mistake' })).rejects.toMatchObject(own);
    await expect(decide(about.id, officers[1])).rejects.toMatchObject(own);
    expect(await stateOf(about.id)).toBe('pending');
    await decide(about.id, officers[2]);
    const roles = await askRoles(operators[1].userId, ['operator', 'registration_officer']);
    await expect(decide(roles.id, operators[1])).rejects.toMatchObject(own);
    await decide(roles.id, operators[2], { approved: false, reason: 'too many roles' });
    await expect(askRelease(officers[0].userId)).rejects.toMatchObject(own);
    await expect(askRoles(operators[0].userId, [])).rejects.toMatchObject(own);
  });

  it('cannot be decided past the rule even by who writes to the database', async () => {
    const { id } = await askRelease((await identity.register()).userId);
    const { userId: decidedBy } = officers[0];
    await expect(
      identity.db
        .updateTable('approvals')
        .set({ state: 'approved', decidedBy, decidedAt: noon })
        .where('id', '=', id)
        .execute(),
    ).rejects.toThrow('approvals_four_eyes');
  });

  it('is seen and decided by the roles that it is for, and is unknown to others', async () => {
    const { id } = await askRelease((await identity.register()).userId);
    const { id: roleId } = await askRoles(officers[2].userId, ['operator']);
    const hidden = { reason: 'APPROVAL_NOT_FOUND', kind: 'not_found' };
    await expect(decide(id, operators[0])).rejects.toMatchObject(hidden);
    await expect(decide(roleId, officers[0])).rejects.toMatchObject(hidden);
    await expect(decide('apr_unknown', officers[0])).rejects.toMatchObject(hidden);
    const ids = async (by: Member) => (await list(by)).approvals.map((each) => each.id);
    expect(await ids(operators[0])).toEqual(expect.arrayContaining([roleId]));
    expect(await ids(operators[0])).not.toContain(id);
    expect(await ids(officers[0])).toContain(id);
    expect(await ids(officers[0])).not.toContain(roleId);
    const customer = await identity.register();
    const nobody = { ...customer, actor: await identity.token({ userId: customer.userId }) };
    await expect(decide(id, nobody)).rejects.toMatchObject({ reason: 'ROLE_REQUIRED', kind: 'forbidden' });
    await expect(list(nobody)).rejects.toMatchObject({ reason: 'ROLE_REQUIRED', kind: 'forbidden' });
    const stale = {
      ...officers[1],
      actor: await identity.token({
        userId: officers[1].userId,
        staffRoles: ['registration_officer'],
        authenticatedAt: new Date(noon.getTime() - 601_000),
      }),
    };
    await expect(decide(id, stale)).rejects.toMatchObject({
      reason: 'INSUFFICIENT_USER_AUTHENTICATION',
      maxAgeSeconds: 600,
    });
    expect(await stateOf(id)).toBe('pending');
    await decide(roleId, operators[1], { approved: false, reason: 'not needed' });
  });

  it('is one per action and subject, also for 20 who ask at the same time', async () => {
    const { userId } = await identity.register();
    const asked = await Promise.all(inParallel(20, () => askRelease(userId)));
    expect(new Set(asked.map(({ id }) => id)).size).toBe(1);
    const { id } = await askRoles(officers[2].userId, ['operator']);
    expect((await askRoles(officers[2].userId, ['operator'], operators[1])).id).toBe(id);
    await expect(askRoles(officers[2].userId, [])).rejects.toMatchObject({
      reason: 'APPROVAL_PENDING',
      kind: 'conflict',
    });
    await decide(id, operators[2], { approved: false, reason: 'not needed' });
  });

  it('is decided once by 20 parallel officers, and executed once', async () => {
    const { userId } = await identity.register();
    const { id } = await askRelease(userId);
    const outcomes = await tally(
      inParallel(20, (n) =>
        decide(id, officers[1 + (n % 2)] ?? officers[1], { approved: n % 4 < 2, reason: 'unknown' }),
      ),
    );
    expect(outcomes).toEqual({ ok: 1, APPROVAL_WRONG_STATE: 19 });
    const releases = await identity.db.selectFrom('releases').select('id').where('userId', '=', userId).execute();
    expect(releases.length).toBe((await stateOf(id)) === 'approved' ? 1 : 0);
  });

  it('expires at its moment, without anybody sweeping, and makes room for another', async () => {
    const { userId } = await identity.register();
    const { id } = await askRelease(userId);
    identity.clock.advance(72 * 3_600_000 - 1);
    expect(await stateOf(id)).toBe('pending');
    identity.clock.advance(1);
    expect(await stateOf(id)).toBe('expired');
    expect((await list(officers[0], { state: 'expired' })).approvals.map((each) => each.id)).toContain(id);
    expect((await list(officers[0], { state: 'pending' })).approvals.map((each) => each.id)).not.toContain(id);
    await expect(decide(id, officers[1])).rejects.toMatchObject({
      reason: 'APPROVAL_WRONG_STATE',
      message: expect.stringContaining('expired'),
    });
    expect(await releasedUntil(userId)).toBeUndefined();
    const again = await askRelease(userId);
    expect(again.id).not.toBe(id);
    expect(await stateOf(id)).toBe('expired');
  });

  it('stays pending when its action fails, and the officer is told why', async () => {
    const { id } = await askInvitation('late.user@example.com');
    await identity.register({ email: 'late.user@example.com' });
    const { length } = await listAudit(identity.db, 'approvals', { after: 0, limit: 500 });
    await expect(decide(id, operators[1])).rejects.toMatchObject({ reason: 'USER_EXISTS', kind: 'conflict' });
    expect(await stateOf(id, operators[0])).toBe('pending');
    expect(await listAudit(identity.db, 'approvals', { after: 0, limit: 500 })).toHaveLength(length);
    await decide(id, operators[1], { approved: false, reason: 'is a user by now' });
  });

  it('is announced once, and its audit holds ids alone', async () => {
    await relayOutbox(identity.db, async () => undefined);
    const email = 'told.once@example.com';
    const { id } = await askInvitation(email);
    await askInvitation(email);
    const { userId } = await identity.register();
    const release = await askRelease(userId);
    const announced: unknown[] = [];
    await relayOutbox(identity.db, async (rows) => void announced.push(...rows));
    expect(announced).toEqual(
      [id, release.id].map((approvalId) =>
        expect.objectContaining({ queue: 'identity', topic: 'approval-waiting', payload: { approvalId } }),
      ),
    );
    await decide(release.id, officers[1]);
    const records = await listAudit(identity.db, 'approvals', { after: 0, limit: 500 });
    const own = await listAudit(identity.db, userId, { after: 0, limit: 500 });
    expect(records.slice(-2).map(({ actor, action, subject, detail }) => ({ actor, action, subject, detail }))).toEqual(
      [
        {
          actor: officers[0].userId,
          action: 'approval.requested',
          subject: release.id,
          detail: { action: 'user_release', userId },
        },
        {
          actor: officers[1].userId,
          action: 'approval.approved',
          subject: release.id,
          detail: { action: 'user_release' },
        },
      ],
    );
    for (const secret of [email, reason]) expect(JSON.stringify([records, own])).not.toContain(secret);
  });
});

describe('the list of approvals', () => {
  it('comes page by page, newest first', async () => {
    const asked: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      asked.unshift((await askRelease((await identity.register()).userId)).id);
      if (n % 2 === 0) identity.clock.advance(1_000);
    }
    const seen: string[] = [];
    let pageToken = '';
    do {
      const page = await list(officers[1], { state: 'pending', pageSize: 2, pageToken });
      expect(page.approvals.length).toBeLessThanOrEqual(2);
      seen.push(...page.approvals.map(({ id }) => id));
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    expect(seen.filter((id) => asked.includes(id))).toEqual(asked);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('refuses a cursor that it did not give, a page that is too large, and a state that there is not', async () => {
    await expect(list(officers[0], { pageToken: 'nonsense' })).rejects.toMatchObject({ reason: 'PAGE_TOKEN_INVALID' });
    await expect(list(officers[0], { pageSize: 101 })).rejects.toMatchObject({ reason: 'PAGE_SIZE_INVALID' });
    await expect(list(officers[0], { state: 'open' })).rejects.toMatchObject({ reason: 'APPROVAL_STATE_INVALID' });
  });
});
