import { unavailable } from '@countersign/errors';
import { EnrolmentStep } from '@countersign/proto/order';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createEnrollmentJobs } from '../src/enrollment-worker.ts';
import { aLine, anOrder, openPlatform, type TestPlatform } from './platform.ts';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openPlatform();
});
afterAll(() => platform.close());

const paidOrder = (over = {}) => {
  const order = anOrder(over);
  platform.order.orders.set(order.id, order);
  return order;
};
const mailsTo = (email = '') => platform.mail.mails.filter(({ to }) => to.includes(email));
/** What order makes of reports that come again. */
const withoutRepetitions = (steps: readonly string[]) => [...new Set(steps)];

type AsyncFunction = (...args: never[]) => Promise<unknown>;

/** Kills the process at the n-th boundary: odd ones lie before a call to the outside, even ones after it. */
function killerAt(boundary: number) {
  let calls = 0;
  const state = { isDead: false };
  const die = () => {
    state.isDead = true;
    throw new Error('killed');
  };
  const around = async (work: () => Promise<unknown>) => {
    calls += 1;
    const own = calls;
    if (state.isDead || boundary === own * 2 - 1) die();
    const result = await work();
    if (boundary === own * 2) die();
    return result;
  };
  /** The same object, whose calls are boundaries. */
  const wrap = <T extends object>(target: T): T =>
    new Proxy(target, {
      get: (object, name) => {
        const member: unknown = Reflect.get(object, name);
        return typeof member === 'function'
          ? (...args: never[]) => around(() => (member as AsyncFunction).apply(object, args))
          : member;
      },
    });
  /** The same database, whose transactions are boundaries: cut off right before the commit, or right after it. */
  const wrapDb = (db: TestPlatform['db']) =>
    new Proxy(db, {
      get: (object, name) => {
        const member: unknown = Reflect.get(object, name);
        if (name !== 'transaction') return typeof member === 'function' ? member.bind(object) : member;
        return () => ({
          execute: (work: AsyncFunction) =>
            around(() =>
              object.transaction().execute(async (trx) => {
                const result = await work(trx as never);
                await around(() => Promise.resolve());
                return result;
              }),
            ),
        });
      },
    });
  return { state, wrap, wrapDb };
}

describe('an enrolment whose process is killed', () => {
  it('at any boundary is finished by the next one: one account, one grant, one message, every step in its order', async () => {
    let boundary = 0;
    for (let isDead = true; isDead; ) {
      boundary += 1;
      const killer = killerAt(boundary);
      const { jobsDeps } = platform;
      const jobs = createEnrollmentJobs({
        ...jobsDeps,
        db: killer.wrapDb(jobsDeps.db),
        orders: killer.wrap(jobsDeps.orders),
        mailer: killer.wrap(jobsDeps.mailer),
      });
      const { id, contact } = paidOrder({ lines: [aLine({ licences: 2 })] });
      try {
        // One life after the other.
        // oxlint-disable-next-line no-await-in-loop
        await platform.runJob('order-paid', { orderId: id }, jobs);
        // oxlint-disable-next-line no-await-in-loop
        await platform.runAnnounced(jobs);
      } catch (error) {
        if (!killer.state.isDead) throw error;
      }
      isDead = killer.state.isDead;
      // oxlint-disable-next-line no-await-in-loop
      await platform.runJob('order-paid', { orderId: id });
      // oxlint-disable-next-line no-await-in-loop
      await platform.runAnnounced();
      // oxlint-disable-next-line no-await-in-loop
      const licences = await platform.db.selectFrom('licences').select('accountId').where('orderId', '=', id).execute();
      expect([boundary, licences.length, new Set(licences.map(({ accountId }) => accountId)).size]).toEqual([
        boundary,
        2,
        1,
      ]);
      expect([boundary, withoutRepetitions(platform.order.stepsOf(id))]).toEqual([
        boundary,
        [EnrolmentStep.ACCOUNT_CREATED, EnrolmentStep.INVENTORY_GRANTED, EnrolmentStep.ACTIVATION_SENT],
      ]);
      // A death between the mail server's answer and the commit repeats the message under the same id.
      const messages = mailsTo(contact?.email).map(({ messageId }) => messageId);
      expect([boundary, new Set(messages).size, messages.length <= 2]).toEqual([boundary, 1, true]);
    }
    // A run without a death at the end; before it, all calls of the two jobs were cut off on both sides.
    expect(boundary).toBeGreaterThan(14);
  }, 60_000);
});

describe('an order that is announced again', () => {
  it('gets what a lost queue kept from it: the reports, and the message a minute after it should have been sent', async () => {
    const { id, contact } = paidOrder();
    await platform.runJob('order-paid', { orderId: id });
    await platform.db.withTables<{ outbox: { id: string } }>().deleteFrom('outbox').execute();
    await platform.runJob('order-paid', { orderId: id });
    await platform.runAnnounced();
    expect(platform.order.stepsOf(id)).toEqual([EnrolmentStep.ACCOUNT_CREATED, EnrolmentStep.INVENTORY_GRANTED]);
    expect(mailsTo(contact?.email)).toEqual([]);
    platform.clock.advance(60_000);
    await platform.runJob('order-paid', { orderId: id });
    await platform.runJob('order-paid', { orderId: id });
    await platform.runAnnounced();
    expect(mailsTo(contact?.email)).toHaveLength(1);
    expect(platform.order.stepsOf(id).at(-1)).toBe(EnrolmentStep.ACTIVATION_SENT);
  });
});

describe('a step that keeps failing', () => {
  const troublesOf = (id: string) =>
    platform.order.reports.filter(({ orderId, trouble }) => orderId === id && trouble !== '');

  it('is told of at the third failure and at each one after it, and forgotten when it succeeds', async () => {
    const order = paidOrder({ lines: [] });
    const attempt = () => platform.runJob('order-paid', { orderId: order.id });
    for (const known of [0, 0, 1, 2]) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(attempt()).rejects.toThrow('has no lines');
      expect(troublesOf(order.id)).toHaveLength(known);
    }
    expect(troublesOf(order.id)[0]).toEqual({
      orderId: order.id,
      step: EnrolmentStep.ACCOUNT_CREATED,
      accountId: '',
      trouble: 'internal',
    });
    platform.order.orders.set(order.id, { ...order, lines: [aLine()] });
    await attempt();
    await platform.runAnnounced();
    expect(platform.order.stepsOf(order.id)).toHaveLength(3);
    const kept = await platform.db
      .selectFrom('enrolmentTroubles')
      .selectAll()
      .where('orderId', '=', order.id)
      .execute();
    expect(kept).toEqual([]);
  });

  it('fails with its own error when order cannot be told', async () => {
    const order = paidOrder({ tier: undefined });
    for (let tries = 1; tries <= 3; tries += 1) {
      platform.order.nextFault = unavailable('SERVICE_UNAVAILABLE', 'down');
      // oxlint-disable-next-line no-await-in-loop
      await expect(platform.runJob('order-paid', { orderId: order.id })).rejects.toThrow('has no account tier');
    }
    expect(platform.order.nextFault).toBeUndefined();
    expect(troublesOf(order.id)).toEqual([]);
  });

  it('is told of too when it is the activation message', async () => {
    const order = paidOrder();
    await platform.runJob('order-paid', { orderId: order.id });
    for (let tries = 1; tries <= 3; tries += 1) {
      platform.mail.refuseNext = true;
      // oxlint-disable-next-line no-await-in-loop
      await expect(platform.runAnnounced()).rejects.toMatchObject({ reason: 'MESSAGE_NOT_SENT' });
    }
    expect(troublesOf(order.id)).toMatchObject([{ step: EnrolmentStep.ACTIVATION_SENT, trouble: 'message_not_sent' }]);
    await platform.runAnnounced();
    expect(platform.order.stepsOf(order.id)).toContain(EnrolmentStep.ACTIVATION_SENT);
  });
});
