import { createAuditTable } from '@countersign/audit';
import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

/** Credentials, signature requests and their documents. */
export const credentials: Migration = {
  async up(db) {
    await createAuditTable(db);
    await sql`
      create table credentials (
        id text primary key,
        user_id text not null,
        account_id text not null,
        idempotency_key text not null,
        state text not null check (state in ('creating', 'active', 'failed')),
        nonce bytea not null,
        licence_valid_until timestamptz,
        public_key bytea,
        proof_of_possession bytea,
        certificate bytea,
        chain bytea[],
        failure jsonb,
        claimed_until timestamptz,
        created_at timestamptz not null,
        unique (user_id, idempotency_key),
        check ((public_key is null) = (proof_of_possession is null)),
        check ((certificate is null) = (chain is null)),
        check (state <> 'active' or certificate is not null),
        check (state <> 'failed' or failure is not null)
      )`.execute(db);
    await sql`create index credentials_of_user on credentials (user_id, id)`.execute(db);

    await sql`
      create table signature_requests (
        id text primary key,
        user_id text not null,
        credential_id text not null references credentials (id),
        idempotency_key text not null,
        fingerprint bytea not null,
        state text not null check (state in ('awaiting_authorisation', 'signing', 'signed', 'expired')),
        digests bytea[] not null check (cardinality(digests) between 1 and 100),
        labels text[] not null check (cardinality(labels) = cardinality(digests)),
        has_document boolean not null,
        challenge_id text,
        challenge_kind text,
        expires_at timestamptz not null,
        signing_since timestamptz,
        signatures bytea[],
        signed_at timestamptz,
        created_at timestamptz not null,
        unique (user_id, idempotency_key),
        check ((state = 'signed') = (signatures is not null)),
        check ((state = 'signed') = (signed_at is not null)),
        check ((state = 'signing') <= (signing_since is not null))
      )`.execute(db);
    await sql`create index signature_requests_of_credential on signature_requests (credential_id)`.execute(db);
    await sql`create index signature_requests_open on signature_requests (expires_at)
      where state in ('awaiting_authorisation', 'signing')`.execute(db);

    await sql`
      create table signature_documents (
        request_id text primary key references signature_requests (id),
        content bytea not null,
        contents_start integer not null,
        contents_end integer not null,
        created_at timestamptz not null default now()
      )`.execute(db);
    // Sealed bytes do not compress; do not try.
    await sql`alter table signature_documents alter column content set storage external`.execute(db);
  },
};
