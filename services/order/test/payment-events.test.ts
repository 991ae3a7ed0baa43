import { relayOutbox } from '@countersign/db';
import { createQueue, jobHandler, startRelay, startWorker } from '@countersign/jobs';
import type { OrderKey } from '@countersign/proto/order';
import { createLogger, createMetrics } from '@countersign/runtime';
import { testRedis } from '@countersign/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Type } from 'typebox';
import { createPaymentJobs } from '../src/payment/payment-jobs.ts';
import { settleEvent } from '../src/payment/settlement.ts';
import { aKey, aToken, capturedEvent, codesOf, openShop, type Shop, signedEvent } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterEach(() => {
  shop.provider.next = 'accept';
  shop.provider.beforeAnswer = async () => undefined;
});
afterAll(() => shop.close());

const storedEvent = (eventId: string) =>
  shop.db.selectFrom('paymentEvents').selectAll().where('eventId', '=', eventId).executeTakeFirstOrThrow();

/** What was announced to enrolment about an order. */
const announced = async ({ orderId }: OrderKey) => {
  const rows = await shop.db
    .withTables<{ outbox: { queue: string; topic: string; payload: { orderId?: string } } }>()
    .selectFrom('outbox')
    .select(['queue', 'topic', 'payload'])
    .where('queue', '=', 'enrollment')
    .execute();
  return rows.filter(({ payload }) => payload.orderId === orderId);
};

/** Ingests an event and acts on it, as the worker does. */
const deliver = async (event: { id: string }) => {
  const { duplicate } = await shop.ingest(event);
  await settleEvent(shop.deps, (await storedEvent(event.id)).id);
  return duplicate;
};

describe('ingesting an event', () => {
  it('stores it as it came and announces it, and leaves the order alone', async () => {
    const { key, charge } = await shop.chargedOrder();
    const event = capturedEvent(charge);
    expect(await shop.ingest(event)).toEqual({ duplicate: false });
    const stored = await storedEvent(event.id);
    expect(stored.body.toString('utf8')).toBe(JSON.stringify(event));
    expect(stored).toMatchObject({ outcome: null, handledAt: null, reference: key.orderId });
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_AWAITING_PAYMENT');
    const jobs: unknown[] = [];
    await relayOutbox(shop.db, async (rows) => void jobs.push(...rows));
    const payload = { paymentEventId: stored.id };
    expect(jobs).toContainEqual(expect.objectContaining({ queue: 'order', topic: 'payment-event', payload }));
  });

  it('stores the same event once, however often it is delivered at the same time', async () => {
    const { charge } = await shop.chargedOrder();
    const event = capturedEvent(charge);
    const answers = await Promise.all(Array.from({ length: 20 }, () => shop.ingest(event)));
    expect(answers.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
  });

  it('refuses a wrong, old, future, missing or moved signature, another provider and what is no event', async () => {
    const at = shop.clock.now();
    const { charge } = await shop.chargedOrder();
    const good = signedEvent(capturedEvent(charge, 'evt_refused'), { at });
    const { data: _, ...withoutData } = capturedEvent(charge, 'evt_refused');
    const bad = [
      { ...good, signature: '' },
      { ...good, signature: good.signature.replace(/.$/, (last) => (last === '0' ? '1' : '0')) },
      { ...good, signature: good.signature.replace(/t=\d+/, `t=${Math.floor(at.getTime() / 1000) - 1}`) },
      { ...good, body: Buffer.concat([good.body, Buffer.from(' ')]) },
      { ...good, provider: 'another' },
      signedEvent(capturedEvent(charge, 'evt_refused'), { at, secret: 'another secret' }),
      signedEvent(capturedEvent(charge, 'evt_refused'), { at: new Date(at.getTime() - 301_000) }),
      signedEvent(capturedEvent(charge, 'evt_refused'), { at: new Date(at.getTime() + 301_000) }),
      signedEvent(withoutData, { at }),
      signedEvent({ type: 'charge.captured' }, { at }),
      signedEvent([], { at }),
      signedEvent({ ...withoutData, data: { ...capturedEvent(charge).data, amount: 1.5 } }, { at }),
      signedEvent({ ...withoutData, padding: 'x'.repeat(70_000) }, { at }),
    ];
    for (const result of await Promise.allSettled(bad.map((each) => shop.gateway.ingestPaymentEvent(each)))) {
      expect(result).toMatchObject({ reason: { kind: 'invalid', reason: 'PAYMENT_EVENT_INVALID' } });
    }
    await expect(storedEvent('evt_refused')).rejects.toThrow('no result');
    const almostOld = signedEvent(capturedEvent(charge), { at: new Date(at.getTime() - 299_000) });
    expect(await shop.gateway.ingestPaymentEvent(almostOld)).toEqual({ duplicate: false });
  });
});

describe('an event of a captured charge', () => {
  it('makes the order paid and tells enrolment, once', async () => {
    const { key, charge } = await shop.chargedOrder();
    await deliver(capturedEvent(charge));
    const order = await shop.orderOf(key);
    expect(order).toMatchObject({ status: 'ORDER_STATUS_PAID', payment: { status: 'captured' } });
    expect(codesOf(order).slice(-2)).toEqual(['payment_captured', 'order_paid']);
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
    const event = capturedEvent(charge);
    await Promise.all(Array.from({ length: 20 }, () => deliver(event)));
    expect(await storedEvent(event.id)).toMatchObject({ outcome: 'captured' });
    expect(codesOf(await shop.orderOf(key)).filter((code) => code === 'order_paid')).toHaveLength(1);
    expect(await announced(key)).toHaveLength(1);
  });

  it('changes nothing when it comes under another event id', async () => {
    const { key, charge } = await shop.chargedOrder();
    await deliver(capturedEvent(charge));
    const before = await shop.orderOf(key);
    const again = capturedEvent(charge);
    await deliver(again);
    expect(await storedEvent(again.id)).toMatchObject({ outcome: 'repeated' });
    expect(await shop.orderOf(key)).toEqual(before);
    expect(await announced(key)).toHaveLength(1);
  });

  it('pays the order even before the charge was answered', async () => {
    const key = await shop.payableOrder();
    shop.provider.beforeAnswer = async (charge) => void (await deliver(capturedEvent(charge)));
    const { order } = await shop.complete(key);
    expect(order).toMatchObject({ status: 'ORDER_STATUS_PAID', payment: { status: 'captured' } });
    const attempt = await shop.db
      .selectFrom('paymentAttempts')
      .select(['chargeId', 'token'])
      .where('orderId', '=', key.orderId)
      .executeTakeFirst();
    expect(attempt).toEqual({ chargeId: shop.chargesOf(key)[0]?.id, token: null });
  });

  it('pays the order whose charge got no answer at all', async () => {
    const key = await shop.payableOrder();
    shop.provider.next = 'hang';
    await shop.complete(key);
    const [charge] = shop.chargesOf(key);
    if (charge === undefined) throw new Error('nothing was charged');
    await deliver(capturedEvent(charge));
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_PAID');
  });

  it.each([
    ['a greater amount', { amount: 120_001 }],
    ['a smaller amount', { amount: 1 }],
    ['another currency', { currency: 'EUR' }],
  ])('of %s sends the order to review and not to enrolment', async (_, wrong) => {
    const { key, charge } = await shop.chargedOrder();
    const event = capturedEvent({ ...charge, ...wrong });
    await deliver(event);
    const order = await shop.orderOf(key);
    expect(order).toMatchObject({ status: 'ORDER_STATUS_REVIEW_NEEDED', payment: { status: 'captured' } });
    expect(codesOf(order).at(-1)).toBe('amount_mismatch');
    expect(await announced(key)).toEqual([]);
    expect(await storedEvent(event.id)).toMatchObject({ outcome: 'amount_mismatch' });

    await deliver(capturedEvent(charge));
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_REVIEW_NEEDED');
    await expect(shop.enrollment.getPaidOrder({ orderId: key.orderId })).rejects.toMatchObject({
      reason: 'ORDER_NOT_PAID',
    });
  });

  it('for a draft sends it to review, where it cannot be paid a second time', async () => {
    const key = await shop.payableOrder();
    shop.provider.next = 'decline';
    await expect(shop.complete(key)).rejects.toMatchObject({ reason: 'PAYMENT_DECLINED' });
    await shop.gateway.addPayment({ key, paymentToken: aToken(), idempotencyKey: aKey() });
    const charge = { id: 'ch_late', reference: key.orderId, amount: 120_000, currency: 'USD' };
    await deliver(capturedEvent(charge));
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_REVIEW_NEEDED');
    const attempts = shop.db.selectFrom('paymentAttempts').select(['status', 'token']).orderBy('seq');
    expect(await attempts.where('orderId', '=', key.orderId).execute()).toEqual([
      { status: 'failed', token: null },
      { status: 'replaced', token: null },
    ]);
    await expect(shop.complete(key)).rejects.toMatchObject({ reason: 'ORDER_WRONG_STATUS' });
    expect(await announced(key)).toEqual([]);
  });

  it('for a second charge of a paid order is kept for staff and changes nothing', async () => {
    const { key, charge } = await shop.chargedOrder();
    await deliver(capturedEvent(charge));
    const before = await shop.orderOf(key);
    const second = capturedEvent({ ...charge, id: 'ch_second' });
    await deliver(second);
    expect(await storedEvent(second.id)).toMatchObject({ outcome: 'surplus' });
    expect(await shop.orderOf(key)).toEqual(before);
  });

  it('for no order of ours, and an event of another kind, are stored and change nothing', async () => {
    const strange = capturedEvent({ id: 'ch_strange', reference: 'ord_strange', amount: 1, currency: 'USD' });
    await deliver(strange);
    expect(await storedEvent(strange.id)).toMatchObject({ outcome: 'unknown_reference' });
    await deliver({ id: 'evt_other', type: 'charge.disputed' } as { id: string });
    expect(await storedEvent('evt_other')).toMatchObject({ outcome: 'ignored' });
    const figures = await shop.registry.metrics();
    expect(figures).toMatch(/payment_events_total\{[^}]*outcome="unknown_reference"[^}]*\} 1/);
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
    const event = capturedEvent(charge);
    await shop.ingest(event);
    const { id } = await storedEvent(event.id);
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
