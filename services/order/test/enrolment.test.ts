import type { OrderKey } from '@countersign/proto/order';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { settleEvent } from '../src/payment/settlement.ts';
import { aContact, capturedEvent, codesOf, openShop, type Shop } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const paidOrder = async (): Promise<OrderKey> => {
  const { key, charge } = await shop.chargedOrder();
  const event = capturedEvent(charge);
  await shop.ingest(event);
  const { id } = await shop.db
    .selectFrom('paymentEvents')
    .select('id')
    .where('eventId', '=', event.id)
    .executeTakeFirstOrThrow();
  await settleEvent(shop.deps, id);
  return key;
};
const steps = [
  'ENROLMENT_STEP_ACCOUNT_CREATED',
  'ENROLMENT_STEP_INVENTORY_GRANTED',
  'ENROLMENT_STEP_ACTIVATION_SENT',
] as const;

describe('a paid order', () => {
  it('is shown to enrolment with contact, lines and tier, also while it is fulfilled', async () => {
    const { orderId } = await paidOrder();
    const { order } = await shop.enrollment.getPaidOrder({ orderId });
    expect(order).toMatchObject({ id: orderId, status: 'ORDER_STATUS_PAID', contact: aContact });
    expect(order?.lines).toHaveLength(1);
    await shop.enrollment.recordEnrolmentStep({ orderId, step: steps[0] });
    expect((await shop.enrollment.getPaidOrder({ orderId })).order?.status).toBe('ORDER_STATUS_FULFILLING');
  });

  it('is fulfilled by the steps of enrolment and completed by the last', async () => {
    const key = await paidOrder();
    const { orderId } = key;
    const statuses: string[] = [];
    for (const step of steps) {
      // In the order in which enrolment reports them.
      // oxlint-disable-next-line no-await-in-loop
      await shop.enrollment.recordEnrolmentStep({ orderId, step });
      // oxlint-disable-next-line no-await-in-loop
      statuses.push((await shop.orderOf(key)).status);
    }
    expect(statuses).toEqual(['ORDER_STATUS_FULFILLING', 'ORDER_STATUS_FULFILLING', 'ORDER_STATUS_COMPLETED']);
    expect(codesOf(await shop.orderOf(key)).slice(-5)).toEqual([
      'order_paid',
      'account_created',
      'inventory_granted',
      'activation_sent',
      'order_completed',
    ]);
    const figures = await shop.registry.metrics();
    expect(figures).toMatch(/order_transitions_total\{from="fulfilling",to="completed"[^}]*\} 1/);
  });

  it('notes a step once, however often it is reported at the same time', async () => {
    const key = await paidOrder();
    const report = () =>
      Promise.all(
        steps.flatMap((step) =>
          Array.from({ length: 7 }, () => shop.enrollment.recordEnrolmentStep({ orderId: key.orderId, step })),
        ),
      );
    await report();
    const order = await shop.orderOf(key);
    expect(order.status).toBe('ORDER_STATUS_COMPLETED');
    expect(order.timeline).toHaveLength(new Set(codesOf(order)).size);
    await report();
    expect(await shop.orderOf(key)).toEqual(order);
  });
});

describe('an order that is not paid', () => {
  it('is not shown to enrolment and takes no step', async () => {
    const { key } = await shop.chargedOrder();
    const notPaid = { kind: 'conflict', reason: 'ORDER_NOT_PAID' };
    for (const { orderId } of [await shop.draft(), key]) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(shop.enrollment.getPaidOrder({ orderId })).rejects.toMatchObject(notPaid);
      const report = shop.enrollment.recordEnrolmentStep({ orderId, step: steps[0] });
      // oxlint-disable-next-line no-await-in-loop
      await expect(report).rejects.toMatchObject(notPaid);
    }
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_AWAITING_PAYMENT');
  });

  it('may also be unknown', async () => {
    const notFound = { kind: 'not_found', reason: 'ORDER_NOT_FOUND' };
    await expect(shop.enrollment.getPaidOrder({ orderId: 'ord_0' })).rejects.toMatchObject(notFound);
    const report = shop.enrollment.recordEnrolmentStep({ orderId: 'ord_0', step: steps[0] });
    await expect(report).rejects.toMatchObject(notFound);
  });

  it('is not asked about a step that does not exist', async () => {
    const { orderId } = await paidOrder();
    const report = shop.enrollment.recordEnrolmentStep({ orderId, step: 'ENROLMENT_STEP_UNSPECIFIED' });
    await expect(report).rejects.toMatchObject({ kind: 'invalid', reason: 'ENROLMENT_STEP_INVALID' });
  });
});
