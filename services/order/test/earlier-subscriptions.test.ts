import { runMigrations } from '@countersign/db';
import { testDatabase } from '@countersign/testing';
import { expect, it } from '@jest/globals';
import { sql } from 'kysely';
import type { OrderDatabase } from '../src/database.ts';
import { migrations } from '../src/migrations/index.ts';

it('orders that were paid before there were subscriptions get theirs, with the year or term that they paid', async () => {
  const earlier = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '2026-11-22T0100'));
  const { db, destroy } = await testDatabase<OrderDatabase>({ migrate: (empty) => runMigrations(empty, earlier) });
  try {
    await sql`insert into carts values ('crt_1', '\\x00', 'USD', '[]', 1, now(), now())`.execute(db);
    await sql`insert into carts values ('crt_2', '\\x01', 'USD', '[]', 1, now(), now())`.execute(db);
    for (const [id, cart, status] of [
      ['ord_1', 'crt_1', 'completed'],
      ['ord_2', 'crt_2', 'draft'],
    ]) {
      // oxlint-disable-next-line no-await-in-loop
      await sql`insert into orders (id, number, cart_id, status, currency, exponent, due_now_minor, term_total_minor, tier,
          tier_rule_id, tier_explanation, contact, terms_version, created_at)
        values (${id}, ${id}, ${cart}, ${status}, 'USD', 2, 300, 500, 'starter', '', '', '{"language":"en"}', '1',
          '2026-11-20T10:00:00Z')`.execute(db);
      // oxlint-disable-next-line no-await-in-loop
      await sql`insert into order_lines
        select ${id} || 'lin_' || position, ${id}, position, 'tls', 'pv_1', 'TLS', 'tls', 2, option, 1, '{}', due, term
        from (values (0, 'annual', 100, 200), (1, 'one_time', 200, 300)) as line (position, option, due, term)`.execute(
        db,
      );
    }
    await sql`insert into order_timeline (order_id, at, code) values ('ord_1', '2026-11-20T11:00:00Z', 'order_paid')`.execute(
      db,
    );
    await runMigrations(db, migrations);
    const found = await db
      .selectFrom('subscriptions')
      .innerJoin('orderLines', 'orderLines.subscriptionId', 'subscriptions.id')
      .innerJoin('subscriptionPeriods', 'subscriptionPeriods.subscriptionId', 'subscriptions.id')
      .select(['subscriptions.orderId', 'status', 'termStart', 'termEnd', 'paidUntil', 'endsAt'])
      .orderBy('subscriptions.position')
      .execute();
    const at = (year: number) => new Date(`${year}-11-20T11:00:00Z`);
    const common = { orderId: 'ord_1', status: 'active', termStart: at(2026), termEnd: at(2028) };
    expect(found).toEqual([
      { ...common, paidUntil: at(2027), endsAt: at(2027) },
      { ...common, paidUntil: at(2028), endsAt: at(2028) },
    ]);
  } finally {
    await destroy();
  }
});
