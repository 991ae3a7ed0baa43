import { runMigrations } from '@countersign/db';
import { testDatabase } from '@countersign/testing';
import { expect, it } from '@jest/globals';
import { sql } from 'kysely';
import type { OrderDatabase } from '../src/database.ts';
import { migrations } from '../src/migrations/index.ts';
import { getOrder } from '../src/order/order-reader.ts';

const first = '2026-11-21_orders';
const at = new Date('2026-11-21T10:00:00Z');
const contact = { givenName: 'Ada', surname: 'Example', email: 'ada@example.com', language: 'fr' };

it('orders and carts made before there were quotes are brought along, each to where it stands', async () => {
  const { db, destroy } = await testDatabase<OrderDatabase>();
  try {
    const orders = migrations[first];
    if (orders === undefined) throw new Error(`there is no migration ${first}`);
    await runMigrations(db, { [first]: orders });
    const statuses = ['draft', 'awaiting_payment', 'paid', 'fulfilling', 'completed', 'review_needed'];
    for (const [index, status] of statuses.entries()) {
      // One connection: one after the other.
      // oxlint-disable-next-line no-await-in-loop
      await sql`insert into carts (id, secret_hash, currency, lines, version, closed_at, created_at)
        values (${`crt_${status}`}, '\\x01', 'USD', '[]', 2, ${at}, ${at})`.execute(db);
      // oxlint-disable-next-line no-await-in-loop
      await sql`insert into orders (id, number, cart_id, status, currency, exponent, due_now_minor, term_total_minor, tier,
          tier_rule_id, tier_explanation, contact, terms_version, created_at)
        values (${`ord_${status}`}, ${`CS-2026-${index}`}, ${`crt_${status}`}, ${status}, 'USD', 2, 40000, 80000, 'starter',
          'TIER-1', 'few licences', ${JSON.stringify(contact)}, '2026-01', ${at})`.execute(db);
      // oxlint-disable-next-line no-await-in-loop
      await sql`insert into order_lines values (${`lin_${status}`}, ${`ord_${status}`}, 0, 'tls-ov', 'pv_1', 'TLS', 'tls', 2,
        'annual', 1, '{}', 40000, 80000)`.execute(db);
    }
    await sql`insert into order_timeline (order_id, at, code) values ('ord_paid', ${at}, 'order_paid')`.execute(db);
    await sql`insert into carts (id, secret_hash, currency, lines, version, created_at)
      values ('crt_alone', '\\x01', 'USD', '[]', 1, ${at})`.execute(db);

    await runMigrations(db, migrations);

    const carts = await db.selectFrom('carts').select(['id', 'state']).orderBy('id').execute();
    expect(Object.fromEntries(carts.map(({ id, state }) => [id, state]))).toEqual({
      crt_alone: 'open',
      crt_awaiting_payment: 'locked',
      crt_completed: 'converted',
      crt_draft: 'open',
      crt_fulfilling: 'converted',
      crt_paid: 'converted',
      crt_review_needed: 'converted',
    });
    expect(await getOrder(db, 'ord_paid', at)).toMatchObject({
      status: 'paid',
      kind: 'purchase',
      contacts: { purchaser: contact, billingAddress: [] },
      contactsConfirmed: true,
      language: 'fr',
      paidAt: at,
      quote: undefined,
      dueNow: { currency: 'USD', minorUnits: 40_000n, exponent: 2 },
      taxDueNow: { minorUnits: 0n },
      lines: [{ listTotal: { minorUnits: 80_000n }, discounts: [], calendar: [] }],
    });
    // What the code before writes while both run.
    await sql`update orders set status = 'draft' where id = 'ord_awaiting_payment'`.execute(db);
  } finally {
    await destroy();
  }
});
