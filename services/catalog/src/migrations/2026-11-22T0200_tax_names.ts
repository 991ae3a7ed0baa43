import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

export const taxNames: Migration = {
  async up(db) {
    await sql`alter table tax_rules add column name_translations jsonb not null default '{}'`.execute(db);
  },
};
