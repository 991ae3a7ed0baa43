import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { addYears } from '../src/subscription/term.ts';
import { aKey, aLine } from './shop.ts';
import { openSubscriptions, type Subscriptions, threeYears } from './subscribing.ts';

let shop: Subscriptions;
beforeAll(async () => {
  shop = await openSubscriptions();
});
afterAll(() => shop.close());
afterEach(() => {
  shop.catalog.yearPrice = 40_000n;
  shop.provider.next = 'accept';
});

/** 400.00 and 19 % tax. */
const yearDue = 47_600n;

describe('a subscription', () => {
  it('begins with the payment of its order, one for each line, and is paid for a year or the whole term', async () => {
    const at = shop.clock.now();
    const annual = await shop.buy();
    expect(await shop.stateOf(annual.id)).toMatchObject({
      status: 'SUBSCRIPTION_STATUS_ACTIVE',
      accountId: shop.owner.accountId,
      productCode: 'tls-ov',
      licences: 1,
      paymentOption: 'PAYMENT_OPTION_ANNUAL',
      termStart: at,
      termEnd: addYears(at, 3),
      paidUntil: addYears(at, 1),
      autoRenew: false,
      nextAmount: { currency: 'USD', minorUnits: yearDue, exponent: 2 },
      nextDueAt: addYears(at, 1),
      orderId: annual.key.orderId,
      pendingOrderId: '',
      paymentMethod: '',
    });
    const atOnce = await shop.buy({ line: aLine({ termYears: 2, paymentOption: 'PAYMENT_OPTION_ONE_TIME' }) });
    expect(await shop.stateOf(atOnce.id)).toMatchObject({
      termEnd: addYears(at, 2),
      paidUntil: addYears(at, 2),
      nextAmount: undefined,
      nextDueAt: addYears(at, 2),
    });
  });

  it('tells enrolment where it stands', async () => {
    const { id } = await shop.buy();
    const { termEnd } = await shop.stateOf(id);
    expect(await shop.enrollment.getSubscriptionState({ subscriptionId: id })).toEqual({
      status: 'SUBSCRIPTION_STATUS_ACTIVE',
      termEnd,
      accountId: shop.owner.accountId,
    });
    const unknown = shop.enrollment.getSubscriptionState({ subscriptionId: 'sub_0' });
    await expect(unknown).rejects.toMatchObject({ reason: 'SUBSCRIPTION_NOT_FOUND' });
  });

  it('follows its order into another account, with the renewal that was begun', async () => {
    const { id, key } = await shop.buy();
    const pending = await shop.renew(id);
    const other = shop.anOwner();
    await shop.enrollment.moveOrder({ orderId: key.orderId, accountId: other.accountId });
    const { accountId } = await shop.enrollment.getSubscriptionState({ subscriptionId: id });
    expect(accountId).toBe(other.accountId);
    await expect(shop.stateOf(id)).rejects.toMatchObject({ reason: 'SUBSCRIPTION_NOT_FOUND' });
    const { subscription } = await shop.gateway.getSubscription({ subscriptionId: id }, await shop.as(other));
    expect(subscription).toMatchObject({ id, pendingOrderId: pending.id });
    const renewal = { orderId: pending.id, secret: '' };
    const { order } = await shop.gateway.getOrder({ key: renewal, language: '' }, await shop.as(other));
    expect(order?.accountId).toBe(other.accountId);
  });
});

describe('the subscriptions of an account', () => {
  it('are listed page by page, the oldest first', async () => {
    const options = await shop.asOwner();
    const bought = [await shop.buy(), await shop.buy(), await shop.buy()].map(({ id }) => id);
    const listed: string[] = [];
    let pageToken = '';
    do {
      // oxlint-disable-next-line no-await-in-loop
      const page = await shop.gateway.listSubscriptions({ pageSize: 2, pageToken }, options);
      expect(page.subscriptions.length).toBeLessThanOrEqual(2);
      listed.push(...page.subscriptions.map(({ id }) => id));
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    expect(listed.slice(-3)).toEqual(bought);
    expect(new Set(listed).size).toBe(listed.length);
    const malformed = shop.gateway.listSubscriptions({ pageSize: 2, pageToken: 'sub_0' }, options);
    await expect(malformed).rejects.toMatchObject({ reason: 'PAGE_TOKEN_INVALID' });
  });

  it('are shown to its members alone, and managed by its owner and administrators', async () => {
    const { id: subscriptionId } = await shop.buy();
    const { userId, accountId } = shop.owner;
    const stranger = await shop.as(shop.anOwner());
    const auditor = await shop.as({ userId: 'usr_auditor', accountId, roles: ['auditor'] });
    const calls = (options: typeof stranger) => [
      () => shop.gateway.setSubscriptionRenewal({ subscriptionId, autoRenew: false, consentVersion: '' }, options),
      () => shop.gateway.renewSubscription({ subscriptionId, termYears: 0, idempotencyKey: aKey() }, options),
    ];
    const notFound = { kind: 'not_found', reason: 'SUBSCRIPTION_NOT_FOUND' };
    await expect(shop.gateway.getSubscription({ subscriptionId }, stranger)).rejects.toMatchObject(notFound);
    await Promise.all(calls(stranger).map((call) => expect(call()).rejects.toMatchObject(notFound)));
    // His buyer, logged in to another account.
    const elsewhere = await shop.as({ userId, accountId: 'acc_elsewhere', roles: ['owner'] });
    await expect(shop.gateway.getSubscription({ subscriptionId }, elsewhere)).rejects.toMatchObject(notFound);
    const { subscription } = await shop.gateway.getSubscription({ subscriptionId }, auditor);
    expect(subscription?.id).toBe(subscriptionId);
    await Promise.all(calls(auditor).map((call) => expect(call()).rejects.toMatchObject({ reason: 'ROLE_REQUIRED' })));
    await expect(shop.gateway.getSubscription({ subscriptionId })).rejects.toMatchObject({
      reason: 'AUTHENTICATION_REQUIRED',
    });
  });
});

describe('a renewal by hand', () => {
  it('pays the next year at the price of the sale, early and twice, and then a further term at the price of the day', async () => {
    const { id, key } = await shop.buy();
    const { termStart, termEnd } = await shop.stateOf(id);
    // Dearer since: the years of the term cost what was agreed.
    shop.catalog.yearPrice = 50_000n;
    for (const year of [2, 3]) {
      // oxlint-disable-next-line no-await-in-loop
      const order = await shop.renew(id);
      expect(order).toMatchObject({
        kind: 'renewal',
        status: 'ORDER_STATUS_DETAILS_COMPLETE',
        dueNow: { currency: 'USD', minorUnits: yearDue, exponent: 2 },
        subscriptionIds: [id],
        contactsConfirmed: true,
      });
      // oxlint-disable-next-line no-await-in-loop
      expect((await shop.stateOf(id)).pendingOrderId).toBe(order.id);
      // oxlint-disable-next-line no-await-in-loop
      await shop.pay(order.id);
      // oxlint-disable-next-line no-await-in-loop
      expect(await shop.stateOf(id)).toMatchObject({
        paidUntil: addYears(termStart ?? new Date(0), year),
        termEnd,
        pendingOrderId: '',
      });
    }
    expect(await shop.announcedOf(id)).toBe(0);

    const further = await shop.renew(id, 2);
    expect(further.dueNow?.minorUnits).toBe(59_500n);
    await shop.pay(further.id);
    expect(await shop.stateOf(id)).toMatchObject({
      paidUntil: addYears(termStart ?? new Date(0), 4),
      termEnd: addYears(termStart ?? new Date(0), 5),
      nextAmount: { minorUnits: 59_500n },
    });
    // Its licences live longer now.
    expect(await shop.announcedOf(id)).toBe(1);
    expect(await shop.toldOf(key.orderId)).toEqual(['order-receipt']);
    expect(await shop.toldOf(further.id)).toEqual(['order-receipt']);
  });

  it('adds a whole further term to one that was paid at once, without loss of the time that is left', async () => {
    const line = aLine({ termYears: 2, licences: 1, paymentOption: 'PAYMENT_OPTION_ONE_TIME' });
    const { id } = await shop.buy({ line });
    const { termStart = new Date(0) } = await shop.stateOf(id);
    const order = await shop.renew(id);
    expect(order.lines[0]?.priced?.line?.termYears).toBe(2);
    await shop.pay(order.id);
    const end = addYears(termStart, 4);
    expect(await shop.stateOf(id)).toMatchObject({ paidUntil: end, termEnd: end });
  });

  it('that was begun is found again, from as many tabs as there are, and begun anew after it was given up', async () => {
    const { id } = await shop.buy();
    const orders = await Promise.all(Array.from({ length: 5 }, () => shop.renew(id)));
    expect(new Set(orders.map((order) => order.id)).size).toBe(1);
    const [first] = orders;
    await shop.gateway.cancelOrder({ key: { orderId: first?.id ?? '', secret: '' } }, await shop.asOwner());
    expect((await shop.stateOf(id)).pendingOrderId).toBe('');
    const second = await shop.renew(id);
    expect(second.id).not.toBe(first?.id);
    await shop.pay(second.id);
    expect((await shop.stateOf(id)).pendingOrderId).toBe('');
  });

  it('answers a repeated key as it did the first time, also when the year is paid', async () => {
    const { id: subscriptionId } = await shop.buy();
    const options = await shop.asOwner();
    const call = { subscriptionId, termYears: 0, idempotencyKey: aKey() };
    const { order } = await shop.gateway.renewSubscription(call, options);
    await shop.pay(order?.id ?? '');
    const again = await shop.gateway.renewSubscription(call, options);
    expect(again.order?.id).toBe(order?.id);
  });

  it('is refused for a term that is not sold, or once the subscription has ended', async () => {
    const line = aLine({ productCode: 'document-signing', termYears: 1, paymentOption: 'PAYMENT_OPTION_ONE_TIME' });
    const { id } = await shop.buy({ line });
    await expect(shop.renew(id, 11)).rejects.toMatchObject({
      reason: 'PRODUCT_OPTION_NOT_OFFERED',
      fields: [{ pointer: '/termYears' }],
    });
    shop.catalog.sells = ['tls-ov'];
    await expect(shop.renew(id)).rejects.toMatchObject({
      reason: 'PRODUCT_NOT_FOUND',
      fields: [{ pointer: '/productCode' }],
    });
    shop.catalog.sells = ['tls-ov', 'document-signing'];
    const { termEnd } = await shop.stateOf(id);
    await shop.passTo(termEnd, 0);
    expect((await shop.stateOf(id)).status).toBe('SUBSCRIPTION_STATUS_ENDED');
    await expect(shop.renew(id)).rejects.toMatchObject({ reason: 'SUBSCRIPTION_WRONG_STATUS' });
  });
});

describe('the switch', () => {
  const on =
    (subscriptionId: string, consentVersion = '2026-11') =>
    async () =>
      shop.gateway.setSubscriptionRenewal({ subscriptionId, autoRenew: true, consentVersion }, await shop.asOwner());

  it('needs the consent in force, and stores which text, when and whose', async () => {
    const { id } = await shop.buy({ keep: true });
    await Promise.all(
      ['', '2025-01'].map((version) =>
        expect(on(id, version)()).rejects.toMatchObject({
          reason: 'CONSENT_MISSING',
          fields: [{ pointer: '/consentVersion' }],
        }),
      ),
    );
    expect((await shop.stateOf(id)).autoRenew).toBe(false);
    const at = shop.clock.now();
    await on(id)();
    expect(await shop.stateOf(id)).toMatchObject({ autoRenew: true, paymentMethod: '…4242' });
    const stored = await shop.db
      .selectFrom('subscriptions')
      .select(['consentVersion', 'consentAt', 'consentUserId'])
      .where('id', '=', id)
      .executeTakeFirst();
    expect(stored).toEqual({ consentVersion: '2026-11', consentAt: at, consentUserId: shop.owner.userId });
    await shop.switchOff(id);
    expect((await shop.stateOf(id)).autoRenew).toBe(false);
  });

  it('needs a payment method that was kept', async () => {
    const { id } = await shop.buy();
    await expect(on(id)()).rejects.toMatchObject({ reason: 'PAYMENT_METHOD_MISSING' });
  });

  it('is not for a term that was paid at once', async () => {
    const { id } = await shop.buy({ line: aLine({ paymentOption: 'PAYMENT_OPTION_ONE_TIME' }), keep: true });
    await expect(on(id)()).rejects.toMatchObject({ reason: 'SUBSCRIPTION_WRONG_STATUS' });
  });
});

describe('money that goes back', () => {
  const refund = async (orderId: string) =>
    shop.gateway.requestRefund(
      { key: { orderId, secret: '' }, reason: '', idempotencyKey: aKey() },
      await shop.asOwner(),
    );

  it('ends the subscriptions of the order, and their renewal', async () => {
    const { id, key } = await shop.buy({ keep: true });
    await shop.switchOn(id);
    const pending = await shop.renew(id);
    await refund(key.orderId);
    expect(await shop.stateOf(id)).toMatchObject({
      status: 'SUBSCRIPTION_STATUS_ENDED',
      autoRenew: false,
      pendingOrderId: '',
      nextAmount: undefined,
    });
    expect(await shop.announcedOf(id)).toBe(1);
    const { status } = await shop.orderOf({ orderId: pending.id, secret: '' }, await shop.asOwner());
    expect(status).toBe('ORDER_STATUS_CANCELLED');
    await expect(shop.switchOn(id)).rejects.toMatchObject({ reason: 'SUBSCRIPTION_WRONG_STATUS' });
  });

  it('leaves what was paid before, when a renewal is paid back before its time', async () => {
    const { id } = await shop.buy();
    const before = await shop.stateOf(id);
    const year = await shop.renew(id);
    await shop.pay(year.id);
    await refund(year.id);
    expect(await shop.stateOf(id)).toMatchObject({
      status: 'SUBSCRIPTION_STATUS_ACTIVE',
      paidUntil: before.paidUntil,
      termEnd: before.termEnd,
    });
    // The same year can be bought again.
    const again = await shop.renew(id);
    await shop.pay(again.id);
    expect((await shop.stateOf(id)).paidUntil).toEqual(addYears(before.termStart ?? new Date(0), 2));
  });

  it('takes back the term that began with a renewal', async () => {
    const line = threeYears({ termYears: 1 });
    const { id } = await shop.buy({ line });
    const { termEnd } = await shop.stateOf(id);
    const further = await shop.renew(id, 3);
    await shop.pay(further.id);
    await refund(further.id);
    expect(await shop.stateOf(id)).toMatchObject({ paidUntil: termEnd, termEnd });
  });

  it('goes back for the latest renewal first', async () => {
    const { id, key } = await shop.buy();
    const year = await shop.renew(id);
    await shop.pay(year.id);
    await expect(refund(key.orderId)).rejects.toMatchObject({ reason: 'ORDER_WRONG_STATUS' });
    expect((await shop.stateOf(id)).status).toBe('SUBSCRIPTION_STATUS_ACTIVE');
    await refund(year.id);
    await refund(key.orderId);
    expect((await shop.stateOf(id)).status).toBe('SUBSCRIPTION_STATUS_ENDED');
  });
});
