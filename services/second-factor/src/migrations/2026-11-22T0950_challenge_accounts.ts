import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

/** Whose policy says which factors authorise a signature. */
export const challengeAccounts: Migration = {
  async up(db) {
    // Account of the credential that signs; null for none, for cells, and for challenges from before.
    await sql`alter table challenges add column account_id text`.execute(db);
  },
};
