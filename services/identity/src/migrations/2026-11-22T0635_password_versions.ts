import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

export const passwordVersions: Migration = {
  async up(db) {
    await sql`alter table users add column password_version integer not null default 0`.execute(db);
    // Null until something was proved, and in flows from before.
    await sql`alter table login_flows add column password_version integer`.execute(db);
    await sql`alter table recovery_flows add column password_version integer`.execute(db);
  },
};
