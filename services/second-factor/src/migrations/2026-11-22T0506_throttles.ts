import { createThrottlesTable } from '@countersign/attempts';
import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

/** Misses of users, and what finds the rows that are of no use any more. */
export const throttles: Migration = {
  async up(db) {
    await createThrottlesTable(db);
    await sql`create index signing_challenges_by_age on signing_challenges (expires_at)`.execute(db);
  },
};
