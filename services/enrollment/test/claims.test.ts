import { unavailable } from '@countersign/errors';
import { AccountTier } from '@countersign/proto/catalog';
import { EnrolmentStep, type Order } from '@countersign/proto/order';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aLine, anOrder, openPlatform, type TestPlatform } from './platform.ts';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openPlatform();
});
afterAll(() => platform.close());

/** A paid order of a guest who typed this address. */
const orderFor = (email: string, over: Partial<Order> = {}) => {
  const { contact } = anOrder();
  if (contact === undefined) throw new Error('an order has a contact');
  return platform.enrolled({ contact: { ...contact, email }, ...over });
};
type Options = Awaited<ReturnType<TestPlatform['as']>>;
const claimsOf = async (options: Options) => (await platform.gateway.listClaims({}, options)).claims;
const accept = (claimId: string, options: Options, accountId = '') =>
  platform.gateway.acceptClaim({ claimId, accountId }, options);
const onlyClaim = async (options: Options) => {
  const [claim, ...others] = await claimsOf(options);
  if (claim === undefined || others.length > 0) throw new Error('there is not exactly one claim');
  return claim.id;
};
const membersOf = (accountId: string) =>
  platform.db.selectFrom('memberships').selectAll().where('accountId', '=', accountId).execute();
const licencesOf = async (accountId: string) =>
  await platform.db.selectFrom('licences').select('id').where('accountId', '=', accountId).execute();
const unknown = { kind: 'not_found', reason: 'CLAIM_NOT_FOUND' };

describe('an order with the address of somebody who has an account', () => {
  it('changes nothing in his accounts: he is asked, sees it as a claim, and opens an account of its own for it', async () => {
    const owner = await platform.activated();
    const { accountId, order } = await orderFor(owner.email.replace('ada', 'ADA'), {
      lines: [aLine({ licences: 2 }), aLine()],
    });
    expect(accountId).not.toBe(owner.accountId);
    expect(await licencesOf(owner.accountId)).toHaveLength(1);
    const asked = platform.mail.mails.at(-1);
    expect(asked?.subject).toContain(order.number);
    expect(asked?.subject).not.toContain('Aktivieren');
    const [claim] = await claimsOf(owner.actor);
    expect(claim).toEqual({
      id: expect.stringMatching(/^act_/),
      orderNumber: order.number,
      accountName: 'Example Works',
      productCodes: ['document-signing'],
      licences: 3,
      createdAt: platform.clock.now(),
    });
    const id = claim?.id ?? '';
    expect(await accept(id, owner.actor)).toEqual({ accountId });
    expect(await membersOf(accountId)).toMatchObject([
      { userId: owner.userId, email: owner.email, roles: ['owner', 'administrator', 'signer'] },
    ]);
    expect(await claimsOf(owner.actor)).toEqual([]);
    await platform.runAnnounced();
    expect(platform.order.reports.at(-1)).toEqual({
      orderId: order.id,
      step: EnrolmentStep.ACTIVATED,
      accountId,
      trouble: '',
    });
    expect(platform.order.moves.has(order.id)).toBe(false);
    // Again, and with another wish: it stays where it is.
    expect(await accept(id, owner.actor, owner.accountId)).toEqual({ accountId });
    expect(await membersOf(accountId)).toHaveLength(1);
  });

  it('is a claim as long as it waits, also when its link is too old', async () => {
    const owner = await platform.activated();
    const { token } = await orderFor(owner.email);
    platform.clock.advance(30 * 86_400_000);
    await expect(platform.gateway.describeActivation({ token })).rejects.toMatchObject({
      reason: 'ACTIVATION_EXPIRED',
    });
    await accept(await onlyClaim(owner.actor), owner.actor);
    await expect(platform.gateway.describeActivation({ token })).rejects.toMatchObject({ reason: 'ACTIVATION_USED' });
  });

  it("is nobody else's claim, and needs a full session", async () => {
    const owner = await platform.activated();
    const other = await platform.activated();
    await orderFor(owner.email);
    const id = await onlyClaim(owner.actor);
    expect(await claimsOf(other.actor)).toEqual([]);
    for (const claimId of [id, 'act_none', '']) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(accept(claimId, other.actor)).rejects.toMatchObject(unknown);
    }
    await expect(platform.gateway.listClaims({})).rejects.toMatchObject({ reason: 'AUTHENTICATION_REQUIRED' });
    const setUp = await platform.as({ userId: owner.userId, scope: 'set-up' });
    await expect(claimsOf(setUp)).rejects.toMatchObject({ reason: 'SET_UP_REQUIRED' });
    await expect(accept(id, setUp)).rejects.toMatchObject({ reason: 'SET_UP_REQUIRED' });
    await accept(id, owner.actor);
    await expect(accept(id, other.actor)).rejects.toMatchObject(unknown);
  });
});

describe('a claim that is taken into an account', () => {
  it('moves with all its licences, and order is told, again when it did not hear', async () => {
    const owner = await platform.activated();
    const enterprise = { tier: AccountTier.ENTERPRISE, ruleId: 'enterprise-many', explanation: 'many' };
    const { accountId: own, order } = await orderFor(owner.email, {
      lines: [aLine({ licences: 3 })],
      tier: enterprise,
    });
    expect(await accept(await onlyClaim(owner.actor), owner.actor, owner.accountId)).toEqual({
      accountId: owner.accountId,
    });
    expect(await licencesOf(own)).toEqual([]);
    expect(await licencesOf(owner.accountId)).toHaveLength(4);
    expect(await membersOf(own)).toEqual([]);
    const { account, members } = await platform.gateway.getAccount({ accountId: owner.accountId }, owner.actor);
    expect(account).toMatchObject({ tier: 'ACCOUNT_TIER_ENTERPRISE', tierRuleId: 'enterprise-many' });
    expect(members).toBe(1);

    await platform.runJob('report-step', { orderId: order.id });
    expect(platform.order.reports.at(-1)).toMatchObject({
      step: EnrolmentStep.ACTIVATED,
      accountId: owner.accountId,
    });
    platform.order.nextFault = unavailable('SERVICE_UNAVAILABLE', 'down');
    const move = () => platform.runJob('move-order', { orderId: order.id });
    await expect(move()).rejects.toMatchObject({ reason: 'SERVICE_UNAVAILABLE' });
    await platform.runAnnounced();
    expect(platform.order.moves.get(order.id)).toBe(owner.accountId);
    platform.order.moves.clear();
    await move();
    expect(platform.order.moves.size).toBe(0);
    expect(await platform.audit(owner.accountId)).toEqual(['account.activated', 'account.upgraded', 'order.taken_in']);
  });

  it('needs a role that looks after that account', async () => {
    const { accountId } = await platform.activated();
    const requester = await platform.addMember(accountId, 'requester', 'signer');
    const { accountId: foreign } = await platform.activated();
    await orderFor(requester.email);
    const id = await onlyClaim(requester.actor);
    await expect(accept(id, requester.actor, accountId)).rejects.toMatchObject({ reason: 'ROLE_REQUIRED' });
    for (const other of [foreign, 'acc_none']) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(accept(id, requester.actor, other)).rejects.toMatchObject({
        kind: 'not_found',
        reason: 'ACCOUNT_NOT_FOUND',
      });
    }
    const administrator = await platform.addMember(accountId, 'administrator');
    await orderFor(administrator.email);
    await accept(await onlyClaim(administrator.actor), administrator.actor, accountId);
    expect(await onlyClaim(requester.actor)).toBe(id);
  });

  it('is taken once, when many take it in both ways at once', async () => {
    const owner = await platform.activated();
    const { accountId: own, order, token } = await orderFor(owner.email);
    const id = await onlyClaim(owner.actor);
    const results = await Promise.allSettled(
      Array.from({ length: 21 }, async (_, index) => {
        if (index % 3 === 0) return await accept(id, owner.actor);
        if (index % 3 === 1) return await accept(id, owner.actor, owner.accountId);
        return await platform.gateway.activate(
          { token, password: '', mobile: '', language: '', accountId: owner.accountId },
          owner.actor,
        );
      }),
    );
    const where = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.accountId] : []));
    expect(where.length).toBeGreaterThan(0);
    expect(new Set(where).size).toBe(1);
    const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.reason] : []));
    expect(new Set(reasons).size <= 1 && reasons.every((reason) => reason === 'ACTIVATION_USED')).toBe(true);
    const licences = [await licencesOf(own), await licencesOf(owner.accountId)].map(({ length }) => length);
    expect(licences).toEqual(where[0] === own ? [1, 1] : [0, 2]);
    await platform.runAnnounced();
    expect(platform.order.stepsOf(order.id).filter((step) => step === EnrolmentStep.ACTIVATED)).toHaveLength(1);
  });
});

describe('an activation link', () => {
  const activateInto = (token: string, accountId: string, options: { context?: Options['context'] } = {}) =>
    platform.gateway.activate({ token, password: '', mobile: '', language: '', accountId }, options);

  it('leads into an account of the signed-in user when he says so', async () => {
    const owner = await platform.activated();
    const { token, accountId: own, order } = await orderFor(owner.email);
    expect(await activateInto(token, owner.accountId, owner.actor)).toEqual({
      accountId: owner.accountId,
      userId: owner.email,
    });
    expect([await licencesOf(own), await membersOf(own)]).toEqual([[], []]);
    expect(await licencesOf(owner.accountId)).toHaveLength(2);
    await platform.runAnnounced();
    expect(platform.order.moves.get(order.id)).toBe(owner.accountId);
  });

  it('stays good when he may not, or is not signed in', async () => {
    const owner = await platform.activated();
    const other = await platform.activated();
    const requester = await platform.addMember(other.accountId, 'requester');
    const { token } = await orderFor(owner.email);
    const refused = async (attempt: Promise<unknown>, reason: string) =>
      await expect(attempt).rejects.toMatchObject({ reason });
    await refused(activateInto(token, owner.accountId), 'AUTHENTICATION_REQUIRED');
    await refused(activateInto(token, other.accountId, owner.actor), 'ACCOUNT_NOT_FOUND');
    await refused(activateInto(token, other.accountId, requester.actor), 'ROLE_REQUIRED');
    await refused(activateInto(token, other.accountId, other.actor), 'ACTIVATION_NOT_FOUND');
    await activateInto(token, owner.accountId, owner.actor);
  });
});
