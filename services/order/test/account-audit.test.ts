import type { OrderKey } from '@countersign/proto/order';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { aKey, anEvent, anId, openShop, type Shop } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

interface Told {
  account: string;
  service: string;
  source: string;
  actor: string;
  action: string;
  subject: string;
  detail: Record<string, string>;
}

/** What identity is told of an order for the audit of accounts, oldest first. */
const toldOf = async ({ orderId }: OrderKey): Promise<Told[]> => {
  const { rows } = await sql<{ event: string }>`
    select payload ->> 'event' as event from outbox where queue = 'identity' and topic = 'audit-event'
    order by id`.execute(shop.db);
  return rows.map(({ event }) => JSON.parse(event) as Told).filter(({ subject }) => subject === orderId);
};
const wordsOf = (told: readonly Told[]) => told.map(({ account, actor, action }) => [account, actor, action]);

const buyerOf = async () => {
  const [userId, accountId] = [anId('usr'), anId('acc')];
  return { userId, accountId, as: await shop.as({ userId, accountId, roles: ['owner'] }) };
};
const deliver = ({ orderId }: OrderKey, accountId: string) =>
  shop.enrollment.recordEnrolmentStep({
    orderId,
    step: 'ENROLMENT_STEP_DELIVERED',
    earlierSteps: [],
    accountId,
    trouble: '',
  });

describe('the account of an order is told', () => {
  it('that it was paid by the buyer, completed once, and paid back by whom', async () => {
    const { userId, accountId, as } = await buyerOf();
    const key = await shop.paidOrder({}, as);
    await deliver(key, accountId);
    await deliver(key, accountId);
    await shop.gateway.requestRefund({ key, reason: 'bought by mistake', idempotencyKey: aKey() }, as);
    const sent = [...shop.provider.refunds.values()].find(({ reference }) => reference === key.orderId);
    if (sent === undefined) throw new Error('nothing was sent back');
    const { id: refundId, chargeId, reference, amountMinor, currency } = sent;
    const refunded = anEvent({ kind: 'refunded', chargeId, reference, refundId, amountMinor, currency });
    await shop.settle(refunded);
    await shop.settle(refunded);
    const told = await toldOf(key);
    expect(wordsOf(told)).toEqual([
      [accountId, userId, 'order.paid'],
      [accountId, 'system', 'order.completed'],
      [accountId, userId, 'order.refund_granted'],
      [accountId, 'system', 'order.refunded'],
    ]);
    expect(told.at(-1)?.detail).toEqual({ refundId: expect.any(String), amountMinor: '142800', currency: 'USD' });
    expect(new Set(told.map(({ service }) => service))).toEqual(new Set(['order']));
    expect(new Set(told.map(({ source }) => source)).size).toBe(told.length);
  });

  it('that it was disputed, and how that ended', async () => {
    const { accountId, as } = await buyerOf();
    const key = await shop.paidOrder({}, as);
    const [charge] = shop.chargesOf(key);
    if (charge === undefined) throw new Error('nothing was charged');
    const { id: chargeId, amountMinor, currency } = charge;
    const dispute = { chargeId, reference: key.orderId, disputeId: anId('dp') };
    await shop.settle(anEvent({ kind: 'disputed', ...dispute, amountMinor, currency }));
    await shop.settle(anEvent({ kind: 'dispute_closed', ...dispute, won: true }));
    expect(wordsOf(await toldOf(key)).slice(1)).toEqual([
      [accountId, 'system', 'order.disputed'],
      [accountId, 'system', 'order.dispute_won'],
    ]);
  });

  it('that it was cancelled, and by whom', async () => {
    const { userId, accountId, as } = await buyerOf();
    const key = await shop.draft(undefined, as);
    await shop.gateway.cancelOrder({ key }, as);
    await shop.gateway.cancelOrder({ key }, as);
    expect(wordsOf(await toldOf(key))).toEqual([[accountId, userId, 'order.cancelled']]);
  });

  it('nothing as long as nobody knows which it is, and then what comes', async () => {
    const key = await shop.paidOrder();
    expect(await toldOf(key)).toEqual([]);
    const accountId = anId('acc');
    await deliver(key, accountId);
    expect(wordsOf(await toldOf(key))).toEqual([[accountId, 'system', 'order.completed']]);
  });
});
