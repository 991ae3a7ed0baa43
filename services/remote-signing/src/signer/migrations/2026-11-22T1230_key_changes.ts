import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

/** Finds the changes of a key in its chain, whatever was signed with it. */
export const keyChanges: Migration = {
  async up(db) {
    await sql`create index audit_records_of_keys on audit_records (stream) where action like 'key.%'`.execute(db);
  },
};
