import { runMigrations } from '@countersign/db';
import { createLogger, createMetrics } from '@countersign/runtime';
import { fakeClock, testDatabase } from '@countersign/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import type { OrderDatabase } from '../src/database.ts';
import { createOrderMetrics } from '../src/metrics.ts';
import { migrations } from '../src/migrations/index.ts';
import { getOrder } from '../src/order/order-reader.ts';
import { findKeptCapture } from '../src/payment/capture-store.ts';
import { sweepCharges } from '../src/payment/janitor.ts';
import { balancesOf } from '../src/payment/money-ledger.ts';
import { grantRefund } from '../src/payment/refund.ts';
import { settleEvent } from '../src/payment/settlement.ts';
import { createScriptedProvider } from './scripted-provider.ts';

const at = new Date('2026-11-20T10:00:00Z');
const contact = { givenName: 'Ada', surname: 'Example', email: 'ada@example.com', country: 'DE', language: 'en' };
const statuses = { ord_1: 'completed', ord_2: 'awaiting_payment', ord_3: 'review_needed', ord_4: 'awaiting_payment' };

let database: Awaited<ReturnType<typeof testDatabase<OrderDatabase>>>;
beforeAll(async () => {
  const earlier = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '2026-11-22T0100'));
  database = await testDatabase<OrderDatabase>({ migrate: (empty) => runMigrations(empty, earlier) });
  const { db } = database;
  for (const [id, status] of Object.entries(statuses)) {
    const attempt = status === 'awaiting_payment' ? 'processing' : 'captured';
    const chargeId = id === 'ord_4' ? null : `ch_${id}`;
    const amount = id === 'ord_3' ? 7 : 300;
    const outcome = { ord_1: 'captured', ord_3: 'amount_mismatch' }[id] ?? null;
    // One connection: one after the other.
    // oxlint-disable no-await-in-loop
    await sql`insert into carts values (${`crt_${id}`}, '\\x00', 'USD', '[]', 1, now(), now())`.execute(db);
    await sql`insert into orders (id, number, cart_id, status, currency, exponent, due_now_minor, term_total_minor, tier,
        tier_rule_id, tier_explanation, contact, terms_version, created_at)
      values (${id}, ${id}, ${`crt_${id}`}, ${status}, 'USD', 2, 300, 300, 'starter', '', '', ${JSON.stringify(contact)},
        '1', ${at})`.execute(db);
    await sql`insert into order_lines
      values (${`lin_${id}`}, ${id}, 0, 'tls', 'pv_1', 'TLS', 'tls', 1, 'one_time', 1, '{}', 300, 300)`.execute(db);
    await sql`insert into payment_attempts (id, order_id, provider, token, status, amount_minor, currency, charge_id,
        decline_code, retry_at, created_at, updated_at)
      values (${`pay_${id}`}, ${id}, 'sandbox', ${chargeId === null ? 'tok_1' : null}, ${attempt}, 300, 'USD', ${chargeId}, '',
        ${at}, ${at}, ${at})`.execute(db);
    if (chargeId === null) continue;
    await sql`insert into payment_events
      values (${`pev_${id}`}, 'sandbox', ${`evt_${id}`}, '\\x00', ${chargeId}, ${id}, ${amount}, 'USD', ${outcome}, ${at},
        ${outcome === null ? null : at})`.execute(db);
    // oxlint-enable no-await-in-loop
  }
  await sql`insert into order_timeline (order_id, at, code) values ('ord_1', ${at}, 'order_paid')`.execute(db);
  await runMigrations(db, migrations);
});
afterAll(() => database.destroy());

const openDeps = () => {
  const { db } = database;
  const gauges = {
    oldestAwaitingSeconds: async () => 0,
    oldestSagaSeconds: async () => 0,
    troubles: async () => ({}),
  };
  const { provider, state } = createScriptedProvider();
  const logger = createLogger({ service: 'order', level: 'silent' });
  const metrics = createOrderMetrics(createMetrics('order'), gauges);
  return { state, deps: { db, clock: fakeClock('2026-11-20T12:00:00Z'), provider, logger, metrics } };
};

it('money that had arrived before there was a ledger stands in it, and can be paid back', async () => {
  const { db } = database;
  expect(await findKeptCapture(db, 'ord_1')).toMatchObject({ use: 'paid', paymentId: 'pay_ord_1', amountMinor: 300n });
  expect(await balancesOf(db, 'ord_1')).toEqual([
    { account: 'cash', currency: 'USD', amountMinor: 300n },
    { account: 'sales', currency: 'USD', amountMinor: -300n },
  ]);
  expect(await findKeptCapture(db, 'ord_3')).toMatchObject({ use: 'review', amountMinor: 7n });
  const request = { orderId: 'ord_1', lineIds: 'all', by: 'staff', userId: 'usr_1', note: 'goodwill', at } as const;
  await db.transaction().execute((trx) => grantRefund(trx, request));
  expect((await getOrder(db, 'ord_1', at)).status).toBe('refund_pending');
});

it('an event that was stored before, and not acted on yet, pays its order', async () => {
  const { deps } = openDeps();
  await settleEvent(deps, 'pev_ord_2');
  const order = await getOrder(database.db, 'ord_2', at);
  expect(order).toMatchObject({ status: 'paid', payment: { status: 'captured' } });
  expect(order.subscriptionIds).toHaveLength(1);
});

it('a charge that had no answer before is sent again under its key', async () => {
  const { deps, state } = openDeps();
  await sweepCharges(deps);
  expect([...state.charges.keys()]).toEqual(['pay_ord_4']);
});
