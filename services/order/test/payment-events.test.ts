import { relayOutbox } from '@countersign/db';
import { createQueue, jobHandler, startRelay, startWorker } from '@countersign/jobs';
import { createLogger, createMetrics } from '@countersign/runtime';
import { testRedis } from '@countersign/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Type } from 'typebox';
import { createPaymentJobs } from '../src/payment/payment-jobs.ts';
import { anEvent, anId, captureOf, codesOf, openShop, type Shop } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterEach(() => {
  shop.provider.next = 'accept';
  shop.provider.beforeAnswer = async () => undefined;
});
afterAll(() => shop.close());

type Key = Awaited<ReturnType<Shop['draft']>>;
type Event = ReturnType<typeof anEvent>;

const idOf = ({ body }: Event) => (JSON.parse(body.toString()) as { id: string }).id;

const storedEvent = (event: Event) =>
  shop.db.selectFrom('paymentEvents').selectAll().where('eventId', '=', idOf(event)).executeTakeFirstOrThrow();

/** What was announced to enrolment about an order. */
const announced = async ({ orderId }: Key) => {
  const rows = await shop.db
    .withTables<{ outbox: { queue: string; topic: string; payload: { orderId?: string } } }>()
    .selectFrom('outbox')
    .select(['queue', 'topic', 'payload'])
    .where('queue', '=', 'enrollment')
    .execute();
  return rows.filter(({ payload }) => payload.orderId === orderId);
};

const refundsOf = ({ orderId }: Key) =>
  [...shop.provider.refunds.values()].filter(({ reference }) => reference === orderId);

const troublesOf = async ({ orderId }: Key) => {
  const rows = await shop.db.selectFrom('orderTroubles').select('trouble').where('orderId', '=', orderId).execute();
  return rows.map(({ trouble }) => trouble);
};

describe('ingesting an event', () => {
  it('stores it as it came and announces it, and leaves the order alone', async () => {
    const { key, charge } = await shop.chargedOrder();
    const event = anEvent(captureOf(charge));
    expect(await shop.gateway.ingestPaymentEvent(event)).toEqual({ duplicate: false });
    const stored = await storedEvent(event);
    expect(stored.body).toEqual(event.body);
    expect(stored).toMatchObject({ outcome: null, handledAt: null, reference: key.orderId });
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_AWAITING_PAYMENT');
    const jobs: unknown[] = [];
    await relayOutbox(shop.db, async (rows) => void jobs.push(...rows));
    const payload = { paymentEventId: stored.id };
    expect(jobs).toContainEqual(expect.objectContaining({ queue: 'order', topic: 'payment-event', payload }));
  });

  it('stores the same event once, however often it is delivered at the same time', async () => {
    const { charge } = await shop.chargedOrder();
    const event = anEvent(captureOf(charge));
    const answers = await Promise.all(Array.from({ length: 20 }, () => shop.gateway.ingestPaymentEvent(event)));
    expect(answers.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
  });

  it('refuses a forged one, and one for another provider, before anything is stored', async () => {
    const { key, charge } = await shop.chargedOrder();
    const event = anEvent(captureOf(charge));
    for (const bad of [
      { ...event, signature: 'forged' },
      { ...event, signature: '' },
      { ...event, provider: 'another' },
    ]) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(shop.gateway.ingestPaymentEvent(bad)).rejects.toMatchObject({
        kind: 'invalid',
        reason: 'PAYMENT_EVENT_INVALID',
      });
    }
    await expect(storedEvent(event)).rejects.toThrow('no result');
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_AWAITING_PAYMENT');
    expect(await shop.registry.metrics()).toMatch(/payment_events_total\{[^}]*outcome="invalid"[^}]*\} 3/);
  });
});

describe('an event of a captured charge', () => {
  it('makes the order paid and tells enrolment, once', async () => {
    const { key, charge } = await shop.chargedOrder();
    await shop.settle(anEvent(captureOf(charge)));
    const order = await shop.orderOf(key);
    expect(order).toMatchObject({ status: 'ORDER_STATUS_PAID', payment: { status: 'captured' } });
    expect(order.subscriptionIds).toHaveLength(1);
    expect(codesOf(order)).toEqual(expect.arrayContaining(['payment_captured', 'order_paid']));
    expect(await announced(key)).toEqual([
      { queue: 'enrollment', topic: 'order-paid', payload: { orderId: key.orderId } },
    ]);
    const told = shop
      .log()
      .split('\n')
      .filter((line) => line.includes('order paid') && line.includes(key.orderId));
    expect(told).toHaveLength(1);
  });

  it('has one effect when it is delivered and acted on twenty times in parallel', async () => {
    const { key, charge } = await shop.chargedOrder();
    const event = anEvent(captureOf(charge));
    await Promise.all(Array.from({ length: 20 }, () => shop.settle(event)));
    expect(await storedEvent(event)).toMatchObject({ outcome: 'captured' });
    expect(codesOf(await shop.orderOf(key)).filter((code) => code === 'order_paid')).toHaveLength(1);
    expect(await announced(key)).toHaveLength(1);
  });

  it('changes nothing when it comes under other event ids at the same time', async () => {
    const { key, charge } = await shop.chargedOrder();
    const events = Array.from({ length: 8 }, () => anEvent(captureOf(charge)));
    await Promise.all(events.map((event) => shop.settle(event)));
    const outcomes = (await Promise.all(events.map(storedEvent))).map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === 'captured')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'repeated')).toHaveLength(7);
    expect(refundsOf(key)).toEqual([]);
    expect(await announced(key)).toHaveLength(1);
  });

  it('pays the order even before the charge was answered', async () => {
    const key = await shop.payableOrder();
    shop.provider.beforeAnswer = async (charge) => void (await shop.settle(anEvent(captureOf(charge))));
    const { order } = await shop.complete(key);
    expect(order).toMatchObject({ status: 'ORDER_STATUS_PAID', payment: { status: 'captured' } });
    const attempt = await shop.db
      .selectFrom('paymentAttempts')
      .select(['chargeId', 'token', 'retryAt'])
      .where('orderId', '=', key.orderId)
      .executeTakeFirst();
    expect(attempt).toEqual({ chargeId: shop.chargesOf(key)[0]?.id, token: null, retryAt: null });
  });

  it('pays the order whose charge got no answer at all', async () => {
    const key = await shop.payableOrder();
    shop.provider.next = 'lose';
    await shop.complete(key);
    const [charge] = shop.chargesOf(key);
    if (charge === undefined) throw new Error('nothing was charged');
    await shop.settle(anEvent(captureOf(charge)));
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_PAID');
  });

  it('pays the order also when it comes after an event that took the charge for failed', async () => {
    const { key, charge } = await shop.chargedOrder();
    const { id: chargeId, reference, idempotencyKey } = charge;
    const failed = { kind: 'failed' as const, chargeId, reference, idempotencyKey, declineCode: 'card_declined' };
    await shop.settle(anEvent(failed));
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_REVIEW');
    await shop.settle(anEvent(captureOf(charge)));
    expect(await shop.orderOf(key)).toMatchObject({ status: 'ORDER_STATUS_PAID', payment: { status: 'captured' } });
    await shop.settle(anEvent(failed));
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_PAID');
  });

  it('of a card that was taken for declined pays the order, and calls the other card off', async () => {
    const { key, charge } = await shop.chargedOrder();
    const { id: chargeId, reference, idempotencyKey } = charge;
    await shop.settle(anEvent({ kind: 'failed', chargeId, reference, idempotencyKey, declineCode: 'card_declined' }));
    await shop.addPayment(key);
    await shop.complete(key);
    const second = shop.chargesOf(key).at(-1);
    await shop.settle(anEvent(captureOf(charge)));
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_PAID');
    if (second) await shop.settle(anEvent(captureOf(second)));
    expect(refundsOf(key)).toMatchObject([{ chargeId: second?.id }]);
  });

  it('keeps the payment method when the buyer wished so, and else does not', async () => {
    const kept = await shop.chargedOrder({ keepMethod: true });
    await shop.settle(anEvent({ ...captureOf(kept.charge), savedMethod: 'pm_of_a_test_1234' }));
    const other = await shop.chargedOrder();
    await shop.settle(anEvent({ ...captureOf(other.charge), savedMethod: 'pm_of_a_test_5678' }));
    const saved = await shop.db.selectFrom('savedMethods').select(['orderId', 'methodId', 'label']).execute();
    expect(saved).toEqual([{ orderId: kept.key.orderId, methodId: 'pm_of_a_test_1234', label: '…1234' }]);
    expect(shop.log()).not.toContain('pm_of_a_test');
  });
});

describe('odd money', () => {
  it.each([
    ['a greater amount', { amountMinor: 142_801n }],
    ['a smaller amount', { amountMinor: 1n }],
    ['another currency', { currency: 'EUR' }],
  ])('of %s sends the order to review and not to enrolment', async (_, wrong) => {
    const { key, charge } = await shop.chargedOrder();
    const event = anEvent({ ...captureOf(charge), ...wrong });
    await shop.settle(event);
    const order = await shop.orderOf(key);
    expect(order).toMatchObject({ status: 'ORDER_STATUS_REVIEW_NEEDED', payment: { status: 'captured' } });
    expect(codesOf(order).at(-1)).toBe('amount_mismatch');
    expect(await announced(key)).toEqual([]);
    expect(await storedEvent(event)).toMatchObject({ outcome: 'amount_mismatch' });
    expect(await troublesOf(key)).toEqual(['amount_mismatch']);
    await expect(shop.enrollment.getPaidOrder({ orderId: key.orderId })).rejects.toMatchObject({
      reason: 'ORDER_NOT_PAID',
    });
  });

  it('that no attempt of an order accounts for sends it to review, where it cannot be paid a second time', async () => {
    const key = await shop.payableOrder();
    const stray = { kind: 'captured' as const, chargeId: anId('ch'), reference: key.orderId };
    await shop.settle(anEvent({ ...stray, amountMinor: 142_800n, currency: 'USD' }));
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_REVIEW_NEEDED');
    expect(await troublesOf(key)).toEqual(['unexpected_payment']);
    await expect(shop.complete(key)).rejects.toMatchObject({ reason: 'ORDER_WRONG_STATUS' });
    expect(shop.chargesOf(key)).toEqual([]);
    expect(await announced(key)).toEqual([]);
  });

  it('for no order of ours, and an event that changes nothing, are stored and change nothing', async () => {
    const stray = { kind: 'captured' as const, chargeId: anId('ch'), reference: 'ord_strange' };
    const strange = anEvent({ ...stray, amountMinor: 1n, currency: 'USD' });
    await shop.settle(strange);
    expect(await storedEvent(strange)).toMatchObject({ outcome: 'unknown_reference' });
    const other = anEvent(undefined);
    await shop.settle(other);
    expect(await storedEvent(other)).toMatchObject({ outcome: 'ignored' });
    expect(await shop.registry.metrics()).toMatch(/payment_events_total\{[^}]*outcome="unknown_reference"[^}]*\} 1/);
  });
});

describe('money captured twice', () => {
  it.each([
    ['first', 'second'],
    ['second', 'first'],
  ])('pays the order by what is told of first (%s) and sends %s back, once', async (first) => {
    const { key, charge } = await shop.chargedOrder();
    const { idempotencyKey: _, ...again } = { ...captureOf(charge), chargeId: anId('ch') };
    const events = first === 'first' ? [captureOf(charge), again] : [again, captureOf(charge)];
    for (const event of events) {
      // oxlint-disable-next-line no-await-in-loop
      await shop.settle(anEvent(event));
    }
    const order = await shop.orderOf(key);
    expect(order).toMatchObject({ status: 'ORDER_STATUS_PAID', refunded: { minorUnits: 0n } });
    expect(refundsOf(key)).toMatchObject([{ chargeId: events[1]?.chargeId, amountMinor: 142_800n }]);
    const [refund] = refundsOf(key);
    if (refund === undefined) throw new Error('nothing was paid back');
    const { id: refundId, chargeId, reference, amountMinor, currency } = refund;
    const told = { kind: 'refunded' as const, refundId, chargeId, reference, amountMinor, currency };
    await Promise.all([shop.settle(anEvent(told)), shop.settle(anEvent(told))]);
    const after = await shop.orderOf(key);
    expect(after).toMatchObject({ status: 'ORDER_STATUS_PAID', refunded: { minorUnits: 0n } });
    expect(codesOf(after).filter((code) => code === 'surplus_refunded')).toHaveLength(1);
    expect(await announced(key)).toHaveLength(1);
  });

  it('at the same moment keeps one of both', async () => {
    const { key, charge } = await shop.chargedOrder();
    const { idempotencyKey: _, ...again } = { ...captureOf(charge), chargeId: anId('ch') };
    await Promise.all([shop.settle(anEvent(captureOf(charge))), shop.settle(anEvent(again))]);
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_PAID');
    expect(refundsOf(key)).toHaveLength(1);
    expect(await announced(key)).toHaveLength(1);
  });
});

describe('a job about an event', () => {
  it('travels through outbox, Redis and worker; one written by hand changes nothing', async () => {
    const place = testRedis();
    const logger = createLogger({ service: 'order', level: 'silent' });
    const metrics = createMetrics('order');
    const done = new Map<string, () => void>();
    const handled = (paymentEventId: string) => new Promise<void>((resolve) => void done.set(paymentEventId, resolve));
    const real = createPaymentJobs(shop.deps)['payment-event'];
    const watched = jobHandler(Type.Object({ paymentEventId: Type.String() }), async (payload, id) => {
      await real?.handle(payload, id);
      done.get(payload.paymentEventId)?.();
    });
    const { key, charge } = await shop.chargedOrder();
    const other = await shop.chargedOrder();
    const event = anEvent(captureOf(charge));
    await shop.gateway.ingestPaymentEvent(event);
    const { id } = await storedEvent(event);
    const paid = handled(id);
    const relay = startRelay({ db: shop.db, place, logger, metrics });
    const worker = startWorker({ queue: 'order', place, handlers: { 'payment-event': watched }, logger, metrics });
    const queue = createQueue('order', place);
    try {
      await paid;
      const before = await shop.orderOf(key);
      expect(before.status).toBe('ORDER_STATUS_PAID');

      const forged = ['pev_unknown', other.key.orderId, charge.id];
      const all = [handled(id), ...forged.map(handled)];
      await Promise.all(
        [id, ...forged].map((paymentEventId) =>
          queue.add({ id: `by-hand-${paymentEventId}`, topic: 'payment-event', payload: { paymentEventId } }),
        ),
      );
      await Promise.all(all);
      expect(await shop.orderOf(key)).toEqual(before);
      expect(await announced(key)).toHaveLength(1);
      expect((await shop.orderOf(other.key)).status).toBe('ORDER_STATUS_AWAITING_PAYMENT');
    } finally {
      await Promise.all([queue.close(), worker.close(), relay.close()]);
    }
  });
});
