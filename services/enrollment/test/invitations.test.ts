import { countAttempt } from '@countersign/attempts';
import { unavailable } from '@countersign/errors';
import { AccountTier } from '@countersign/proto/catalog';
import { randomToken } from '@countersign/sealing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPlatform, type TestPlatform } from './platform.ts';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openPlatform();
});
afterAll(() => platform.close());

const dayMs = 86_400_000;
const enterprise = { tier: { tier: AccountTier.ENTERPRISE, ruleId: 'enterprise-many', explanation: 'many' } };
type Member = Awaited<ReturnType<TestPlatform['addMember']>>;
let people = 0;
const newAddress = () => {
  people += 1;
  return `Eva.${people}@example.com`;
};
const invite = async (by: Member, email: string, over = {}) => {
  const person = { givenName: 'Eva', surname: 'Sample', email, roles: ['requester'], language: 'fr' };
  const { accountId } = by;
  const { invitation } = await platform.gateway.inviteMember({ accountId, ...person, ...over }, by.actor);
  if (invitation === undefined) throw new Error('there is no invitation');
  return invitation;
};
/** Invites somebody, and reads the token from his message. */
const invited = async (by: Member, over = {}) => {
  const email = newAddress();
  const invitation = await invite(by, email, over);
  await platform.runAnnounced();
  return { email, invitation, token: platform.tokenFor(email, 'invitation') };
};
const accept = (token: string, over = {}, options = {}) =>
  platform.gateway.acceptInvitation({ token, password: 'correct horse', mobile: '', language: '', ...over }, options);
const describeLink = (token: string) => platform.gateway.describeInvitation({ token });
const withdraw = (by: Member, invitationId: string) =>
  platform.gateway.withdrawInvitation({ accountId: by.accountId, invitationId }, by.actor);
const membersOf = async (by: Member) =>
  (await platform.gateway.listMembers({ accountId: by.accountId }, by.actor)).members;
const openOf = async (by: Member) =>
  (await platform.gateway.listMembers({ accountId: by.accountId }, by.actor)).invitations;
const refused = async (attempt: Promise<unknown>, reason: string) =>
  await expect(attempt).rejects.toMatchObject({ reason });
const reasonsOf = (results: PromiseSettledResult<unknown>[]) =>
  results.map((each) => (each.status === 'rejected' ? (each.reason as { reason?: string }).reason : 'done'));
const unknown = { kind: 'not_found', reason: 'INVITATION_NOT_FOUND' };

describe('an invitation', () => {
  it('is mailed in the language asked for, tells what it opens, and makes a new user a member once', async () => {
    const owner = await platform.activated();
    const { email, invitation, token } = await invited(owner, { roles: ['signer', 'requester'] });
    expect(invitation).toEqual({
      id: expect.stringMatching(/^ivt_/),
      email,
      roles: ['requester', 'signer'],
      expiresAt: new Date(platform.clock.now().getTime() + 7 * dayMs),
    });
    const mail = platform.mail.mails.at(-1);
    expect(mail?.text).toContain('Ada Example');
    expect(mail?.subject).toContain('Example Works');
    expect(await openOf(owner)).toEqual([invitation]);
    const answer = {
      accountName: 'Example Works',
      userId: email.toLowerCase(),
      roles: ['requester', 'signer'],
      expiresAt: invitation.expiresAt,
    };
    expect([await describeLink(token), await describeLink(token)]).toEqual([answer, answer]);

    expect(await accept(token, { mobile: '+15550199' })).toEqual({
      accountId: owner.accountId,
      userId: email.toLowerCase(),
    });
    const user = platform.identity.users.get(email.toLowerCase());
    expect(user).toMatchObject({ activationId: invitation.id, mobile: '+15550199', language: 'fr' });
    expect(await membersOf(owner)).toContainEqual({
      userId: user?.userId,
      name: 'Eva Sample',
      email: email.toLowerCase(),
      roles: ['requester', 'signer'],
      since: platform.clock.now(),
    });
    expect(await openOf(owner)).toEqual([]);
    await refused(accept(token), 'INVITATION_USED');
    await refused(describeLink(token), 'INVITATION_USED');
    await refused(withdraw(owner, invitation.id), 'INVITATION_NOT_FOUND');
    expect(await platform.audit(owner.accountId)).toEqual(['account.activated', 'member.invited', 'member.joined']);
    expect(platform.lines.join('')).not.toContain('example.com');
  });

  it('is used by exactly one of twenty parallel uses', async () => {
    const owner = await platform.activated();
    const { token } = await invited(owner);
    const reasons = reasonsOf(await Promise.allSettled(Array.from({ length: 20 }, () => accept(token))));
    expect(reasons.filter((reason) => reason === 'done')).toHaveLength(1);
    expect(reasons.filter((reason) => reason === 'INVITATION_USED')).toHaveLength(19);
    expect(await membersOf(owner)).toHaveLength(2);
  });

  it('stays good when the password is refused or identity is out of reach', async () => {
    const owner = await platform.activated();
    const { token } = await invited(owner);
    await refused(accept(token, { password: 'short' }), 'PASSWORD_TOO_SHORT');
    platform.identity.nextFault = unavailable('HASHING_BUSY', 'busy');
    await refused(accept(token), 'HASHING_BUSY');
    await accept(token);
  });

  it('works until its last moment and not after it, and can be sent again then', async () => {
    const owner = await platform.activated();
    const { email, token } = await invited(owner);
    platform.clock.advance(7 * dayMs);
    await refused(describeLink(token), 'INVITATION_EXPIRED');
    await refused(accept(token), 'INVITATION_EXPIRED');
    await invite(owner, email);
    await platform.runAnnounced();
    await accept(platform.tokenFor(email, 'invitation'));
  });

  it.each(['', 'x', 'x'.repeat(10_000), randomToken()])('is unknown by a token that is %#', async (token) => {
    await expect(describeLink(token)).rejects.toMatchObject(unknown);
    await expect(accept(token)).rejects.toMatchObject(unknown);
  });

  it('is not opened by the token of an activation, nor the other way round', async () => {
    const owner = await platform.activated();
    const { token: activation } = await platform.enrolled();
    const { token } = await invited(owner);
    await expect(accept(activation)).rejects.toMatchObject(unknown);
    await refused(platform.gateway.describeActivation({ token }), 'ACTIVATION_NOT_FOUND');
  });

  it('that is sent again has a new link and its roles, and the old link is dead', async () => {
    const owner = await platform.activated();
    const { email, invitation, token } = await invited(owner);
    const again = await invite(owner, email.toUpperCase(), { roles: ['auditor'] });
    expect(again.id).toBe(invitation.id);
    await platform.runAnnounced();
    await expect(accept(token)).rejects.toMatchObject(unknown);
    expect(await openOf(owner)).toMatchObject([{ roles: ['auditor'] }]);
  });

  it('is sent five times a day at most', async () => {
    const owner = await platform.activated();
    const email = newAddress();
    const reasons = reasonsOf(await Promise.allSettled(Array.from({ length: 20 }, () => invite(owner, email))));
    expect(reasons.filter((reason) => reason === 'done')).toHaveLength(5);
    expect(reasons.filter((reason) => reason === 'RESEND_LIMIT_REACHED')).toHaveLength(15);
    expect(await openOf(owner)).toHaveLength(1);
    await expect(invite(owner, email)).rejects.toMatchObject({ kind: 'exhausted', retryAfterSeconds: 86_400 });
    await invite(owner, newAddress());
  });

  it('goes to no more than 200 addresses a day, also where members have no limit and others were withdrawn', async () => {
    const owner = await platform.activated(enterprise);
    const bucket = `invitations:${owner.accountId}`;
    for (let sent = 0; sent < 199; sent += 1) {
      // oxlint-disable-next-line no-await-in-loop
      await countAttempt(platform.db, { bucket, limit: 200, windowMs: dayMs, at: platform.clock.now() });
    }
    const { id } = await invite(owner, newAddress());
    await withdraw(owner, id);
    await expect(invite(owner, newAddress())).rejects.toMatchObject({ reason: 'RESEND_LIMIT_REACHED' });
    platform.clock.advance(dayMs);
    await invite(owner, newAddress());
  });

  it('that no mail server takes is not tried again', async () => {
    const owner = await platform.activated();
    const email = newAddress();
    platform.mail.refusedForGood.add(email);
    await invite(owner, email);
    await platform.runAnnounced();
    expect(await openOf(owner)).toHaveLength(1);
    expect(platform.mail.mails.filter(({ to }) => to.includes(email))).toEqual([]);
  });

  it('is the only place where its token is', async () => {
    const owner = await platform.activated();
    const { token, invitation } = await invited(owner);
    const row = await platform.db
      .selectFrom('invitations')
      .selectAll()
      .where('id', '=', invitation.id)
      .executeTakeFirstOrThrow();
    const { rows } = await platform.db.executeQuery(
      platform.db.withTables<{ outbox: { payload: unknown } }>().selectFrom('outbox').select('payload').compile(),
    );
    const stored = JSON.stringify([{ ...row, pepperVersion: '' }, rows]);
    expect(stored).not.toContain(token);
    expect(stored).not.toContain(Buffer.from(token, 'base64url').toString('hex'));
  });
});

describe('a user who exists', () => {
  it('is told to log in, and joins when he did', async () => {
    const owner = await platform.activated();
    const { email, token } = await invited(owner);
    const userId = platform.aUser(email.toLowerCase());
    await refused(accept(token), 'INVITATION_LOGIN_REQUIRED');
    const options = await platform.as({ userId });
    await refused(accept(token, {}, options), 'ACTIVATION_LOGGED_IN');
    await refused(accept(token, { password: '' }, await platform.as({ userId, scope: 'set-up' })), 'SET_UP_REQUIRED');
    const stranger = await platform.activated();
    await expect(accept(token, { password: '' }, stranger.actor)).rejects.toMatchObject(unknown);
    await accept(token, { password: '' }, options);
    expect(await membersOf(owner)).toContainEqual(expect.objectContaining({ userId, roles: ['requester'] }));
  });

  it('keeps the roles that he has when he became a member in another way meanwhile', async () => {
    const owner = await platform.activated();
    const { email, token } = await invited(owner);
    const userId = platform.aUser(email.toLowerCase());
    const member = { accountId: owner.accountId, userId, roles: ['auditor' as const], version: 1 };
    await platform.db
      .insertInto('memberships')
      .values({ ...member, createdAt: platform.clock.now() })
      .execute();
    await accept(token, { password: '' }, await platform.as({ userId }));
    expect(await membersOf(owner)).toContainEqual(expect.objectContaining({ userId, roles: ['auditor'] }));
  });
});

describe('who invites', () => {
  it('is an owner or an administrator, and an owner for owners', async () => {
    const owner = await platform.activated(enterprise);
    const administrator = await platform.addMember(owner.accountId, 'administrator');
    const requester = await platform.addMember(owner.accountId, 'requester', 'auditor', 'signer');
    const stranger = await platform.activated();
    await refused(invite(requester, newAddress()), 'ROLE_REQUIRED');
    await refused(invite(administrator, newAddress(), { roles: ['owner'] }), 'ROLE_REQUIRED');
    await refused(invite({ ...owner, actor: stranger.actor }, newAddress()), 'ACCOUNT_NOT_FOUND');
    const { id } = await invite(administrator, newAddress());
    await invite(owner, newAddress(), { roles: ['owner'] });
    expect((await platform.gateway.listMembers({ accountId: owner.accountId }, requester.actor)).invitations).toEqual(
      [],
    );
    await refused(withdraw(requester, id), 'ROLE_REQUIRED');
    await refused(withdraw({ ...owner, actor: stranger.actor }, id), 'ACCOUNT_NOT_FOUND');
    await refused(withdraw(stranger, id), 'INVITATION_NOT_FOUND');
    expect(await openOf(owner)).toHaveLength(2);
  });

  it('can withdraw, and the link is dead then; repeating changes nothing', async () => {
    const owner = await platform.activated();
    const { invitation, token, email } = await invited(owner);
    await withdraw(owner, invitation.id);
    await withdraw(owner, invitation.id);
    await expect(describeLink(token)).rejects.toMatchObject(unknown);
    await expect(accept(token)).rejects.toMatchObject(unknown);
    expect(await openOf(owner)).toEqual([]);
    expect((await invite(owner, email)).id).not.toBe(invitation.id);
    expect(await platform.audit(owner.accountId)).toEqual([
      'account.activated',
      'member.invited',
      'member.invitation_withdrawn',
      'member.invited',
    ]);
  });

  it('names a person, an address and roles that can be', async () => {
    const owner = await platform.activated();
    await expect(invite(owner, 'a@b', { givenName: '', surname: '1' })).rejects.toMatchObject({
      reason: 'CONTACT_INVALID',
      fields: [{ pointer: '/givenName' }, { pointer: '/surname' }, { pointer: '/email' }],
    });
    await refused(invite(owner, newAddress(), { roles: [] }), 'ROLES_INVALID');
    await refused(invite(owner, owner.email.toUpperCase()), 'MEMBER_EXISTS');
  });
});

describe('an account that is full', () => {
  it('takes no invitation more, but one that is sent again, and none of parallel ones too many', async () => {
    const owner = await platform.activated();
    const first = newAddress();
    await invite(owner, first);
    const reasons = reasonsOf(await Promise.allSettled(Array.from({ length: 5 }, () => invite(owner, newAddress()))));
    expect(reasons.filter((reason) => reason === 'done')).toHaveLength(1);
    expect(reasons.filter((reason) => reason === 'MEMBER_LIMIT_REACHED')).toHaveLength(4);
    await invite(owner, first);
    platform.clock.advance(7 * dayMs);
    await invite(owner, newAddress());
  });

  it('takes no member more, also when several accept at once', async () => {
    const owner = await platform.activated();
    const one = await invited(owner);
    platform.clock.advance(1);
    await platform.db
      .updateTable('invitations')
      .set({ expiresAt: platform.clock.now() })
      .where('accountId', '=', owner.accountId)
      .execute();
    const others = [await invited(owner), await invited(owner)];
    await platform.db
      .updateTable('invitations')
      .set({ expiresAt: new Date(platform.clock.now().getTime() + dayMs) })
      .where('accountId', '=', owner.accountId)
      .execute();
    const results = await Promise.allSettled([one, ...others].map(({ token }) => accept(token)));
    const reasons = reasonsOf(results);
    expect(reasons.filter((reason) => reason === 'done')).toHaveLength(2);
    expect(reasons).toContain('MEMBER_LIMIT_REACHED');
    expect(await membersOf(owner)).toHaveLength(3);
    const [left] = [one, ...others].filter((_, index) => results[index]?.status === 'rejected');
    await platform.gateway.upgradeAccount({ accountId: owner.accountId }, owner.actor);
    await accept(left?.token ?? '');
    expect(await membersOf(owner)).toHaveLength(4);
  });
});
