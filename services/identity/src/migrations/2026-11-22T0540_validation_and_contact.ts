import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

export const validationAndContact: Migration = {
  async up(db) {
    await sql`
      alter table users
        add column mobile_proved_at timestamptz(3),
        add column contact_changed_at timestamptz(3)`.execute(db);
    await sql`alter table personal_validations add column evidence_until timestamptz(3)`.execute(db);
    await sql`
      create index personal_validations_decided on personal_validations (decided_at)
      where length(evidence_sealed) > 0`.execute(db);
    await sql`
      create table signer_invitations (
        id text primary key,
        token_hash bytea not null unique,
        pepper_version integer not null,
        email text not null,
        language text not null,
        invited_by text not null references users (id),
        created_at timestamptz(3) not null,
        expires_at timestamptz(3) not null,
        withdrawn_at timestamptz(3),
        used_at timestamptz(3),
        used_by text references users (id)
      )`.execute(db);
    await sql`
      create unique index signer_invitations_open on signer_invitations (email)
      where used_at is null and withdrawn_at is null`.execute(db);
    await sql`create index signer_invitations_age on signer_invitations (created_at, id)`.execute(db);
    await sql`
      create table evidence_files (
        id text primary key,
        user_id text references users (id),
        invitation_id text references signer_invitations (id),
        media_type text not null check (media_type in ('application/pdf', 'image/jpeg', 'image/png')),
        digest bytea not null,
        content_sealed bytea not null,
        validation_id text,
        version integer,
        created_at timestamptz(3) not null,
        check (user_id is not null or invitation_id is not null),
        check ((validation_id is null) = (version is null)),
        foreign key (validation_id, version) references personal_validations (id, version)
      )`.execute(db);
    await sql`create index evidence_files_validation on evidence_files (validation_id, version)`.execute(db);
    await sql`create index evidence_files_user on evidence_files (user_id) where validation_id is null`.execute(db);
    await sql`
      create index evidence_files_invitation on evidence_files (invitation_id) where validation_id is null`.execute(db);
    await sql`create index evidence_files_unused on evidence_files (created_at) where validation_id is null`.execute(
      db,
    );
    // What is sealed already gains nothing from compression.
    await sql`alter table evidence_files alter column content_sealed set storage external`.execute(db);
    await sql`
      create table contact_changes (
        id text primary key,
        user_id text not null references users (id),
        kind text not null check (kind in ('email', 'mobile')),
        wanted_sealed bytea not null,
        former_sealed bytea,
        new_proved_at timestamptz(3),
        current_proved_at timestamptz(3),
        confirmed_at timestamptz(3),
        created_at timestamptz(3) not null,
        expires_at timestamptz(3) not null
      )`.execute(db);
    await sql`
      create unique index contact_changes_open on contact_changes (user_id, kind) where confirmed_at is null`.execute(
      db,
    );
    await sql`create index contact_changes_expiry on contact_changes (expires_at)`.execute(db);
  },
};
