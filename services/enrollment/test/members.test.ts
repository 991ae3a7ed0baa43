import { verifyAudit } from '@countersign/audit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Role } from '../src/account/role.ts';
import { insertMember } from '../src/member/member-store.ts';
import { openPlatform, type TestPlatform } from './platform.ts';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openPlatform();
});
afterAll(() => platform.close());

type Member = Awaited<ReturnType<TestPlatform['addMember']>>;
const setRoles = (by: Member, userId: string, ...roles: string[]) =>
  platform.gateway.changeMemberRoles({ accountId: by.accountId, userId, roles }, by.actor);
const remove = (by: Member, userId: string) =>
  platform.gateway.removeMember({ accountId: by.accountId, userId }, by.actor);
const listOf = (by: Member) => platform.gateway.listMembers({ accountId: by.accountId }, by.actor);
const versionOf = async (userId: string) =>
  (await platform.gateway.listMemberships({ userId })).memberships.map(({ version }) => version);
const mailsTo = (email: string) => platform.mail.mails.filter(({ to }) => to.includes(email));
const refused = async (attempt: Promise<unknown>, reason: string) =>
  await expect(attempt).rejects.toMatchObject({ reason });
const reasonOf = (settled: PromiseSettledResult<unknown>) =>
  settled.status === 'rejected' ? (settled.reason as { reason?: string }).reason : 'done';

const changesSince = (since: Date | undefined) => platform.gateway.listMembershipChanges({ since });

describe('what changed in memberships', () => {
  it('is told with the version of now, 0 for one that ended, and again until it is surely told', async () => {
    const owner = await platform.activated();
    const member = await platform.addMember(owner.accountId, 'auditor');
    platform.clock.advance(31 * 60_000);
    const of = ({ userId, accountId }: Member, version: number) => ({ userId, accountId, version });
    const { changes: before, until } = await changesSince(undefined);
    expect(before.filter(({ accountId }) => accountId === owner.accountId)).toEqual([]);
    expect(until).toEqual(new Date(platform.clock.now().getTime() - 20_000));
    await setRoles(owner, member.userId, 'signer');
    expect((await changesSince(until)).changes).toEqual([of(member, 2)]);
    platform.clock.advance(19_999);
    await remove(owner, member.userId);
    const told = await changesSince(until);
    expect(told.changes).toEqual([of(member, 0)]);
    platform.clock.advance(20_001);
    const after = await changesSince(told.until);
    expect(after.changes).toEqual([of(member, 0)]);
    expect((await changesSince(after.until)).changes).toEqual([]);
    expect((await changesSince(undefined)).changes).toEqual([of(member, 0)]);
  });

  it('names only the new membership of one who comes back', async () => {
    const owner = await platform.activated();
    const member = await platform.addMember(owner.accountId, 'auditor');
    await remove(owner, member.userId);
    const { userId } = member;
    await platform.db.transaction().execute((trx) =>
      insertMember(trx, {
        accountId: owner.accountId,
        member: { userId, name: 'Max Sample', email: member.email, language: 'en' },
        roles: ['auditor'],
        at: platform.clock.now(),
      }),
    );
    const { changes } = await changesSince(undefined);
    expect(changes.filter((change) => change.userId === userId)).toEqual([
      { userId, accountId: owner.accountId, version: 2 },
    ]);
  });
});

describe('the members of an account', () => {
  it('are listed for each of them, with the name and address that they had when they joined', async () => {
    const owner = await platform.activated();
    const since = platform.clock.now();
    platform.clock.advance(1);
    const auditor = await platform.addMember(owner.accountId, 'auditor');
    const { members, invitations } = await listOf(auditor);
    expect(members).toEqual([
      {
        userId: owner.userId,
        name: 'Ada Example',
        email: owner.email,
        roles: ['owner', 'administrator', 'signer'],
        since,
      },
      expect.objectContaining({ userId: auditor.userId, name: 'Max Sample', roles: ['auditor'] }),
    ]);
    expect(invitations).toEqual([]);
  });

  it('are nothing to others, whatever their token says of roles', async () => {
    const owner = await platform.activated();
    const other = await platform.activated();
    const forged = await platform.as({ userId: other.userId, accountId: owner.accountId, roles: ['owner'] });
    for (const options of [other.actor, forged]) {
      const stranger = { ...owner, actor: options };
      // One after the other, so that a failure tells which.
      // oxlint-disable-next-line no-await-in-loop
      await refused(listOf(stranger), 'ACCOUNT_NOT_FOUND');
      // oxlint-disable-next-line no-await-in-loop
      await refused(setRoles(stranger, owner.userId, 'auditor'), 'ACCOUNT_NOT_FOUND');
      // oxlint-disable-next-line no-await-in-loop
      await refused(remove(stranger, owner.userId), 'ACCOUNT_NOT_FOUND');
    }
    await refused(setRoles(owner, other.userId, 'auditor'), 'MEMBER_NOT_FOUND');
    await refused(remove(owner, other.userId), 'MEMBER_NOT_FOUND');
  });
});

describe('the roles of a member', () => {
  it('are changed with a new version, a message in his language and a record', async () => {
    const owner = await platform.activated();
    const member = await platform.addMember(owner.accountId, 'requester');
    const { member: changed } = await setRoles(owner, member.userId, 'signer', 'auditor', 'auditor');
    expect(changed).toMatchObject({ userId: member.userId, roles: ['auditor', 'signer'] });
    expect(await versionOf(member.userId)).toEqual([2]);
    await setRoles(owner, member.userId, 'auditor', 'signer');
    expect(await versionOf(member.userId)).toEqual([2]);
    await platform.runAnnounced();
    expect(mailsTo(member.email).map(({ text }) => text)).toEqual([expect.stringContaining('auditor and signer')]);
    expect(await platform.audit(owner.accountId)).toEqual(['account.activated', 'member.roles_changed']);
    expect(await verifyAudit(platform.db, owner.accountId)).toEqual({ ok: true });
  });

  it.each([[], ['king'], ['owner', 'king'], ['']])('cannot be %j', async (...roles) => {
    const owner = await platform.activated();
    await expect(setRoles(owner, owner.userId, ...roles)).rejects.toMatchObject({
      reason: 'ROLES_INVALID',
      fields: [{ pointer: '/roles' }],
    });
  });

  it('are changed by owners and administrators, those of owners and to owner by owners only', async () => {
    const owner = await platform.activated();
    const [administrator, requester, target] = await Promise.all([
      platform.addMember(owner.accountId, 'administrator'),
      platform.addMember(owner.accountId, 'requester', 'auditor', 'signer'),
      platform.addMember(owner.accountId, 'signer'),
    ]);
    await refused(setRoles(requester, target.userId, 'auditor'), 'ROLE_REQUIRED');
    await refused(setRoles(requester, requester.userId, 'owner'), 'ROLE_REQUIRED');
    await refused(setRoles(administrator, target.userId, 'owner'), 'ROLE_REQUIRED');
    await refused(setRoles(administrator, administrator.userId, 'owner', 'administrator'), 'ROLE_REQUIRED');
    await refused(setRoles(administrator, owner.userId, 'owner'), 'ROLE_REQUIRED');
    await refused(setRoles(administrator, owner.userId, 'auditor'), 'ROLE_REQUIRED');
    await setRoles(administrator, target.userId, 'administrator');
    await setRoles(owner, target.userId, 'owner');
    expect((await setRoles(owner, owner.userId, 'auditor')).member?.roles).toEqual(['auditor']);
    await refused(setRoles(owner, owner.userId, 'owner'), 'ROLE_REQUIRED');
  });
});

describe('a membership', () => {
  it('ends by an administrator or by the member himself, with a message; repeating changes nothing', async () => {
    const owner = await platform.activated();
    const administrator = await platform.addMember(owner.accountId, 'administrator');
    const [one, other] = [
      await platform.addMember(owner.accountId, 'requester'),
      await platform.addMember(owner.accountId, 'signer'),
    ];
    await refused(remove(one, other.userId), 'ROLE_REQUIRED');
    await refused(remove(administrator, owner.userId), 'ROLE_REQUIRED');
    for (const [by, userId] of [
      [administrator, one.userId],
      [other, other.userId],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop
      await remove(by, userId);
      // oxlint-disable-next-line no-await-in-loop
      await remove(by, userId);
    }
    expect((await listOf(owner)).members).toHaveLength(2);
    await refused(listOf(one), 'ACCOUNT_NOT_FOUND');
    await platform.runAnnounced();
    for (const { email } of [one, other]) expect(mailsTo(email)).toHaveLength(1);
    expect(await platform.audit(owner.accountId)).toEqual(['account.activated', 'member.removed', 'member.removed']);
  });

  it('that begins again has a higher version than ever before', async () => {
    const owner = await platform.activated();
    const member = await platform.addMember(owner.accountId, 'requester');
    await setRoles(owner, member.userId, 'auditor');
    await remove(owner, member.userId);
    expect(await versionOf(member.userId)).toEqual([]);
    const { accountId } = owner;
    const person = { givenName: 'Max', surname: 'Sample', email: member.email };
    await platform.gateway.inviteMember({ accountId, ...person, roles: ['auditor'], language: '' }, owner.actor);
    await platform.runAnnounced();
    const token = platform.tokenFor(member.email, 'invitation');
    await platform.gateway.acceptInvitation({ token, password: '', mobile: '', language: '' }, member.actor);
    expect(await versionOf(member.userId)).toEqual([3]);
  });
});

describe('the last owner', () => {
  const ownersOf = async (accountId: string) => {
    const rows = await platform.db
      .selectFrom('memberships')
      .select('roles')
      .where('accountId', '=', accountId)
      .execute();
    return rows.filter(({ roles }) => roles.includes('owner')).length;
  };

  it('can neither go nor give the role away', async () => {
    const owner = await platform.activated();
    await platform.addMember(owner.accountId, 'administrator');
    const last = { kind: 'conflict', reason: 'LAST_OWNER' };
    await expect(remove(owner, owner.userId)).rejects.toMatchObject(last);
    await expect(setRoles(owner, owner.userId, 'administrator')).rejects.toMatchObject(last);
    await setRoles(owner, owner.userId, 'owner');
    expect(await platform.audit(owner.accountId)).toEqual(['account.activated', 'member.roles_changed']);
  });

  it('is left when all owners go or step down at once, in ten accounts', async () => {
    for (let round = 0; round < 10; round += 1) {
      // Each round for itself: its races are within.
      // oxlint-disable-next-line no-await-in-loop
      const owner = await platform.activated();
      // oxlint-disable-next-line no-await-in-loop
      const others = await Promise.all(Array.from({ length: 5 }, () => platform.addMember(owner.accountId, 'owner')));
      const owners = [owner, ...others];
      // oxlint-disable-next-line no-await-in-loop
      const results = await Promise.allSettled(
        owners.map((each, index) =>
          (round + index) % 2 === 0 ? remove(each, each.userId) : setRoles(each, each.userId, 'auditor'),
        ),
      );
      const reasons = results.map(reasonOf);
      expect([reasons.filter((reason) => reason === 'done').length, reasons.includes('LAST_OWNER')]).toEqual([5, true]);
      // oxlint-disable-next-line no-await-in-loop
      expect(await ownersOf(owner.accountId)).toBe(1);
    }
  });

  it('is left when owners remove each other at once', async () => {
    const owner = await platform.activated();
    const others = await Promise.all(Array.from({ length: 5 }, () => platform.addMember(owner.accountId, 'owner')));
    const owners = [owner, ...others];
    const attempts = owners.flatMap((by) => owners.map((each) => remove(by, each.userId)));
    const reasons = new Set((await Promise.allSettled(attempts)).map(reasonOf));
    expect(await ownersOf(owner.accountId)).toBe(1);
    for (const reason of reasons) expect(['done', 'LAST_OWNER', 'ACCOUNT_NOT_FOUND']).toContain(reason);
  });
});

describe('what somebody may no longer give', () => {
  it('is withdrawn with his role or his membership', async () => {
    const owner = await platform.activated({ tier: { tier: 'ACCOUNT_TIER_ENTERPRISE', ruleId: 'r', explanation: '' } });
    const { accountId } = owner;
    const second = await platform.addMember(accountId, 'owner');
    let count = 0;
    const invite = async (roles: Role[]) => {
      count += 1;
      const email = `guest${count}.${second.userId.toLowerCase()}@example.com`;
      const person = { givenName: 'Eva', surname: 'Sample', email };
      await platform.gateway.inviteMember({ accountId, ...person, roles, language: '' }, second.actor);
      return email;
    };
    await invite(['owner', 'signer']);
    const asAdministrator = await invite(['administrator']);
    const open = async () => (await listOf(owner)).invitations.map(({ email }) => email);
    expect(await open()).toHaveLength(2);
    await setRoles(owner, second.userId, 'administrator');
    expect(await open()).toEqual([asAdministrator]);
    await remove(owner, second.userId);
    expect(await open()).toEqual([]);
  });
});
