import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { sweepCharges } from '../src/payment/janitor.ts';
import { chargeOffSession } from '../src/payment/off-session.ts';
import { findSavedMethod } from '../src/payment/saved-method.ts';
import { aKey, anEvent, captureOf, openShop, type Shop } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterEach(() => {
  shop.provider.next = 'accept';
});
afterAll(() => shop.close());

/** A paid order with a kept payment method, and the order of its renewal. */
const renewable = async () => {
  const { key, charge } = await shop.chargedOrder({ keepMethod: true });
  await shop.settle(anEvent({ ...captureOf(charge), savedMethod: 'pm_kept' }));
  const accountId = 'acc_of_a_test';
  await shop.db.updateTable('orders').set({ accountId }).where('id', '=', key.orderId).execute();
  const owner = await shop.as({ userId: 'usr_owner', accountId, roles: ['owner'] });
  const { subscriptionIds } = await shop.orderOf(key);
  const { order } = await shop.gateway.renewSubscription(
    { subscriptionId: subscriptionIds[0] ?? '', termYears: 0, idempotencyKey: aKey() },
    owner,
  );
  if (order === undefined) throw new Error('no renewal was answered');
  const statusOf = async () => {
    const { status, payment } = await shop.orderOf({ orderId: order.id, secret: '' }, owner);
    return [status, payment?.status];
  };
  const wanted = { orderId: order.id, savedMethodOf: key.orderId, attemptKey: 'first' };
  return { wanted, statusOf, chargesOf: () => shop.chargesOf({ orderId: order.id }) };
};

describe('a charge without the buyer', () => {
  it('uses the method that he left, once per key, and is paid by the event alone', async () => {
    const { wanted, statusOf, chargesOf } = await renewable();
    expect(await findSavedMethod(shop.db, wanted.savedMethodOf)).toMatchObject({ methodId: 'pm_kept' });
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => chargeOffSession(shop.deps, wanted)));
    expect(new Set(outcomes)).toEqual(new Set(['accepted']));
    expect(chargesOf()).toMatchObject([{ token: 'pm_kept', offSession: true, saveMethod: false }]);
    expect(await statusOf()).toEqual(['ORDER_STATUS_AWAITING_PAYMENT', 'processing']);
    const [charge] = chargesOf();
    if (charge) await shop.settle(anEvent(captureOf(charge)));
    expect(await statusOf()).toEqual(['ORDER_STATUS_PAID', 'captured']);
    expect(await chargeOffSession(shop.deps, wanted)).toBe('accepted');
    expect(chargesOf()).toHaveLength(1);
  });

  it('that is declined leaves the order to be paid by hand, or by another try', async () => {
    const { wanted, statusOf, chargesOf } = await renewable();
    shop.provider.next = 'decline';
    expect(await chargeOffSession(shop.deps, wanted)).toBe('declined');
    expect(await statusOf()).toEqual(['ORDER_STATUS_REVIEW', 'failed']);
    shop.provider.next = 'accept';
    expect(await chargeOffSession(shop.deps, wanted)).toBe('declined');
    expect(chargesOf()).toEqual([]);
    expect(await chargeOffSession(shop.deps, { ...wanted, attemptKey: 'second' })).toBe('accepted');
    await expect(chargeOffSession(shop.deps, { ...wanted, attemptKey: 'third' })).rejects.toMatchObject({
      reason: 'ORDER_WRONG_STATUS',
    });
  });

  it('that only the buyer could confirm is called off', async () => {
    const { wanted, statusOf, chargesOf } = await renewable();
    shop.provider.next = 'requires_action';
    expect(await chargeOffSession(shop.deps, wanted)).toBe('requires_action');
    expect(await statusOf()).toEqual(['ORDER_STATUS_REVIEW', 'failed']);
    expect(shop.provider.cancelled).toContain(chargesOf()[0]?.id);
  });

  it('that was cut off between charge and answer is made once', async () => {
    const { wanted, statusOf, chargesOf } = await renewable();
    shop.provider.next = 'lose';
    expect(await chargeOffSession(shop.deps, wanted)).toBe('unanswered');
    expect(await statusOf()).toEqual(['ORDER_STATUS_AWAITING_PAYMENT', 'processing']);
    shop.provider.next = 'accept';
    shop.clock.advance(31_000);
    await sweepCharges(shop.deps);
    expect(await chargeOffSession(shop.deps, wanted)).toBe('accepted');
    expect(chargesOf()).toHaveLength(1);
  });

  it('needs a method that was kept', async () => {
    const { wanted } = await renewable();
    const { orderId } = await shop.paidOrder();
    await expect(chargeOffSession(shop.deps, { ...wanted, savedMethodOf: orderId })).rejects.toMatchObject({
      kind: 'conflict',
      reason: 'PAYMENT_METHOD_MISSING',
    });
    await expect(chargeOffSession(shop.deps, { ...wanted, orderId: 'ord_0' })).rejects.toMatchObject({
      reason: 'ORDER_NOT_FOUND',
    });
  });
});
