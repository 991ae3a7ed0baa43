import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, addYears } from '../src/subscription/term.ts';
import { anEvent, anId, captureOf } from './shop.ts';
import { openSubscriptions, type Subscriptions, threeYears } from './subscribing.ts';

let shop: Subscriptions;
beforeAll(async () => {
  shop = await openSubscriptions();
});
afterAll(() => shop.close());
afterEach(() => {
  shop.provider.next = 'accept';
  shop.catalog.yearPrice = 40_000n;
});

const statusOf = async (id: string) => (await shop.stateOf(id)).status;
const active = 'SUBSCRIPTION_STATUS_ACTIVE';
const pastDue = 'SUBSCRIPTION_STATUS_PAST_DUE';
const suspended = 'SUBSCRIPTION_STATUS_SUSPENDED';
const ended = 'SUBSCRIPTION_STATUS_ENDED';

/** A subscription whose buyer set the switch, and the moment at which its second year is due. */
const switched = async (line = threeYears()) => {
  const { id, key } = await shop.buy({ line, keep: true });
  await shop.switchOn(id);
  const { paidUntil = new Date(0) } = await shop.stateOf(id);
  return { id, orderId: key.orderId, due: paidUntil };
};
/** Times that the switch began to charge a subscription. */
const triesOf = async (id: string) => {
  const rows = await shop.db.selectFrom('subscriptionCharges').select('try').where('subscriptionId', '=', id).execute();
  return rows.length;
};
const chargesOf = async (id: string) => {
  const { pendingOrderId } = await shop.stateOf(id);
  return shop.chargesOf({ orderId: pendingOrderId });
};

describe('three years with the switch', () => {
  it('are announced, charged and paid year by year, and then by a further term at the price of the day', async () => {
    const { id, orderId } = await switched();
    const { termStart = new Date(0) } = await shop.stateOf(id);
    for (const year of [1, 2]) {
      const due = addYears(termStart, year);
      // oxlint-disable-next-line no-await-in-loop
      await shop.passTo(due, -30);
      // oxlint-disable-next-line no-await-in-loop
      await shop.passTo(due, -7);
      // oxlint-disable-next-line no-await-in-loop
      const { pendingOrderId, nextChargeAt } = await shop.stateOf(id);
      expect(nextChargeAt).toEqual(due);
      expect(shop.chargesOf({ orderId: pendingOrderId })).toEqual([]);
      // oxlint-disable-next-line no-await-in-loop
      await shop.passTo(due, 0);
      // oxlint-disable-next-line no-await-in-loop
      const charge = await shop.settleCapture(pendingOrderId);
      expect(charge).toMatchObject({ amountMinor: 47_600n, offSession: true, token: 'pm_4242' });
      // oxlint-disable-next-line no-await-in-loop
      await shop.sweep();
      // oxlint-disable-next-line no-await-in-loop
      expect(await shop.stateOf(id)).toMatchObject({
        status: active,
        paidUntil: addYears(termStart, year + 1),
        failedCharges: 0,
      });
      // oxlint-disable-next-line no-await-in-loop
      expect(await shop.toldOf(pendingOrderId)).toEqual(['renewal-paid']);
    }
    const notices = ['renewal-announced', 'renewal-announced'];
    expect(await shop.toldOf(orderId)).toEqual(['order-receipt', ...notices, ...notices]);

    shop.catalog.yearPrice = 50_000n;
    const end = addYears(termStart, 3);
    // All tries of a further term come before the present one ends.
    await shop.passTo(end, -15);
    const { pendingOrderId } = await shop.stateOf(id);
    const charge = await shop.settleCapture(pendingOrderId);
    expect(charge.amountMinor).toBe(59_500n);
    expect(await shop.stateOf(id)).toMatchObject({
      paidUntil: addYears(termStart, 4),
      termEnd: addYears(termStart, 6),
    });
  });

  it('go on when the card is declined first and pays on day 7', async () => {
    const { id, orderId, due } = await switched();
    shop.provider.next = 'decline';
    await shop.passTo(due, 0);
    expect(await shop.stateOf(id)).toMatchObject({
      status: pastDue,
      failedCharges: 1,
      nextChargeAt: addDays(due, 3),
    });
    await shop.passTo(due, 3);
    expect(await shop.stateOf(id)).toMatchObject({ failedCharges: 2, nextChargeAt: addDays(due, 7) });
    shop.provider.next = 'accept';
    await shop.passTo(due, 7);
    const { pendingOrderId, failedCharges } = await shop.stateOf(id);
    expect(failedCharges).toBe(2);
    await shop.settleCapture(pendingOrderId);
    expect(await shop.stateOf(id)).toMatchObject({ status: active, paidUntil: addYears(due, 1), failedCharges: 0 });
    expect(await shop.toldOf(orderId)).toEqual(['order-receipt', 'renewal-failed', 'renewal-failed']);
    // Past due, and active again.
    expect(await shop.announcedOf(id)).toBe(2);
  });

  it('are charged on four days at most, held on day 21, and end on day 90', async () => {
    const { id, orderId, due } = await switched();
    shop.provider.next = 'decline';
    const seen: string[] = [];
    for (const day of [-1, 0, 1, 3, 5, 7, 14, 20, 21, 89, 90]) {
      // oxlint-disable-next-line no-await-in-loop
      await shop.passTo(due, day);
      // oxlint-disable-next-line no-await-in-loop
      seen.push(`${day} ${await statusOf(id)} ${await triesOf(id)}`);
    }
    expect(seen).toEqual([
      `-1 ${active} 0`,
      `0 ${pastDue} 1`,
      `1 ${pastDue} 1`,
      `3 ${pastDue} 2`,
      `5 ${pastDue} 2`,
      `7 ${pastDue} 3`,
      `14 ${pastDue} 4`,
      `20 ${pastDue} 4`,
      `21 ${suspended} 4`,
      `89 ${suspended} 4`,
      `90 ${ended} 4`,
    ]);
    expect(await shop.toldOf(orderId)).toEqual([
      'order-receipt',
      'renewal-announced',
      'renewal-failed',
      'renewal-failed',
      'renewal-failed',
      'renewal-overdue',
      'subscription-held',
      'subscription-ended',
    ]);
    expect(await shop.stateOf(id)).toMatchObject({ autoRenew: false, pendingOrderId: '', nextDueAt: undefined });
    expect(await shop.announcedOf(id)).toBe(3);
  });

  it('live again when a held year is paid by hand', async () => {
    const { id, due } = await switched();
    shop.provider.next = 'decline';
    await shop.passTo(due, 0);
    await shop.passTo(due, 21);
    expect(await statusOf(id)).toBe(suspended);
    shop.provider.next = 'accept';
    await shop.pay((await shop.stateOf(id)).pendingOrderId);
    // The time of the hold is not given back: the year began when it was due.
    expect(await shop.stateOf(id)).toMatchObject({ status: active, paidUntil: addYears(due, 1) });
  });

  it('are charged once although the sweep paused for weeks, and told of it once', async () => {
    const { id, orderId, due } = await switched();
    shop.provider.next = 'decline';
    await shop.passTo(due, 10);
    expect(await triesOf(id)).toBe(1);
    expect(await shop.toldOf(orderId)).toEqual(['order-receipt', 'renewal-failed']);
    expect((await shop.stateOf(id)).nextChargeAt).toEqual(addDays(due, 14));
  });

  it('are told that their term ends when the catalog no longer sells a further one', async () => {
    const { id, orderId } = await switched(threeYears({ productCode: 'document-signing', termYears: 1 }));
    const { termEnd } = await shop.stateOf(id);
    shop.catalog.sells = ['tls-ov'];
    await shop.passTo(termEnd, -15 - 30);
    shop.catalog.sells = ['tls-ov', 'document-signing'];
    expect((await shop.stateOf(id)).pendingOrderId).toBe('');
    expect(await shop.toldOf(orderId)).toEqual(['order-receipt', 'licence-expiring']);
  });
});

describe('three years without the switch', () => {
  it('charge nothing: the buyer is told before and after, and the year can be paid by the order that waits', async () => {
    const { id, key } = await shop.buy();
    const { paidUntil: due = new Date(0) } = await shop.stateOf(id);
    for (const day of [-31, -30, -14, -3, 0, 14, 21]) {
      // oxlint-disable-next-line no-await-in-loop
      await shop.passTo(due, day);
    }
    expect(await triesOf(id)).toBe(0);
    expect(await shop.toldOf(key.orderId)).toEqual([
      'order-receipt',
      'renewal-due',
      'renewal-due',
      'renewal-due',
      'renewal-overdue',
      'renewal-overdue',
      'subscription-held',
    ]);
    const { pendingOrderId } = await shop.stateOf(id);
    expect((await shop.renew(id)).id).toBe(pendingOrderId);
    await shop.pay(pendingOrderId);
    expect(await shop.stateOf(id)).toMatchObject({ status: active, paidUntil: addYears(due, 1) });
  });

  it('have a year that was paid early neither announced nor begun again', async () => {
    const { id, key } = await shop.buy();
    const { paidUntil: due = new Date(0) } = await shop.stateOf(id);
    await shop.pay((await shop.renew(id)).id);
    await shop.passTo(due, -30);
    await shop.passTo(due, 30);
    expect(await shop.stateOf(id)).toMatchObject({ status: active, pendingOrderId: '' });
    expect(await shop.toldOf(key.orderId)).toEqual(['order-receipt']);
  });

  it('end with their term, of which the payer is told, and owe nothing', async () => {
    const { id, key } = await shop.buy({ line: threeYears({ termYears: 1 }) });
    const { termEnd } = await shop.stateOf(id);
    for (const day of [-30, -14, -3, 0]) {
      // oxlint-disable-next-line no-await-in-loop
      await shop.passTo(termEnd, day);
    }
    expect(await statusOf(id)).toBe(ended);
    expect(await shop.toldOf(key.orderId)).toEqual([
      'order-receipt',
      'licence-expiring',
      'licence-expiring',
      'licence-expiring',
      'subscription-ended',
    ]);
  });

  it('do not end while their further term is being paid', async () => {
    const { id } = await shop.buy({ line: threeYears({ termYears: 1 }) });
    const { termEnd = new Date(0) } = await shop.stateOf(id);
    shop.clock.set(addDays(termEnd, -1));
    const order = await shop.renew(id);
    const key = { orderId: order.id, secret: '' };
    await shop.addPayment(key, {}, await shop.asOwner());
    await shop.complete(key, {}, await shop.asOwner());
    await shop.passTo(termEnd, 0);
    await shop.settleCapture(order.id);
    expect(await shop.stateOf(id)).toMatchObject({ status: active, termEnd: addYears(termEnd, 1) });
  });
});

describe('a dispute', () => {
  const dispute = async (orderId: string) => {
    const charge = shop.chargesOf({ orderId }).at(-1);
    if (charge === undefined) throw new Error('nothing was charged');
    const { id: chargeId, amountMinor, currency, reference } = charge;
    const disputeId = anId('dp');
    await shop.settle(anEvent({ kind: 'disputed', chargeId, reference, disputeId, amountMinor, currency }));
    return (won: boolean) => shop.settle(anEvent({ kind: 'dispute_closed', chargeId, reference, disputeId, won }));
  };

  it('holds the subscription and its charges, and lets both go on when it is won', async () => {
    const { id, orderId, due } = await switched();
    const close = await dispute(orderId);
    expect(await statusOf(id)).toBe(suspended);
    await shop.passTo(due, 0);
    expect(await triesOf(id)).toBe(0);
    await close(true);
    await shop.sweep();
    expect(await statusOf(id)).toBe(pastDue);
    expect(await triesOf(id)).toBe(1);
    await shop.settleCapture((await shop.stateOf(id)).pendingOrderId);
    expect(await statusOf(id)).toBe(active);
  });

  it('ends the subscription when it is lost', async () => {
    const { id, orderId } = await switched();
    const close = await dispute(orderId);
    await close(false);
    expect(await shop.stateOf(id)).toMatchObject({ status: ended, autoRenew: false });
    expect(await shop.announcedOf(id)).toBe(2);
  });
});

describe('a year', () => {
  it('is charged once by sweeps at the same time', async () => {
    const { id, due } = await switched();
    shop.clock.set(due);
    await Promise.all(Array.from({ length: 6 }, () => shop.sweep()));
    expect(await chargesOf(id)).toHaveLength(1);
    expect(await triesOf(id)).toBe(1);
  });

  it('is charged once when the answer of the provider is lost', async () => {
    const { id, due } = await switched();
    shop.provider.next = 'lose';
    await shop.passTo(due, 0);
    shop.provider.next = 'accept';
    await shop.passTo(due, 1);
    await shop.passTo(due, 3);
    const charges = await chargesOf(id);
    expect(charges).toHaveLength(1);
    await shop.settleCapture((await shop.stateOf(id)).pendingOrderId);
    expect(await shop.stateOf(id)).toMatchObject({ status: active, paidUntil: addYears(due, 1) });
  });

  it('is charged once when the process is killed between the charge and its record', async () => {
    const { id, due } = await switched();
    // Nothing after the charge reaches the database: the next statements fail.
    shop.provider.beforeAnswer = async () => {
      throw new Error('killed');
    };
    await shop.passTo(due, 0);
    shop.provider.beforeAnswer = async () => undefined;
    // What a killed process leaves: a try that was begun.
    await shop.db.updateTable('subscriptionCharges').set({ outcome: null }).where('subscriptionId', '=', id).execute();
    await shop.db.updateTable('subscriptions').set({ nextStepAt: due }).where('id', '=', id).execute();
    await shop.sweep();
    expect(await chargesOf(id)).toHaveLength(1);
    await shop.settleCapture((await shop.stateOf(id)).pendingOrderId);
    expect(await shop.stateOf(id)).toMatchObject({ status: active, paidUntil: addYears(due, 1) });
  });

  it('is paid once when its buyer pays by hand while it is charged by the switch', async () => {
    const { id, due } = await switched();
    shop.clock.set(addDays(due, -1));
    await shop.sweep();
    const { pendingOrderId } = await shop.stateOf(id);
    shop.clock.set(due);
    const byHand = async () => {
      const key = { orderId: pendingOrderId, secret: '' };
      await shop.addPayment(key, {}, await shop.asOwner());
      await shop.complete(key, {}, await shop.asOwner());
    };
    await Promise.allSettled([byHand(), shop.sweep()]);
    const [charge, ...others] = shop.chargesOf({ orderId: pendingOrderId });
    expect(others).toEqual([]);
    if (charge !== undefined) await shop.settle(anEvent(captureOf(charge)));
    expect((await shop.stateOf(id)).paidUntil).toEqual(addYears(due, 1));
  });
});

describe('whatever happens to a subscription', () => {
  it('the paid periods tile its time, and no year is charged twice', async () => {
    const action = fc.constantFrom('renew', 'pay', 'cancel', 'on', 'off', 'decline', 'accept', 'wait', 'refund');
    const walks = fc.array(fc.record({ action, days: fc.integer({ min: 0, max: 120 }) }), {
      minLength: 4,
      maxLength: 12,
    });
    const property = fc.asyncProperty(walks, async (walk) => {
      shop.provider.next = 'accept';
      const { id, key } = await shop.buy({ keep: true });
      for (const step of walk) {
        shop.clock.advance(step.days * 86_400_000);
        // oxlint-disable-next-line no-await-in-loop
        await shop.sweep();
        // oxlint-disable-next-line no-await-in-loop
        await act(id, key.orderId, step.action);
        // oxlint-disable-next-line no-await-in-loop
        await expectTiled(id);
      }
    });
    await fc.assert(property, { numRuns: 12, seed: 20_261_122, endOnFailure: true });
  }, 120_000);

  /** One thing that a buyer does; what the rules refuse changes nothing. */
  async function act(id: string, orderId: string, what: string): Promise<void> {
    const refused = () => undefined;
    const { pendingOrderId } = await shop.stateOf(id);
    const pending = { orderId: pendingOrderId, secret: '' };
    if (what === 'renew') await shop.renew(id).catch(refused);
    if (what === 'pay' && pendingOrderId !== '') await shop.pay(pendingOrderId).catch(refused);
    if (what === 'cancel') await shop.gateway.cancelOrder({ key: pending }, await shop.asOwner()).catch(refused);
    if (what === 'on') await shop.switchOn(id).catch(refused);
    if (what === 'off') await shop.switchOff(id);
    if (what === 'decline' || what === 'accept') shop.provider.next = what;
    if (what === 'wait' && shop.chargesOf(pending).length > 0) await shop.settleCapture(pendingOrderId).catch(refused);
    if (what === 'refund') {
      const request = { key: { orderId, secret: '' }, reason: '', idempotencyKey: anId('key') };
      await shop.gateway.requestRefund(request, await shop.asOwner()).catch(refused);
    }
  }

  async function expectTiled(id: string): Promise<void> {
    const { termStart, paidUntil, termEnd, status } = await shop.stateOf(id);
    const periods = await shop.db
      .selectFrom('subscriptionPeriods')
      .select(['startsAt', 'endsAt', 'orderId'])
      .where('subscriptionId', '=', id)
      .where('state', '=', 'paid')
      .orderBy('startsAt')
      .execute();
    expect(new Set(periods.map(({ orderId }) => orderId)).size).toBe(periods.length);
    const begins = periods.map(({ startsAt }) => startsAt);
    const ends = periods.map(({ endsAt }) => endsAt);
    expect(begins.slice(1)).toEqual(ends.slice(0, -1));
    if (status === ended && periods.length === 0) return;
    expect(begins[0]).toEqual(termStart);
    expect(ends.at(-1)).toEqual(paidUntil);
    expect((paidUntil ?? 0) <= (termEnd ?? 0)).toBe(true);
  }
});
