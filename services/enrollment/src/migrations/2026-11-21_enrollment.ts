import { createAuditTable } from '@countersign/audit';
import { createInboxTable, createOutboxTable, type Migration } from '@countersign/db';
import { sql } from 'kysely';

export const enrollment: Migration = {
  async up(db) {
    await sql`create table accounts (
      id text primary key,
      name text not null,
      tier text not null check (tier in ('starter', 'enterprise')),
      tier_rule_id text not null,
      state text not null check (state in ('pending_activation', 'active')),
      created_at timestamptz not null,
      activated_at timestamptz,
      check ((state = 'active') = (activated_at is not null))
    )`.execute(db);
    await sql`create table enrolments (
      order_id text primary key,
      order_number text not null,
      account_id text not null references accounts (id),
      reported_steps smallint not null default 0,
      created_at timestamptz not null
    )`.execute(db);
    await sql`create index enrolments_account on enrolments (account_id)`.execute(db);
    await sql`create table activations (
      id text primary key,
      order_id text not null unique references enrolments (order_id),
      account_id text not null references accounts (id),
      generation int not null,
      pepper_version bigint not null,
      token_hash bytea not null unique,
      email text not null,
      login_id text not null,
      given_name text not null,
      surname text not null,
      language text not null,
      expires_at timestamptz not null,
      sent_at timestamptz,
      claim_id text,
      claimed_until timestamptz,
      used_at timestamptz,
      used_by text,
      check ((used_at is null) = (used_by is null)),
      check ((claim_id is null) = (claimed_until is null))
    )`.execute(db);
    await sql`create index activations_account on activations (account_id)`.execute(db);
    await sql`create table memberships (
      account_id text not null references accounts (id),
      user_id text not null,
      roles text[] not null,
      version int not null,
      created_at timestamptz not null,
      primary key (account_id, user_id)
    )`.execute(db);
    await sql`create index memberships_user on memberships (user_id)`.execute(db);
    await sql`create table licences (
      id text primary key,
      account_id text not null references accounts (id),
      order_line_id text not null,
      seq int not null check (seq > 0),
      product_code text not null,
      purpose text not null,
      extra_domains text[] not null,
      valid_until timestamptz not null,
      state text not null check (state in ('available', 'reserved', 'in_use')),
      reservation_id text,
      used_by text,
      created_at timestamptz not null,
      unique (order_line_id, seq),
      check ((state = 'available') = (reservation_id is null)),
      check ((state = 'in_use') = (used_by is not null))
    )`.execute(db);
    await sql`create index licences_account on licences (account_id)`.execute(db);
    await sql`create index licences_available on licences (account_id, purpose, valid_until)
      where state = 'available'`.execute(db);
    await sql`create unique index licences_reservation on licences (account_id, reservation_id)
      where reservation_id is not null`.execute(db);
    // The unique key makes each move of a reservation happen once, whatever the code does.
    await sql`create table inventory_entries (
      seq bigint generated always as identity primary key,
      account_id text not null references accounts (id),
      licence_id text not null references licences (id),
      kind text not null check (kind in ('grant', 'reserve', 'consume', 'release')),
      reservation_id text,
      at timestamptz not null,
      check ((kind = 'grant') = (reservation_id is null)),
      constraint inventory_entries_once unique (account_id, reservation_id, kind)
    )`.execute(db);
    await sql`create index inventory_entries_licence on inventory_entries (licence_id)`.execute(db);
    await sql`create unique index inventory_entries_grant on inventory_entries (licence_id)
      where kind = 'grant'`.execute(db);
    await sql`create function refuse_change() returns trigger language plpgsql as
      $$ begin raise exception 'the inventory ledger is only ever added to'; end $$`.execute(db);
    await sql`create trigger inventory_entries_append_only before update or delete or truncate on inventory_entries
      for each statement execute function refuse_change()`.execute(db);
    await createOutboxTable(db);
    await createInboxTable(db);
    await createAuditTable(db);
  },
};
