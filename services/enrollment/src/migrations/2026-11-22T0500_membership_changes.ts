import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

export const membershipChanges: Migration = {
  async up(db) {
    // When a membership began or its roles changed last; gateways ask twice a second what did lately. Those that did not
    // change since need none: their tokens have died long ago.
    await sql`alter table memberships add column changed_at timestamptz`.execute(db);
    await sql`create index memberships_changed on memberships (changed_at) where changed_at is not null`.execute(db);
    await sql`create index ended_memberships_ended on ended_memberships (ended_at)`.execute(db);
  },
};
