import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

/** Challenges of applications, and those that authorise signatures whose digests are named later. */
export const openChallenges: Migration = {
  async up(db) {
    await sql`alter table challenges
      -- Signatures in all; null for as many as digests, or as the answer says where none are named.
      add column signatures integer check (signatures between 1 and 1000000),
      -- Application that asks; null for the user himself.
      add column client_id text,
      drop constraint challenges_digests_check,
      add constraint challenges_digests_check
        check (length(digests) between 0 and 1000 * digest_bytes and length(digests) % digest_bytes = 0)
    `.execute(db);
  },
};
