import { createAuditTable } from '@countersign/audit';
import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

export const createCertificateAuthority: Migration = {
  async up(db) {
    await sql`create table authorities (
      name text primary key,
      certificate bytea not null,
      sealed_key bytea not null,
      not_after timestamptz not null,
      created_at timestamptz not null
    )`.execute(db);
    // One key, one certificate: whoever wants another name or life makes another key.
    await sql`create table issuances (
      request_id text primary key,
      fingerprint bytea not null,
      profile text not null,
      authority text not null references authorities (name),
      serial_number text not null,
      subject jsonb not null,
      public_key_hash bytea not null unique,
      not_before timestamptz not null,
      not_after timestamptz not null,
      tbs bytea not null,
      intended_at timestamptz not null,
      certificate bytea,
      issued_at timestamptz,
      unique (authority, serial_number),
      check ((certificate is null) = (issued_at is null))
    )`.execute(db);
    await sql`create table revocation_lists (
      authority text primary key references authorities (name),
      number bigint not null,
      this_update timestamptz not null,
      next_update timestamptz not null,
      crl bytea not null
    )`.execute(db);
    await createAuditTable(db);
  },
};
