import { createIdempotencyTable, createInboxTable, createOutboxTable, type Migration } from '@countersign/db';
import { sql } from 'kysely';

export const orders: Migration = {
  async up(db) {
    await createOutboxTable(db);
    await createInboxTable(db);
    await createIdempotencyTable(db);
    await sql`create table carts (
      id text primary key,
      secret_hash bytea not null,
      currency text not null,
      lines jsonb not null,
      version int not null,
      closed_at timestamptz,
      created_at timestamptz not null
    )`.execute(db);
    await sql`create sequence order_numbers`.execute(db);
    await sql`create table orders (
      id text primary key,
      number text not null unique,
      cart_id text not null unique references carts (id),
      status text not null check (
        status in ('draft', 'awaiting_payment', 'paid', 'fulfilling', 'completed', 'review_needed')),
      currency text not null,
      exponent int not null check (exponent >= 0),
      due_now_minor bigint not null check (due_now_minor > 0),
      term_total_minor bigint not null check (term_total_minor >= due_now_minor),
      tier text not null check (tier in ('starter', 'enterprise')),
      tier_rule_id text not null,
      tier_explanation text not null,
      contact jsonb,
      terms_version text not null,
      terms_accepted_at timestamptz,
      created_at timestamptz not null,
      check (status = 'draft' or contact is not null or status = 'review_needed')
    )`.execute(db);
    await sql`create table order_lines (
      id text primary key,
      order_id text not null references orders (id),
      position int not null,
      product_code text not null,
      product_version_id text not null,
      product_name text not null,
      purpose text not null,
      term_years int not null check (term_years > 0),
      payment_option text not null check (payment_option in ('annual', 'one_time')),
      licences int not null check (licences > 0),
      extra_domains text[] not null,
      due_now_minor bigint not null check (due_now_minor > 0),
      term_total_minor bigint not null check (term_total_minor >= due_now_minor),
      unique (order_id, position)
    )`.execute(db);
    await sql`create table order_timeline (
      seq bigint generated always as identity primary key,
      order_id text not null references orders (id),
      at timestamptz not null,
      code text not null
    )`.execute(db);
    await sql`create index order_timeline_order on order_timeline (order_id, seq)`.execute(db);
    await sql`create unique index order_timeline_once on order_timeline (order_id, code)
      where code in ('order_created', 'order_paid', 'account_created', 'inventory_granted', 'activation_sent',
        'order_completed')`.execute(db);
    await sql`create table payment_attempts (
      id text primary key,
      seq bigint generated always as identity,
      order_id text not null references orders (id),
      provider text not null,
      token text,
      status text not null check (status in ('created', 'processing', 'captured', 'failed', 'replaced')),
      amount_minor bigint not null check (amount_minor > 0),
      currency text not null,
      charge_id text,
      decline_code text not null,
      tries int not null default 0,
      retry_at timestamptz,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      unique (provider, charge_id)
    )`.execute(db);
    await sql`create index payment_attempts_order on payment_attempts (order_id, seq)`.execute(db);
    // An order is charged once: no second attempt while one is open or has succeeded.
    await sql`create unique index payment_attempts_one_live on payment_attempts (order_id)
      where status in ('created', 'processing', 'captured')`.execute(db);
    await sql`create index payment_attempts_unanswered on payment_attempts (retry_at)
      where status = 'processing' and charge_id is null`.execute(db);
    await sql`create index payment_attempts_processing on payment_attempts (updated_at)
      where status = 'processing'`.execute(db);
    await sql`create table payment_events (
      id text primary key,
      provider text not null,
      event_id text not null,
      body bytea not null,
      charge_id text,
      reference text,
      amount_minor bigint,
      currency text,
      outcome text,
      received_at timestamptz not null,
      handled_at timestamptz,
      unique (provider, event_id)
    )`.execute(db);
  },
};
