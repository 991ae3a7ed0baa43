import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

/**
 * Keys with a policy, of several algorithms and in several custodies; authorisations whose digests are signed one by one;
 * signed roots over the chains. What was there stays as it is and readable by the code of before.
 */
export const authorisations: Migration = {
  async up(db) {
    await sql`
      alter table keys
        drop constraint keys_algorithm_check,
        add constraint keys_algorithm_check check (algorithm in ('P-256', 'P-384', 'RSA-3072')),
        drop constraint keys_state_check,
        add constraint keys_state_check check (state in ('active', 'suspended', 'destroyed')),
        add column policy_kinds text[],
        add column policy_bound boolean,
        add column policy_max integer check (policy_max between 1 and 1000),
        add column custody text not null default 'sealed',
        add column mac_version integer not null default 1 check (mac_version in (1, 2)),
        add column generation integer`.execute(db);
    await sql`create index keys_by_custody on keys (custody, generation) where state <> 'destroyed'`.execute(db);
    await sql`create index keys_newest on keys (created_at)`.execute(db);
    await sql`
      create table pooled_keys (
        id text primary key,
        algorithm text not null,
        public_key bytea not null,
        sealed_private_key bytea not null,
        custody text not null,
        generation integer not null,
        mac bytea not null,
        created_at timestamptz not null
      )`.execute(db);
    await sql`
      create table own_keys (
        id text primary key,
        algorithm text not null check (algorithm = 'P-256'),
        public_key bytea not null,
        sealed_private_key bytea not null,
        mac bytea not null,
        created_at timestamptz not null,
        retired_at timestamptz
      )`.execute(db);
    // One signs at a time, however many processes begin at once.
    await sql`create unique index own_keys_one_signs on own_keys ((true)) where retired_at is null`.execute(db);
    await sql`
      alter table authorisations
        add column id text unique,
        add column handle_hash bytea unique,
        add column client_id text,
        add column hash_algorithm text,
        add column digests_hash bytea,
        add column digest_count integer,
        add column level integer check (level in (1, 2)),
        add column expires_at timestamptz,
        add column mac bytea,
        add column used_at timestamptz`.execute(db);
    await sql`
      alter table authorised_digests
        drop constraint authorised_digests_digest_check,
        add constraint authorised_digests_digest_check check (length(digest) in (32, 48, 64)),
        drop constraint authorised_digests_state_check,
        add constraint authorised_digests_state_check check (state in ('authorised', 'reserved', 'consumed')),
        drop constraint authorised_digests_check,
        add constraint authorised_digests_check check ((signature is null) = (state <> 'consumed')),
        add column batch_id text,
        add column batch_ord integer`.execute(db);
    await sql`
      create table batches (
        id text primary key,
        jti text not null references authorisations (jti),
        digests_hash bytea not null,
        reserved_at timestamptz not null,
        signed_at timestamptz,
        receipt text check ((receipt is null) = (signed_at is null)),
        lost_at timestamptz check (lost_at is null or signed_at is null)
      )`.execute(db);
    await sql`create index batches_of_authorisation on batches (jti)`.execute(db);
    await sql`create index batches_open on batches (reserved_at) where signed_at is null and lost_at is null`.execute(
      db,
    );
    await sql`
      create table audit_leaves (
        stream text primary key,
        position integer not null unique,
        seq bigint not null,
        hash bytea not null
      )`.execute(db);
    await sql`
      create table audit_nodes (
        level integer not null,
        position integer not null,
        hash bytea not null,
        primary key (level, position)
      )`.execute(db);
    await sql`
      create table audit_roots (
        seq integer primary key,
        at timestamptz not null,
        size integer not null,
        root bytea not null,
        jws text not null
      )`.execute(db);
  },
};
