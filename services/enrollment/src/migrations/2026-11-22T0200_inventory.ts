import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

/** Licences as slots with a term, their double-entry ledger, certificate requests, certificates and notices. */
export const inventory: Migration = {
  async up(db) {
    const run = async (statements: readonly string[]) => {
      for (const statement of statements) {
        // In their order.
        // oxlint-disable-next-line no-await-in-loop
        await sql.raw(statement).execute(db);
      }
    };
    await run([...licences, ...ledger, ...agreement, ...requests, ...certificates, ...notices]);
  },
};

const licences = [
  `alter table licences
    add column order_id text,
    add column subscription_id text,
    add column product_version_id text,
    add column names_extra int not null default 0,
    add column on_hold boolean not null default false,
    add column withdrawn_by text,
    add column withdrawn_at timestamptz,
    add constraint licences_withdrawn check ((withdrawn_by is null) = (withdrawn_at is null)),
    drop constraint licences_state_check,
    drop constraint licences_check,
    drop constraint licences_check1`,
  // Until now an account had one order.
  `update licences l set names_extra = cardinality(extra_domains), order_id = e.order_id
    from enrolments e where e.account_id = l.account_id`,
  // Rows that code of before writes have no such column in mind.
  `create function licences_names_extra() returns trigger language plpgsql as
    $$ begin new.names_extra := greatest(new.names_extra, cardinality(new.extra_domains)); return new; end $$`,
  `create trigger licences_names_extra before insert on licences
    for each row execute function licences_names_extra()`,
  `alter table licences
    add constraint licences_state check
      (state in ('available', 'reserved', 'in_use', 'held', 'expired', 'void')),
    add constraint licences_reserved check
      (case when state in ('reserved', 'in_use') then reservation_id is not null
            when state = 'held' then (reservation_id is null) = (used_by is null)
            else reservation_id is null end),
    add constraint licences_used check
      (case when state = 'in_use' then used_by is not null when state = 'held' then true else used_by is null end)`,
  'create index licences_subscription on licences (subscription_id) where subscription_id is not null',
  'create index licences_order on licences (order_id) where order_id is not null',
  'create index licences_withdrawn on licences (withdrawn_at) where withdrawn_at is not null',
  // Lines that were paid back before their licences were granted.
  `create table refunded_lines (
    order_line_id text primary key,
    order_id text not null,
    refund_id text not null,
    refunded_at timestamptz not null
  )`,
  `create index licences_ending on licences (valid_until) where state in ('available', 'reserved', 'in_use', 'held')`,
];

const ledger = [
  'alter table inventory_entries add column from_place text, add column to_place text, add column reference text',
  'alter table inventory_entries disable trigger inventory_entries_append_only',
  `update inventory_entries set
    from_place = case kind when 'grant' then 'outside' when 'reserve' then 'available' else 'reserved' end,
    to_place = case kind when 'reserve' then 'reserved' when 'consume' then 'in_use' else 'available' end`,
  'alter table inventory_entries enable trigger inventory_entries_append_only',
  `alter table inventory_entries
    alter column from_place set not null,
    alter column to_place set not null,
    drop constraint inventory_entries_kind_check,
    drop constraint inventory_entries_check,
    add constraint inventory_entries_reservation check
      ((kind in ('reserve', 'consume', 'release')) = (reservation_id is not null)),
    add constraint inventory_entries_move check ((kind, from_place, to_place) in (
      ('grant', 'outside', 'available'),
      ('reserve', 'available', 'reserved'),
      ('consume', 'reserved', 'in_use'),
      ('release', 'reserved', 'available'),
      ('recycle', 'in_use', 'available'),
      ('hold', 'available', 'held'), ('hold', 'in_use', 'held'),
      ('resume', 'held', 'available'), ('resume', 'held', 'in_use'),
      ('expire', 'available', 'expired'),
      ('void', 'available', 'void'), ('void', 'expired', 'void'),
      ('extend', 'available', 'available'), ('extend', 'reserved', 'reserved'), ('extend', 'in_use', 'in_use'),
      ('extend', 'held', 'held'), ('extend', 'expired', 'available')
    ) or (kind = 'move' and (from_place = 'outside') <> (to_place = 'outside')))`,
  // Each entry begins where the one before it ended: then the entries of a licence tell where it is, at any moment.
  // Code of before names no places.
  `create function inventory_entries_follow() returns trigger language plpgsql as $$
    declare last record;
    begin
      if new.from_place is null then
        new.from_place := case new.kind when 'grant' then 'outside' when 'reserve' then 'available' else 'reserved' end;
        new.to_place := case new.kind when 'reserve' then 'reserved' when 'consume' then 'in_use' else 'available' end;
      end if;
      select e.to_place, e.account_id into last from inventory_entries e
        where e.licence_id = new.licence_id order by e.seq desc limit 1;
      if coalesce(last.to_place, 'outside') <> new.from_place
        or (last.to_place <> 'outside' and last.account_id <> new.account_id)
      then
        raise exception 'licence % is in %, not in %', new.licence_id, coalesce(last.to_place, 'outside'), new.from_place;
      end if;
      return new;
    end $$`,
  `create trigger inventory_entries_follow before insert on inventory_entries
    for each row execute function inventory_entries_follow()`,
  'create index inventory_entries_of_account on inventory_entries (account_id, seq)',
  'drop index inventory_entries_licence',
  'create index inventory_entries_of_licence on inventory_entries (licence_id, seq)',
];

// At the end of each transaction a licence is where its ledger says.
const agreement = [
  `create function licences_agree() returns trigger language plpgsql as $$
    declare said record; is_at record;
    begin
      select l.state, l.account_id into is_at from licences l where l.id = new.id;
      select e.to_place, e.account_id into said from inventory_entries e
        where e.licence_id = new.id order by e.seq desc limit 1;
      if (said.to_place, said.account_id) is distinct from (is_at.state, is_at.account_id) then
        raise exception 'licence % is %, its ledger says %', new.id, is_at.state, said.to_place;
      end if;
      return null;
    end $$`,
  `create constraint trigger licences_agree after insert or update of state, account_id on licences
    deferrable initially deferred for each row execute function licences_agree()`,
];

const requests = [
  `create table issuance_requests (
    id text primary key,
    account_id text not null references accounts (id),
    licence_id text not null references licences (id),
    kind text not null check (kind in ('new', 'renewal', 'reissue', 'duplicate')),
    state text not null check (state in
      ('pending_approval', 'validating', 'issuing', 'issued', 'rejected', 'cancelled', 'failed')),
    product_code text not null,
    product_version_id text not null,
    profile text not null check (profile in ('tls-public', 'tls-private')),
    validation_level text not null,
    dns_names text[] not null,
    ip_addresses text[] not null,
    organisation jsonb,
    signing_request bytea not null,
    replaces text,
    key_compromised boolean not null,
    requested_by text not null,
    language text not null,
    notify text[] not null,
    idempotency_key text not null,
    fingerprint bytea not null,
    reason text not null default '',
    days int,
    rule_id text,
    not_after_limit timestamptz,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    constraint issuance_requests_once unique (account_id, requested_by, idempotency_key),
    check ((kind = 'new') = (replaces is null)),
    check (cardinality(dns_names) + cardinality(ip_addresses) between 1 and 250),
    check (state <> 'issuing' or (days is not null and rule_id is not null and not_after_limit is not null))
  )`,
  'create index issuance_requests_of_account on issuance_requests (account_id, id)',
  'create index issuance_requests_of_licence on issuance_requests (licence_id, id)',
  `create index issuance_requests_open on issuance_requests (state, id)
    where state in ('pending_approval', 'validating', 'issuing')`,
  `create table name_validations (
    account_id text not null references accounts (id),
    name text not null,
    validated_at timestamptz not null,
    validated_by text not null,
    request_id text not null references issuance_requests (id),
    primary key (account_id, name)
  )`,
  'create index name_validations_request on name_validations (request_id)',
  `create table organisation_validations (
    account_id text not null references accounts (id),
    organisation_hash bytea not null,
    validated_at timestamptz not null,
    validated_by text not null,
    request_id text not null references issuance_requests (id),
    primary key (account_id, organisation_hash)
  )`,
  'create index organisation_validations_request on organisation_validations (request_id)',
];

const certificates = [
  `create table certificates (
    id text primary key,
    request_id text not null unique references issuance_requests (id),
    account_id text not null references accounts (id),
    licence_id text not null references licences (id),
    product_code text not null,
    state text not null check (state in ('valid', 'superseded', 'revoked', 'expired')),
    dns_names text[] not null,
    ip_addresses text[] not null,
    authority text not null,
    serial_number text not null,
    certificate bytea not null,
    chain bytea[] not null,
    fingerprint bytea not null,
    not_before timestamptz not null,
    not_after timestamptz not null,
    rule_id text not null,
    superseded_by text,
    revoke_at timestamptz,
    revoke_reason text,
    revoked_at timestamptz,
    revocation_told_at timestamptz,
    flagged boolean not null default false,
    noticed_step text,
    created_at timestamptz not null,
    unique (authority, serial_number),
    check ((state = 'revoked') = (revoked_at is not null)),
    check ((revoke_at is null) = (revoke_reason is null)),
    check (state <> 'revoked' or revoke_reason is not null),
    check (state <> 'superseded' or superseded_by is not null)
  )`,
  'create index certificates_of_account on certificates (account_id, id)',
  'create index certificates_of_licence on certificates (licence_id, id)',
  `create index certificates_live on certificates (not_after) where state in ('valid', 'superseded')`,
  `create index certificates_to_revoke on certificates (revoke_at)
    where revoke_at is not null and revocation_told_at is null`,
];

const notices = [
  // What was told to whom: the key makes each notice go out once, whatever the code does.
  `create table notices (
    dedupe_key text not null,
    recipient text not null,
    told_at timestamptz not null,
    primary key (dedupe_key, recipient)
  )`,
];
