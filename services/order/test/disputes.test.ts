import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aKey, anEvent, anId, captureOf, codesOf, openShop, type Shop } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

type Key = Awaited<ReturnType<Shop['draft']>>;

const troublesOf = async ({ orderId }: Key) => {
  const rows = await shop.db.selectFrom('orderTroubles').select('trouble').where('orderId', '=', orderId).execute();
  return rows.map(({ trouble }) => trouble);
};

const subscriptionsOf = async ({ orderId }: Key) => {
  const rows = await shop.db.selectFrom('subscriptions').select('status').where('orderId', '=', orderId).execute();
  return rows.map(({ status }) => status);
};

const aboutCharge = (key: Key) => {
  const [charge] = shop.chargesOf(key);
  if (charge === undefined) throw new Error('nothing was charged');
  return { chargeId: charge.id, reference: key.orderId };
};

const disputed = async () => {
  const key = await shop.paidOrder();
  const about = { ...aboutCharge(key), disputeId: anId('dp') };
  const opened = { kind: 'disputed' as const, ...about, amountMinor: 142_800n, currency: 'USD' };
  await Promise.all([shop.settle(anEvent(opened)), shop.settle(anEvent(opened))]);
  const close = (won: boolean) => shop.settle(anEvent({ kind: 'dispute_closed', ...about, won }));
  return { key, close };
};

describe('a dispute', () => {
  it('holds the order and its subscriptions, and is shown to staff', async () => {
    const { key } = await disputed();
    const order = await shop.orderOf(key);
    expect(order).toMatchObject({ status: 'ORDER_STATUS_DISPUTED', payment: { status: 'disputed' } });
    expect(codesOf(order).filter((code) => code === 'disputed')).toHaveLength(1);
    expect(await troublesOf(key)).toEqual(['disputed']);
    expect(await subscriptionsOf(key)).toEqual(['suspended']);
    const refund = shop.gateway.requestRefund({ key, reason: '', idempotencyKey: aKey() });
    await expect(refund).rejects.toMatchObject({ kind: 'conflict', reason: 'ORDER_WRONG_STATUS' });
  });

  it('that is won brings both back to where they were', async () => {
    const { key, close } = await disputed();
    await Promise.all([close(true), close(true)]);
    const order = await shop.orderOf(key);
    expect(order).toMatchObject({ status: 'ORDER_STATUS_PAID', payment: { status: 'captured' } });
    expect(codesOf(order).at(-1)).toBe('dispute_won');
    expect(await troublesOf(key)).toEqual([]);
    expect(await subscriptionsOf(key)).toEqual(['active']);
  });

  it('that is lost ends them', async () => {
    const { key, close } = await disputed();
    await close(false);
    const order = await shop.orderOf(key);
    expect(order).toMatchObject({
      status: 'ORDER_STATUS_REFUNDED',
      payment: { status: 'refunded' },
      refunded: { minorUnits: 0n },
    });
    expect(codesOf(order)).toContain('dispute_lost');
    expect(await troublesOf(key)).toEqual([]);
    expect(await subscriptionsOf(key)).toEqual(['ended']);
    await close(true);
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_REFUNDED');
  });

  it('about an order that is being paid back is seen by staff, and does not stop the refund', async () => {
    const key = await shop.paidOrder();
    await shop.gateway.requestRefund({ key, reason: '', idempotencyKey: aKey() });
    const about = aboutCharge(key);
    const money = { amountMinor: 142_800n, currency: 'USD' };
    await shop.settle(anEvent({ kind: 'disputed', ...about, disputeId: anId('dp'), ...money }));
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_REFUND_PENDING');
    expect(await troublesOf(key)).toEqual(['disputed']);
    const [sent] = [...shop.provider.refunds.values()].filter(({ reference }) => reference === key.orderId);
    await shop.settle(anEvent({ kind: 'refunded', ...about, refundId: sent?.id ?? '', ...money }));
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_REFUNDED');
  });

  it('of which the provider names the charge alone, not the order, is the same', async () => {
    const key = await shop.paidOrder();
    const about = { ...aboutCharge(key), reference: '', disputeId: anId('dp') };
    const money = { amountMinor: 142_800n, currency: 'USD' };
    await shop.settle(anEvent({ kind: 'disputed', ...about, ...money }));
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_DISPUTED');
    expect(await subscriptionsOf(key)).toEqual(['suspended']);
    await shop.settle(anEvent({ kind: 'dispute_closed', ...about, won: false }));
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_REFUNDED');
  });

  it('of which the provider names the charge alone waits for the money that it is about', async () => {
    const { key, charge } = await shop.chargedOrder();
    const about = { chargeId: charge.id, reference: '', disputeId: anId('dp') };
    const money = { amountMinor: 142_800n, currency: 'USD' };
    await shop.settle(anEvent({ kind: 'disputed', ...about, ...money }));
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_AWAITING_PAYMENT');
    await shop.settle(anEvent(captureOf(charge)));
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_DISPUTED');
  });

  it('about a charge that nobody here made changes nothing', async () => {
    const about = { chargeId: anId('ch'), reference: '', disputeId: anId('dp') };
    await shop.settle(anEvent({ kind: 'disputed', ...about, amountMinor: 142_800n, currency: 'USD' }));
    const known = await shop.db
      .selectFrom('disputes')
      .select('orderId')
      .where('chargeId', '=', about.chargeId)
      .execute();
    expect(known).toEqual([]);
  });
});
