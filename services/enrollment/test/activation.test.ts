import { verifyAudit } from '@countersign/audit';
import { unavailable } from '@countersign/errors';
import { randomToken } from '@countersign/sealing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPlatform, type TestPlatform } from './platform.ts';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openPlatform();
});
afterAll(() => platform.close());

const weekMs = 7 * 86_400_000;
const request = (token: string, over = {}) => ({
  token,
  password: 'correct horse',
  mobile: '',
  language: '',
  accountId: '',
  ...over,
});
const activate = (token: string, over = {}) => platform.gateway.activate(request(token, over));
const reasonOf = (settled: PromiseSettledResult<unknown>) =>
  settled.status === 'rejected' ? (settled.reason as { reason?: string }).reason : 'done';
const membersOf = (accountId: string) =>
  platform.db.selectFrom('memberships').selectAll().where('accountId', '=', accountId).execute();
/** A user who exists already, and his options for calls. */
const aUser = async (email: string, over = {}) => {
  const userId = `usr_known_${platform.identity.users.size}`;
  platform.identity.users.set(email, { userId, activationId: 'act_other', mobile: '', language: 'en' });
  return { userId, options: await platform.as({ userId, ...over }) };
};

describe('an activation link', () => {
  it('tells what it opens, as often as asked, without being used', async () => {
    const { token, email } = await platform.enrolled();
    const answer = {
      accountName: 'Example Works',
      userId: email.toLowerCase(),
      expiresAt: new Date(platform.clock.now().getTime() + weekMs),
    };
    expect(await platform.gateway.describeActivation({ token })).toEqual(answer);
    expect(await platform.gateway.describeActivation({ token })).toEqual(answer);
  });

  it('creates the user, makes him owner of the account and leaves an audit record', async () => {
    const { token, email, accountId, order } = await platform.enrolled();
    const answer = await activate(token, { mobile: '+15550199', language: 'fr-CA' });
    expect(answer).toEqual({ accountId, userId: email.toLowerCase() });
    const user = platform.identity.users.get(email.toLowerCase());
    expect(user).toMatchObject({ mobile: '+15550199', language: 'fr' });
    const userId = user?.userId ?? '';
    expect(await platform.gateway.listMemberships({ userId })).toEqual({
      memberships: [
        { accountId, accountName: 'Example Works', roles: ['owner', 'administrator', 'signer'], version: 1 },
      ],
    });
    const { account, members } = await platform.gateway.getAccount(
      { accountId },
      await platform.as({ userId, accountId }),
    );
    expect(members).toBe(1);
    expect(account).toEqual({
      id: accountId,
      name: 'Example Works',
      tier: 'ACCOUNT_TIER_STARTER',
      state: 'ACCOUNT_STATE_ACTIVE',
      tierRuleId: 'starter-default',
      createdAt: platform.clock.now(),
      approvalRequired: false,
      entitlements: {
        tier: 'ACCOUNT_TIER_STARTER',
        maxMembers: 3,
        approvalWorkflow: false,
        organisations: false,
        apiKeys: false,
      },
    });
    const audit = await platform.db
      .withTables<{ auditRecords: { stream: string; actor: string; action: string; detail: unknown } }>()
      .selectFrom('auditRecords')
      .select(['actor', 'action', 'detail'])
      .where('stream', '=', accountId)
      .execute();
    expect(audit).toEqual([
      { actor: userId, action: 'account.activated', detail: expect.objectContaining({ orderId: order.id }) },
    ]);
    expect(await verifyAudit(platform.db, accountId)).toEqual({ ok: true });
    const log = platform.lines.filter((line) => line.includes(accountId));
    expect(log.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
      'order enrolled',
      'account activated',
    ]);
    expect(platform.lines.join('')).not.toContain('example.com');
  });

  it("keeps the order's language and never takes over the number that the buyer typed", async () => {
    const { token, email } = await platform.enrolled();
    await activate(token);
    expect(platform.identity.users.get(email.toLowerCase())).toMatchObject({ mobile: '', language: 'de' });
  });

  it('is used by exactly one of twenty parallel uses; the others are told to log in', async () => {
    const { token, accountId } = await platform.enrolled();
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => activate(token)));
    const reasons = results.map(reasonOf);
    expect(reasons.filter((reason) => reason === 'done')).toHaveLength(1);
    expect(reasons.filter((reason) => reason === 'ACTIVATION_USED')).toHaveLength(19);
    expect(await membersOf(accountId)).toHaveLength(1);
    await expect(activate(token)).rejects.toMatchObject({ kind: 'conflict', reason: 'ACTIVATION_USED' });
    await expect(platform.gateway.describeActivation({ token })).rejects.toMatchObject({ reason: 'ACTIVATION_USED' });
  });

  it('works until its last moment and not after it', async () => {
    const late = await platform.enrolled();
    const inTime = await platform.enrolled();
    platform.clock.advance(weekMs - 1);
    await activate(inTime.token);
    platform.clock.advance(1);
    const expired = { kind: 'conflict', reason: 'ACTIVATION_EXPIRED' };
    await expect(platform.gateway.describeActivation({ token: late.token })).rejects.toMatchObject(expired);
    await expect(activate(late.token)).rejects.toMatchObject(expired);
    expect(await membersOf(late.accountId)).toHaveLength(0);
  });

  it.each(['', 'x', 'x'.repeat(10_000), randomToken(), "' or true --"])('is unknown when it is %#', async (token) => {
    const unknown = { kind: 'not_found', reason: 'ACTIVATION_NOT_FOUND' };
    await expect(platform.gateway.describeActivation({ token })).rejects.toMatchObject(unknown);
    await expect(activate(token)).rejects.toMatchObject(unknown);
  });

  it('stays good when the password is refused or identity is out of reach', async () => {
    const { token, accountId } = await platform.enrolled();
    await expect(activate(token, { password: 'short' })).rejects.toMatchObject({
      reason: 'PASSWORD_TOO_SHORT',
      fields: [{ pointer: '/password' }],
    });
    platform.identity.nextFault = unavailable('HASHING_BUSY', 'busy');
    await expect(activate(token)).rejects.toMatchObject({ reason: 'HASHING_BUSY' });
    expect(await membersOf(accountId)).toHaveLength(0);
    await activate(token);
    expect(await membersOf(accountId)).toHaveLength(1);
  });

  it('is taken while another use is under way, and belongs to the later one when that does not end in time', async () => {
    const { token, accountId } = await platform.enrolled();
    const held = async () => {
      const gate = Promise.withResolvers<void>();
      const begun = Promise.withResolvers<void>();
      platform.identity.gate = gate.promise;
      platform.identity.entered = begun.resolve;
      const use = activate(token);
      await begun.promise;
      platform.identity.gate = undefined;
      return { use, open: gate.resolve };
    };
    const first = await held();
    await expect(activate(token)).rejects.toMatchObject({ reason: 'ACTIVATION_USED', retryAfterSeconds: 30 });
    await expect(platform.gateway.describeActivation({ token })).resolves.toMatchObject({
      accountName: 'Example Works',
    });

    platform.clock.advance(30_000);
    const second = await held();
    first.open();
    // The password of the later use is the one that identity keeps, so the earlier one must not be told "done".
    await expect(first.use).rejects.toMatchObject({ reason: 'ACTIVATION_USED' });
    expect(await membersOf(accountId)).toHaveLength(0);
    second.open();
    await second.use;
    expect(await membersOf(accountId)).toHaveLength(1);
  });
});

describe('a user who exists', () => {
  it('is told to log in, and joins when he did', async () => {
    const { token, email, accountId } = await platform.enrolled();
    const { userId, options } = await aUser(email.toLowerCase());
    await expect(activate(token)).rejects.toMatchObject({ kind: 'conflict', reason: 'ACTIVATION_LOGIN_REQUIRED' });
    const registrations = platform.identity.registrations;
    const joined = await platform.gateway.activate(request(token, { password: '' }), options);
    expect(joined).toEqual({ accountId, userId: email.toLowerCase() });
    expect(platform.identity.registrations).toBe(registrations);
    expect(await membersOf(accountId)).toEqual([expect.objectContaining({ userId })]);
  });

  it('joins as exactly one of twenty parallel uses', async () => {
    const { token, email, accountId } = await platform.enrolled();
    const { options } = await aUser(email.toLowerCase());
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () => platform.gateway.activate(request(token, { password: '' }), options)),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await membersOf(accountId)).toHaveLength(1);
  });

  it('finds no link that is for another address, used or not', async () => {
    const { token, accountId } = await platform.enrolled();
    const { options } = await aUser('mallory@example.com');
    const unknown = { kind: 'not_found', reason: 'ACTIVATION_NOT_FOUND' };
    const attempt = () => platform.gateway.activate(request(token, { password: '' }), options);
    await expect(attempt()).rejects.toMatchObject(unknown);
    expect(await membersOf(accountId)).toHaveLength(0);
    await activate(token);
    await expect(attempt()).rejects.toMatchObject(unknown);
  });

  it('cannot set a password or a number on the way, nor join from a session for set-up only', async () => {
    const { token, email } = await platform.enrolled();
    const { userId, options } = await aUser(email.toLowerCase());
    for (const [field, value] of Object.entries({ password: 'correct horse', mobile: '+15550199' })) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(
        platform.gateway.activate(request(token, { password: '', [field]: value }), options),
      ).rejects.toMatchObject({ reason: 'ACTIVATION_LOGGED_IN', fields: [{ pointer: `/${field}` }] });
    }
    await expect(
      platform.gateway.activate(request(token, { password: '' }), await platform.as({ userId, scope: 'set-up' })),
    ).rejects.toMatchObject({ reason: 'SET_UP_REQUIRED' });
  });
});

describe('memberships', () => {
  it('are none for an unknown user', async () => {
    expect(await platform.gateway.listMemberships({ userId: 'usr_none' })).toEqual({ memberships: [] });
  });

  it("answer for another user's account like for an unknown one, also to a token that outlived its membership", async () => {
    const one = await platform.activated();
    const other = await platform.activated();
    const unknown = { kind: 'not_found', reason: 'ACCOUNT_NOT_FOUND' };
    const { gateway } = platform;
    for (const accountId of [other.accountId, 'acc_none', '']) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(gateway.getAccount({ accountId }, one.actor)).rejects.toMatchObject(unknown);
    }
    const { accountId } = one;
    await expect(gateway.getAccount({ accountId })).rejects.toMatchObject({ reason: 'AUTHENTICATION_REQUIRED' });
    await platform.db.deleteFrom('memberships').where('accountId', '=', accountId).execute();
    await expect(gateway.getAccount({ accountId }, one.actor)).rejects.toMatchObject(unknown);
    await expect(gateway.getInventory({ accountId }, one.actor)).rejects.toMatchObject(unknown);
  });
});
