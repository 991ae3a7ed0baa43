import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

export const sessions: Migration = {
  async up(db) {
    // Without `last_used_at` a session was last used when its user authenticated: sessions from before have none.
    await sql`
      alter table sessions
        add column last_used_at timestamptz(3),
        add column device text not null default '',
        add column address text not null default '',
        add column account_id text,
        add column ended_reason text`.execute(db);
    // Gateways ask twice a second what ended lately.
    await sql`create index sessions_ended on sessions (ended_at) where ended_at is not null`.execute(db);
  },
};
