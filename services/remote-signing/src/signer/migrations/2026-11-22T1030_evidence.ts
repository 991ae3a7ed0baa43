import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

/** How a user proved that it is he, as the assertion says it. */
export const evidence: Migration = {
  async up(db) {
    await sql`
      alter table authorisations
        add column amr text[],
        add column factor_id text,
        add column factor_kind text,
        add column bound boolean,
        add column authenticated_at timestamptz`.execute(db);
  },
};
