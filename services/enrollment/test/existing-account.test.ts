import { AccountTier } from '@countersign/proto/catalog';
import { EnrolmentStep, type Order } from '@countersign/proto/order';
import { newId } from '@countersign/runtime';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aLine, anOrder, openPlatform, type TestPlatform } from './platform.ts';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openPlatform();
});
afterAll(() => platform.close());

const enterprise = { tier: AccountTier.ENTERPRISE, ruleId: 'enterprise-many', explanation: 'many' };
/** A paid order of a signed-in buyer, announced and enrolled. */
const bought = async (buyer: { userId: string; accountId: string }, over: Partial<Order> = {}) => {
  const order = anOrder({ accountId: buyer.accountId, ...over });
  platform.order.orders.set(order.id, order);
  platform.order.buyers.set(order.id, buyer.userId);
  await platform.runJob('order-paid', { orderId: order.id });
  await platform.runAnnounced();
  return order;
};
const accountOf = async ({ id }: Order) =>
  await platform.db
    .selectFrom('enrolments')
    .innerJoin('accounts', 'accounts.id', 'enrolments.accountId')
    .select(['accounts.id', 'enrolments.kind', 'accounts.tier', 'accounts.tierRuleId', 'accounts.state'])
    .where('orderId', '=', id)
    .executeTakeFirstOrThrow();
const licencesOf = async (accountId: string) =>
  await platform.db
    .selectFrom('licences')
    .select(['orderId', 'subscriptionId', 'validUntil'])
    .where('accountId', '=', accountId)
    .orderBy('id')
    .execute();
const mailsTo = (email: string) => platform.mail.mails.filter(({ to }) => to.includes(email));

describe('an order of a signed-in buyer', () => {
  it.each(['owner', 'administrator', 'requester'] as const)(
    'is delivered to the account of a buyer who is %s',
    async (role) => {
      const { accountId } = await platform.activated();
      const buyer = await platform.addMember(accountId, role);
      const order = await bought(buyer, { lines: [aLine({ licences: 2 })] });
      expect(await accountOf(order)).toMatchObject({ id: accountId, kind: 'existing_account', tier: 'starter' });
      expect((await licencesOf(accountId)).filter(({ orderId }) => orderId === order.id)).toHaveLength(2);
      expect(platform.order.stepsOf(order.id)).toEqual([
        EnrolmentStep.ACCOUNT_CREATED,
        EnrolmentStep.INVENTORY_GRANTED,
        EnrolmentStep.DELIVERED,
      ]);
      expect(platform.order.reports.at(-1)).toMatchObject({ accountId, trouble: '' });
      expect(mailsTo(order.contact?.email ?? '')).toEqual([]);
      expect(await platform.audit(accountId)).toEqual(['account.activated', 'order.delivered']);
    },
  );

  it('is delivered once, however often it is announced', async () => {
    const owner = await platform.activated();
    const order = await bought(owner);
    await Promise.all(Array.from({ length: 20 }, () => platform.runJob('order-paid', { orderId: order.id })));
    await platform.runAnnounced();
    expect((await licencesOf(owner.accountId)).filter(({ orderId }) => orderId === order.id)).toHaveLength(1);
    expect(platform.order.stepsOf(order.id)).toHaveLength(3);
  });

  it('opens an account of its own when he may not, or no longer, buy for that account', async () => {
    const { accountId } = await platform.activated();
    const other = await platform.activated();
    const auditor = await platform.addMember(accountId, 'auditor', 'signer');
    const strangers = [auditor, { userId: other.userId, accountId }, { userId: auditor.userId, accountId: 'acc_none' }];
    for (const buyer of strangers) {
      // oxlint-disable-next-line no-await-in-loop
      const order = await bought(buyer);
      // oxlint-disable-next-line no-await-in-loop
      expect(await accountOf(order)).toMatchObject({ kind: 'new_account', state: 'pending_activation' });
      expect(platform.order.stepsOf(order.id)).toContain(EnrolmentStep.ACTIVATION_SENT);
    }
    expect(await licencesOf(accountId)).toHaveLength(1);
  });

  it('raises the tier of the account and tells its owners, and never lowers it', async () => {
    const owner = await platform.activated();
    const raising = await bought(owner, { tier: enterprise });
    expect(await accountOf(raising)).toMatchObject({ tier: 'enterprise', tierRuleId: 'enterprise-many' });
    expect(mailsTo(owner.email).map(({ subject }) => subject)).toContainEqual(expect.stringContaining('Enterprise'));
    const count = mailsTo(owner.email).length;
    expect(await accountOf(await bought(owner))).toMatchObject({ tier: 'enterprise', tierRuleId: 'enterprise-many' });
    await bought(owner, { tier: { ...enterprise, ruleId: 'enterprise-other' } });
    expect(await accountOf(raising)).toMatchObject({ tierRuleId: 'enterprise-many' });
    expect(mailsTo(owner.email)).toHaveLength(count);
    expect((await platform.audit(owner.accountId)).filter((action) => action === 'account.upgraded')).toHaveLength(1);
  });
});

describe('a renewal', () => {
  it('makes the licences of its subscriptions live until the ends of their terms, once, and is told of as delivered', async () => {
    const subscriptionIds = [newId('sub'), newId('sub')];
    const owner = await platform.activated({ lines: [aLine(), aLine({ licences: 2 }), aLine()], subscriptionIds });
    const [first = '', second = ''] = subscriptionIds;
    platform.order.terms.set(first, new Date('2028-11-21T12:00:00Z')).set(second, new Date('2029-11-21T12:00:00Z'));
    const renewal = await bought(owner, { kind: 'renewal', subscriptionIds, lines: [], tier: undefined });
    const ends = (await licencesOf(owner.accountId)).map(({ validUntil }) => validUntil.getUTCFullYear());
    expect(ends.toSorted((a, b) => a - b)).toEqual([2027, 2028, 2029, 2029]);
    expect(await accountOf(renewal)).toMatchObject({ id: owner.accountId, kind: 'renewal' });
    await platform.runJob('order-paid', { orderId: renewal.id });
    await platform.runAnnounced();
    expect(platform.order.reports.filter(({ orderId }) => orderId === renewal.id)).toEqual([
      { orderId: renewal.id, step: EnrolmentStep.DELIVERED, accountId: owner.accountId, trouble: '' },
    ]);
  });

  it('finds the licences where they are, also before the account is activated', async () => {
    const subscriptionIds = [newId('sub')];
    const { accountId } = await platform.enrolled({ subscriptionIds });
    platform.order.terms.set(subscriptionIds[0] ?? '', new Date('2031-01-01T00:00:00Z'));
    const renewal = await bought({ userId: '', accountId: '' }, { kind: 'renewal', subscriptionIds });
    expect(await accountOf(renewal)).toMatchObject({ id: accountId });
    expect(await licencesOf(accountId)).toMatchObject([{ validUntil: new Date('2031-01-01T00:00:00Z') }]);
  });

  it('of a subscription without licences grants nothing and asks for people', async () => {
    const subscriptionIds = [newId('sub')];
    platform.order.terms.set(subscriptionIds[0] ?? '', new Date('2031-01-01T00:00:00Z'));
    const order = anOrder({ kind: 'renewal', subscriptionIds });
    platform.order.orders.set(order.id, order);
    for (let tries = 1; tries <= 3; tries += 1) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(platform.runJob('order-paid', { orderId: order.id })).rejects.toThrow('no licence hangs');
    }
    expect(platform.order.reports.filter(({ orderId }) => orderId === order.id)).toEqual([
      { orderId: order.id, step: EnrolmentStep.ACCOUNT_CREATED, accountId: '', trouble: 'internal' },
    ]);
  });
});
