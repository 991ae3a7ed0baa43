import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

/** Codes of factors, what becomes of what was sent, and prefixes that are paused. */
export const deliveries: Migration = {
  async up(db) {
    await sql`alter table login_pins
      drop constraint login_pins_purpose_check,
      add constraint login_pins_purpose_check check
        (purpose in ('login', 'recovery', 'contact', 'contact_consent', 'factor_loss', 'factor'))`.execute(db);
    await sql`alter table pin_deliveries
      -- Sealed address of another try; erased when it is not needed any more.
      add column fallback bytea,
      add column prefix text,
      add column requested_at timestamptz,
      add column taken_at timestamptz,
      add column handed_over_at timestamptz,
      add column provider_id text,
      add column receipt text check (receipt in ('queued', 'sent', 'delivered', 'undelivered', 'failed')),
      add column receipt_at timestamptz,
      add column verified_at timestamptz`.execute(db);
    await sql`create index pin_deliveries_of_prefix on pin_deliveries (requested_at) where prefix is not null`.execute(
      db,
    );
    await sql`create index pin_deliveries_unerased on pin_deliveries (requested_at)
      where closed_at is null or fallback is not null`.execute(db);
    await sql`
      create table sms_pauses (
        prefix text primary key,
        paused_at timestamptz not null,
        paused_until timestamptz not null
      )`.execute(db);
    await sql`
      create table destination_notices (
        id text primary key,
        channel text not null check (channel in ('sms', 'email')),
        language text not null,
        destination bytea,
        address text not null,
        taken_at timestamptz,
        closed_at timestamptz,
        outcome text check (outcome in ('delivered', 'refused')),
        check ((closed_at is null) = (destination is not null and outcome is null))
      )`.execute(db);
    await sql`create index destination_notices_closed on destination_notices (closed_at)`.execute(db);
  },
};
