import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

/** Digests of SHA-384 and SHA-512, and up to 1000 of them. */
export const digestLengths: Migration = {
  async up(db) {
    await sql`alter table challenges
      add column digest_bytes integer not null default 32 check (digest_bytes in (32, 48, 64)),
      drop constraint signing_challenges_digests_check,
      add constraint challenges_digests_check
        check (length(digests) between digest_bytes and 1000 * digest_bytes and length(digests) % digest_bytes = 0)
    `.execute(db);
  },
};
