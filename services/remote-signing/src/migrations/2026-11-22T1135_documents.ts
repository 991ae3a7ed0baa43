import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

/**
 * Documents that are stored in chunks, and signatures over several of them with one authorisation. Requests from before
 * keep their rows; those that still wait for a code over a document end, because what they prepared lies elsewhere.
 */
export const documents: Migration = {
  async up(db) {
    await sql`
      create table documents (
        id text primary key,
        user_id text not null,
        name text not null,
        media_type text not null,
        size integer not null check (size > 0),
        stored_bytes integer not null,
        chunk_count integer not null,
        sha256 bytea,
        proof bytea,
        idempotency_key text,
        signature_request_id text,
        created_at timestamptz not null,
        completed_at timestamptz,
        expires_at timestamptz not null,
        unique (user_id, idempotency_key),
        check (stored_bytes <= size),
        check ((completed_at is null) = (sha256 is null)),
        check ((completed_at is null) = (proof is null))
      )`.execute(db);
    await sql`create index documents_of_user on documents (user_id, id)`.execute(db);
    await sql`create index documents_by_end on documents (expires_at)`.execute(db);

    await sql`
      create table document_chunks (
        document_id text not null references documents (id) on delete cascade,
        ordinal integer not null,
        content bytea not null,
        primary key (document_id, ordinal)
      )`.execute(db);
    // Sealed bytes do not compress; do not try.
    await sql`alter table document_chunks alter column content set storage external`.execute(db);

    await sql`
      create table signature_items (
        request_id text not null references signature_requests (id),
        ordinal integer not null,
        document_id text not null,
        format text not null check (format in ('pades', 'cades')),
        level text not null check (level in ('B-B', 'B-T', 'B-LT')),
        reason text not null,
        location text not null,
        appearance jsonb,
        claimed_at timestamptz not null,
        addition bytea,
        contents_start integer,
        contents_end integer,
        signed_document_id text,
        primary key (request_id, ordinal),
        check ((contents_start is null) = (contents_end is null))
      )`.execute(db);
    await sql`create index signature_items_of_document on signature_items (document_id)`.execute(db);
    await sql`alter table signature_items alter column addition set storage external`.execute(db);

    await sql`
      alter table signature_requests
        add column hash_algorithm text not null default 'SHA-256'
          check (hash_algorithm in ('SHA-256', 'SHA-384', 'SHA-512')),
        add column receipt text,
        add column sole_control_level integer,
        drop constraint signature_requests_state_check,
        drop constraint signature_requests_digests_check,
        add constraint signature_requests_state_check
          check (state in ('awaiting_authorisation', 'signing', 'signed', 'expired', 'cancelled')),
        add constraint signature_requests_digests_check check (cardinality(digests) between 1 and 1000)`.execute(db);
    await sql`create index signature_requests_of_user on signature_requests (user_id, id)`.execute(db);

    await sql`
      update signature_requests set state = 'expired', factors = null, transaction_uri = null, transaction_qr_svg = null
      where has_document and state in ('awaiting_authorisation', 'signing')`.execute(db);
    await sql`
      delete from signature_documents using signature_requests
      where signature_requests.id = request_id and state = 'expired'`.execute(db);
  },
};
