import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

export const completeCatalog: Migration = {
  async up(db) {
    await sql`alter table families
      add column name_translations jsonb not null default '{}',
      add column summary_translations jsonb not null default '{}'`.execute(db);
    await sql`alter table product_versions add column withdrawn_at timestamptz`.execute(db);
    await sql`alter table validity_rules
      add column within text,
      add column domain_reuse_days int not null default 0 check (domain_reuse_days >= 0),
      add column organisation_reuse_days int not null default 0 check (organisation_reuse_days >= 0),
      add check (issued_before > issued_from)`.execute(db);
    await sql`alter table tier_rules add column explanation_translations jsonb not null default '{}'`.execute(db);
    await sql`create table tax_rules (
      rule_id text primary key,
      country text not null,
      name text not null,
      basis_points int not null check (basis_points between 0 and 10000),
      valid_from timestamptz not null,
      valid_before timestamptz check (valid_before > valid_from),
      unique (country, valid_from)
    )`.execute(db);
    await sql`create table tiers (
      tier text primary key check (tier in ('starter', 'enterprise')),
      position int not null unique,
      max_members int not null check (max_members >= 0),
      approval_workflow boolean not null,
      organisations boolean not null,
      api_keys boolean not null
    )`.execute(db);
    await sql`create table catalog_state (
      id int primary key check (id = 1),
      generation text not null,
      tax_union jsonb not null,
      support jsonb not null
    )`.execute(db);
  },
};
