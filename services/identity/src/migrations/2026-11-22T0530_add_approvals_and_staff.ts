import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

export const addApprovalsAndStaff: Migration = {
  async up(db) {
    await sql`
      create table approvals (
        id text primary key,
        action text not null check (action in ('user_release', 'personal_validation', 'staff_invitation', 'staff_roles')),
        subject_id text not null,
        about_user_id text references users (id),
        parameters jsonb not null,
        reason text not null,
        state text not null check (state in ('pending', 'approved', 'rejected', 'expired')),
        requested_by text not null references users (id),
        requested_at timestamptz(3) not null,
        expires_at timestamptz(3) not null,
        decided_by text references users (id),
        decided_at timestamptz(3),
        decision_reason text not null default '',
        constraint approvals_decided check ((decided_by is null) = (state in ('pending', 'expired'))),
        constraint approvals_four_eyes check (decided_by <> requested_by and decided_by <> about_user_id)
      )`.execute(db);
    await sql`
      create unique index approvals_pending_unique on approvals (action, subject_id) where state = 'pending'`.execute(
      db,
    );
    await sql`create index approvals_requested on approvals (requested_at, id)`.execute(db);

    // What the code before does not name keeps its meaning: an invitation of the operator command, for both roles.
    await sql`
      alter table operator_invitations
        add column roles text[] not null default '{operator,registration_officer}',
        add column language text not null default 'en',
        add column invited_by text references users (id),
        add column withdrawn_at timestamptz(3)`.execute(db);
    await sql`
      create index operator_invitations_open on operator_invitations (created_at)
        where used_at is null and withdrawn_at is null`.execute(db);

    await sql`
      create table staff_role_changes (
        id text primary key,
        user_id text not null references users (id),
        roles text[] not null,
        changed_by text not null references users (id),
        changed_at timestamptz(3) not null
      )`.execute(db);
    await sql`alter table users add column if not exists released_until timestamptz(3)`.execute(db);
    await sql`alter table users add column if not exists last_login_at timestamptz(3)`.execute(db);
    await sql`create index users_staff on users (email) where staff_roles <> '{}'`.execute(db);
    await sql`
      create table releases (
        id text primary key,
        user_id text not null references users (id),
        requested_by text not null references users (id),
        approved_by text references users (id),
        reason text not null,
        released_at timestamptz(3) not null,
        released_until timestamptz(3) not null
      )`.execute(db);
    await sql`create index releases_user on releases (user_id, released_at)`.execute(db);
  },
};
