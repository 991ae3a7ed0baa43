import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

export const ceremoniesAndDelegates: Migration = {
  async up(db) {
    // The root's key is elsewhere; what the root revoked signs nothing more.
    await sql`alter table authorities
      alter column sealed_key drop not null,
      add column revoked_at timestamptz`.execute(db);
    // Keys that wait for a ceremony.
    await sql`create table authority_keys (
      name text primary key,
      sealed_key bytea not null,
      public_key bytea not null,
      created_at timestamptz not null
    )`.execute(db);
    // Who answers or signs in an authority's place; without a certificate, it waits for one.
    await sql`create table delegates (
      id text primary key,
      name text not null,
      sealed_key bytea not null,
      public_key bytea not null unique,
      certificate bytea,
      not_before timestamptz,
      not_after timestamptz,
      created_at timestamptz not null,
      check ((certificate is null) = (not_after is null)),
      check ((certificate is null) = (not_before is null))
    )`.execute(db);
    await sql`create index delegates_in_force on delegates (name, not_before)`.execute(db);
    await sql`create unique index delegates_waiting on delegates (name) where certificate is null`.execute(db);
    // What a root did whose key is still in this database; with its key it moves to the root's folder.
    await sql`create table root_ledger (
      seq integer primary key,
      entry jsonb not null
    )`.execute(db);
  },
};
