import { listAudit } from '@countersign/audit';
import { relayOutbox } from '@countersign/db';
import { hashToken } from '@countersign/sealing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { invitationToken } from '../src/invitation/invitation.ts';
import { aMember, type Member } from './staff-under-test.ts';
import { anApplicant, type IdentityUnderTest, inParallel, startIdentity, tally } from './under-test.ts';

let identity: IdentityUnderTest;
let operator: Member;
let officer: Member;
beforeAll(async () => {
  identity = await startIdentity();
  operator = await aMember(identity, ['operator']);
  officer = await aMember(identity, ['registration_officer']);
});
afterAll(() => identity.close());

const noon = new Date('2026-11-21T12:00:00Z');
beforeEach(() => identity.clock.set(noon));

let invited = 0;
const anAddress = () => {
  invited += 1;
  return `sam.${invited}@example.com`;
};
async function invite(email: string, roles = ['registration_officer']) {
  const { invitation } = await identity.gateway.inviteStaff({ email, roles, language: 'de' }, operator.actor);
  if (invitation === undefined) throw new Error('no invitation');
  return {
    ...invitation,
    token: invitationToken(identity.deps.pepper, 'operator-invitation', { ...invitation, pepperVersion: 1 }),
  };
}
const accept = (token: string, email: string) => {
  const { activationId: _, ...applicant } = anApplicant({ email });
  return identity.gateway.acceptOperatorInvitation({ token, ...applicant });
};
const listed = async () => (await identity.gateway.listStaffInvitations({}, operator.actor)).invitations;
const setRoles = (userId: string, roles: string[], { actor } = operator) =>
  identity.gateway.setStaffRoles({ userId, roles }, actor);
const rolesOf = async (userId: string) => {
  const { staffRoles } = await identity.db
    .selectFrom('users')
    .select('staffRoles')
    .where('id', '=', userId)
    .executeTakeFirstOrThrow();
  return staffRoles;
};

describe('an invitation of staff', () => {
  it('makes a user with exactly the invited roles at exactly the invited address', async () => {
    const email = anAddress();
    const { token, ...invitation } = await invite(email.toUpperCase());
    expect(invitation).toEqual({
      id: expect.stringMatching(/^inv_/),
      email,
      roles: ['registration_officer'],
      state: 'open',
      createdAt: noon,
      expiresAt: new Date('2026-11-24T12:00:00Z'),
    });
    await expect(accept(token, 'another@example.com')).rejects.toMatchObject({
      reason: 'INVITATION_EMAIL_DIFFERS',
      fields: [{ pointer: '/email' }],
    });
    const { userId } = await accept(token, email);
    expect(await rolesOf(userId)).toEqual(['registration_officer']);
    expect(await listed()).not.toContainEqual(expect.objectContaining({ id: invitation.id }));
  });

  it('is announced for mailing, and its token is nowhere in clear', async () => {
    await relayOutbox(identity.db, async () => undefined);
    const { token, id } = await invite(anAddress());
    const announced: { topic: string; payload: unknown }[] = [];
    await relayOutbox(identity.db, async (rows) => void announced.push(...rows));
    expect(announced.map(({ topic, payload }) => [topic, payload])).toEqual([
      ['operator-invitation-mail', { invitationId: id }],
    ]);
    const rows = await identity.db.selectFrom('operatorInvitations').selectAll().execute();
    expect(rows.some(({ tokenHash }) => tokenHash.equals(hashToken(token)))).toBe(true);
    const records = await listAudit(identity.db, 'operator-invitations', { after: 0, limit: 500 });
    expect(JSON.stringify([rows, records])).not.toContain(token);
    expect(JSON.stringify(records)).not.toContain('@example.com');
  });

  it('takes the place of an earlier one to the same address, but not of one that the operator command made', async () => {
    const email = anAddress();
    const printed = await identity.ops.createOperatorInvitation({ email });
    const first = await invite(email);
    const second = await invite(email, ['operator', 'registration_officer']);
    const own = (await listed()).filter((each) => each.email === email);
    expect(own.map(({ id, roles }) => [id, roles.length])).toEqual([
      [second.id, 2],
      [expect.stringMatching(/^inv_/), 2],
    ]);
    await expect(accept(first.token, email)).rejects.toMatchObject({ reason: 'INVITATION_NOT_FOUND' });
    await accept(printed.token, email);
  });

  it('is dead once it is withdrawn, and cannot be withdrawn once it is used', async () => {
    const withdraw = (invitationId: string, { actor } = operator) =>
      identity.gateway.withdrawStaffInvitation({ invitationId }, actor);
    const email = anAddress();
    const { id, token } = await invite(email);
    await expect(withdraw(id, officer)).rejects.toMatchObject({ reason: 'ROLE_REQUIRED' });
    await withdraw(id);
    await expect(accept(token, email)).rejects.toMatchObject({ reason: 'INVITATION_NOT_FOUND' });
    for (const unknown of [id, 'inv_unknown']) {
      await expect(withdraw(unknown)).rejects.toMatchObject({ reason: 'INVITATION_NOT_FOUND', kind: 'not_found' });
    }
    const again = await invite(email);
    const outcomes = await tally([accept(again.token, email), ...inParallel(5, () => withdraw(again.id))]);
    expect(outcomes['ok']).toBe(1);
    const other = anAddress();
    const last = await invite(other);
    await accept(last.token, other);
    await expect(withdraw(last.id)).rejects.toMatchObject({ reason: 'INVITATION_USED', kind: 'conflict' });
  });

  it('is over after 72 hours', async () => {
    const email = anAddress();
    const { token, id } = await invite(email);
    identity.clock.advance(72 * 3_600_000);
    expect(await listed()).not.toContainEqual(expect.objectContaining({ id }));
    await expect(accept(token, email)).rejects.toMatchObject({ reason: 'INVITATION_EXPIRED' });
  });

  it('is refused for a user, for no role and for one that does not exist', async () => {
    await expect(invite(officer.email)).rejects.toMatchObject({ reason: 'USER_EXISTS', kind: 'conflict' });
    await expect(invite('nonsense')).rejects.toMatchObject({ reason: 'EMAIL_INVALID' });
    await expect(invite(anAddress(), [])).rejects.toMatchObject({
      reason: 'STAFF_ROLE_INVALID',
      fields: [{ pointer: '/roles' }],
    });
    await expect(invite(anAddress(), ['operator', 'owner'])).rejects.toMatchObject({
      reason: 'STAFF_ROLE_INVALID',
      fields: [{ pointer: '/roles/1' }],
    });
  });
});

describe('staff', () => {
  it('is listed by user ID, without those who have no role', async () => {
    const customer = await identity.register();
    const { staff } = await identity.gateway.listStaff({}, operator.actor);
    expect(staff).toContainEqual({
      userId: officer.userId,
      email: officer.email,
      givenName: 'Ada',
      surname: 'Sample',
      roles: ['registration_officer'],
      lastLoginAt: undefined,
    });
    expect(staff.map(({ userId }) => userId)).not.toContain(customer.userId);
    expect(staff.map(({ email }) => email)).toEqual(staff.map(({ email }) => email).toSorted());
  });

  it('is known as such to services, and nobody else is', async () => {
    const customer = await identity.register();
    expect(await identity.enrollment.getStaffRoles({ userId: officer.userId })).toEqual({
      roles: ['registration_officer'],
    });
    expect(await identity.enrollment.getStaffRoles({ userId: customer.userId })).toEqual({ roles: [] });
    await expect(identity.enrollment.getStaffRoles({ userId: 'usr_nobody' })).rejects.toMatchObject({
      reason: 'USER_NOT_FOUND',
    });
  });

  it('gets other roles at once: sessions end, and the next login has them', async () => {
    const member = await aMember(identity, ['registration_officer']);
    identity.secondFactor.withFactor.add(member.userId);
    const { session } = await identity.logIn(member.email);
    const { member: changed } = await setRoles(member.userId, ['registration_officer', 'operator']);
    expect(changed).toMatchObject({
      userId: member.userId,
      roles: ['operator', 'registration_officer'],
      lastLoginAt: noon,
    });
    expect(await endOf(session?.id)).toEqual({ endedAt: noon, endedReason: 'staff_roles_changed' });
    expect((await identity.logIn(member.email)).session?.staffRoles).toEqual(['operator', 'registration_officer']);
    const records = await listAudit(identity.db, member.userId, { after: 0, limit: 100 });
    expect(records.find(({ action }) => action === 'staff.roles_set')).toMatchObject({
      actor: operator.userId,
      detail: { before: ['registration_officer'], roles: ['operator', 'registration_officer'] },
    });
  });

  it('stays logged in when nothing changes', async () => {
    const member = await aMember(identity, ['registration_officer']);
    identity.secondFactor.withFactor.add(member.userId);
    const { session } = await identity.logIn(member.email);
    await setRoles(member.userId, ['registration_officer']);
    expect((await endOf(session?.id)).endedAt).toBeNull();
  });

  it('is removed with all sessions, stays a user, and can be taken back', async () => {
    const member = await aMember(identity, ['registration_officer']);
    identity.secondFactor.withFactor.add(member.userId);
    const { session } = await identity.logIn(member.email);
    expect(await setRoles(member.userId, [])).toEqual({ member: undefined, approval: undefined });
    expect(await endOf(session?.id)).toMatchObject({ endedReason: 'staff_removed' });
    expect((await identity.logIn(member.email)).session?.staffRoles).toEqual([]);
    expect((await setRoles(member.userId, ['registration_officer'])).member?.userId).toBe(member.userId);
  });

  it('has the new roles in a session whose login was under way meanwhile', async () => {
    const member = await aMember(identity, ['registration_officer']);
    identity.secondFactor.withFactor.add(member.userId);
    identity.secondFactor.held.beforeRight = async () => void (await setRoles(member.userId, []));
    const { session } = await identity.logIn(member.email).finally(() => {
      identity.secondFactor.held.beforeRight = async () => undefined;
    });
    expect(session?.staffRoles).toEqual([]);
  });

  it('leaves no invitation behind that he sent, so that he does not let himself in again', async () => {
    const { gateway, deps } = identity;
    const leaving = await aMember(identity, ['operator']);
    const email = anAddress();
    const roles = ['operator'];
    const { invitation } = await gateway.inviteStaff({ email, roles, language: 'en' }, leaving.actor);
    const kept = await invite(anAddress());
    await setRoles(leaving.userId, ['registration_officer']);
    const sent = { id: invitation?.id ?? '', pepperVersion: 1 };
    const token = invitationToken(deps.pepper, 'operator-invitation', sent);
    await expect(accept(token, email)).rejects.toMatchObject({ reason: 'INVITATION_NOT_FOUND' });
    expect((await listed()).map(({ id }) => id)).toContain(kept.id);
  });

  it('keeps one operator, whoever removes whom at the same time', async () => {
    const bystanders = await identity.db
      .updateTable('users')
      .set({ staffRoles: [] })
      .where('id', '!=', 'nobody')
      .returning('id')
      .execute();
    expect(bystanders.length).toBeGreaterThan(0);
    const ring = await Promise.all(inParallel(4, () => aMember(identity, ['operator'])));
    const outcomes = await tally(
      ring.map(async (each, n) => await setRoles(ring[(n + 1) % ring.length]?.userId ?? '', [], each)),
    );
    expect(outcomes).toEqual({ ok: 3, LAST_OPERATOR: 1 });
    const left = await Promise.all(ring.map(({ userId }) => rolesOf(userId)));
    expect(left.flat()).toEqual(['operator']);
    const last = ring[left.findIndex((roles) => roles.length > 0)];
    await expect(setRoles(last?.userId ?? '', ['registration_officer'])).rejects.toMatchObject({
      reason: 'LAST_OPERATOR',
      kind: 'conflict',
    });
  });

  it('cannot be found under an id that nobody has, nor changed by itself', async () => {
    await expect(setRoles('usr_unknown', ['operator'])).rejects.toMatchObject({
      reason: 'STAFF_NOT_FOUND',
      kind: 'not_found',
    });
    await expect(setRoles(operator.userId, ['operator', 'registration_officer'])).rejects.toMatchObject({
      reason: 'OWN_DECISION_FORBIDDEN',
      kind: 'forbidden',
    });
    await expect(setRoles(officer.userId, ['owner'])).rejects.toMatchObject({ reason: 'STAFF_ROLE_INVALID' });
  });

  it('is looked after by operators only, who proved their factors of late', async () => {
    const customer = await identity.register();
    const weak = [
      await identity.token({ userId: customer.userId }),
      officer.actor,
      await identity.token({ userId: customer.userId, accountId: 'acc_1', roles: ['owner'] }),
    ];
    const stale = await identity.token({
      userId: operator.userId,
      staffRoles: ['operator'],
      authenticatedAt: new Date(noon.getTime() - 15 * 60_000 - 1_000),
    });
    const invitation = { email: anAddress(), roles: ['operator'], language: '' };
    const sensitive = [
      (as: typeof stale) => identity.gateway.inviteStaff(invitation, as),
      (as: typeof stale) => identity.gateway.setStaffRoles({ userId: officer.userId, roles: [] }, as),
    ];
    const plain = [
      (as: typeof stale) => identity.gateway.listStaff({}, as),
      (as: typeof stale) => identity.gateway.listStaffInvitations({}, as),
      (as: typeof stale) => identity.gateway.withdrawStaffInvitation({ invitationId: 'inv_1' }, as),
    ];
    for (const call of [...sensitive, ...plain]) {
      for (const as of weak) await expect(call(as)).rejects.toMatchObject({ reason: 'ROLE_REQUIRED' });
      const early = await identity.token({ userId: operator.userId, staffRoles: ['operator'], scope: 'set-up' });
      await expect(call(early)).rejects.toMatchObject({ reason: 'SET_UP_REQUIRED' });
    }
    for (const call of sensitive) {
      await expect(call(stale)).rejects.toMatchObject({
        reason: 'INSUFFICIENT_USER_AUTHENTICATION',
        maxAgeSeconds: 900,
      });
    }
  });
});

async function endOf(sessionId = '') {
  return await identity.db
    .selectFrom('sessions')
    .select(['endedAt', 'endedReason'])
    .where('id', '=', sessionId)
    .executeTakeFirstOrThrow();
}
