import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

/**
 * Authorisations that cover more signatures than they name digests, and digests of contents and documents. What is not said
 * means what it meant before, and nothing of it is null: the code of before takes an authorisation with a null for an older one.
 */
export const openSignatures: Migration = {
  async up(db) {
    await sql`
      alter table keys
        add column policy_open integer not null default 0 check (policy_open between 0 and 1000000),
        add column policy_open_seconds integer not null default 0 check (policy_open_seconds between 0 and 8208000)`.execute(
      db,
    );
    await sql`
      alter table authorisations
        add column signatures integer not null default 0 check (signatures between 0 and 1000000),
        add column digest_kind text not null default 'to_be_signed'
          check (digest_kind in ('to_be_signed', 'content', 'document')),
        add column shown boolean not null default false,
        add column named integer not null default 0,
        add column ended boolean not null default false`.execute(db);
    // An authorisation may have a million digests, and as many batches: nothing looks at all of them.
    await sql`create index authorised_digests_named_later on authorised_digests (jti, digest) where ord >= 1000`.execute(
      db,
    );
    await sql`create index batches_of_authorisation_since on batches (jti, reserved_at)`.execute(db);
    await sql`drop index batches_of_authorisation`.execute(db);
    await sql`create index audit_records_of_open on audit_records (subject, seq) where detail ? 'named'`.execute(db);
  },
};
