import { unavailable } from '@countersign/errors';
import { createQueue, startRelay, startWorker } from '@countersign/jobs';
import { AccountTier } from '@countersign/proto/catalog';
import { EnrolmentStep, OrderStatus } from '@countersign/proto/order';
import { createLogger, createMetrics } from '@countersign/runtime';
import { hashToken } from '@countersign/sealing';
import { testRedis } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aLine, anOrder, openPlatform, type TestPlatform, tokenIn } from './platform.ts';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openPlatform();
});
afterAll(() => platform.close());

const allSteps = [EnrolmentStep.ACCOUNT_CREATED, EnrolmentStep.INVENTORY_GRANTED, EnrolmentStep.ACTIVATION_SENT];
const paidOrder = (over = {}) => {
  const order = anOrder(over);
  platform.order.orders.set(order.id, order);
  return order;
};
const countOf = async (table: 'accounts' | 'enrolments' | 'licences' | 'activations' | 'inventoryEntries') => {
  const { count } = await platform.db
    .selectFrom(table)
    .select(({ fn }) => fn.countAll<bigint>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
};
const counts = async () => ({
  accounts: await countOf('accounts'),
  licences: await countOf('licences'),
  activations: await countOf('activations'),
  entries: await countOf('inventoryEntries'),
});
const mailsTo = (email: string | undefined) => platform.mail.mails.filter(({ to }) => to.includes(email ?? ''));

describe('a paid order', () => {
  it('becomes an account of the tier that the order froze, and its licences with their ledger', async () => {
    const lines = [
      aLine({ licences: 2, termYears: 3 }),
      aLine({
        purpose: 'tls',
        licences: 1,
        line: {
          ...aLine().priced.line,
          productCode: 'tls-ov-multi',
          termYears: 1,
          licences: 1,
          extraDomains: ['a.example.com', 'b.example.com'],
        },
      }),
    ];
    const { accountId, order } = await platform.enrolled({
      lines,
      tier: { tier: AccountTier.ENTERPRISE, ruleId: 'enterprise-many', explanation: 'many' },
    });
    const account = await platform.db
      .selectFrom('accounts')
      .select(['name', 'tier', 'tierRuleId', 'state'])
      .where('id', '=', accountId)
      .executeTakeFirstOrThrow();
    expect(account).toEqual({
      name: 'Example Works',
      tier: 'enterprise',
      tierRuleId: 'enterprise-many',
      state: 'pending_activation',
    });
    const licences = await platform.db
      .selectFrom('licences')
      .select(['id', 'orderLineId', 'seq', 'productCode', 'purpose', 'extraDomains', 'validUntil', 'state'])
      .where('accountId', '=', accountId)
      .orderBy('orderLineId')
      .orderBy('seq')
      .execute();
    const ofSigning = {
      orderLineId: lines[0]?.id,
      productCode: 'document-signing',
      purpose: 'document_signing',
      extraDomains: [],
      validUntil: new Date('2029-11-21T12:00:00Z'),
      state: 'available',
    };
    expect(licences).toHaveLength(3);
    expect(licences).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ...ofSigning, seq: 1 }),
        expect.objectContaining({ ...ofSigning, seq: 2 }),
        expect.objectContaining({
          orderLineId: lines[1]?.id,
          seq: 1,
          productCode: 'tls-ov-multi',
          purpose: 'tls',
          extraDomains: ['a.example.com', 'b.example.com'],
          validUntil: new Date('2027-11-21T12:00:00Z'),
        }),
      ]),
    );
    const ledger = await platform.db
      .selectFrom('inventoryEntries')
      .select(['licenceId', 'kind', 'at'])
      .where('accountId', '=', accountId)
      .execute();
    expect(ledger.map(({ licenceId }) => licenceId).toSorted()).toEqual(licences.map(({ id }) => id).toSorted());
    expect(new Set(ledger.map(({ kind }) => kind))).toEqual(new Set(['grant']));
    expect(platform.order.stepsOf(order.id)).toEqual(allSteps);
  });

  it('is enrolled late, and its licences end with their subscriptions all the same', async () => {
    const order = paidOrder({ lines: [aLine({ termYears: 2 })] });
    platform.order.paidAt.set(order.id, new Date('2026-03-01T10:00:00.123Z'));
    await platform.runJob('order-paid', { orderId: order.id });
    const ends = await platform.db
      .selectFrom('licences')
      .select('validUntil')
      .where('orderId', '=', order.id)
      .execute();
    expect(ends.map(({ validUntil }) => validUntil.toISOString())).toEqual(['2028-03-01T10:00:00.123Z']);
  });

  it('of the largest size is enrolled whole', async () => {
    const { accountId } = await platform.enrolled({ lines: [aLine({ licences: 1000 }), aLine({ licences: 1000 })] });
    const { count } = await platform.db
      .selectFrom('inventoryEntries')
      .select(({ fn }) => fn.countAll<bigint>().as('count'))
      .where('accountId', '=', accountId)
      .executeTakeFirstOrThrow();
    expect(count).toBe(2000n);
  });

  it('is enrolled once however often it is announced, and one message is sent', async () => {
    const before = await counts();
    const { id, contact } = paidOrder();
    await Promise.all(Array.from({ length: 20 }, () => platform.runJob('order-paid', { orderId: id })));
    await platform.runAnnounced();
    expect(await counts()).toEqual({
      accounts: before.accounts + 1,
      licences: before.licences + 1,
      activations: before.activations + 1,
      entries: before.entries + 1,
    });
    expect(mailsTo(contact?.email)).toHaveLength(1);
    expect(platform.order.stepsOf(id)).toEqual(allSteps);
  });

  it('that order does not know, or does not call paid, changes nothing', async () => {
    const before = await counts();
    const { id } = paidOrder({ status: OrderStatus.AWAITING_PAYMENT });
    await expect(platform.runJob('order-paid', { orderId: id })).rejects.toMatchObject({ reason: 'ORDER_NOT_PAID' });
    await expect(platform.runJob('order-paid', { orderId: 'ord_none' })).rejects.toMatchObject({
      reason: 'ORDER_NOT_FOUND',
    });
    await platform.runAnnounced();
    expect(await counts()).toEqual(before);
  });

  it('that lacks what an account needs leaves nothing behind', async () => {
    const before = await counts();
    const faults = [
      { tier: undefined },
      { contact: undefined },
      { lines: [] },
      { lines: [aLine(), aLine({ licences: 0 })] },
    ];
    for (const fault of faults) {
      const { id } = paidOrder(fault);
      // One after the other, so that a failure tells which.
      // oxlint-disable-next-line no-await-in-loop
      await expect(platform.runJob('order-paid', { orderId: id })).rejects.toThrow(id);
    }
    expect(await counts()).toEqual(before);
  });
});

describe('the activation message', () => {
  it("goes to the order's contact in his language, with a link whose token is in the fragment", async () => {
    const { email, order } = await platform.enrolled();
    const [mail] = mailsTo(email);
    expect(mail?.subject).toBe('Aktivieren Sie Ihr Konto Example Works');
    expect(mail?.text).toContain('Ada Example');
    expect(mail?.text).toContain(order.number);
    expect(mail?.text).toContain('28. November 2026');
    expect(tokenIn(mail)).toHaveLength(48);
  });

  it('is not sent again by a repeated job, and carries the same Message-ID whenever it is', async () => {
    const { email } = await platform.enrolled();
    const { id } = await platform.db
      .selectFrom('activations')
      .select('id')
      .where('email', '=', email)
      .executeTakeFirstOrThrow();
    await platform.runJob('activation-mail', { activationId: id });
    await platform.runJob('activation-mail', { activationId: 'act_none' });
    expect(mailsTo(email).map(({ messageId }) => messageId)).toEqual([`<${id}.1@example.com>`]);
  });

  it('is tried again after the mail server refused it, and only then told of', async () => {
    const { id, contact } = paidOrder();
    await platform.runJob('order-paid', { orderId: id });
    platform.mail.refuseNext = true;
    await expect(platform.runAnnounced()).rejects.toMatchObject({ reason: 'MESSAGE_NOT_SENT' });
    await platform.runJob('report-step', { orderId: id, step: 'activation_sent' });
    expect(platform.order.stepsOf(id)).toEqual(allSteps.slice(0, 2));
    await platform.runAnnounced();
    expect(mailsTo(contact?.email)).toHaveLength(1);
    expect(platform.order.stepsOf(id)).toEqual(allSteps);
  });

  it('is the only place where its token is: neither database nor outbox holds it', async () => {
    const { token, email } = await platform.enrolled();
    const activation = await platform.db
      .selectFrom('activations')
      .selectAll()
      .where('email', '=', email)
      .executeTakeFirstOrThrow();
    expect(activation.tokenHash).toEqual(hashToken(token));
    const secret = Buffer.from(token, 'base64url').toString('hex');
    const stored = JSON.stringify({ ...activation, tokenHash: '', pepperVersion: '' });
    expect(stored).not.toContain(token);
    expect(stored).not.toContain(secret);
    const { rows } = await platform.db.executeQuery<{ payload: Record<string, string> }>(
      platform.db
        .withTables<{ outbox: { payload: Record<string, string> } }>()
        .selectFrom('outbox')
        .select('payload')
        .compile(),
    );
    const keys = new Set(rows.flatMap(({ payload }) => Object.keys(payload)));
    expect(keys).toEqual(new Set(['activationId']));
    expect(JSON.stringify(rows)).not.toContain(token);
  });
});

describe('the steps of an enrolment', () => {
  it('reach order in their order, also when a report fails and a later one comes first', async () => {
    const { id } = paidOrder();
    await platform.runJob('order-paid', { orderId: id });
    platform.order.nextFault = unavailable('SERVICE_UNAVAILABLE', 'down');
    const report = (step: string) => platform.runJob('report-step', { orderId: id, step });
    await expect(report('account_created')).rejects.toMatchObject({ reason: 'SERVICE_UNAVAILABLE' });
    await report('inventory_granted');
    await report('account_created');
    expect(platform.order.stepsOf(id)).toEqual(allSteps.slice(0, 2));
    await platform.runAnnounced();
    expect(platform.order.stepsOf(id)).toEqual(allSteps);
  });

  it('are not reported before they happened, whatever a job claims', async () => {
    const { id } = paidOrder();
    await platform.runJob('order-paid', { orderId: id });
    await platform.runJob('report-step', { orderId: id, step: 'activation_sent' });
    await platform.runJob('report-step', { orderId: 'ord_none', step: 'activation_sent' });
    expect(platform.order.stepsOf(id)).toEqual(allSteps.slice(0, 2));
    expect(platform.order.stepsOf('ord_none')).toEqual([]);
    await platform.runAnnounced();
  });
});

describe('over Redis', () => {
  it('a hint leads from the paid order to the reported message; forged and malformed jobs change nothing', async () => {
    const place = testRedis();
    const logger = createLogger({ service: 'enrollment', level: 'silent' });
    const metrics = createMetrics('enrollment');
    const worker = startWorker({ queue: 'enrollment', place, handlers: platform.jobs, logger, metrics });
    const relay = startRelay({ db: platform.db, place, logger, metrics, pauseMs: 10 });
    const queue = createQueue('enrollment', place);
    try {
      const before = await counts();
      const { id, contact } = paidOrder();
      const unpaid = paidOrder({ status: OrderStatus.DRAFT });
      const sent = platform.order.reported(EnrolmentStep.ACTIVATION_SENT);
      await queue.add({ id: 'out_1', topic: 'order-paid', payload: { orderId: unpaid.id } });
      await queue.add({ id: 'out_2', topic: 'order-paid', payload: { orderId: 'ord_forged' } });
      await queue.add({ id: 'out_3', topic: 'order-paid', payload: { order: id } });
      await queue.add({ id: 'out_4', topic: 'report-step', payload: { orderId: id, step: 'refunded' } });
      await queue.add({ id: 'out_5', topic: 'grant-licence', payload: { orderId: id } });
      await queue.add({ id: 'out_6', topic: 'order-paid', payload: { orderId: id } });
      await sent;
      expect((await counts()).accounts).toBe(before.accounts + 1);
      expect(mailsTo(contact?.email)).toHaveLength(1);
      // Jobs run side by side, so a step may be told twice; none comes before the one that it follows.
      expect([...new Set(platform.order.stepsOf(id))]).toEqual(allSteps);
      expect(platform.order.stepsOf(unpaid.id)).toEqual([]);
    } finally {
      await worker.close();
      await relay.close();
      await queue.close();
    }
  });
});
