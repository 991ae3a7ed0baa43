import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

export const recovery: Migration = {
  async up(db) {
    await sql`alter table users add column email_held_until timestamptz(3)`.execute(db);
    await sql`
      create table recovery_flows (
        id text primary key,
        secret_hash bytea not null,
        user_id text references users (id),
        user_id_hash text not null,
        state text not null check (state in ('code_required', 'questions_required', 'factor_required',
          'officer_required', 'password_required', 'completed', 'cancelled', 'dead')),
        language text not null,
        language_chosen boolean not null,
        sends integer not null default 1,
        resend_at timestamptz(3) not null,
        code_attempts integer not null default 0,
        factor_attempts integer not null default 0,
        created_at timestamptz(3) not null,
        expires_at timestamptz(3) not null
      )`.execute(db);
    await sql`create index recovery_flows_user on recovery_flows (user_id)`.execute(db);
    await sql`create index recovery_flows_expiry on recovery_flows (expires_at)`.execute(db);
    await sql`
      create table recovery_answers (
        user_id text not null references users (id),
        question_key text not null,
        answer_hash text not null,
        pepper_version integer not null,
        rule_version integer not null,
        created_at timestamptz(3) not null,
        primary key (user_id, question_key)
      )`.execute(db);
    await sql`
      create table question_challenges (
        user_id text primary key references users (id),
        keys text[] not null,
        created_at timestamptz(3) not null
      )`.execute(db);
    await sql`
      create table password_changes (
        id text primary key,
        user_id text not null references users (id),
        kind text not null check (kind in ('changed', 'recovered')),
        address text not null,
        at timestamptz(3) not null
      )`.execute(db);
    await sql`create index password_changes_user on password_changes (user_id)`.execute(db);
    await sql`create index password_changes_at on password_changes (at)`.execute(db);
  },
};
