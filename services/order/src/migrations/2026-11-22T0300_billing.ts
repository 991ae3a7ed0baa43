import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

/** Subscriptions with the time that is paid, documents with numbers without gaps, and what buyers are told. */
export const billing: Migration = {
  async up(db) {
    await sql`create table subscriptions (
      id text primary key,
      order_id text not null references orders (id),
      line_id text not null unique references order_lines (id),
      position int not null,
      payment_option text not null check (payment_option in ('annual', 'one_time')),
      status text not null check (status in ('active', 'past_due', 'suspended', 'ended')),
      term_start timestamptz not null,
      term_end timestamptz not null,
      paid_until timestamptz not null,
      auto_renew boolean not null default false,
      consent_version text,
      consent_at timestamptz,
      consent_user_id text,
      disputed_orders text[] not null default '{}',
      ended_at timestamptz,
      end_reason text check (end_reason in ('term_over', 'unpaid', 'refunded', 'dispute_lost')),
      next_step_at timestamptz,
      created_at timestamptz not null,
      check (term_start < paid_until and paid_until <= term_end),
      check ((status = 'ended') = (ended_at is not null) and (ended_at is null) = (end_reason is null)),
      check (ended_at is null or next_step_at is null),
      -- Nobody is charged who did not agree to it.
      check (not auto_renew or (payment_option = 'annual' and consent_version is not null and consent_at is not null
        and consent_user_id is not null and ended_at is null))
    )`.execute(db);
    await sql`create index subscriptions_order on subscriptions (order_id, position)`.execute(db);
    await sql`create index subscriptions_due on subscriptions (next_step_at) where next_step_at is not null`.execute(
      db,
    );
    await sql`create table subscription_periods (
      subscription_id text not null references subscriptions (id),
      number int not null check (number > 0),
      state text not null check (state in ('open', 'paid', 'refunded')),
      order_id text not null references orders (id),
      starts_at timestamptz not null,
      ends_at timestamptz not null,
      term_starts_at timestamptz not null,
      term_ends_at timestamptz not null,
      term_years int not null check (term_years > 0),
      term_line_id text not null references order_lines (id),
      created_at timestamptz not null,
      paid_at timestamptz,
      check (term_starts_at <= starts_at and starts_at < ends_at and ends_at <= term_ends_at),
      check ((state = 'open') = (paid_at is null)),
      primary key (subscription_id, order_id)
    )`.execute(db);
    // A period is charged by one order, and the next is begun when it is paid.
    await sql`create unique index subscription_periods_once on subscription_periods (subscription_id, number)
      where state <> 'refunded'`.execute(db);
    await sql`create unique index subscription_periods_one_open on subscription_periods (subscription_id)
      where state = 'open'`.execute(db);
    await sql`create index subscription_periods_order on subscription_periods (order_id)`.execute(db);
    // What is paid has neither gap nor overlap and ends where the subscription says; looked at when a transaction ends.
    await sql`create function subscription_periods_tile() returns trigger language plpgsql as $$
      declare
        subscription subscriptions%rowtype;
        reached timestamptz;
        period record;
      begin
        select * into subscription from subscriptions
          where id = case when tg_table_name = 'subscriptions' then to_jsonb(new) ->> 'id'
            else to_jsonb(new) ->> 'subscription_id' end;
        if subscription.ended_at is not null then return null; end if;
        reached := subscription.term_start;
        for period in select starts_at, ends_at from subscription_periods
          where subscription_id = subscription.id and state = 'paid' order by starts_at
        loop
          if period.starts_at <> reached then
            raise exception 'the paid periods of subscription % leave a gap or overlap', subscription.id
              using errcode = 'check_violation', constraint = 'subscription_periods_tile';
          end if;
          reached := period.ends_at;
        end loop;
        if reached <> subscription.paid_until then
          raise exception 'subscription % is not paid until it says', subscription.id
            using errcode = 'check_violation', constraint = 'subscription_periods_tile';
        end if;
        return null;
      end $$`.execute(db);
    await sql`create constraint trigger subscription_periods_tile after insert or update on subscription_periods
      deferrable initially deferred for each row execute function subscription_periods_tile()`.execute(db);
    await sql`create constraint trigger subscriptions_tile after update of paid_until on subscriptions
      deferrable initially deferred for each row execute function subscription_periods_tile()`.execute(db);
    await sql`create table subscription_charges (
      subscription_id text not null references subscriptions (id),
      order_id text not null references orders (id),
      try int not null check (try > 0),
      started_at timestamptz not null,
      outcome text check (outcome in ('accepted', 'declined', 'requires_action', 'unanswered')),
      primary key (subscription_id, order_id, try)
    )`.execute(db);

    await sql`create table document_counters (
      kind text not null,
      year int not null,
      last int not null,
      primary key (kind, year)
    )`.execute(db);
    await sql`create table documents (
      id text primary key,
      order_id text not null references orders (id),
      kind text not null check (kind in ('invoice', 'receipt', 'credit_note')),
      year int not null,
      running int not null check (running > 0),
      number text not null unique,
      refund_id text unique,
      total_minor bigint not null check (total_minor > 0),
      currency text not null,
      exponent int not null,
      content jsonb not null,
      issued_at timestamptz not null,
      unique (kind, year, running),
      check ((kind = 'credit_note') = (refund_id is not null))
    )`.execute(db);
    await sql`create unique index documents_once on documents (order_id, kind) where kind <> 'credit_note'`.execute(db);
    await sql`create index documents_order on documents (order_id, issued_at)`.execute(db);
    // What was issued stays as it was.
    await sql`create function documents_frozen() returns trigger language plpgsql as $$
      begin
        raise exception 'a document that was issued cannot be changed' using errcode = 'restrict_violation';
      end $$`.execute(db);
    await sql`create trigger documents_frozen before update or delete or truncate on documents
      for each statement execute function documents_frozen()`.execute(db);
    await sql`create table sellers (
      fingerprint text primary key,
      name text not null,
      address jsonb not null,
      tax_id text not null,
      registered_at timestamptz not null
    )`.execute(db);

    await sql`create table mails (
      id text primary key,
      key text not null unique,
      message text not null,
      order_id text not null references orders (id),
      params jsonb not null,
      created_at timestamptz not null,
      sent_at timestamptz
    )`.execute(db);
    await beginEarlierSubscriptions(db);
  },
};

/** Orders that were paid before there were subscriptions get theirs: what a line id says after its prefix is unique. */
async function beginEarlierSubscriptions(db: Parameters<Migration['up']>[0]): Promise<void> {
  await sql`insert into subscriptions (id, order_id, line_id, position, payment_option, status, term_start, term_end,
      paid_until, next_step_at, created_at)
    select 'sub_' || substr(l.id, 5), o.id, l.id, l.position, l.payment_option, 'active', o.paid_at, t.term_end,
      case l.payment_option when 'annual' then t.year_end else t.term_end end, now(), o.paid_at
    from order_lines l join orders o on o.id = l.order_id and o.paid_at is not null
      cross join lateral (select
        (o.paid_at at time zone 'UTC' + make_interval(years => l.term_years)) at time zone 'UTC' as term_end,
        (o.paid_at at time zone 'UTC' + interval '1 year') at time zone 'UTC' as year_end) t
    where o.status in ('paid', 'fulfilling', 'completed')`.execute(db);
  await sql`insert into subscription_periods (subscription_id, number, state, order_id, starts_at, ends_at,
      term_starts_at, term_ends_at, term_years, term_line_id, created_at, paid_at)
    select s.id, 1, 'paid', s.order_id, s.term_start, s.paid_until, s.term_start, s.term_end, l.term_years, l.id,
      s.created_at, s.created_at
    from subscriptions s join order_lines l on l.id = s.line_id`.execute(db);
  await sql`update order_lines set subscription_id = s.id from subscriptions s where s.line_id = order_lines.id`.execute(
    db,
  );
}
