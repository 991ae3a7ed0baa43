import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

/** Quotes, owned carts, several contacts, tax, refunds, renewals and the saga of a purchase. */
export const shop: Migration = {
  async up(db) {
    await sql`alter table carts
      alter column secret_hash drop not null,
      add column user_id text,
      add column state text not null default 'open'
        check (state in ('open', 'locked', 'converted', 'merged', 'abandoned')),
      add column merged_into text references carts (id) on delete set null,
      add column updated_at timestamptz,
      add constraint carts_owner check ((secret_hash is null) = (user_id is not null))`.execute(db);
    await sql`update carts set state = case
        when o.status = 'awaiting_payment' then 'locked'
        when o.status in ('paid', 'fulfilling', 'completed', 'review_needed') then 'converted'
        else 'open' end
      from orders o where o.cart_id = carts.id`.execute(db);
    await sql`create unique index carts_one_own on carts (user_id) where state in ('open', 'locked')`.execute(db);
    await sql`create index carts_merged_into on carts (merged_into) where merged_into is not null`.execute(db);
    await sql`create index carts_untouched on carts ((coalesce(updated_at, created_at)))
      where state in ('open', 'merged')`.execute(db);

    // JSON has no integers of 64 bits: amounts in it are texts of digits.
    await sql`create function sum_of_lines(lines jsonb, field text) returns numeric
      language sql immutable strict as
      $$ select sum((line ->> field)::numeric) from jsonb_array_elements(lines) as line $$`.execute(db);
    await sql`create table quotes (
      id text primary key,
      cart_id text references carts (id) on delete cascade,
      cart_version int not null,
      state text not null check (state in ('issued', 'accepted', 'superseded')),
      currency text not null,
      exponent int not null check (exponent >= 0),
      lines jsonb not null,
      net_due_now_minor bigint not null check (net_due_now_minor > 0),
      tax_due_now_minor bigint not null check (tax_due_now_minor >= 0),
      due_now_minor bigint not null check (due_now_minor = net_due_now_minor + tax_due_now_minor),
      term_total_minor bigint not null check (term_total_minor >= due_now_minor),
      tax jsonb not null,
      tax_id text not null,
      tier text not null check (tier in ('starter', 'enterprise')),
      tier_rule_id text not null,
      tier_explanation text not null,
      terms_version text not null,
      language text not null,
      created_at timestamptz not null,
      expires_at timestamptz not null check (expires_at > created_at),
      constraint quotes_lines_add_up check (
        sum_of_lines(lines, 'dueNowMinor') = net_due_now_minor
        and sum_of_lines(lines, 'taxDueNowMinor') = tax_due_now_minor
        and sum_of_lines(lines, 'termTotalMinor') + sum_of_lines(lines, 'taxTotalMinor') = term_total_minor)
    )`.execute(db);
    await sql`create index quotes_cart on quotes (cart_id)`.execute(db);
    await sql`create index quotes_expiry on quotes (expires_at)`.execute(db);

    await sql`alter table orders
      alter column cart_id drop not null,
      drop constraint orders_cart_id_key,
      drop constraint orders_status_check,
      drop constraint orders_check1,
      add column kind text not null default 'purchase' check (kind in ('purchase', 'renewal')),
      add column quote_id text references quotes (id),
      add column status_before text,
      add column tax_due_now_minor bigint not null default 0 check (tax_due_now_minor >= 0),
      add column tax jsonb,
      add column refunded_minor bigint not null default 0
        check (refunded_minor >= 0 and refunded_minor <= due_now_minor),
      add column contacts jsonb,
      add column contacts_confirmed boolean not null default false,
      add column language text not null default 'en',
      add column buyer_user_id text,
      add column account_id text,
      add column secret_dead_at timestamptz,
      add column paid_at timestamptz,
      add column expires_at timestamptz,
      add constraint orders_status_known check (status in ('draft', 'details_complete', 'review', 'awaiting_payment',
        'paid', 'fulfilling', 'completed', 'expired', 'cancelled', 'review_needed', 'refund_pending', 'refunded',
        'partly_refunded', 'disputed')),
      add constraint orders_contact_known check (
        contact is not null or status in ('draft', 'expired', 'cancelled', 'review_needed', 'refund_pending', 'refunded')),
      add constraint orders_cart_of_purchase check ((cart_id is null) = (kind = 'renewal')),
      add constraint orders_return check (
        (status_before is not null) = (status in ('refund_pending', 'disputed'))),
      add constraint orders_secret_of_user check (buyer_user_id is null or secret_dead_at is not null)`.execute(db);
    await sql`update orders set language = contact ->> 'language' where contact is not null`.execute(db);
    await sql`update orders set paid_at = (
        select min(at) from order_timeline t where t.order_id = orders.id and t.code = 'order_paid')
      where status in ('paid', 'fulfilling', 'completed')`.execute(db);
    await sql`create unique index orders_one_per_cart on orders (cart_id)
      where status not in ('cancelled', 'expired')`.execute(db);
    await sql`create index orders_cart on orders (cart_id)`.execute(db);
    await sql`create index orders_quote on orders (quote_id)`.execute(db);
    await sql`create index orders_buyer on orders (buyer_user_id, id) where buyer_user_id is not null`.execute(db);
    await sql`create index orders_account on orders (account_id, id) where account_id is not null`.execute(db);
    await sql`create index orders_unfinished on orders ((coalesce(expires_at, created_at)))
      where status in ('draft', 'details_complete', 'review')`.execute(db);

    await sql`alter table order_lines
      add column issuance_profile text not null default '',
      add column validation_level text not null default '',
      add column list_total_minor bigint check (list_total_minor >= term_total_minor),
      add column tax_due_now_minor bigint not null default 0 check (tax_due_now_minor >= 0),
      add column tax_total_minor bigint not null default 0 check (tax_total_minor >= tax_due_now_minor),
      add column discounts jsonb not null default '[]',
      add column calendar jsonb not null default '[]',
      add column subscription_id text`.execute(db);
    await addSumTrigger(db);

    await sql`alter table order_timeline add column facts jsonb not null default '{}'`.execute(db);
    await sql`drop index order_timeline_once`.execute(db);
    await sql`create unique index order_timeline_once on order_timeline (order_id, code)
      where code in ('order_created', 'order_paid', 'account_created', 'inventory_granted', 'activation_sent',
        'activated', 'delivered', 'order_completed')`.execute(db);

    await sql`create table order_sagas (
      order_id text primary key references orders (id),
      step text not null check (step in ('account', 'inventory', 'activation_message', 'done')),
      attempts int not null check (attempts >= 0),
      next_try_at timestamptz,
      trouble text not null,
      updated_at timestamptz not null,
      check ((step = 'done') = (next_try_at is null))
    )`.execute(db);
    await sql`create index order_sagas_due on order_sagas (next_try_at) where step <> 'done'`.execute(db);
    await sql`create table order_troubles (
      order_id text not null references orders (id),
      trouble text not null,
      since timestamptz not null,
      primary key (order_id, trouble)
    )`.execute(db);
    await sql`create index order_troubles_since on order_troubles (since, order_id)`.execute(db);
  },
};

/** Σ lines + tax = total, checked at the end of every transaction that touches an order or its lines. */
async function addSumTrigger(db: Parameters<Migration['up']>[0]): Promise<void> {
  await sql`create function order_adds_up() returns trigger language plpgsql as $$
    declare
      id_of text := case when tg_table_name = 'orders' then to_jsonb(coalesce(new, old)) ->> 'id'
        else to_jsonb(coalesce(new, old)) ->> 'order_id' end;
      off boolean;
    begin
      select o.due_now_minor <> coalesce(l.due + l.tax, 0) or o.tax_due_now_minor <> coalesce(l.tax, 0)
          or o.term_total_minor <> coalesce(l.term, 0)
        into off
        from orders o cross join lateral (
          select sum(due_now_minor) as due, sum(tax_due_now_minor) as tax,
            sum(term_total_minor) + sum(tax_total_minor) as term
          from order_lines where order_id = o.id) l
        where o.id = id_of;
      if off then
        raise exception 'the lines of order % do not add up to its total', id_of using errcode = 'check_violation';
      end if;
      return null;
    end $$`.execute(db);
  await sql`create constraint trigger orders_add_up
    after insert or update of due_now_minor, tax_due_now_minor, term_total_minor on orders
    deferrable initially deferred for each row execute function order_adds_up()`.execute(db);
  await sql`create constraint trigger order_lines_add_up
    after insert or update or delete on order_lines
    deferrable initially deferred for each row execute function order_adds_up()`.execute(db);
}
