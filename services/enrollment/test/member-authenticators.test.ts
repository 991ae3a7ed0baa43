import { listAudit } from '@countersign/audit';
import { type DomainError, unavailable } from '@countersign/errors';
import type { AuthenticatorChange } from '@countersign/proto/second-factor';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPlatform, type TestPlatform } from './platform.ts';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openPlatform();
});
afterAll(() => platform.close());

type Member = Awaited<ReturnType<TestPlatform['addMember']>>;
type Options = Member['actor'];
const list = (by: Member, userId: string, options: Options = by.actor) =>
  platform.gateway.listMemberAuthenticators({ accountId: by.accountId, userId }, options);
const change = (
  by: Member,
  userId: string,
  over: { change?: AuthenticatorChange; authenticatorId?: string; reason?: string; options?: Options } = {},
) => {
  const { options = by.actor, ...more } = over;
  const request = {
    change: 'AUTHENTICATOR_CHANGE_SUSPEND',
    authenticatorId: appOf(userId),
    reason: 'phone was stolen',
  };
  return platform.gateway.changeMemberAuthenticator(
    { accountId: by.accountId, userId, ...request, ...more } as Parameters<
      typeof platform.gateway.changeMemberAuthenticator
    >[0],
    options,
  );
};
const assign = (by: Member, userId: string, serial: string, options: Options = by.actor) =>
  platform.gateway.assignMemberGridCard({ accountId: by.accountId, userId, serial, label: 'Card' }, options);
const appOf = (userId: string) => `aut_${userId}`;
const withApp = (member: Member): Member => {
  platform.secondFactor.give(member.userId, appOf(member.userId));
  return member;
};
const records = async (accountId: string) =>
  (await listAudit(platform.db, accountId, { after: 0, limit: 99 }))
    .slice(1)
    .map(({ actor, action, subject, detail }) => [actor, action, subject, detail]);
const refused = async (attempt: Promise<unknown>, reason: string) =>
  await expect(attempt).rejects.toMatchObject({ reason });
/** The refusals of reading, changing and assigning. */
const refusals = async (by: Member, userId: string, options: Options = by.actor) => {
  const attempts = [
    list(by, userId, options),
    change(by, userId, { options }),
    assign(by, userId, '6935019387', options),
  ];
  const settled = await Promise.allSettled(attempts);
  return settled.map((each) => (each.status === 'rejected' ? (each.reason as DomainError).reason : 'done'));
};
const thrice = (reason: string) => [reason, reason, reason];

/** An account with an owner, an administrator and a requester who have an app each. */
async function anAccount() {
  const owner = withApp(await platform.activated());
  const administrator = withApp(await platform.addMember(owner.accountId, 'administrator'));
  const requester = withApp(await platform.addMember(owner.accountId, 'requester'));
  return { owner, administrator, requester };
}

describe('the authenticators of a member', () => {
  it('are listed for owners and administrators', async () => {
    const { owner, administrator, requester } = await anAccount();
    for (const by of [owner, administrator]) {
      // oxlint-disable-next-line no-await-in-loop
      const { authenticators } = await list(by, requester.userId);
      expect(authenticators).toEqual([expect.objectContaining({ id: appOf(requester.userId), kind: 'totp' })]);
    }
    expect(await records(owner.accountId)).toEqual([]);
  });

  it.each([
    ['SUSPEND', 'SUSPENDED', 'member.authenticator_suspended'],
    ['RESUME', 'ACTIVE', 'member.authenticator_resumed'],
    ['UNLOCK', 'ACTIVE', 'member.authenticator_unlocked'],
    ['REVOKE', 'REVOKED', 'member.authenticator_revoked'],
  ] as const)('are changed (%s) by an administrator, in his name, and recorded', async (word, state, action) => {
    const { administrator, requester } = await anAccount();
    const { accountId } = administrator;
    const { authenticator } = await change(administrator, requester.userId, {
      change: `AUTHENTICATOR_CHANGE_${word}`,
    });
    expect(authenticator?.state).toBe(`AUTHENTICATOR_STATE_${state}`);
    expect(platform.secondFactor.changes.at(-1)).toEqual({
      by: administrator.userId,
      userId: requester.userId,
      change: `AUTHENTICATOR_CHANGE_${word}`,
      reason: 'phone was stolen',
    });
    // Never the reason: it may say more than a record may keep.
    const detail = { authenticator: appOf(requester.userId), kind: 'totp' };
    expect(await records(accountId)).toEqual([[administrator.userId, action, requester.userId, detail]]);
    expect((await platform.toldOf(accountId)).map(({ action: told }) => told)).toContain(action);
  });

  it('gain a card of the stock', async () => {
    const { owner, administrator } = await anAccount();
    platform.secondFactor.stock.add('6935019387');
    const { authenticator } = await assign(owner, administrator.userId, '6935019387');
    expect(authenticator).toMatchObject({ kind: 'grid_card', state: 'AUTHENTICATOR_STATE_ISSUED', label: 'Card' });
    const detail = { authenticator: 'aut_6935019387', kind: 'grid_card' };
    expect(await records(owner.accountId)).toEqual([
      [owner.userId, 'member.grid_card_assigned', administrator.userId, detail],
    ]);
    await refused(assign(owner, administrator.userId, '6935019387'), 'CARD_NOT_FOUND');
    expect(await records(owner.accountId)).toHaveLength(1);
  });

  it('are recorded as changed when the answer was lost and the change is repeated', async () => {
    const { owner, requester } = await anAccount();
    platform.secondFactor.nextLoss = unavailable('SERVICE_UNAVAILABLE', 'down');
    await refused(change(owner, requester.userId), 'SERVICE_UNAVAILABLE');
    expect(await records(owner.accountId)).toEqual([]);
    await change(owner, requester.userId);
    expect(await records(owner.accountId)).toHaveLength(1);
  });

  it('stay and leave no record when second-factor refuses', async () => {
    const { owner, requester } = await anAccount();
    const { userId } = requester;
    await refused(change(owner, userId, { authenticatorId: 'aut_other' }), 'AUTHENTICATOR_NOT_FOUND');
    await refused(change(owner, userId, { reason: '' }), 'REASON_INVALID');
    await refused(change(owner, userId, { change: 'AUTHENTICATOR_CHANGE_UNSPECIFIED' }), 'CHANGE_INVALID');
    expect(await records(owner.accountId)).toEqual([]);
  });
});

describe('who may look after authenticators', () => {
  it('is an owner or administrator; after those of an owner, an owner', async () => {
    const { owner, administrator, requester } = await anAccount();
    const second = withApp(await platform.addMember(owner.accountId, 'owner'));
    const before = platform.secondFactor.changes.length;
    expect(await refusals(requester, administrator.userId)).toEqual(thrice('ROLE_REQUIRED'));
    expect(await refusals(administrator, owner.userId)).toEqual(thrice('ROLE_REQUIRED'));
    expect(platform.secondFactor.changes).toHaveLength(before);
    await change(owner, second.userId);
  });

  it('is nobody for himself', async () => {
    const { owner, administrator } = await anAccount();
    for (const { userId, ...by } of [owner, administrator]) {
      // oxlint-disable-next-line no-await-in-loop
      await refused(change({ userId, ...by }, userId), 'OWN_DECISION_FORBIDDEN');
      // oxlint-disable-next-line no-await-in-loop
      await refused(assign({ userId, ...by }, userId, '6935019387'), 'OWN_DECISION_FORBIDDEN');
    }
    expect((await list(owner, owner.userId)).authenticators).toHaveLength(1);
  });

  it('is a registration officer, and no account, for one who belongs to two', async () => {
    const { owner, requester } = await anAccount();
    const other = await platform.activated();
    const membership = {
      accountId: other.accountId,
      userId: requester.userId,
      roles: ['auditor' as const],
      version: 1,
    };
    const person = { name: 'Max Sample', email: requester.email, language: 'en' };
    await platform.db
      .insertInto('memberships')
      .values({ ...membership, ...person, createdAt: platform.clock.now() })
      .execute();
    expect(await refusals(owner, requester.userId)).toEqual(thrice('MEMBER_SHARED'));
    expect(await refusals(other, requester.userId)).toEqual(thrice('MEMBER_SHARED'));
    await platform.gateway.removeMember({ accountId: other.accountId, userId: requester.userId }, other.actor);
    await change(owner, requester.userId);
  });

  it('is nobody who is staff: his authenticators open more than this account', async () => {
    const { owner, requester } = await anAccount();
    platform.identity.staff.set(requester.userId, ['registration_officer']);
    expect(await refusals(owner, requester.userId)).toEqual(thrice('MEMBER_IS_STAFF'));
    platform.identity.staff.delete(requester.userId);
    await change(owner, requester.userId);
  });

  it('is nobody of another account, whatever his token says', async () => {
    const { owner, requester } = await anAccount();
    const stranger = await platform.activated();
    const forged = await platform.as({ userId: stranger.userId, accountId: owner.accountId, roles: ['owner'] });
    for (const options of [stranger.actor, forged]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await refusals(owner, requester.userId, options)).toEqual(thrice('ACCOUNT_NOT_FOUND'));
    }
    expect(await refusals(stranger, requester.userId)).toEqual(thrice('MEMBER_NOT_FOUND'));
  });

  it('is who logged in with two factors, for a change in the last 15 minutes', async () => {
    const { owner, requester } = await anAccount();
    const { accountId, userId } = owner;
    const weak = await platform.as({ userId, accountId, acr: 'urn:countersign:aal1' });
    expect(await refusals(owner, requester.userId, weak)).toEqual(thrice('INSUFFICIENT_USER_AUTHENTICATION'));
    const ago = (ms: number) => new Date(platform.clock.now().getTime() - ms);
    const recent = await platform.as({ userId, accountId, authenticatedAt: ago(15 * 60_000) });
    await change(owner, requester.userId, { options: recent });
    const old = await platform.as({ userId, accountId, authenticatedAt: ago(15 * 60_000 + 1_000) });
    const stale = 'INSUFFICIENT_USER_AUTHENTICATION';
    expect(await refusals(owner, requester.userId, old)).toEqual(['done', stale, stale]);
    await expect(change(owner, requester.userId, { options: old })).rejects.toMatchObject({ maxAgeSeconds: 900 });
  });
});
