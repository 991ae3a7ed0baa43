import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

/** Attempts that can end in every way, refunds, disputes, and the ledger of the money of every order. */
export const payments: Migration = {
  async up(db) {
    await sql`alter table payment_attempts
      drop constraint payment_attempts_status_check,
      add constraint payment_attempts_status_check check (status in ('created', 'requires_action', 'processing',
        'unknown', 'captured', 'failed', 'cancelled', 'refunded', 'disputed', 'replaced')),
      add column keep_method boolean not null default false,
      add column off_session boolean not null default false,
      add column attempt_key text,
      add column quote_id text,
      add column return_url text not null default '',
      add column action_url text not null default '',
      add column started_at timestamptz,
      add unique (order_id, attempt_key)`.execute(db);
    // An order is charged once: no second attempt while one is open or has succeeded.
    await sql`drop index payment_attempts_one_live`.execute(db);
    await sql`create unique index payment_attempts_one_live on payment_attempts (order_id)
      where status in ('created', 'requires_action', 'processing', 'unknown', 'captured', 'disputed')`.execute(db);
    await sql`drop index payment_attempts_unanswered`.execute(db);
    await sql`create index payment_attempts_due on payment_attempts (retry_at) where retry_at is not null`.execute(db);
    await sql`drop index payment_attempts_processing`.execute(db);
    await sql`create index payment_attempts_in_flight on payment_attempts (updated_at)
      where status in ('requires_action', 'processing', 'unknown')`.execute(db);
    await sql`alter table payment_events add column change jsonb`.execute(db);
    await sql`create index payment_events_deferred on payment_events (provider, charge_id, received_at)
      where outcome = 'deferred'`.execute(db);

    await sql`create table captures (
      provider text not null,
      charge_id text not null,
      order_id text not null references orders (id),
      payment_id text unique references payment_attempts (id),
      use text not null check (use in ('paid', 'review', 'surplus')),
      amount_minor bigint not null check (amount_minor > 0),
      currency text not null,
      at timestamptz not null,
      primary key (provider, charge_id)
    )`.execute(db);
    // Whatever else a provider captures for an order is surplus, and goes back.
    await sql`create unique index captures_one_kept on captures (order_id) where use <> 'surplus'`.execute(db);
    await sql`create index captures_order on captures (order_id)`.execute(db);

    await sql`create table refunds (
      id text primary key,
      order_id text not null references orders (id),
      provider text not null,
      charge_id text not null,
      reason text not null check (reason in ('buyer', 'staff', 'surplus', 'review', 'external')),
      note text not null,
      granted_by text not null,
      status text not null check (status in ('pending', 'paid', 'failed')),
      amount_minor bigint not null check (amount_minor > 0),
      currency text not null,
      decline_code text not null default '',
      tries int not null default 0,
      retry_at timestamptz,
      created_at timestamptz not null,
      paid_at timestamptz,
      foreign key (provider, charge_id) references captures (provider, charge_id),
      check (status <> 'paid' or paid_at is not null)
    )`.execute(db);
    await sql`create index refunds_order on refunds (order_id, created_at)`.execute(db);
    await sql`create index refunds_due on refunds (retry_at) where retry_at is not null`.execute(db);
    await sql`create table refund_lines (
      refund_id text not null references refunds (id),
      line_id text not null references order_lines (id),
      primary key (refund_id, line_id)
    )`.execute(db);
    // A line is paid back once.
    await sql`create unique index refund_lines_once on refund_lines (line_id)`.execute(db);
    await sql`create table refund_tries (
      id text primary key,
      seq bigint generated always as identity,
      refund_id text not null references refunds (id),
      provider text not null,
      provider_refund_id text,
      status text not null check (status in ('sending', 'sent', 'paid', 'failed')),
      created_at timestamptz not null,
      unique (provider, provider_refund_id)
    )`.execute(db);
    // Only after a refusal is the same money sent again.
    await sql`create unique index refund_tries_one_live on refund_tries (refund_id) where status <> 'failed'`.execute(
      db,
    );
    // What is granted never exceeds what was captured; what the provider paid back by itself cannot be refused.
    await sql`create function refunds_within_capture() returns trigger language plpgsql as $$
      begin
        if (select coalesce(sum(amount_minor), 0) from refunds
            where provider = new.provider and charge_id = new.charge_id and reason <> 'external')
          > (select amount_minor from captures where provider = new.provider and charge_id = new.charge_id)
          and new.reason <> 'external' then
          raise exception 'refunds exceed the capture % of order %', new.charge_id, new.order_id
            using errcode = 'check_violation', constraint = 'refunds_within_capture';
        end if;
        return null;
      end $$`.execute(db);
    await sql`create trigger refunds_within_capture after insert or update of amount_minor on refunds
      for each row execute function refunds_within_capture()`.execute(db);

    await sql`create table disputes (
      provider text not null,
      dispute_id text not null,
      charge_id text not null,
      order_id text not null references orders (id),
      amount_minor bigint not null check (amount_minor > 0),
      currency text not null,
      status text not null check (status in ('open', 'won', 'lost')),
      opened_at timestamptz not null,
      closed_at timestamptz,
      primary key (provider, dispute_id),
      foreign key (provider, charge_id) references captures (provider, charge_id),
      check ((status = 'open') = (closed_at is null))
    )`.execute(db);
    await sql`create index disputes_order on disputes (order_id)`.execute(db);

    await sql`create table money_entries (
      seq bigint generated always as identity primary key,
      order_id text not null references orders (id),
      kind text not null,
      account text not null check (account in ('receivable', 'sales', 'cash', 'surplus', 'refunds', 'refunds_due',
        'disputed', 'dispute_losses')),
      amount_minor bigint not null check (amount_minor <> 0),
      currency text not null,
      source text not null,
      at timestamptz not null,
      -- Each thing is booked once.
      unique (order_id, kind, source, account)
    )`.execute(db);
    await sql`create function money_entries_balance() returns trigger language plpgsql as $$
      begin
        if (select sum(amount_minor) from money_entries
            where order_id = new.order_id and currency = new.currency) <> 0 then
          raise exception 'the ledger of order % does not sum to zero', new.order_id
            using errcode = 'check_violation', constraint = 'money_entries_balance';
        end if;
        return null;
      end $$`.execute(db);
    await sql`create constraint trigger money_entries_balance after insert on money_entries
      deferrable initially deferred for each row execute function money_entries_balance()`.execute(db);
    await sql`create function money_entries_append_only() returns trigger language plpgsql as $$
      begin
        raise exception 'the ledger is append-only' using errcode = 'restrict_violation';
      end $$`.execute(db);
    await sql`create trigger money_entries_append_only before update or delete or truncate on money_entries
      for each statement execute function money_entries_append_only()`.execute(db);

    await sql`create table saved_methods (
      order_id text primary key references orders (id),
      provider text not null,
      method_id text not null,
      label text not null,
      at timestamptz not null
    )`.execute(db);
    await bookWhatWasPaid(db);
  },
};

/** Captures and ledger of the orders that were paid, or went to review, before both existed. */
async function bookWhatWasPaid(db: Parameters<Migration['up']>[0]): Promise<void> {
  await sql`insert into captures (provider, charge_id, order_id, payment_id, use, amount_minor, currency, at)
    select distinct on (o.id) e.provider, e.charge_id, o.id, a.id,
      case when o.status = 'review_needed' then 'review' else 'paid' end, e.amount_minor, e.currency, e.handled_at
    from payment_events e
    join orders o on o.id = e.reference
    left join payment_attempts a on a.provider = e.provider and a.charge_id = e.charge_id and a.order_id = o.id
    where e.outcome in ('captured', 'amount_mismatch', 'unexpected') and e.amount_minor > 0
    order by o.id, e.handled_at`.execute(db);
  await sql`insert into money_entries (order_id, kind, account, amount_minor, currency, source, at)
    select c.order_id, p.kind, p.account, p.sign * c.amount_minor, c.currency, c.charge_id, c.at
    from captures c
    join (values ('paid', 'sale', 'receivable', 1), ('paid', 'sale', 'sales', -1), ('paid', 'capture', 'cash', 1),
        ('paid', 'capture', 'receivable', -1), ('review', 'surplus_capture', 'cash', 1),
        ('review', 'surplus_capture', 'surplus', -1)) as p (use, kind, account, sign) on p.use = c.use`.execute(db);
}
