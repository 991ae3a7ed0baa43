import { runMigrations } from '@countersign/db';
import { testDatabase } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import type { EnrollmentDatabase } from '../src/database.ts';
import { migrations } from '../src/migrations/index.ts';

type Database = Awaited<ReturnType<typeof testDatabase<EnrollmentDatabase>>>;
let database: Database;
const first = '2026-11-21_enrollment';
const at = '2026-11-21T12:00:00Z';

beforeAll(async () => {
  const { [first]: enrollment } = migrations;
  if (enrollment === undefined) throw new Error('there is no first migration');
  database = await testDatabase<EnrollmentDatabase>({ migrate: (db) => runMigrations(db, { [first]: enrollment }) });
  const { db } = database;
  // As code of before left them: one order in the middle of its reports, one that is activated and told of.
  for (const [name, { reported, sent, used }] of Object.entries({
    one: { reported: 1, sent: null, used: null },
    two: { reported: 2, sent: at, used: null },
    three: { reported: 3, sent: at, used: at },
  })) {
    const account = `acc_${name}`;
    const state = used === null ? 'pending_activation' : 'active';
    // In the order of their references.
    // oxlint-disable-next-line no-await-in-loop
    await sql`insert into accounts (id, name, tier, tier_rule_id, state, created_at, activated_at)
      values (${account}, 'Example Works', 'starter', 'starter-default', ${state}, ${at}, ${used})`.execute(db);
    // oxlint-disable-next-line no-await-in-loop
    await sql`insert into enrolments (order_id, order_number, account_id, reported_steps, created_at)
      values (${`ord_${name}`}, 'CS-2026-000001', ${account}, ${reported}, ${at})`.execute(db);
    // oxlint-disable-next-line no-await-in-loop
    await sql`insert into activations (id, order_id, account_id, generation, pepper_version, token_hash, email, login_id,
        given_name, surname, language, expires_at, sent_at, used_at, used_by)
      values (${`act_${name}`}, ${`ord_${name}`}, ${account}, 1, 1, ${Buffer.from(name)}, 'Ada@example.com',
        'ada@example.com', 'Ada', 'Example', 'de', ${at}, ${sent}, ${used}, ${used && 'usr_1'})`.execute(db);
  }
  await sql`insert into memberships (account_id, user_id, roles, version, created_at)
    values ('acc_three', 'usr_1', '{owner,administrator,signer}', 1, ${at})`.execute(db);
  await runMigrations(db, migrations);
});
afterAll(() => database.destroy());

describe('a database of before', () => {
  it('keeps what the orders were not told of, as reports in their order', async () => {
    const reports = await database.db
      .selectFrom('enrolmentReports')
      .select(['orderId', 'step', 'reportedAt'])
      .orderBy('orderId')
      .orderBy('seq')
      .execute();
    expect(reports).toEqual([
      { orderId: 'ord_one', step: 'inventory_granted', reportedAt: null },
      { orderId: 'ord_two', step: 'activation_sent', reportedAt: null },
    ]);
  });

  it('knows its members by the names and addresses with which they activated', async () => {
    const members = await database.db
      .selectFrom('memberships')
      .select(['userId', 'name', 'email', 'language'])
      .execute();
    expect(members).toEqual([{ userId: 'usr_1', name: 'Ada Example', email: 'ada@example.com', language: 'de' }]);
  });
});
