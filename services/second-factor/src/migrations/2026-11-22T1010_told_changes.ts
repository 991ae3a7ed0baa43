import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

/** What the owner of an authenticator was to be told of last: whoever mails it asks whether it is true. */
export const toldChanges: Migration = {
  async up(db) {
    await sql`alter table authenticators
      add column told_change text,
      add column told_at timestamptz`.execute(db);
  },
};
