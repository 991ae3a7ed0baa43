import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

/** When users last replaced what they had lost without their identity being validated anew: remote-signing asks. */
export const factorReplacements: Migration = {
  async up(db) {
    await sql`
      create table factor_replacements (
        user_id text primary key,
        replaced_at timestamptz not null
      )`.execute(db);
  },
};
