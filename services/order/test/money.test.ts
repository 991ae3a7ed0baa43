import { DomainError } from '@countersign/errors';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sql } from 'kysely';
import { sweepPayments } from '../src/payment/janitor.ts';
import { balancesOf } from '../src/payment/money-ledger.ts';
import type { ProviderChange } from '../src/payment/payment-provider.ts';
import { settleEvent } from '../src/payment/settlement.ts';
import { aKey, anEvent, anId, captureOf, openShop, type Shop } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

type Key = Awaited<ReturnType<Shop['draft']>>;
type Charge = Awaited<ReturnType<Shop['chargedOrder']>>['charge'];
const whole = 142_800n;

/** What is left of an order's money, by account and currency. */
const balances = async ({ orderId }: Key) => {
  const rows = await balancesOf(shop.db, orderId);
  return Object.fromEntries(rows.map(({ account, currency, amountMinor }) => [`${account} ${currency}`, amountMinor]));
};

const troublesOf = async ({ orderId }: Key) => {
  const rows = await shop.db.selectFrom('orderTroubles').select('trouble').where('orderId', '=', orderId).execute();
  return rows.map(({ trouble }) => trouble).toSorted();
};

/** All that must not depend on the order of events. */
const summaryOf = async (key: Key) => {
  const { status, payment, refunded } = await shop.orderOf(key);
  return {
    status,
    payment: payment?.status,
    refunded: refunded?.minorUnits,
    balances: await balances(key),
    troubles: await troublesOf(key),
  };
};

/** What a provider may tell of one charge, each of it once or more often. */
const story = fc
  .record({
    isFailed: fc.boolean(),
    refund: fc.constantFrom('none', 'part', 'part taken back', 'whole'),
    dispute: fc.constantFrom('none', 'open', 'won', 'lost'),
    repeated: fc.boolean(),
    shuffles: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 24, maxLength: 24 }),
  })
  // Whether such an order is called disputed or refunded depends on what came first; the money does not.
  .filter(({ refund, dispute }) => !(refund === 'whole' && dispute === 'open'));
type Story = typeof story extends fc.Arbitrary<infer S> ? S : never;

function changesOf({ isFailed, refund, dispute }: Story, charge: Charge): ProviderChange[] {
  const { id: chargeId, reference, idempotencyKey } = charge;
  const about = { chargeId, reference };
  const refundId = anId('re');
  const disputeId = anId('dp');
  const changes: ProviderChange[] = [captureOf(charge)];
  if (isFailed) changes.push({ kind: 'failed', ...about, idempotencyKey, declineCode: 'card_declined' });
  if (refund !== 'none') {
    const amountMinor = refund === 'whole' ? whole : 1_000n;
    changes.push({ kind: 'refunded', ...about, refundId, amountMinor, currency: 'USD' });
  }
  if (refund === 'part taken back') changes.push({ kind: 'refund_failed', ...about, refundId, declineCode: 'lost' });
  if (dispute !== 'none') {
    changes.push({ kind: 'disputed', ...about, disputeId, amountMinor: whole, currency: 'USD' });
  }
  if (dispute === 'won' || dispute === 'lost') {
    changes.push({ kind: 'dispute_closed', ...about, disputeId, won: dispute === 'won' });
  }
  return changes;
}

describe('events in any order', () => {
  it('lead an order, and its money, to the same end', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        const ends = await Promise.all(
          [told.shuffles.map((_, index) => index / 24), told.shuffles].map(async (places) => {
            const { key, charge } = await shop.chargedOrder();
            const once = changesOf(told, charge).map((change) => anEvent(change));
            const again = told.repeated
              ? changesOf(told, charge)
                  .slice(0, 1)
                  .map((change) => anEvent(change))
              : [];
            const events = [...once, ...again, ...(told.repeated ? once : [])]
              .map((event, index) => ({ event, place: places[index] ?? 0 }))
              .toSorted((a, b) => a.place - b.place);
            for (const { event } of events) {
              // oxlint-disable-next-line no-await-in-loop
              await shop.settle(event);
            }
            return await summaryOf(key);
          }),
        );
        expect(ends[1]).toEqual(ends[0]);
      }),
      { numRuns: 15, endOnFailure: true },
    );
  }, 60_000);

  it('may also all be acted on at the same time', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        const [inTurn, atOnce] = await Promise.all([shop.chargedOrder(), shop.chargedOrder()]);
        for (const change of changesOf(told, inTurn.charge)) {
          // oxlint-disable-next-line no-await-in-loop
          await shop.settle(anEvent(change));
        }
        await Promise.all(changesOf(told, atOnce.charge).map((change) => shop.settle(anEvent(change))));
        expect(await summaryOf(atOnce.key)).toEqual(await summaryOf(inTurn.key));
      }),
      { numRuns: 8, endOnFailure: true },
    );
  }, 60_000);
});

const deeds = [
  'pay',
  'complete',
  'cancel',
  'capture',
  'capture again',
  'capture wrong',
  'fail',
  'refund',
  'refund by staff',
  'confirm refunds',
  'refuse refunds',
  'sweep',
] as const;
/** Doubled are those without which little happens. */
const often = ['complete', 'capture', 'capture', 'refund', 'confirm refunds'] as const;
const schedule = fc.array(
  fc.record({
    deed: fc.constantFrom(...deeds, ...often),
    charge: fc.constantFrom('accept', 'accept', 'accept', 'requires_action', 'decline', 'fail', 'lose'),
    refund: fc.constantFrom('accept', 'accept', 'decline', 'fail', 'lose'),
  }),
  { minLength: 4, maxLength: 14 },
);

describe('whatever buyer, staff and provider do, and in which order', () => {
  it('no money is kept that an order does not owe, none is paid back twice, and the ledger says what the order says', async () => {
    const operator = await shop.as({ userId: 'usr_operator', staffRoles: ['operator'] });
    await fc.assert(
      fc.asyncProperty(schedule, fc.boolean(), async (steps, isCharged) => {
        const key = isCharged ? (await shop.chargedOrder()).key : await shop.payableOrder();
        const ways: Record<(typeof deeds)[number], () => Promise<unknown>> = {
          pay: () => shop.addPayment(key),
          complete: () => shop.complete(key),
          cancel: () => shop.gateway.cancelOrder({ key }),
          capture: () => capture(key),
          'capture again': () => capture(key, { chargeId: anId('ch'), isAgain: true }),
          'capture wrong': () => capture(key, { amountMinor: 99n }),
          fail: () => fail(key),
          refund: () => shop.gateway.requestRefund({ key, reason: '', idempotencyKey: aKey() }),
          'refund by staff': () =>
            shop.gateway.refundOrder(
              { orderId: key.orderId, lineIds: [], reason: 'goodwill', idempotencyKey: aKey() },
              operator,
            ),
          'confirm refunds': () => confirmRefunds(key),
          'refuse refunds': () => refuseRefunds(key),
          sweep: () => look(key),
        };
        try {
          for (const { deed, charge, refund } of steps) {
            shop.provider.next = charge;
            shop.provider.nextRefund = refund;
            // oxlint-disable-next-line no-await-in-loop
            await ways[deed]().catch((error: unknown) => {
              // What cannot be done now is refused; anything else is a fault.
              if (!(error instanceof DomainError) || error.kind === 'unavailable') throw error;
            });
          }
        } finally {
          shop.provider.next = 'accept';
          shop.provider.nextRefund = 'accept';
        }
        await comeToRest(key);
        await expectSound(key);
      }),
      { numRuns: 25, endOnFailure: true },
    );
  }, 120_000);
});

describe('the ledger', () => {
  it('commits nothing that does not sum to zero, and forgets nothing', async () => {
    const { orderId } = await shop.paidOrder();
    const lopsided = shop.db
      .insertInto('moneyEntries')
      .values({ orderId, kind: 'sale', account: 'cash', amountMinor: 1n, currency: 'USD', source: 'x', at: new Date() })
      .execute();
    await expect(lopsided).rejects.toThrow('does not sum to zero');
    await expect(sql`update money_entries set amount_minor = 1`.execute(shop.db)).rejects.toThrow('append-only');
    await expect(sql`delete from money_entries`.execute(shop.db)).rejects.toThrow('append-only');
    await expect(sql`truncate money_entries`.execute(shop.db)).rejects.toThrow('append-only');
    expect(await balances({ orderId, secret: '' })).toEqual({ 'cash USD': whole, 'sales USD': -whole });
  });

  it('lets no refund exceed what was captured', async () => {
    const { orderId } = await shop.paidOrder();
    const { provider, chargeId } = await shop.db
      .selectFrom('captures')
      .selectAll()
      .where('orderId', '=', orderId)
      .executeTakeFirstOrThrow();
    const values = { orderId, provider, chargeId, reason: 'staff' as const, note: '', grantedBy: 'x', currency: 'USD' };
    const insert = (amountMinor: bigint) =>
      shop.db
        .insertInto('refunds')
        .values({
          ...values,
          id: anId('ref'),
          status: 'pending',
          amountMinor,
          retryAt: null,
          createdAt: new Date(),
          paidAt: null,
        })
        .execute();
    await insert(whole - 1n);
    await expect(insert(2n)).rejects.toThrow('refunds exceed the capture');
  });
});

/** The provider captures the latest charge of an order; `isAgain` without having been asked. */
async function capture(
  key: Key,
  over: { chargeId?: string; amountMinor?: bigint; isAgain?: boolean } = {},
): Promise<void> {
  const charge = shop.chargesOf(key).at(-1);
  if (charge === undefined) return;
  const { isAgain = false, ...change } = over;
  const { idempotencyKey, ...told } = captureOf(charge);
  if (!isAgain) charge.status = 'captured';
  if (change.amountMinor !== undefined) charge.amountMinor = change.amountMinor;
  await shop.settle(anEvent({ ...told, ...(isAgain ? {} : { idempotencyKey }), ...change }));
}

async function fail(key: Key): Promise<void> {
  const charge = shop.chargesOf(key).at(-1);
  if (charge === undefined || charge.status === 'captured') return;
  charge.status = 'failed';
  const { id: chargeId, reference, idempotencyKey } = charge;
  await shop.settle(anEvent({ kind: 'failed', chargeId, reference, idempotencyKey, declineCode: 'card_declined' }));
}

/** Refunds of which the provider has told, and those of them that it refused. */
const told = new Set<string>();
const refused = new Set<string>();

/** The provider confirms what it was asked to pay back, each of it once. */
async function confirmRefunds({ orderId }: Key): Promise<number> {
  const sent = [...shop.provider.refunds.values()].filter(
    ({ id, reference }) => reference === orderId && !told.has(id),
  );
  for (const { id: refundId, chargeId, reference, amountMinor, currency } of sent) {
    told.add(refundId);
    // oxlint-disable-next-line no-await-in-loop
    await shop.settle(anEvent({ kind: 'refunded', chargeId, reference, refundId, amountMinor, currency }));
  }
  return sent.length;
}

async function refuseRefunds({ orderId }: Key): Promise<void> {
  const sent = [...shop.provider.refunds.values()].filter(
    ({ id, reference }) => reference === orderId && !told.has(id),
  );
  for (const { id: refundId, chargeId, reference } of sent) {
    told.add(refundId);
    refused.add(refundId);
    // oxlint-disable-next-line no-await-in-loop
    await shop.settle(anEvent({ kind: 'refund_failed', chargeId, reference, refundId, declineCode: 'lost' }));
  }
}

/** Time passes, the janitor looks after everything, and its findings are acted on. */
async function look({ orderId }: Key): Promise<void> {
  shop.clock.advance(60_000);
  await sweepPayments(shop.deps);
  const waiting = await shop.db
    .selectFrom('paymentEvents')
    .select('id')
    .where('reference', '=', orderId)
    .where('outcome', 'is', null)
    .execute();
  for (const { id } of waiting) {
    // oxlint-disable-next-line no-await-in-loop
    await settleEvent(shop.deps, id);
  }
}

/** The provider ends every charge and confirms every refund, until nothing is left to do. */
async function comeToRest(key: Key): Promise<void> {
  for (let round = 0; round < 12; round += 1) {
    for (const charge of shop.chargesOf(key)) if (charge.status !== 'captured') charge.status = 'failed';
    shop.clock.advance(2 * 86_400_000);
    // oxlint-disable-next-line no-await-in-loop
    await look(key);
    // oxlint-disable-next-line no-await-in-loop
    await confirmRefunds(key);
    // oxlint-disable-next-line no-await-in-loop
    if ((await countOpen(key)) === 0) return;
  }
  throw new Error('the payments of an order do not come to rest');
}

/** Attempts and refunds of an order that the janitor still looks after. */
async function countOpen({ orderId }: Key): Promise<number> {
  const attempts = await shop.db
    .selectFrom('paymentAttempts')
    .select('id')
    .where('orderId', '=', orderId)
    .where('retryAt', 'is not', null)
    .execute();
  const refunds = await shop.db
    .selectFrom('refunds')
    .select('id')
    .where('orderId', '=', orderId)
    .where('retryAt', 'is not', null)
    .execute();
  return attempts.length + refunds.length;
}

async function expectSound(key: Key): Promise<void> {
  const order = await shop.orderOf(key);
  const captures = await shop.db.selectFrom('captures').selectAll().where('orderId', '=', key.orderId).execute();
  const kept = captures.find(({ use }) => use !== 'surplus');
  const { refunded = { minorUnits: 0n } } = order;
  const left = await balances(key);
  const captured = captures.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  const paidBack = [...shop.provider.refunds.values()]
    .filter(({ id, reference }) => reference === key.orderId && told.has(id) && !refused.has(id))
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  const owed =
    order.status === 'ORDER_STATUS_PAID'
      ? whole
      : order.status === 'ORDER_STATUS_REVIEW_NEEDED'
        ? (kept?.amountMinor ?? 0n)
        : 0n;
  expect({ status: order.status, cash: left['cash USD'] ?? 0n }).toEqual({ status: order.status, cash: owed });
  expect(captured - paidBack).toBe(owed);
  expect(left['refunds_due USD'] ?? 0n).toBe(0n);
  expect(left['refunds USD'] ?? 0n).toBe(refunded.minorUnits);
  const odd = (await troublesOf(key)).filter((each) => each === 'amount_mismatch' || each === 'unexpected_payment');
  expect(odd).toHaveLength(order.status === 'ORDER_STATUS_REVIEW_NEEDED' ? 1 : 0);
  expect(await troublesOf(key)).toEqual(odd);
  const paid = await shop.db
    .withTables<{ outbox: { topic: string; payload: { orderId?: string } } }>()
    .selectFrom('outbox')
    .select('payload')
    .where('topic', '=', 'order-paid')
    .execute();
  const isSold = order.subscriptionIds.length > 0;
  expect(paid.filter(({ payload }) => payload.orderId === key.orderId)).toHaveLength(isSold ? 1 : 0);
}
