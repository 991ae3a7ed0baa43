import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

/** Results that applications ask for later, what they signed, and the documents that they store. */
export const applicationResponses: Migration = {
  async up(db) {
    await sql`
      create table application_responses (
        id text primary key,
        client_id text not null references oauth_clients (id),
        user_id text not null,
        grant_id text not null references oauth_grants (id) on delete cascade,
        kind text not null check (kind in ('hashes', 'documents')),
        state text not null check (state in ('working', 'ready', 'failed')),
        result bytea,
        failure jsonb,
        validity_ms integer not null check (validity_ms between 60000 and 86400000),
        created_at timestamptz not null,
        finished_at timestamptz,
        first_read_at timestamptz,
        expires_at timestamptz not null,
        check ((state = 'ready') = (result is not null)),
        check ((state = 'failed') = (failure is not null)),
        check ((state = 'working') = (finished_at is null))
      )`.execute(db);
    // Sealed bytes do not compress; do not try.
    await sql`alter table application_responses alter column result set storage external`.execute(db);
    await sql`create index application_responses_ending on application_responses (expires_at)`.execute(db);

    await sql`
      create table application_signings (
        receipt_hash bytea primary key,
        authorisation_id text not null references application_authorisations (id) on delete cascade,
        signatures integer not null check (signatures > 0),
        made_at timestamptz not null
      )`.execute(db);
    await sql`create index application_signings_of_authorisation on application_signings (authorisation_id)`.execute(
      db,
    );

    await sql`alter table documents add column client_id text references oauth_clients (id)`.execute(db);
  },
};
