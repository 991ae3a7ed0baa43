import type { EnrolmentStep, OrderKey, RecordEnrolmentStepRequest } from '@countersign/proto/order';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OrderStatus } from '../src/order/order.ts';
import { lockOrder, moveOrder, returnOrder } from '../src/order/order-store.ts';
import { sweep } from '../src/sweep.ts';
import { aContact, anEvent, anId, captureOf, codesOf, openShop, type Shop } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const minute = 60_000;
const steps = [
  'ENROLMENT_STEP_ACCOUNT_CREATED',
  'ENROLMENT_STEP_INVENTORY_GRANTED',
  'ENROLMENT_STEP_ACTIVATION_SENT',
] as const;

const report = (
  { orderId }: Pick<OrderKey, 'orderId'>,
  step: EnrolmentStep,
  over: Partial<RecordEnrolmentStepRequest> = {},
) => shop.enrollment.recordEnrolmentStep({ orderId, step, earlierSteps: [], accountId: '', trouble: '', ...over });

const reportAll = async (key: OrderKey, all: readonly EnrolmentStep[], accountId = '') => {
  for (const step of all) {
    // In the order in which enrolment reports them.
    // oxlint-disable-next-line no-await-in-loop
    await report(key, step, { accountId });
  }
};

/** How often enrolment was told of an order. */
const announcementsOf = async ({ orderId }: OrderKey): Promise<number> => {
  const rows = await shop.db
    // The kit's own table.
    .selectFrom('outbox' as 'orders')
    .selectAll()
    .execute();
  return (rows as unknown as { topic: string; payload: { orderId?: string } }[]).filter(
    ({ topic, payload }) => topic === 'order-paid' && payload.orderId === orderId,
  ).length;
};

/** Moves an order as a refund or a dispute does. */
const move = ({ orderId }: OrderKey, to: OrderStatus | 'back') =>
  shop.db.transaction().execute(async (trx) => {
    const order = await lockOrder(trx, orderId);
    if (order === undefined) throw new Error('no such order');
    const at = shop.clock.now();
    return to === 'back' ? await returnOrder(trx, order, { at }) : await moveOrder(trx, order, { to, at });
  });

/** Reports of a step that fails until it counts as stuck. */
const reportTroubles = async (key: OrderKey) => {
  for (const trouble of ['a', 'b', 'c']) {
    // oxlint-disable-next-line no-await-in-loop
    await report(key, steps[0], { trouble });
  }
};

const troublesOf = async ({ orderId }: OrderKey) => {
  const rows = await shop.db.selectFrom('orderTroubles').select('trouble').where('orderId', '=', orderId).execute();
  return rows.map(({ trouble }) => trouble);
};

const sagaOf = async (key: OrderKey) => (await shop.orderOf(key)).saga;

describe('a paid order', () => {
  it('is shown to enrolment with contacts, lines, subscriptions and tier, also while it is fulfilled', async () => {
    const key = await shop.paidOrder();
    const { orderId } = key;
    const { order, buyerUserId, paidAt } = await shop.enrollment.getPaidOrder({ orderId });
    expect(order).toMatchObject({ id: orderId, status: 'ORDER_STATUS_PAID', contact: aContact, kind: 'purchase' });
    expect(order?.lines).toHaveLength(1);
    expect(order?.subscriptionIds).toEqual([expect.stringMatching(/^sub_/)]);
    expect(buyerUserId).toBe('');
    const { termStart } = await shop.db
      .selectFrom('subscriptions')
      .select('termStart')
      .where('id', '=', order?.subscriptionIds[0] ?? '')
      .executeTakeFirstOrThrow();
    expect(paidAt).toEqual(termStart);
    await report(key, steps[0]);
    expect((await shop.enrollment.getPaidOrder({ orderId })).order?.status).toBe('ORDER_STATUS_FULFILLING');
  });

  it('names the signed-in user who bought it, and his account', async () => {
    const userId = anId('usr');
    const accountId = anId('acc');
    const buyer = await shop.as({ userId, accountId, roles: ['administrator'] });
    const { orderId } = await shop.paidOrder({}, buyer);
    const answer = await shop.enrollment.getPaidOrder({ orderId });
    expect(answer).toMatchObject({ buyerUserId: userId, order: { accountId } });
  });

  it('is fulfilled by the steps of enrolment and completed when the activation message is sent', async () => {
    const key = await shop.paidOrder();
    const accountId = anId('acc');
    const seen: unknown[] = [(await sagaOf(key))?.step];
    for (const step of steps) {
      // oxlint-disable-next-line no-await-in-loop
      await report(key, step, { accountId });
      // oxlint-disable-next-line no-await-in-loop
      const { status, saga } = await shop.orderOf(key);
      seen.push(status, saga?.step);
    }
    expect(seen).toEqual([
      'account',
      'ORDER_STATUS_FULFILLING',
      'inventory',
      'ORDER_STATUS_FULFILLING',
      'activation_message',
      'ORDER_STATUS_COMPLETED',
      'done',
    ]);
    const order = await shop.orderOf(key);
    expect(order).toMatchObject({ accountId, saga: { attempts: 0, nextTryAt: undefined, trouble: '' } });
    expect(codesOf(order).slice(-4)).toEqual([
      'account_created',
      'inventory_granted',
      'activation_sent',
      'order_completed',
    ]);
    const figures = await shop.registry.metrics();
    expect(figures).toMatch(/order_transitions_total\{from="fulfilling",to="completed"[^}]*\} \d/);
  });

  it('takes steps that are reported at once like those that are reported one by one', async () => {
    const key = await shop.paidOrder();
    const accountId = anId('acc');
    const told = { earlierSteps: [...steps], accountId };
    await report(key, 'ENROLMENT_STEP_ACTIVATED', told);
    const owner = await shop.as({ userId: anId('usr'), accountId, roles: ['owner'] });
    const order = await shop.orderOf({ ...key, secret: '' }, owner);
    expect(order).toMatchObject({ status: 'ORDER_STATUS_COMPLETED', accountId, saga: { step: 'done' } });
    expect(codesOf(order).slice(-5)).toEqual([
      'account_created',
      'inventory_granted',
      'activation_sent',
      'order_completed',
      'activated',
    ]);
    await report(key, 'ENROLMENT_STEP_ACTIVATED', told);
    expect(await shop.orderOf({ ...key, secret: '' }, owner)).toEqual(order);
  });

  it('is completed at once when it goes into an account that is active', async () => {
    const key = await shop.paidOrder();
    const accountId = anId('acc');
    await reportAll(key, [steps[0], steps[1], 'ENROLMENT_STEP_DELIVERED'], accountId);
    const owner = await shop.as({ userId: anId('usr'), accountId, roles: ['owner'] });
    const order = await shop.orderOf({ ...key, secret: '' }, owner);
    expect(order).toMatchObject({ status: 'ORDER_STATUS_COMPLETED', saga: { step: 'done' } });
    // Somebody’s login proves it from now on.
    await expect(shop.orderOf(key)).rejects.toMatchObject({ reason: 'ORDER_NOT_FOUND' });
  });

  it('is opened by its secret until the account is activated, and then by the account’s members', async () => {
    const key = await shop.paidOrder();
    const accountId = anId('acc');
    await reportAll(key, steps, accountId);
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_COMPLETED');
    await report(key, 'ENROLMENT_STEP_ACTIVATED', { accountId });
    await expect(shop.orderOf(key)).rejects.toMatchObject({ reason: 'ORDER_NOT_FOUND' });
    const owner = await shop.as({ userId: anId('usr'), accountId, roles: ['owner'] });
    expect(codesOf(await shop.orderOf({ ...key, secret: '' }, owner)).at(-1)).toBe('activated');
  });

  it('notes a step once, however often it is reported at the same time', async () => {
    const key = await shop.paidOrder();
    const reportMany = () => Promise.all(steps.flatMap((step) => Array.from({ length: 7 }, () => report(key, step))));
    await reportMany();
    const order = await shop.orderOf(key);
    expect(order.status).toBe('ORDER_STATUS_COMPLETED');
    expect(order.timeline).toHaveLength(new Set(codesOf(order)).size);
    await reportMany();
    expect(await shop.orderOf(key)).toEqual(order);
  });

  it('goes with its buyer into another account', async () => {
    const key = await shop.paidOrder();
    const accountId = anId('acc');
    const moveTo = () => shop.enrollment.moveOrder({ orderId: key.orderId, accountId });
    await Promise.all([moveTo(), moveTo(), moveTo()]);
    await moveTo();
    const owner = await shop.as({ userId: anId('usr'), accountId, roles: ['owner'] });
    const order = await shop.orderOf({ ...key, secret: '' }, owner);
    expect(order.accountId).toBe(accountId);
    expect(codesOf(order).filter((code) => code === 'order_moved')).toHaveLength(1);
  });
});

describe('a step that is not reached', () => {
  it('is told with its reason and its next try, and tried again after 1, 5 and 30 minutes, then hourly', async () => {
    const key = await shop.paidOrder();
    expect(await announcementsOf(key)).toBe(1);
    const pauses: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      // oxlint-disable-next-line no-await-in-loop
      const saga = await sagaOf(key);
      const pause = (saga?.nextTryAt?.getTime() ?? 0) - shop.clock.now().getTime();
      pauses.push(pause / minute);
      shop.clock.advance(pause - 1);
      // oxlint-disable-next-line no-await-in-loop
      await sweep(shop.deps);
      // oxlint-disable-next-line no-await-in-loop
      expect(await announcementsOf(key)).toBe(round + 1);
      shop.clock.advance(1);
      // Two at once announce it once.
      // oxlint-disable-next-line no-await-in-loop
      await Promise.all([sweep(shop.deps), sweep(shop.deps)]);
      // oxlint-disable-next-line no-await-in-loop
      expect(await announcementsOf(key)).toBe(round + 2);
    }
    expect(pauses).toEqual([1, 5, 30, 60, 60]);
  });

  it('shows the reason to buyer and staff until it is reached', async () => {
    const key = await shop.paidOrder();
    const trouble = 'identity_unavailable';
    await report(key, steps[0], { trouble });
    await report(key, steps[0], { trouble });
    const order = await shop.orderOf(key);
    expect(order).toMatchObject({ status: 'ORDER_STATUS_PAID', saga: { step: 'account', attempts: 3, trouble } });
    const told = order.timeline.filter(({ code }) => code === 'enrolment_trouble');
    expect(told).toHaveLength(1);
    expect(told[0]?.facts).toEqual({
      step: 'account_created',
      reason: trouble,
      next_try_at: new Date(shop.clock.now().getTime() + 5 * minute).toISOString(),
    });
    await report(key, steps[0], { trouble: 'another_reason' });
    expect(await troublesOf(key)).toEqual(['enrolment_stuck']);
    await reportAll(key, steps);
    expect(await troublesOf(key)).toEqual([]);
    // Too late to matter.
    await report(key, steps[2], { trouble });
    expect((await shop.orderOf(key)).saga).toMatchObject({ step: 'done', trouble: '' });
  });

  it('may be a message that came back: the order stays, staff and buyer are told once, until another message went out or the account is active', async () => {
    const key = await shop.paidOrder();
    await reportAll(key, steps);
    await Promise.all(Array.from({ length: 5 }, () => report(key, 'ENROLMENT_STEP_ACTIVATION_BOUNCED')));
    const order = await shop.orderOf(key);
    expect(order.status).toBe('ORDER_STATUS_COMPLETED');
    expect(codesOf(order).filter((code) => code === 'activation_bounced')).toHaveLength(1);
    const troubles = () => shop.db.selectFrom('orderTroubles').selectAll().where('orderId', '=', key.orderId).execute();
    expect(await troubles()).toHaveLength(1);
    await report(key, steps[2]);
    expect(await troubles()).toEqual([]);
    await report(key, 'ENROLMENT_STEP_ACTIVATION_BOUNCED');
    expect(await troubles()).toHaveLength(1);
    await report(key, 'ENROLMENT_STEP_ACTIVATED');
    await report(key, 'ENROLMENT_STEP_ACTIVATION_BOUNCED');
    expect(await troubles()).toEqual([]);
  });
});

describe('an order that is being paid back or disputed', () => {
  it('is not shown to enrolment or announced, notes what had been done, and returns to where it would be', async () => {
    const key = await shop.paidOrder();
    await move(key, 'disputed');
    const { orderId } = key;
    await expect(shop.enrollment.getPaidOrder({ orderId })).rejects.toMatchObject({ reason: 'ORDER_NOT_PAID' });
    const announced = await announcementsOf(key);
    shop.clock.advance(90 * minute);
    await sweep(shop.deps);
    expect(await announcementsOf(key)).toBe(announced);
    await reportAll(key, steps);
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_DISPUTED');
    await move(key, 'back');
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_COMPLETED');
  });

  it('notes what had been done also when it hears of all of it at once', async () => {
    const key = await shop.paidOrder();
    await move(key, 'disputed');
    const accountId = anId('acc');
    await report(key, 'ENROLMENT_STEP_ACTIVATED', { earlierSteps: [...steps], accountId });
    await move(key, 'back');
    const owner = await shop.as({ userId: anId('usr'), accountId, roles: ['owner'] });
    expect((await shop.orderOf({ ...key, secret: '' }, owner)).status).toBe('ORDER_STATUS_COMPLETED');
  });

  it('goes on where it was when the dispute is won before everything was delivered', async () => {
    const key = await shop.paidOrder();
    await move(key, 'disputed');
    await report(key, steps[0]);
    await move(key, 'back');
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_FULFILLING');
    const announced = await announcementsOf(key);
    shop.clock.advance(90 * minute);
    await sweep(shop.deps);
    expect(await announcementsOf(key)).toBe(announced + 1);
  });

  it('needs nothing more once it was paid back', async () => {
    const key = await shop.paidOrder();
    await reportTroubles(key);
    expect(await troublesOf(key)).toEqual(['enrolment_stuck']);
    await move(key, 'refund_pending');
    await move(key, 'refunded');
    expect(await troublesOf(key)).toEqual([]);
    shop.clock.advance(90 * minute);
    const announced = await announcementsOf(key);
    await sweep(shop.deps);
    expect(await announcementsOf(key)).toBe(announced);
    expect(await sagaOf(key)).toMatchObject({ step: 'done' });
  });
});

describe('an order that is not paid', () => {
  it('is not shown to enrolment, takes no step and does not move', async () => {
    const { key } = await shop.chargedOrder();
    const notPaid = { kind: 'conflict', reason: 'ORDER_NOT_PAID' };
    for (const { orderId } of [await shop.draft(), key]) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(shop.enrollment.getPaidOrder({ orderId })).rejects.toMatchObject(notPaid);
      // oxlint-disable-next-line no-await-in-loop
      await expect(report({ orderId }, steps[0])).rejects.toMatchObject(notPaid);
      const moving = shop.enrollment.moveOrder({ orderId, accountId: 'acc_1' });
      // oxlint-disable-next-line no-await-in-loop
      await expect(moving).rejects.toMatchObject(notPaid);
    }
    expect((await shop.orderOf(key)).status).toBe('ORDER_STATUS_AWAITING_PAYMENT');
  });

  it('may also be unknown', async () => {
    const notFound = { kind: 'not_found', reason: 'ORDER_NOT_FOUND' };
    await expect(shop.enrollment.getPaidOrder({ orderId: 'ord_0' })).rejects.toMatchObject(notFound);
    await expect(report({ orderId: 'ord_0' }, steps[0])).rejects.toMatchObject(notFound);
    const moving = shop.enrollment.moveOrder({ orderId: 'ord_0', accountId: 'acc_1' });
    await expect(moving).rejects.toMatchObject(notFound);
  });

  it('is not asked about a step that does not exist, or with a reason that is none', async () => {
    const key = await shop.paidOrder();
    const invalid = { kind: 'invalid', reason: 'ENROLMENT_STEP_INVALID' };
    await expect(report(key, 'ENROLMENT_STEP_UNSPECIFIED')).rejects.toMatchObject(invalid);
    const trouble = 'ada@example.com could not be reached';
    await expect(report(key, steps[0], { trouble })).rejects.toMatchObject(invalid);
    const [created, granted] = steps;
    const refused = [
      { earlierSteps: ['ENROLMENT_STEP_UNSPECIFIED' as const] },
      { earlierSteps: Array.from({ length: 21 }, () => created) },
      { earlierSteps: [created], trouble: 'internal' },
    ];
    for (const over of refused) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(report(key, granted, over)).rejects.toMatchObject(invalid);
    }
    expect((await shop.orderOf(key)).saga?.step).toBe('account');
  });
});

describe('the view for staff', () => {
  const list = async () => {
    const operator = await shop.as({ userId: anId('usr'), staffRoles: ['operator'] });
    const found = [];
    let pageToken = '';
    do {
      // oxlint-disable-next-line no-await-in-loop
      const page = await shop.gateway.listTroubledOrders({ pageSize: 2, pageToken }, operator);
      found.push(...page.orders);
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    return found;
  };
  const retry = async (orderId: string, staffRoles = ['operator']) =>
    await shop.gateway.retryOrder({ orderId }, await shop.as({ userId: anId('usr'), staffRoles }));

  it('lists what needs a person, the oldest first, with what can be done', async () => {
    const before = (await list()).map(({ order }) => order?.id);
    const stuck = await shop.paidOrder();
    await reportTroubles(stuck);
    shop.clock.advance(minute);
    const bounced = await shop.paidOrder();
    await reportAll(bounced, steps);
    await report(bounced, 'ENROLMENT_STEP_ACTIVATION_BOUNCED');
    shop.clock.advance(minute);
    const { key: odd, charge } = await shop.chargedOrder();
    await shop.settle(anEvent({ ...captureOf(charge), amountMinor: 1n }));
    const found = (await list()).filter(({ order }) => !before.includes(order?.id));
    expect(found).toMatchObject([
      { order: { id: stuck.orderId }, trouble: 'enrolment_stuck', actions: ['retry', 'refund'] },
      { order: { id: bounced.orderId }, trouble: 'activation_bounced', actions: ['wait', 'refund'] },
      {
        order: { id: odd.orderId, status: 'ORDER_STATUS_REVIEW_NEEDED' },
        trouble: 'amount_mismatch',
        actions: ['refund'],
        since: shop.clock.now(),
      },
    ]);
    expect(await shop.registry.metrics()).toMatch(/order_troubles\{trouble="activation_bounced"[^}]*\} 1/);
  });

  it('starts the step at which an order waits again, as often as wanted', async () => {
    const key = await shop.paidOrder();
    await reportTroubles(key);
    const announced = await announcementsOf(key);
    const { order } = await retry(key.orderId);
    expect(order?.saga).toMatchObject({ step: 'account', attempts: 1 });
    await retry(key.orderId);
    expect(await announcementsOf(key)).toBe(announced + 2);
    expect(codesOf(await shop.orderOf(key)).at(-1)).toBe('enrolment_retried');
    await reportAll(key, steps);
    await expect(retry(key.orderId)).rejects.toMatchObject({ kind: 'conflict', reason: 'NOTHING_TO_RETRY' });
  });

  it('needs the role operator', async () => {
    const { orderId } = await shop.paidOrder();
    const required = { kind: 'forbidden', reason: 'ROLE_REQUIRED' };
    for (const staffRoles of [[], ['validation_officer']]) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(retry(orderId, staffRoles)).rejects.toMatchObject(required);
      // oxlint-disable-next-line no-await-in-loop
      const as = await shop.as({ userId: anId('usr'), accountId: 'acc_1', roles: ['owner'], staffRoles });
      const listing = shop.gateway.listTroubledOrders({ pageSize: 0, pageToken: '' }, as);
      // oxlint-disable-next-line no-await-in-loop
      await expect(listing).rejects.toMatchObject(required);
    }
    await expect(retry('ord_0')).rejects.toMatchObject({ reason: 'ORDER_NOT_FOUND' });
  });
});
