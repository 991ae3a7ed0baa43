import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { sweepCharges } from '../src/payment/janitor.ts';
import { aKey, anEvent, aToken, captureOf, codesOf, openShop, type Shop, someContacts } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterEach(async () => {
  shop.provider.next = 'accept';
  // What one test leaves under way has no turn in the next.
  await shop.db.updateTable('paymentAttempts').set({ retryAt: null }).execute();
});
afterAll(() => shop.close());

const wrongStatus = { kind: 'conflict', reason: 'ORDER_WRONG_STATUS' };
const declined = { kind: 'conflict', reason: 'PAYMENT_DECLINED' };

type Key = Awaited<ReturnType<Shop['draft']>>;

const attemptsOf = ({ orderId }: { orderId: string }) =>
  shop.db
    .selectFrom('paymentAttempts')
    .select(['id', 'status', 'token', 'chargeId', 'declineCode'])
    .where('orderId', '=', orderId)
    .orderBy('seq')
    .execute();

const cartStateOf = async ({ orderId }: Key) =>
  await shop.db
    .selectFrom('carts')
    .innerJoin('orders', 'orders.cartId', 'carts.id')
    .select('carts.state')
    .where('orders.id', '=', orderId)
    .executeTakeFirst();

const withContacts = async () => {
  const key = await shop.draft();
  await shop.gateway.setContacts({ key, contacts: someContacts() });
  return key;
};

const paymentOf = (key: Key, over: object = {}) => ({
  key,
  paymentToken: aToken(),
  idempotencyKey: aKey(),
  keepMethod: false,
  ...over,
});

const completionOf = async (key: Key, over: object = {}) => ({
  key,
  acceptedTermsVersion: '2026-01',
  idempotencyKey: aKey(),
  quoteId: (await shop.orderOf(key)).quote?.id ?? '',
  returnUrl: '',
  ...over,
});

describe('a payment method', () => {
  it('is attached by its token, which is not shown again, and brings the order to review', async () => {
    const key = await withContacts();
    const paymentToken = aToken();
    const { order } = await shop.gateway.addPayment(paymentOf(key, { paymentToken, keepMethod: true }));
    expect(order).toMatchObject({
      status: 'ORDER_STATUS_REVIEW',
      payment: { status: 'created', declineCode: '', actionUrl: '', keepMethod: true },
    });
    const text = JSON.stringify(order, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));
    expect(text).not.toContain(paymentToken);
    expect(shop.log()).not.toContain(paymentToken);
  });

  it('needs contacts first', async () => {
    const key = await shop.draft();
    await expect(shop.gateway.addPayment(paymentOf(key))).rejects.toMatchObject({
      kind: 'conflict',
      reason: 'CONTACT_MISSING',
    });
  });

  it('is never a card number, which is neither stored nor logged nor repeated in the error', async () => {
    const key = await withContacts();
    const card = '4242424242424242';
    for (const paymentToken of [card, `tok_${card}`, '4242 4242 4242 4242', 'tok_4242-4242-4242-4242']) {
      // One after the other: each must leave nothing behind.
      // oxlint-disable-next-line no-await-in-loop
      const error: unknown = await shop.gateway
        .addPayment(paymentOf(key, { paymentToken }))
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
    const key = await withContacts();
    const request = paymentOf(key);
    await Promise.all(Array.from({ length: 20 }, () => shop.gateway.addPayment(request)));
    expect(await attemptsOf(key)).toHaveLength(1);
    await expect(shop.gateway.addPayment({ ...request, paymentToken: aToken() })).rejects.toMatchObject({
      reason: 'IDEMPOTENCY_KEY_REUSED',
    });
  });

  it('replaces the one before: of twenty attached at once one is left open', async () => {
    const key = await shop.payableOrder();
    await Promise.all(Array.from({ length: 20 }, () => shop.gateway.addPayment(paymentOf(key))));
    const attempts = await attemptsOf(key);
    expect(attempts.filter(({ status }) => status === 'created')).toHaveLength(1);
    expect(attempts.filter(({ status, token }) => status === 'replaced' && token === null)).toHaveLength(20);
  });

  it('cannot be attached to an order that is being paid', async () => {
    const { key } = await shop.chargedOrder();
    await expect(shop.gateway.addPayment(paymentOf(key))).rejects.toMatchObject(wrongStatus);
  });
});

describe('what a checkout needs', () => {
  it('is told without an order', async () => {
    expect(await shop.gateway.getCheckoutOptions({})).toEqual({
      provider: 'sandbox',
      pageUrl: 'http://pay.example.com/',
      publishableKey: '',
      termsVersion: '2026-01',
      renewalConsentVersion: '2026-11',
    });
  });
});

describe('completing an order', () => {
  it('charges what is due now with tax, in the order’s name, and waits for the provider’s event', async () => {
    const key = await shop.payableOrder({ keepMethod: true });
    const returnUrl = 'https://shop.example.com/orders/1';
    const { order } = await shop.gateway.completeOrder(await completionOf(key, { returnUrl }));
    expect(order).toMatchObject({
      status: 'ORDER_STATUS_AWAITING_PAYMENT',
      payment: { status: 'processing' },
      quote: { state: 'accepted' },
      termsAcceptedAt: shop.clock.now(),
    });
    const [charge] = shop.chargesOf(key);
    const [attempt] = await attemptsOf(key);
    expect(charge).toMatchObject({
      amountMinor: 142_800n,
      currency: 'USD',
      reference: key.orderId,
      idempotencyKey: attempt?.id,
      saveMethod: true,
      offSession: false,
      returnUrl,
    });
    expect(attempt).toMatchObject({ token: null, chargeId: charge?.id });
    expect(await cartStateOf(key)).toEqual({ state: 'locked' });
  });

  it('needs contacts, a payment method, the order’s terms and the quote that the buyer saw', async () => {
    const draft = await shop.draft();
    await expect(shop.complete(draft)).rejects.toMatchObject({ kind: 'conflict', reason: 'CONTACT_MISSING' });
    const bare = await withContacts();
    await expect(shop.complete(bare)).rejects.toMatchObject({ kind: 'conflict', reason: 'PAYMENT_MISSING' });
    const key = await shop.payableOrder();
    const oldTerms = await completionOf(key, { acceptedTermsVersion: '2020-01' });
    await expect(shop.gateway.completeOrder(oldTerms)).rejects.toMatchObject({
      kind: 'conflict',
      reason: 'TERMS_NOT_ACCEPTED',
      fields: [{ pointer: '/acceptedTermsVersion' }],
    });
    const otherQuote = await completionOf(key, { quoteId: 'quo_0' });
    await expect(shop.gateway.completeOrder(otherQuote)).rejects.toMatchObject({
      kind: 'conflict',
      reason: 'QUOTE_SUPERSEDED',
    });
    expect(await shop.orderOf(key)).toMatchObject({ status: 'ORDER_STATUS_REVIEW', payment: { status: 'created' } });
    expect(shop.chargesOf(key)).toEqual([]);
  });

  it('refuses an address to return to that no browser should be sent to', async () => {
    const key = await shop.payableOrder();
    for (const returnUrl of [
      'javascript:alert(1)',
      'shop',
      'https://a:b@example.com/',
      `https://example.com/${'x'.repeat(2000)}`,
    ]) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(shop.gateway.completeOrder(await completionOf(key, { returnUrl }))).rejects.toMatchObject({
        kind: 'invalid',
        reason: 'RETURN_URL_INVALID',
        fields: [{ pointer: '/returnUrl' }],
      });
    }
  });

  it('is refused once the quote has expired', async () => {
    const key = await shop.payableOrder();
    shop.clock.advance(30 * 60_000);
    await expect(shop.complete(key)).rejects.toMatchObject({ kind: 'conflict', reason: 'QUOTE_EXPIRED' });
    expect(shop.chargesOf(key)).toEqual([]);
  });

  it('charges once, whether it is repeated with the same key or tried by twenty at once', async () => {
    const repeated = await shop.payableOrder();
    const idempotencyKey = aKey();
    const before = shop.provider.requests;
    const request = await completionOf(repeated, { idempotencyKey });
    const answers = await Promise.all(Array.from({ length: 20 }, () => shop.gateway.completeOrder(request)));
    expect(new Set(answers.map(({ order }) => order?.status))).toEqual(new Set(['ORDER_STATUS_AWAITING_PAYMENT']));
    expect(shop.provider.requests - before).toBe(1);

    const raced = await shop.payableOrder();
    const { quoteId } = await completionOf(raced);
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => shop.complete(raced, { quoteId })));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results.filter(({ status }) => status === 'rejected')) {
      expect(result).toMatchObject({ reason: wrongStatus });
    }
    expect(shop.chargesOf(raced)).toHaveLength(1);
    expect(shop.provider.requests - before).toBe(2);
  });

  it('with a declined card brings the order back to review, to be completed with another one', async () => {
    const key = await shop.payableOrder();
    const request = await completionOf(key);
    shop.provider.next = 'decline';
    await expect(shop.gateway.completeOrder(request)).rejects.toMatchObject(declined);
    const order = await shop.orderOf(key);
    expect(order).toMatchObject({
      status: 'ORDER_STATUS_REVIEW',
      payment: { status: 'failed', declineCode: 'card_declined' },
    });
    expect(order.timeline.at(-1)).toMatchObject({ code: 'payment_declined', facts: { reason: 'card_declined' } });
    expect(await attemptsOf(key)).toMatchObject([{ token: null }]);
    expect(await cartStateOf(key)).toEqual({ state: 'open' });

    shop.provider.next = 'accept';
    await expect(shop.gateway.completeOrder(request)).rejects.toMatchObject(declined);
    await expect(shop.complete(key)).rejects.toMatchObject({ reason: 'PAYMENT_MISSING' });
    await shop.addPayment(key);
    const { order: completed } = await shop.complete(key);
    expect(completed).toMatchObject({ status: 'ORDER_STATUS_AWAITING_PAYMENT', payment: { status: 'processing' } });
    expect(await cartStateOf(key)).toEqual({ state: 'locked' });
  });
});

describe('a payment that the buyer must confirm at his bank', () => {
  const confirmable = async () => {
    const key = await shop.payableOrder();
    shop.provider.next = 'requires_action';
    const { order } = await shop.complete(key);
    shop.provider.next = 'accept';
    const charge = shop.chargesOf(key).at(-1);
    if (charge === undefined) throw new Error('nothing was charged');
    return { key, order, charge };
  };

  it('shows him the page, and is paid by the event alone', async () => {
    const { key, order, charge } = await confirmable();
    expect(order).toMatchObject({
      status: 'ORDER_STATUS_AWAITING_PAYMENT',
      payment: { status: 'requires_action', actionUrl: `http://pay.example.com/confirm/${charge.id}` },
    });
    expect(codesOf(await shop.orderOf(key))).toContain('payment_requires_action');
    await shop.settle(anEvent(captureOf(charge)));
    expect(await shop.orderOf(key)).toMatchObject({
      status: 'ORDER_STATUS_PAID',
      payment: { status: 'captured', actionUrl: '' },
    });
  });

  it('that fails there brings the order back to review', async () => {
    const { key, charge } = await confirmable();
    const { id: chargeId, reference, idempotencyKey } = charge;
    const declineCode = 'authentication_failed';
    await shop.settle(anEvent({ kind: 'failed', chargeId, reference, idempotencyKey, declineCode }));
    expect(await shop.orderOf(key)).toMatchObject({
      status: 'ORDER_STATUS_REVIEW',
      payment: { status: 'failed', declineCode, actionUrl: '' },
    });
  });

  it('may be given up for another card; the old charge is called off, and its money goes back', async () => {
    const { key, charge } = await confirmable();
    const { order } = await shop.gateway.addPayment(paymentOf(key));
    expect(order).toMatchObject({ status: 'ORDER_STATUS_REVIEW', payment: { status: 'created' } });
    await sweepCharges(shop.deps);
    expect(shop.provider.cancelled).toContain(charge.id);
    await shop.complete(key);
    const [, second] = shop.chargesOf(key);

    await shop.settle(anEvent(captureOf(charge)));
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_AWAITING_PAYMENT');
    expect([...shop.provider.refunds.values()].filter(({ chargeId }) => chargeId === charge.id)).toHaveLength(1);
    if (second) await shop.settle(anEvent(captureOf(second)));
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_PAID');
    expect((await attemptsOf(key)).map(({ status }) => status)).toEqual(['cancelled', 'captured']);
  });

  it('alarms nobody while he takes his time', async () => {
    const { key } = await confirmable();
    const since = new Date('2000-01-01T00:00:00Z');
    await shop.db.updateTable('paymentAttempts').set({ updatedAt: since }).where('orderId', '=', key.orderId).execute();
    const oldest = async () =>
      /order_awaiting_payment_oldest_seconds\S* (\d+)/.exec(await shop.registry.metrics())?.[1];
    const ageSeconds = (shop.clock.now().getTime() - since.getTime()) / 1000;
    expect(Number(await oldest())).toBeLessThan(ageSeconds - 1);
    // The figure is of what the provider owes.
    const attempts = shop.db.updateTable('paymentAttempts').where('orderId', '=', key.orderId);
    await attempts.set({ status: 'processing' }).execute();
    expect(Number(await oldest())).toBeCloseTo(ageSeconds, -1);
    await attempts.set({ status: 'requires_action' }).execute();
  });

  it('is given up for him after an hour', async () => {
    const { key, charge } = await confirmable();
    shop.clock.advance(59 * 60_000);
    await sweepCharges(shop.deps);
    expect((await shop.orderOf(key)).payment?.status).toBe('requires_action');
    shop.clock.advance(32 * 60_000);
    await sweepCharges(shop.deps);
    expect(await shop.orderOf(key)).toMatchObject({ status: 'ORDER_STATUS_REVIEW', payment: { status: 'cancelled' } });
    expect(shop.provider.cancelled).toContain(charge.id);
  });
});

describe('a charge without an answer', () => {
  it.each([['fail' as const], ['lose' as const]])(
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
    },
  );

  it('becomes unknown after a quarter of an hour, which staff see, and ends when the provider knows', async () => {
    const key = await shop.payableOrder();
    shop.provider.next = 'fail';
    await shop.complete(key);
    const statuses: (string | undefined)[] = [];
    for (const seconds of [30, 60, 120, 240, 480]) {
      shop.clock.advance(seconds * 1_000);
      // Turn by turn: each pause begins with the turn before.
      // oxlint-disable-next-line no-await-in-loop
      expect(await sweepCharges(shop.deps)).toBe(1);
      // oxlint-disable-next-line no-await-in-loop
      statuses.push((await shop.orderOf(key)).payment?.status);
    }
    expect(statuses).toEqual(['processing', 'processing', 'processing', 'processing', 'unknown']);
    expect(codesOf(await shop.orderOf(key)).at(-1)).toBe('payment_unknown');
    const operator = await shop.as({ userId: 'usr_operator', staffRoles: ['operator'] });
    const troubled = async () => {
      const { orders } = await shop.gateway.listTroubledOrders({ pageSize: 100, pageToken: '' }, operator);
      return orders.filter(({ order }) => order?.id === key.orderId).map(({ trouble }) => trouble);
    };
    expect(await troubled()).toEqual(['payment_unknown']);
    expect(await shop.registry.metrics()).toMatch(/order_awaiting_payment_oldest_seconds\{service="order"\} \d+/);

    shop.provider.next = 'accept';
    await shop.gateway.retryOrder({ orderId: key.orderId }, operator);
    expect(await sweepCharges(shop.deps)).toBe(1);
    const [charge] = shop.chargesOf(key);
    if (charge === undefined) throw new Error('nothing was charged');
    await shop.settle(anEvent(captureOf(charge)));
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_PAID');
    expect(await troubled()).toEqual([]);
  });

  it('that turns out declined brings the order back to review', async () => {
    const key = await shop.payableOrder();
    shop.provider.next = 'fail';
    await shop.complete(key);
    shop.provider.next = 'decline';
    shop.clock.advance(31_000);
    await sweepCharges(shop.deps);
    expect(await shop.orderOf(key)).toMatchObject({ status: 'ORDER_STATUS_REVIEW', payment: { status: 'failed' } });
  });

  it('is not sent again once the provider may have forgotten its key', async () => {
    const key = await shop.payableOrder();
    shop.provider.next = 'fail';
    await shop.complete(key);
    shop.provider.next = 'accept';
    shop.clock.advance(24 * 3_600_000);
    await sweepCharges(shop.deps);
    expect(shop.chargesOf(key)).toEqual([]);
    expect(await shop.orderOf(key)).toMatchObject({
      status: 'ORDER_STATUS_REVIEW',
      payment: { status: 'failed', declineCode: 'no_answer' },
    });
  });
});

describe('a charge of which no event comes', () => {
  it.each([
    ['captured' as const, 'ORDER_STATUS_PAID'],
    ['failed' as const, 'ORDER_STATUS_REVIEW'],
  ])('is asked for, and %s makes the order %s by way of the event job alone', async (status, reached) => {
    const { key, charge } = await shop.chargedOrder();
    charge.status = status;
    shop.clock.advance(121_000);
    expect(await sweepCharges(shop.deps)).toBe(1);
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_AWAITING_PAYMENT');
    await shop.settleFindings(charge.id);
    expect((await shop.orderOf(key)).status).toBe(reached);

    await shop.settle(anEvent(captureOf(charge)));
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_PAID');
    expect(codesOf(await shop.orderOf(key)).filter((code) => code === 'order_paid')).toHaveLength(1);
  });
});

describe('giving an order up', () => {
  it('calls its charge off; money that comes all the same goes back, and the order stays cancelled', async () => {
    const { key, charge } = await shop.chargedOrder();
    await shop.gateway.cancelOrder({ key });
    await sweepCharges(shop.deps);
    expect(shop.provider.cancelled).toContain(charge.id);
    await shop.settle(anEvent(captureOf(charge)));
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_CANCELLED');
    const [refund] = [...shop.provider.refunds.values()].filter(({ chargeId }) => chargeId === charge.id);
    expect(refund).toMatchObject({ amountMinor: 142_800n, currency: 'USD' });
  });

  it('does not lose sight of a charge that was never answered', async () => {
    const key = await shop.payableOrder();
    shop.provider.next = 'lose';
    await shop.complete(key);
    shop.provider.next = 'accept';
    await shop.gateway.cancelOrder({ key });
    const [charge] = shop.chargesOf(key);
    if (charge === undefined) throw new Error('nothing was charged');
    charge.status = 'captured';
    await sweepCharges(shop.deps);
    await shop.settleFindings(charge.id);
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_CANCELLED');
    expect([...shop.provider.refunds.values()].filter(({ chargeId }) => chargeId === charge.id)).toHaveLength(1);
    shop.clock.advance(3_600_000);
    expect(await sweepCharges(shop.deps)).toBe(0);
  });

  it('at the moment of its completion ends in one of both, and keeps no money', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => shop.payableOrder()));
    await Promise.all(
      keys.map(async (key) => {
        const { quoteId } = await completionOf(key);
        await Promise.allSettled([shop.complete(key, { quoteId }), shop.gateway.cancelOrder({ key })]);
        await Promise.all(shop.chargesOf(key).map((charge) => shop.settle(anEvent(captureOf(charge)))));
        expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_CANCELLED');
        const refunded = [...shop.provider.refunds.values()].filter(({ reference }) => reference === key.orderId);
        expect(refunded).toHaveLength(shop.chargesOf(key).length);
      }),
    );
  });

  it('at the moment of its capture ends paid, or cancelled with the money back', async () => {
    const charged = await Promise.all(Array.from({ length: 8 }, () => shop.chargedOrder()));
    await Promise.all(
      charged.map(async ({ key, charge }) => {
        await Promise.allSettled([shop.settle(anEvent(captureOf(charge))), shop.gateway.cancelOrder({ key })]);
        const { status } = await shop.orderOf(key);
        const refunded = [...shop.provider.refunds.values()].filter(({ reference }) => reference === key.orderId);
        expect([status, refunded.length]).toEqual(
          status === 'ORDER_STATUS_PAID' ? ['ORDER_STATUS_PAID', 0] : ['ORDER_STATUS_CANCELLED', 1],
        );
      }),
    );
  });
});
