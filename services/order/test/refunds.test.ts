import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { sweepRefunds } from '../src/payment/refund-sending.ts';
import { aKey, aLine, anEvent, anId, captureOf, codesOf, openShop, type Shop } from './shop.ts';

let shop: Shop;
let operator: Awaited<ReturnType<Shop['as']>>;
beforeAll(async () => {
  shop = await openShop();
  operator = await shop.as({ userId: 'usr_operator', staffRoles: ['operator'] });
});
afterEach(async () => {
  shop.provider.nextRefund = 'accept';
  // What one test leaves under way has no turn in the next.
  await shop.db.updateTable('refunds').set({ retryAt: null }).execute();
});
afterAll(() => shop.close());

type Key = Awaited<ReturnType<Shop['draft']>>;
const whole = 142_800n;
const wrongStatus = { kind: 'conflict', reason: 'ORDER_WRONG_STATUS' };

const sentFor = ({ orderId }: Key) =>
  [...shop.provider.refunds.values()].filter(({ reference }) => reference === orderId);

const refundRowOf = ({ orderId }: Key) =>
  shop.db.selectFrom('refunds').selectAll().where('orderId', '=', orderId).orderBy('id').executeTakeFirstOrThrow();

const troublesOf = async ({ orderId }: Key) => {
  const rows = await shop.db.selectFrom('orderTroubles').select('trouble').where('orderId', '=', orderId).execute();
  return rows.map(({ trouble }) => trouble);
};

/** What was announced to enrolment about refunds, by order. */
const withdrawn = async ({ orderId }: Key) => {
  const rows = await shop.db
    .withTables<{ outbox: { topic: string; payload: { refundId?: string } } }>()
    .selectFrom('outbox')
    .select('payload')
    .where('topic', '=', 'order-refunded')
    .execute();
  const known = await shop.db.selectFrom('refunds').select('id').where('orderId', '=', orderId).execute();
  return rows.filter(({ payload }) => known.some(({ id }) => id === payload.refundId));
};

const askFor = (key: Key, over: object = {}) =>
  shop.gateway.requestRefund({ key, reason: 'bought by mistake', idempotencyKey: aKey(), ...over });

const staffRefund = (orderId: string, lineIds: string[] = [], over: object = {}) =>
  shop.gateway.refundOrder({ orderId, lineIds, reason: 'goodwill', idempotencyKey: aKey(), ...over }, operator);

/** The provider tells what became of the latest request to pay an order back. */
const tell = async (key: Key, kind: 'refunded' | 'refund_failed') => {
  const sent = sentFor(key).at(-1);
  if (sent === undefined) throw new Error('nothing was sent back');
  const { id: refundId, chargeId, reference, amountMinor, currency } = sent;
  const about = { chargeId, reference, refundId };
  await shop.settle(
    anEvent(
      kind === 'refunded'
        ? { kind, ...about, amountMinor, currency }
        : { kind, ...about, declineCode: 'expired_or_canceled_card' },
    ),
  );
};

/** An order of two lines: 1428.00 and, for two years at once, 856.80 with tax. */
const orderOfTwo = async () => {
  const { key: cart } = await shop.cartWithLine();
  const line = aLine({ licences: 1, paymentOption: 'PAYMENT_OPTION_ONE_TIME' });
  await shop.gateway.addCartLine({ key: cart, line, expectedVersion: 0 });
  return await shop.paidFrom(cart);
};

describe('a refund that the buyer asks for', () => {
  it('is owed at once: subscriptions end, enrolment is told, and the order is refunded by the provider’s event', async () => {
    const key = await shop.paidOrder();
    const { order } = await askFor(key);
    expect(order).toMatchObject({ status: 'ORDER_STATUS_REFUND_PENDING', refunded: { minorUnits: 0n } });
    expect(sentFor(key)).toMatchObject([{ amountMinor: whole, currency: 'USD' }]);
    expect(await withdrawn(key)).toHaveLength(1);
    const { id: refundId } = await refundRowOf(key);
    const lineIds = order?.lines.map(({ id }) => id);
    expect(await shop.enrollment.getRefund({ refundId })).toEqual({ orderId: key.orderId, lineIds, granted: true });

    await tell(key, 'refunded');
    await tell(key, 'refunded');
    const after = await shop.orderOf(key);
    expect(after).toMatchObject({
      status: 'ORDER_STATUS_REFUNDED',
      refunded: { minorUnits: whole },
      payment: { status: 'refunded' },
    });
    expect(codesOf(after)).toEqual(expect.arrayContaining(['refund_requested', 'refund_granted', 'refund_paid']));
    expect(after.documents.filter(({ kind }) => kind === 'credit_note')).toHaveLength(1);
  });

  it('is granted once, with one key or by twenty at once', async () => {
    const repeated = await shop.paidOrder();
    const idempotencyKey = aKey();
    await Promise.all(Array.from({ length: 10 }, () => askFor(repeated, { idempotencyKey })));
    expect(sentFor(repeated)).toHaveLength(1);

    const raced = await shop.paidOrder();
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => askFor(raced)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results.filter(({ status }) => status === 'rejected')) {
      expect(result).toMatchObject({ reason: wrongStatus });
    }
    expect(sentFor(raced)).toHaveLength(1);
    expect(await withdrawn(raced)).toHaveLength(1);
  });

  it('is granted for thirty days to the second, and not for an order that is not paid', async () => {
    const key = await shop.paidOrder();
    const late = await shop.paidOrder();
    shop.clock.advance(30 * 86_400_000);
    await expect(askFor(key)).resolves.toBeDefined();
    shop.clock.advance(1_000);
    await expect(askFor(late)).rejects.toMatchObject({ kind: 'conflict', reason: 'REFUND_TOO_LATE' });
    const { key: unpaid } = await shop.chargedOrder();
    await expect(askFor(unpaid)).rejects.toMatchObject(wrongStatus);
    await expect(askFor(unpaid, { reason: 'x'.repeat(501) })).rejects.toMatchObject({
      kind: 'invalid',
      reason: 'REFUND_REASON_INVALID',
    });
  });

  it('needs the order’s secret', async () => {
    const key = await shop.paidOrder();
    const other = await shop.paidOrder();
    for (const wrong of [
      { ...key, secret: other.secret },
      { ...key, secret: '' },
      { ...key, orderId: 'ord_0' },
    ]) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(askFor(wrong)).rejects.toMatchObject({ kind: 'not_found', reason: 'ORDER_NOT_FOUND' });
    }
    expect(sentFor(key)).toEqual([]);
  });
});

describe('a refund that staff grant', () => {
  it('pays lines back, each once, and the order is refunded with the last of them', async () => {
    const key = await orderOfTwo();
    const [first, second] = (await shop.orderOf(key)).lines;
    if (first === undefined || second === undefined) throw new Error('the order has not two lines');
    await staffRefund(key.orderId, [second.id]);
    expect(sentFor(key)).toMatchObject([{ amountMinor: 85_680n }]);
    await expect(staffRefund(key.orderId, [first.id])).rejects.toMatchObject(wrongStatus);
    await tell(key, 'refunded');
    expect(await shop.orderOf(key)).toMatchObject({
      status: 'ORDER_STATUS_PARTLY_REFUNDED',
      refunded: { minorUnits: 85_680n },
      payment: { status: 'captured' },
    });

    for (const lineIds of [[second.id], [first.id, first.id], ['lin_0'], [first.id, second.id]]) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(staffRefund(key.orderId, lineIds)).rejects.toMatchObject({
        kind: 'invalid',
        reason: 'REFUND_LINES_INVALID',
        fields: [{ pointer: '/lineIds' }],
      });
    }
    await staffRefund(key.orderId);
    await tell(key, 'refunded');
    expect(await shop.orderOf(key)).toMatchObject({
      status: 'ORDER_STATUS_REFUNDED',
      refunded: { minorUnits: 85_680n + whole },
    });
    await expect(staffRefund(key.orderId)).rejects.toMatchObject(wrongStatus);
  });

  it('returns odd money as a whole, for which nothing is withdrawn or credited', async () => {
    const { key, charge } = await shop.chargedOrder();
    await shop.settle(anEvent({ ...captureOf(charge), amountMinor: 5_000n, currency: 'EUR' }));
    const [line] = (await shop.orderOf(key)).lines;
    await expect(staffRefund(key.orderId, [line?.id ?? ''])).rejects.toMatchObject({ reason: 'REFUND_LINES_INVALID' });
    await expect(askFor(key)).rejects.toMatchObject(wrongStatus);
    await staffRefund(key.orderId);
    expect(sentFor(key)).toMatchObject([{ amountMinor: 5_000n, currency: 'EUR' }]);
    const { id: refundId } = await refundRowOf(key);
    expect(await shop.enrollment.getRefund({ refundId })).toMatchObject({ lineIds: [], granted: false });
    await tell(key, 'refunded');
    const order = await shop.orderOf(key);
    expect(order).toMatchObject({ status: 'ORDER_STATUS_REFUNDED', refunded: { minorUnits: 0n }, documents: [] });
    expect(await troublesOf(key)).toEqual([]);
    expect(await withdrawn(key)).toEqual([]);
  });

  it('needs the role, a reason and an order', async () => {
    const key = await shop.paidOrder();
    const request = { orderId: key.orderId, lineIds: [], reason: 'goodwill', idempotencyKey: aKey() };
    const officer = await shop.as({ userId: 'usr_officer', staffRoles: ['registration_officer'] });
    await expect(shop.gateway.refundOrder(request, officer)).rejects.toMatchObject({ reason: 'ROLE_REQUIRED' });
    await expect(shop.gateway.refundOrder(request)).rejects.toMatchObject({ reason: 'AUTHENTICATION_REQUIRED' });
    await expect(staffRefund(key.orderId, [], { reason: ' ' })).rejects.toMatchObject({
      reason: 'REFUND_REASON_INVALID',
    });
    await expect(staffRefund('ord_0')).rejects.toMatchObject({ reason: 'ORDER_NOT_FOUND' });
    await expect(shop.enrollment.getRefund({ refundId: 'ref_0' })).rejects.toMatchObject({
      kind: 'not_found',
      reason: 'REFUND_NOT_FOUND',
    });
  });
});

describe('a refund that the provider does not answer', () => {
  it.each([['fail' as const], ['lose' as const]])('but does %s, is sent again under the same key', async (next) => {
    const key = await shop.paidOrder();
    shop.provider.nextRefund = next;
    const { order } = await askFor(key);
    expect(order?.status).toBe('ORDER_STATUS_REFUND_PENDING');
    shop.provider.nextRefund = 'accept';
    expect(await sweepRefunds(shop.deps)).toBe(0);
    shop.clock.advance(31_000);
    const turns = await Promise.all([sweepRefunds(shop.deps), sweepRefunds(shop.deps)]);
    expect(turns.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(sentFor(key)).toHaveLength(1);
    await tell(key, 'refunded');
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_REFUNDED');
  });

  it('is settled by an event that comes before any answer', async () => {
    const key = await shop.paidOrder();
    shop.provider.nextRefund = 'lose';
    await askFor(key);
    await tell(key, 'refunded');
    expect(await shop.orderOf(key)).toMatchObject({ status: 'ORDER_STATUS_REFUNDED', refunded: { minorUnits: whole } });
    shop.provider.nextRefund = 'accept';
    shop.clock.advance(86_400_000);
    expect(await sweepRefunds(shop.deps)).toBe(0);
  });
});

describe('a refund that the provider refuses', () => {
  it.each([['at once'], ['by its event']])(
    '%s brings the order back, is seen by staff, and is sent anew',
    async (how) => {
      const key = await shop.paidOrder();
      if (how === 'at once') shop.provider.nextRefund = 'decline';
      await askFor(key);
      if (how !== 'at once') await tell(key, 'refund_failed');
      const order = await shop.orderOf(key);
      expect(order).toMatchObject({ status: 'ORDER_STATUS_PAID', refunded: { minorUnits: 0n } });
      expect(codesOf(order).at(-1)).toBe('refund_failed');
      expect(await troublesOf(key)).toEqual(['refund_failed']);
      await expect(askFor(key)).rejects.toMatchObject(wrongStatus);

      shop.provider.nextRefund = 'accept';
      const before = sentFor(key).length;
      await shop.gateway.retryOrder({ orderId: key.orderId }, operator);
      expect(await sweepRefunds(shop.deps)).toBe(1);
      expect(sentFor(key)).toHaveLength(before + 1);
      await tell(key, 'refunded');
      expect(await shop.orderOf(key)).toMatchObject({
        status: 'ORDER_STATUS_REFUNDED',
        refunded: { minorUnits: whole },
      });
      expect(await troublesOf(key)).toEqual([]);
      expect(await withdrawn(key)).toHaveLength(1);
    },
  );

  it('after it had paid it is owed again, and credited once', async () => {
    const key = await shop.paidOrder();
    await askFor(key);
    await tell(key, 'refunded');
    await tell(key, 'refund_failed');
    expect(await shop.orderOf(key)).toMatchObject({ refunded: { minorUnits: 0n } });
    expect(await troublesOf(key)).toEqual(['refund_failed']);
    shop.clock.advance(3_600_000);
    expect(await sweepRefunds(shop.deps)).toBe(1);
    await tell(key, 'refunded');
    const order = await shop.orderOf(key);
    expect(order).toMatchObject({ status: 'ORDER_STATUS_REFUNDED', refunded: { minorUnits: whole } });
    expect(order.documents.filter(({ kind }) => kind === 'credit_note')).toHaveLength(1);
    expect(await troublesOf(key)).toEqual([]);
  });
});

describe('money that the provider paid back without being asked here', () => {
  const elsewhere = async (key: Key, amountMinor: bigint) => {
    const [charge] = shop.chargesOf(key);
    if (charge === undefined) throw new Error('nothing was charged');
    const about = { chargeId: charge.id, reference: key.orderId, refundId: anId('re') };
    await shop.settle(anEvent({ kind: 'refunded', ...about, amountMinor, currency: 'USD' }));
  };

  it('as a whole ends what was bought', async () => {
    const key = await shop.paidOrder();
    await elsewhere(key, whole);
    expect(await shop.orderOf(key)).toMatchObject({ status: 'ORDER_STATUS_REFUNDED', refunded: { minorUnits: whole } });
    expect(await withdrawn(key)).toHaveLength(1);
    await expect(staffRefund(key.orderId)).rejects.toMatchObject(wrongStatus);
  });

  it('in part is counted, and only the rest can be paid back', async () => {
    const key = await shop.paidOrder();
    await elsewhere(key, 1_000n);
    expect(await shop.orderOf(key)).toMatchObject({ status: 'ORDER_STATUS_PAID', refunded: { minorUnits: 1_000n } });
    await staffRefund(key.orderId);
    expect(sentFor(key)).toMatchObject([{ amountMinor: whole - 1_000n }]);
    await tell(key, 'refunded');
    expect(await shop.orderOf(key)).toMatchObject({ status: 'ORDER_STATUS_REFUNDED', refunded: { minorUnits: whole } });
  });

  it('in place of a refund that it had refused counts as that', async () => {
    const key = await shop.paidOrder();
    shop.provider.nextRefund = 'decline';
    await askFor(key);
    await elsewhere(key, whole);
    expect(await shop.orderOf(key)).toMatchObject({ status: 'ORDER_STATUS_REFUNDED', refunded: { minorUnits: whole } });
    expect(await troublesOf(key)).toEqual([]);
    shop.clock.advance(86_400_000);
    expect(await sweepRefunds(shop.deps)).toBe(0);
  });
});
