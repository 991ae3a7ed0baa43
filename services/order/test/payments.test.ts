import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { sweepCharges } from '../src/payment/charging.ts';
import { aContact, aKey, aToken, codesOf, openShop, type Shop } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterEach(() => {
  shop.provider.next = 'accept';
});
afterAll(() => shop.close());

const wrongStatus = { kind: 'conflict', reason: 'ORDER_WRONG_STATUS' };
const declined = { kind: 'conflict', reason: 'PAYMENT_DECLINED' };

const attemptsOf = ({ orderId }: { orderId: string }) =>
  shop.db
    .selectFrom('paymentAttempts')
    .select(['id', 'status', 'token', 'chargeId', 'declineCode'])
    .where('orderId', '=', orderId)
    .orderBy('seq')
    .execute();

describe('a payment method', () => {
  it('is attached by its token, which is not shown again', async () => {
    const key = await shop.draft();
    await shop.gateway.setContact({ key, contact: aContact });
    const token = aToken();
    const { order } = await shop.gateway.addPayment({ key, paymentToken: token, idempotencyKey: aKey() });
    expect(order?.payment).toMatchObject({ status: 'created', declineCode: '' });
    expect(
      JSON.stringify(order, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)),
    ).not.toContain(token);
  });

  it('needs a contact first', async () => {
    const key = await shop.draft();
    const attempt = shop.gateway.addPayment({ key, paymentToken: aToken(), idempotencyKey: aKey() });
    await expect(attempt).rejects.toMatchObject({ kind: 'conflict', reason: 'CONTACT_MISSING' });
  });

  it('is never a card number, which is neither stored nor logged nor repeated in the error', async () => {
    const key = await shop.draft();
    await shop.gateway.setContact({ key, contact: aContact });
    const card = '4242424242424242';
    for (const paymentToken of [card, `tok_${card}`, '4242 4242 4242 4242', 'tok_4242-4242-4242-4242']) {
      // One after the other: each must leave nothing behind.
      // oxlint-disable-next-line no-await-in-loop
      const error: unknown = await shop.gateway
        .addPayment({ key, paymentToken, idempotencyKey: aKey() })
        .catch((caught: unknown) => caught);
      expect(error).toMatchObject({
        kind: 'invalid',
        reason: 'PAYMENT_TOKEN_INVALID',
        fields: [{ pointer: '/paymentToken' }],
      });
      expect(String(error)).not.toContain('4242');
    }
    expect(await attemptsOf(key)).toEqual([]);
    expect(shop.log()).not.toContain('4242');
  });

  it('is attached once per idempotency key; another token under the same key is refused', async () => {
    const key = await shop.draft();
    await shop.gateway.setContact({ key, contact: aContact });
    const request = { key, paymentToken: aToken(), idempotencyKey: aKey() };
    await Promise.all(Array.from({ length: 20 }, () => shop.gateway.addPayment(request)));
    expect(await attemptsOf(key)).toHaveLength(1);
    await expect(shop.gateway.addPayment({ ...request, paymentToken: aToken() })).rejects.toMatchObject({
      reason: 'IDEMPOTENCY_KEY_REUSED',
    });
  });

  it('replaces the one before: of twenty attached at once one is left open', async () => {
    const key = await shop.payableOrder();
    await Promise.all(
      Array.from({ length: 20 }, () =>
        shop.gateway.addPayment({ key, paymentToken: aToken(), idempotencyKey: aKey() }),
      ),
    );
    const attempts = await attemptsOf(key);
    expect(attempts.filter(({ status }) => status === 'created')).toHaveLength(1);
    expect(attempts.filter(({ status, token }) => status === 'replaced' && token === null)).toHaveLength(20);
  });

  it('cannot be attached to an order that is being paid', async () => {
    const { key } = await shop.chargedOrder();
    const attempt = shop.gateway.addPayment({ key, paymentToken: aToken(), idempotencyKey: aKey() });
    await expect(attempt).rejects.toMatchObject(wrongStatus);
  });
});

describe('completing an order', () => {
  it('charges what is due now, in the order’s name, and waits for the provider’s event', async () => {
    const key = await shop.payableOrder();
    const { order } = await shop.complete(key);
    expect(order).toMatchObject({ status: 'ORDER_STATUS_AWAITING_PAYMENT', payment: { status: 'processing' } });
    expect(shop.chargesOf(key)).toMatchObject([{ amount: 120_000, currency: 'USD', reference: key.orderId }]);
    const [attempt] = await attemptsOf(key);
    expect(attempt).toMatchObject({ token: null, chargeId: shop.chargesOf(key)[0]?.id });
    expect(shop.provider.charges.has(attempt?.id ?? '')).toBe(true);
    expect(codesOf(await shop.orderOf(key))).toEqual(['order_created', 'contact_set', 'payment_added']);
  });

  it('needs a payment method, and the terms of the order accepted', async () => {
    const bare = await shop.draft();
    await expect(shop.complete(bare)).rejects.toMatchObject({ kind: 'conflict', reason: 'PAYMENT_MISSING' });
    const key = await shop.payableOrder();
    const attempt = shop.gateway.completeOrder({ key, acceptedTermsVersion: '2020-01', idempotencyKey: aKey() });
    await expect(attempt).rejects.toMatchObject({
      kind: 'conflict',
      reason: 'TERMS_NOT_ACCEPTED',
      fields: [{ pointer: '/acceptedTermsVersion' }],
    });
    const order = await shop.orderOf(key);
    expect(order).toMatchObject({ status: 'ORDER_STATUS_DRAFT', payment: { status: 'created' } });
    expect(shop.chargesOf(key)).toEqual([]);
  });

  it('charges once, whether it is repeated with the same key or tried by twenty at once', async () => {
    const repeated = await shop.payableOrder();
    const idempotencyKey = aKey();
    const before = shop.provider.requests;
    const answers = await Promise.all(Array.from({ length: 20 }, () => shop.complete(repeated, idempotencyKey)));
    expect(new Set(answers.map(({ order }) => order?.status))).toEqual(new Set(['ORDER_STATUS_AWAITING_PAYMENT']));
    expect(shop.provider.requests - before).toBe(1);

    const raced = await shop.payableOrder();
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => shop.complete(raced)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results.filter(({ status }) => status === 'rejected')) {
      expect(result).toMatchObject({ reason: wrongStatus });
    }
    expect(shop.chargesOf(raced)).toHaveLength(1);
    expect(shop.provider.requests - before).toBe(2);
  });

  it('with a declined card makes the order a draft again, to be completed with another one', async () => {
    const key = await shop.payableOrder();
    const idempotencyKey = aKey();
    shop.provider.next = 'decline';
    await expect(shop.complete(key, idempotencyKey)).rejects.toMatchObject(declined);
    const order = await shop.orderOf(key);
    expect(order).toMatchObject({
      status: 'ORDER_STATUS_DRAFT',
      payment: { status: 'failed', declineCode: 'card_declined' },
    });
    expect(codesOf(order).at(-1)).toBe('payment_declined');
    expect(await attemptsOf(key)).toMatchObject([{ token: null }]);

    shop.provider.next = 'accept';
    await expect(shop.complete(key, idempotencyKey)).rejects.toMatchObject(declined);
    await expect(shop.complete(key)).rejects.toMatchObject({ reason: 'PAYMENT_MISSING' });
    await shop.gateway.addPayment({ key, paymentToken: aToken(), idempotencyKey: aKey() });
    const { order: completed } = await shop.complete(key);
    expect(completed).toMatchObject({ status: 'ORDER_STATUS_AWAITING_PAYMENT', payment: { status: 'processing' } });
  });
});

describe('a charge without an answer', () => {
  it.each([['fail' as const], ['hang' as const]])(
    'leaves the order waiting when the provider does %s, and is sent again under the same key later',
    async (next) => {
      const key = await shop.payableOrder();
      shop.provider.next = next;
      const { order } = await shop.complete(key);
      expect(order).toMatchObject({ status: 'ORDER_STATUS_AWAITING_PAYMENT', payment: { status: 'processing' } });

      shop.provider.next = 'accept';
      expect(await sweepCharges(shop.deps)).toBe(0);
      shop.clock.advance(31_000);
      const sent = await Promise.all([sweepCharges(shop.deps), sweepCharges(shop.deps), sweepCharges(shop.deps)]);
      expect(sent.reduce((sum, count) => sum + count, 0)).toBe(1);
      expect(shop.chargesOf(key)).toHaveLength(1);
      expect(await attemptsOf(key)).toMatchObject([{ chargeId: shop.chargesOf(key)[0]?.id, token: null }]);
      shop.clock.advance(3_600_000);
      expect(await sweepCharges(shop.deps)).toBe(0);
    },
  );

  it('is sent again after ever longer pauses while the provider is out of order', async () => {
    const key = await shop.payableOrder();
    shop.provider.next = 'fail';
    await shop.complete(key);
    const pauses: number[] = [];
    for (const seconds of [30, 60, 120, 240, 480, 960, 1_800, 1_800]) {
      shop.clock.advance((seconds - 1) * 1_000);
      // Turn by turn: each pause begins with the turn before.
      // oxlint-disable-next-line no-await-in-loop
      expect(await sweepCharges(shop.deps)).toBe(0);
      shop.clock.advance(1_000);
      // oxlint-disable-next-line no-await-in-loop
      if ((await sweepCharges(shop.deps)) === 1) pauses.push(seconds);
    }
    expect(pauses).toEqual([30, 60, 120, 240, 480, 960, 1_800, 1_800]);
    expect(await shop.registry.metrics()).toMatch(/order_awaiting_payment_oldest_seconds\{service="order"\} \d{4,}/);
  });

  it('that turns out declined makes the order a draft again', async () => {
    const key = await shop.payableOrder();
    shop.provider.next = 'fail';
    await shop.complete(key);
    shop.provider.next = 'decline';
    shop.clock.advance(31_000);
    await sweepCharges(shop.deps);
    expect(await shop.orderOf(key)).toMatchObject({ status: 'ORDER_STATUS_DRAFT', payment: { status: 'failed' } });
  });
});
