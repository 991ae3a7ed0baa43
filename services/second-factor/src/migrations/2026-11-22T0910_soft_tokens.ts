import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

/** What a soft token has beside the columns of all authenticators, and the runs of its activation. */
export const softTokens: Migration = {
  async up(db) {
    await sql`
      create table soft_tokens (
        authenticator_id text primary key references authenticators (id),
        -- SHA-256 of what the QR code gives a mobile app; null for desktop.
        activation_token_hash bytea,
        -- What proves that an app knows the activation password or code (RFC 9383: w0 and L); sealed, erased once an app did.
        verifier bytea,
        -- Key of the transaction codes (RFC 6287); sealed, null until an app is bound and once the token is dead.
        transaction_key bytea,
        -- Signs what the app asks outside of any session; Ed25519, raw.
        device_key bytea check (octet_length(device_key) = 32),
        -- Keyed hash of what the browser types to confirm a desktop app; erased by its use.
        registration_code_hash bytea,
        registration_tries integer not null default 0 check (registration_tries between 0 and 3),
        -- When somebody first came with codes that an app had used already.
        reused_at timestamptz
      )`.execute(db);

    await sql`
      create table soft_token_runs (
        id text primary key,
        authenticator_id text not null references soft_tokens (authenticator_id),
        -- Of the codes that the run is about: those of before a switch of platform are void.
        serial text not null,
        -- Key confirmation that is awaited, and the shared key; sealed, erased by its only use.
        secrets bytea,
        started_at timestamptz not null,
        finished_at timestamptz,
        check (finished_at is null or secrets is null)
      )`.execute(db);
    await sql`create index soft_token_runs_of_token on soft_token_runs (authenticator_id)`.execute(db);
    await sql`create index soft_token_runs_by_start on soft_token_runs (started_at)`.execute(db);
  },
};
