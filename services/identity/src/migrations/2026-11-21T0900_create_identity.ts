import { createAttemptsTable } from '@countersign/attempts';
import { createAuditTable } from '@countersign/audit';
import { createInboxTable, createOutboxTable, type Migration } from '@countersign/db';
import { sql } from 'kysely';

export const createIdentity: Migration = {
  async up(db) {
    await createAttemptsTable(db);
    await createAuditTable(db);
    await createOutboxTable(db);
    await createInboxTable(db);
    await sql`
      create table users (
        id text primary key,
        email text not null constraint users_email_unique unique,
        given_name text not null,
        surname text not null,
        mobile_sealed bytea,
        language text not null,
        password_hash text not null,
        pepper_version integer not null,
        staff_roles text[] not null,
        activation_id text constraint users_activation_id_unique unique,
        first_login_at timestamptz(3),
        created_at timestamptz(3) not null
      )`.execute(db);
    await sql`
      create table login_flows (
        id text primary key,
        secret_hash bytea not null,
        user_id text references users (id),
        user_id_hash text not null,
        state text not null check (state in
          ('password_required', 'pin_required', 'factor_required', 'completed', 'cancelled', 'dead')),
        language text not null,
        language_chosen boolean not null,
        password_attempts integer not null default 0,
        code_attempts integer not null default 0,
        channel text check (channel in ('sms', 'email')),
        masked_destination text,
        resend_at timestamptz(3),
        session_id text,
        created_at timestamptz(3) not null,
        expires_at timestamptz(3) not null
      )`.execute(db);
    await sql`create index login_flows_user on login_flows (user_id)`.execute(db);
    await sql`create index login_flows_expiry on login_flows (expires_at)`.execute(db);
    await sql`
      create table sessions (
        id text primary key,
        user_id text not null references users (id),
        scope text not null check (scope in ('full', 'set-up')),
        acr text not null,
        amr text[] not null,
        authenticated_at timestamptz(3) not null,
        expires_at timestamptz(3) not null,
        ended_at timestamptz(3)
      )`.execute(db);
    await sql`create index sessions_user on sessions (user_id)`.execute(db);
    await sql`create index sessions_expiry on sessions (expires_at)`.execute(db);
    await sql`
      create table refresh_tokens (
        token_hash bytea primary key,
        session_id text not null references sessions (id) on delete cascade,
        created_at timestamptz(3) not null,
        used_at timestamptz(3)
      )`.execute(db);
    await sql`create index refresh_tokens_session on refresh_tokens (session_id)`.execute(db);
    await sql`
      create table personal_validations (
        id text not null,
        version integer not null check (version > 0),
        user_id text not null references users (id),
        state text not null check (state in ('submitted', 'approved', 'rejected')),
        given_name text not null,
        surname text not null,
        mobile_sealed bytea,
        country text not null,
        evidence_sealed bytea not null,
        submitted_at timestamptz(3) not null,
        decided_at timestamptz(3),
        decided_by text references users (id),
        reason text not null default '',
        primary key (id, version),
        constraint personal_validations_user_version_unique unique (user_id, version)
      )`.execute(db);
    await sql`create index personal_validations_state on personal_validations (state, submitted_at, id)`.execute(db);
    await sql`create index personal_validations_decided_by on personal_validations (decided_by)`.execute(db);
    await sql`
      create table operator_invitations (
        id text primary key,
        token_hash bytea not null unique,
        pepper_version integer not null,
        email text,
        created_at timestamptz(3) not null,
        expires_at timestamptz(3) not null,
        used_at timestamptz(3),
        used_by text references users (id)
      )`.execute(db);
  },
};
