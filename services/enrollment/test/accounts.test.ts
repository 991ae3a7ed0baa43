import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aLine, openPlatform, type TestPlatform } from './platform.ts';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openPlatform();
});
afterAll(() => platform.close());

type Member = Awaited<ReturnType<TestPlatform['addMember']>>;
const update = (by: Member, over: { name?: string; approvalRequired?: boolean }) =>
  platform.gateway.updateAccount({ accountId: by.accountId, name: '', ...over }, by.actor);
const upgrade = (by: Member) => platform.gateway.upgradeAccount({ accountId: by.accountId }, by.actor);
const preview = (by: Member) => platform.gateway.previewUpgrade({ accountId: by.accountId }, by.actor);
const refused = async (attempt: Promise<unknown>, reason: string) =>
  await expect(attempt).rejects.toMatchObject({ reason });
const starter = {
  tier: 'ACCOUNT_TIER_STARTER',
  maxMembers: 3,
  approvalWorkflow: false,
  organisations: false,
  apiKeys: false,
};
const enterprise = {
  tier: 'ACCOUNT_TIER_ENTERPRISE',
  maxMembers: 0,
  approvalWorkflow: true,
  organisations: true,
  apiKeys: true,
};

describe('an upgrade', () => {
  it('shows before what it changes and keeps, keeps it, and is done once', async () => {
    const owner = await platform.activated({ lines: [aLine({ licences: 4 })] });
    await platform.addMember(owner.accountId, 'auditor');
    expect(await preview(owner)).toEqual({
      current: starter,
      upgraded: enterprise,
      members: 2,
      licences: 4,
      certificates: 0,
      possible: true,
    });
    const answers = await Promise.all(Array.from({ length: 10 }, () => upgrade(owner)));
    for (const { account } of answers) {
      expect(account).toMatchObject({
        id: owner.accountId,
        tier: 'ACCOUNT_TIER_ENTERPRISE',
        tierRuleId: 'upgraded-by-member',
        entitlements: enterprise,
      });
    }
    expect(await preview(owner)).toMatchObject({
      current: enterprise,
      members: 2,
      licences: 4,
      possible: false,
    });
    await platform.runAnnounced();
    const told = platform.mail.mails.filter(({ to }) => to.some((each) => each.toLowerCase() === owner.email));
    expect(told.filter(({ subject }) => subject.includes('Enterprise'))).toHaveLength(1);
    expect(await platform.audit(owner.accountId)).toEqual(['account.activated', 'account.upgraded']);
  });

  it('is for owners and administrators; others may only look', async () => {
    const owner = await platform.activated();
    const requester = await platform.addMember(owner.accountId, 'requester', 'auditor', 'signer');
    const stranger = await platform.activated();
    expect(await preview(requester)).toMatchObject({ possible: true });
    await refused(upgrade(requester), 'ROLE_REQUIRED');
    await refused(upgrade({ ...owner, actor: stranger.actor }), 'ACCOUNT_NOT_FOUND');
    await refused(preview({ ...owner, actor: stranger.actor }), 'ACCOUNT_NOT_FOUND');
    await upgrade(await platform.addMember(owner.accountId, 'administrator'));
  });
});

describe('the settings of an account', () => {
  it('are changed with a record each, and what does not change leaves none', async () => {
    const owner = await platform.activated();
    await upgrade(owner);
    const { account } = await update(owner, { name: '  Example  Works Two ', approvalRequired: true });
    expect(account).toMatchObject({ name: 'Example  Works Two', approvalRequired: true });
    expect((await update(owner, {})).account).toEqual(account);
    expect((await update(owner, { name: 'Example  Works Two', approvalRequired: true })).account).toEqual(account);
    expect((await update(owner, { approvalRequired: false })).account).toMatchObject({ approvalRequired: false });
    expect(await platform.audit(owner.accountId)).toEqual([
      'account.activated',
      'account.upgraded',
      'account.changed',
      'account.changed',
    ]);
    const told = await platform.toldOf(owner.accountId);
    expect(told.map(({ service, source, action }) => [service, source, action])).toEqual([
      ['enrollment', `${owner.accountId}/1`, 'account.activated'],
      ['enrollment', `${owner.accountId}/2`, 'account.upgraded'],
      ['enrollment', `${owner.accountId}/3`, 'account.changed'],
      ['enrollment', `${owner.accountId}/4`, 'account.changed'],
    ]);
    // A name may be a person's: which setting was changed is told, and not to what.
    expect(told.map(({ detail }) => detail).slice(2)).toEqual([
      { changed: ['approvalRequired', 'name'] },
      { changed: ['approvalRequired'] },
    ]);
  });

  it('need the entitlement, a role, a membership and a name that can be', async () => {
    const owner = await platform.activated();
    await refused(update(owner, { approvalRequired: true }), 'ENTITLEMENT_MISSING');
    await update(owner, { approvalRequired: false });
    const auditor = await platform.addMember(owner.accountId, 'auditor');
    await refused(update(auditor, { name: 'Other' }), 'ROLE_REQUIRED');
    const stranger = await platform.activated();
    await refused(update({ ...owner, actor: stranger.actor }, { name: 'Other' }), 'ACCOUNT_NOT_FOUND');
    for (const name of [' ', 'a\nb', 'x'.repeat(65)]) {
      // oxlint-disable-next-line no-await-in-loop
      await refused(update(owner, { name }), 'ACCOUNT_NAME_INVALID');
    }
    await update(owner, { name: 'x'.repeat(64) });
  });
});

describe('what a tier entitles to', () => {
  it('is asked of the catalog once a minute, and holds while the catalog is away', async () => {
    const owner = await platform.activated();
    const ask = async () =>
      (await platform.gateway.getAccount({ accountId: owner.accountId }, owner.actor)).account?.entitlements;
    platform.clock.advance(60_000);
    const before = platform.catalog.asked;
    expect(await ask()).toEqual(starter);
    await ask();
    expect(platform.catalog.asked).toBe(before + 1);
    platform.clock.advance(60_000);
    platform.catalog.isAway = true;
    expect(await ask()).toEqual(starter);
    expect(platform.catalog.asked).toBe(before + 2);
    platform.catalog.isAway = false;
  });

  it('is left out of what is shown, and stops what needs it, when the catalog was never reached', async () => {
    const fresh = await openPlatform();
    try {
      fresh.catalog.isAway = true;
      const owner = await fresh.activated();
      const { accountId } = owner;
      const { account } = await fresh.gateway.getAccount({ accountId }, owner.actor);
      expect(account).toMatchObject({ id: accountId });
      expect(account?.entitlements).toBeUndefined();
      await refused(
        fresh.gateway.updateAccount({ accountId, name: '', approvalRequired: true }, owner.actor),
        'SERVICE_UNAVAILABLE',
      );
    } finally {
      await fresh.close();
    }
  });
});
