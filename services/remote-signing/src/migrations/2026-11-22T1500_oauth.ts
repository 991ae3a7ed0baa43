import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

/** Applications: their registration, what they ask users for, what users granted, what may be signed by it. */
export const oauth: Migration = {
  async up(db) {
    await sql`
      create table oauth_clients (
        id text primary key,
        name text not null,
        client_uri text not null default '',
        auth_method text not null
          check (auth_method in ('client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none')),
        jwks jsonb,
        redirect_uris text[] not null,
        scopes text[] not null,
        explicit_authorisation boolean not null default false,
        require_pushed boolean not null default true,
        require_dpop boolean not null default false,
        response_hosts text[] not null default '{}',
        secret_hash bytea unique,
        previous_secret_hash bytea,
        previous_secret_until timestamptz,
        idempotency_key text not null unique,
        fingerprint bytea not null,
        version integer not null default 1,
        disabled_at timestamptz,
        created_at timestamptz not null,
        check ((auth_method = 'private_key_jwt') = (jwks is not null)),
        check ((auth_method in ('client_secret_basic', 'client_secret_post')) = (secret_hash is not null)),
        check ((previous_secret_hash is null) = (previous_secret_until is null))
      )`.execute(db);
    await sql`create index oauth_clients_created on oauth_clients (created_at, id)`.execute(db);

    await sql`
      create table oauth_used_assertions (
        client_id text not null references oauth_clients (id),
        jti text not null,
        expires_at timestamptz not null,
        primary key (client_id, jti)
      )`.execute(db);
    await sql`create index oauth_used_assertions_ending on oauth_used_assertions (expires_at)`.execute(db);

    await sql`
      create table oauth_grants (
        id text primary key,
        client_id text not null references oauth_clients (id),
        scope text not null
          check (scope in ('service', 'credential', 'credential-creation', 'credential-deletion', 'application')),
        csc_version smallint not null check (csc_version in (1, 2)),
        user_id text,
        session_id text,
        acr text,
        amr text[] not null default '{}',
        authenticated_at timestamptz,
        account_id text,
        language text not null default '',
        redirect_uri text not null default '',
        redirect_uri_given boolean not null default true,
        code_hash bytea unique,
        code_challenge text,
        code_expires_at timestamptz,
        code_used_at timestamptz,
        dpop_thumbprint text not null default '',
        credential_id text,
        authorisation_id text,
        activation bytea,
        activation_expires_at timestamptz,
        signatures integer not null default 0,
        authorization_details text not null default '',
        creation jsonb,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        ended_at timestamptz,
        ended_reason text,
        last_used_at timestamptz,
        check ((scope = 'application') = (user_id is null)),
        check ((user_id is null) = (session_id is null))
      )`.execute(db);
    await sql`create index oauth_grants_of_user on oauth_grants (user_id, created_at) where ended_at is null`.execute(
      db,
    );
    await sql`create index oauth_grants_of_client on oauth_grants (client_id, user_id) where ended_at is null`.execute(
      db,
    );
    await sql`create index oauth_grants_ending on oauth_grants (expires_at)`.execute(db);

    await sql`
      create table oauth_refresh_tokens (
        hash bytea primary key,
        grant_id text not null references oauth_grants (id) on delete cascade,
        issued_at timestamptz not null,
        expires_at timestamptz not null,
        used_at timestamptz
      )`.execute(db);
    await sql`create index oauth_refresh_tokens_of_grant on oauth_refresh_tokens (grant_id)`.execute(db);

    await sql`
      create table oauth_ended_tokens (
        token_id text primary key,
        grant_id text not null references oauth_grants (id) on delete cascade,
        expires_at timestamptz not null
      )`.execute(db);

    await sql`
      create table oauth_requests (
        id text primary key,
        kind text not null check (kind in ('redirect', 'approval')),
        client_id text not null references oauth_clients (id),
        csc_version smallint not null check (csc_version in (1, 2)),
        state text not null check (state in ('pushed', 'waiting', 'approving', 'approved', 'denied')),
        content jsonb not null,
        request_uri_hash bytea unique,
        secret_hash bytea,
        dpop_thumbprint text not null default '',
        grant_id text references oauth_grants (id) on delete cascade,
        user_id text,
        approval_handle_hash bytea unique,
        last_polled_at timestamptz,
        mailed_at timestamptz,
        activation bytea,
        credential_id text,
        challenge_id text,
        expires_at timestamptz not null,
        created_at timestamptz not null,
        check ((kind = 'approval') = (approval_handle_hash is not null)),
        check (kind = 'redirect' or (user_id is not null and grant_id is not null))
      )`.execute(db);
    await sql`create index oauth_requests_ending on oauth_requests (expires_at)`.execute(db);

    await sql`
      create table application_authorisations (
        id text primary key,
        grant_id text not null references oauth_grants (id) on delete cascade,
        client_id text not null references oauth_clients (id),
        user_id text not null,
        credential_id text not null,
        signatures integer not null check (signatures > 0),
        digest_kind smallint not null default 0,
        hash_algorithm text not null,
        expires_at timestamptz not null,
        ended_at timestamptz,
        created_at timestamptz not null
      )`.execute(db);
    await sql`create index application_authorisations_of_grant on application_authorisations (grant_id)`.execute(db);
    await sql`create index application_authorisations_ending on application_authorisations (expires_at)`.execute(db);
  },
};
