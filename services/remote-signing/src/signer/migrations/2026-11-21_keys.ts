import { createAuditTable } from '@countersign/audit';
import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

/** Keys and the authorisations that used them. */
export const keys: Migration = {
  async up(db) {
    await createAuditTable(db);
    await sql`
      create table keys (
        id text primary key,
        owner text not null,
        algorithm text not null check (algorithm = 'P-256'),
        public_key bytea not null,
        sealed_private_key bytea not null,
        state text not null check (state in ('active', 'destroyed')),
        version integer not null check (version > 0),
        mac bytea not null,
        created_at timestamptz not null,
        check ((state = 'destroyed') = (length(sealed_private_key) = 0))
      )`.execute(db);
    await sql`create index keys_of_owner on keys (owner)`.execute(db);
    await sql`
      create table authorisations (
        jti text primary key,
        key_id text not null references keys (id),
        owner text not null,
        reserved_at timestamptz not null
      )`.execute(db);
    await sql`create index authorisations_of_key on authorisations (key_id)`.execute(db);
    await sql`
      create table authorised_digests (
        jti text not null references authorisations (jti),
        ord integer not null check (ord >= 0),
        digest bytea not null check (length(digest) = 32),
        state text not null check (state in ('reserved', 'consumed')),
        signature bytea check ((signature is null) = (state = 'reserved')),
        mac bytea not null,
        primary key (jti, ord)
      )`.execute(db);
  },
};
