import { runMigrations } from '@countersign/db';
import { testDatabase } from '@countersign/testing';
import { expect, it } from '@jest/globals';
import { sql } from 'kysely';
import type { EnrollmentDatabase } from '../src/database.ts';
import { proveInventory } from '../src/inventory/proof.ts';
import { consumeLicence, releaseLicence } from '../src/inventory/reservation-store.ts';
import { migrations } from '../src/migrations/index.ts';

const first = '2026-11-21_enrollment';
const at = new Date('2026-11-21T12:00:00Z');

it('keeps licences and ledger of before, which go on as they are', async () => {
  const { [first]: enrollment } = migrations;
  if (enrollment === undefined) throw new Error('there is no first migration');
  const database = await testDatabase<EnrollmentDatabase>({
    migrate: (db) => runMigrations(db, { [first]: enrollment }),
  });
  const { db } = database;
  try {
    await sql`insert into accounts (id, name, tier, tier_rule_id, state, created_at)
      values ('acc_1', 'Example Works', 'starter', 'starter-default', 'pending_activation', ${at})`.execute(db);
    await sql`insert into enrolments (order_id, order_number, account_id, created_at)
      values ('ord_1', 'CS-2026-000001', 'acc_1', ${at})`.execute(db);
    await sql`insert into licences (id, account_id, order_line_id, seq, product_code, purpose, extra_domains, valid_until,
        state, reservation_id, used_by, created_at) values
      ('lic_1', 'acc_1', 'lin_1', 1, 'document-signing', 'document_signing', '{}', '2027-11-21', 'available', null, null, ${at}),
      ('lic_2', 'acc_1', 'lin_1', 2, 'document-signing', 'document_signing', '{}', '2027-11-21', 'reserved', 'crd_2', null, ${at}),
      ('lic_3', 'acc_1', 'lin_1', 3, 'document-signing', 'document_signing', '{}', '2027-11-21', 'in_use', 'crd_3', 'crt_3', ${at}),
      ('lic_4', 'acc_1', 'lin_2', 1, 'tls-ov-multi', 'tls', '{a.example.com,b.example.com}', '2027-11-21', 'available', null, null, ${at})`.execute(
      db,
    );
    await sql`insert into inventory_entries (account_id, licence_id, kind, reservation_id, at) values
      ('acc_1', 'lic_1', 'grant', null, ${at}), ('acc_1', 'lic_2', 'grant', null, ${at}),
      ('acc_1', 'lic_3', 'grant', null, ${at}), ('acc_1', 'lic_4', 'grant', null, ${at}),
      ('acc_1', 'lic_1', 'reserve', 'crd_1', ${at}), ('acc_1', 'lic_1', 'release', 'crd_1', ${at}),
      ('acc_1', 'lic_2', 'reserve', 'crd_2', ${at}),
      ('acc_1', 'lic_3', 'reserve', 'crd_3', ${at}), ('acc_1', 'lic_3', 'consume', 'crd_3', ${at})`.execute(db);
    await runMigrations(db, migrations);
    const prove = () => proveInventory(db, { accountId: 'acc_1', at });
    expect(await prove()).toMatchObject({
      differences: [],
      entries: 9n,
      counters: [
        { productCode: 'document-signing', total: 3, available: 1, reserved: 1, inUse: 1 },
        { productCode: 'tls-ov-multi', total: 1, available: 1 },
      ],
    });
    const rows = await db.selectFrom('licences').select(['id', 'namesExtra', 'orderId']).orderBy('id').execute();
    expect(rows.map(({ namesExtra, orderId }) => [namesExtra, orderId])).toEqual([
      [0, 'ord_1'],
      [0, 'ord_1'],
      [0, 'ord_1'],
      [2, 'ord_1'],
    ]);
    const key = { accountId: 'acc_1', reservationId: 'crd_2' };
    expect(await consumeLicence(db, { key, usedBy: 'crt_2', at })).toBe(true);
    expect(await releaseLicence(db, { key: { ...key, reservationId: 'crd_1' }, at })).toBe(false);
    expect((await prove()).differences).toEqual([]);
  } finally {
    await database.destroy();
  }
});
