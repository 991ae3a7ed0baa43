import { createAttemptsTable } from '@countersign/attempts';
import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

/** Members with names, invitations, replaced activations, claims, and reports as rows. */
export const accounts: Migration = {
  async up(db) {
    await sql`alter table accounts
      add column approval_required boolean not null default false,
      add column merged_into text references accounts (id),
      add constraint accounts_merged check (merged_into is null or state = 'pending_activation')`.execute(db);
    await sql`create index accounts_merged_into on accounts (merged_into) where merged_into is not null`.execute(db);

    await sql`alter table enrolments
      add column kind text not null default 'new_account'
        check (kind in ('new_account', 'existing_account', 'renewal')),
      add column move_untold boolean not null default false`.execute(db);
    // What the order has to be told, in the order in which it happened. An activation that bounces and is sent again has
    // the same steps more than once.
    await sql`create table enrolment_reports (
      seq bigint generated always as identity primary key,
      order_id text not null references enrolments (order_id),
      step text not null check (step in ('account_created', 'inventory_granted', 'activation_sent', 'activated',
        'delivered', 'activation_bounced')),
      reached_at timestamptz not null,
      reported_at timestamptz
    )`.execute(db);
    await sql`create index enrolment_reports_untold on enrolment_reports (order_id, seq)
      where reported_at is null`.execute(db);
    await sql`insert into enrolment_reports (order_id, step, reached_at)
      select e.order_id, s.step, e.created_at
      from enrolments e join activations a on a.order_id = e.order_id
      cross join (values (1, 'account_created'), (2, 'inventory_granted'), (3, 'activation_sent')) s (position, step)
      where s.position > e.reported_steps and (s.position < 3 or a.sent_at is not null)
      order by e.order_id, s.position`.execute(db);
    // Paid orders whose enrolment fails; a row goes when it succeeds.
    await sql`create table enrolment_troubles (
      order_id text primary key,
      step text not null,
      tries int not null check (tries > 0),
      trouble text not null,
      changed_at timestamptz not null
    )`.execute(db);

    await sql`alter table activations
      add column contact_version int not null default 1,
      add column issued_at timestamptz,
      add column bounced_at timestamptz,
      add constraint activations_bounced check (bounced_at is null or sent_at is null)`.execute(db);
    await sql`create index activations_claims on activations (login_id) where used_at is null`.execute(db);

    await sql`alter table memberships
      add column name text not null default '',
      add column email text not null default '',
      add column language text not null default 'en',
      add constraint memberships_roles check (cardinality(roles) > 0 and
        roles <@ array['owner', 'administrator', 'requester', 'auditor', 'signer'])`.execute(db);
    await sql`update memberships m
      set name = btrim(a.given_name || ' ' || a.surname), email = a.login_id, language = a.language
      from activations a where a.account_id = m.account_id and a.used_by = m.user_id`.execute(db);
    await sql`create index memberships_email on memberships (email)`.execute(db);
    // The version of a member who comes back goes on where it ended: an old token must not look like a new one.
    await sql`create table ended_memberships (
      account_id text not null references accounts (id),
      user_id text not null,
      version int not null,
      ended_at timestamptz not null,
      primary key (account_id, user_id)
    )`.execute(db);

    await sql`create table invitations (
      id text primary key,
      account_id text not null references accounts (id),
      email text not null,
      login_id text not null,
      given_name text not null,
      surname text not null,
      roles text[] not null check (cardinality(roles) > 0 and
        roles <@ array['owner', 'administrator', 'requester', 'auditor', 'signer']),
      language text not null,
      invited_by text not null,
      inviter_name text not null,
      generation int not null,
      pepper_version bigint not null,
      token_hash bytea not null unique,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      sent_at timestamptz,
      claim_id text,
      claimed_until timestamptz,
      used_at timestamptz,
      used_by text,
      withdrawn_at timestamptz,
      check ((used_at is null) = (used_by is null)),
      check ((claim_id is null) = (claimed_until is null)),
      check (used_at is null or withdrawn_at is null)
    )`.execute(db);
    await sql`create unique index invitations_open on invitations (account_id, login_id)
      where used_at is null and withdrawn_at is null`.execute(db);

    // Messages on their way; a row goes when its message was handed over or refused for good.
    await sql`create table messages (
      id text primary key,
      message text not null,
      email text not null,
      language text not null,
      params jsonb not null,
      created_at timestamptz not null
    )`.execute(db);
    await createAttemptsTable(db);
  },
};
