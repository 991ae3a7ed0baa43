import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

export const catalog: Migration = {
  async up(db) {
    await sql`create table families (
      code text primary key,
      position int not null,
      name text not null,
      summary text not null
    )`.execute(db);
    // A version is never changed: a sold line points at the one it was sold under.
    await sql`create table product_versions (
      id text primary key,
      code text not null,
      version int not null,
      family text not null references families (code),
      content_hash text not null,
      content jsonb not null,
      created_at timestamptz not null,
      unique (code, version)
    )`.execute(db);
    await sql`create index product_versions_family on product_versions (family)`.execute(db);
    await sql`create table validity_rules (
      rule_id text primary key,
      profile text not null,
      issued_from timestamptz not null,
      issued_before timestamptz,
      max_days int not null check (max_days > 0),
      days int not null check (days > 0 and days <= max_days),
      source text not null,
      unique (profile, issued_from)
    )`.execute(db);
    await sql`create table tier_rules (
      rule_id text primary key,
      position int not null unique,
      least_licences int,
      product_codes text[],
      tier text not null check (tier in ('starter', 'enterprise')),
      explanation text not null
    )`.execute(db);
  },
};
