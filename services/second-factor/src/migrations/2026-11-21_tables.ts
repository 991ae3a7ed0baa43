import { createAttemptsTable } from '@countersign/attempts';
import { createAuditTable } from '@countersign/audit';
import { createOutboxTable, type Migration } from '@countersign/db';
import { sql } from 'kysely';

/** Authenticators, one-time PINs with their deliveries, signing challenges; ledger, audit and outbox beside them. */
export const tables: Migration = {
  async up(db) {
    await createAttemptsTable(db);
    await createAuditTable(db);
    await createOutboxTable(db);

    // `seed` is sealed; it is erased when the authenticator can never be used.
    await sql`
      create table authenticators (
        id text primary key,
        user_id text not null,
        kind text not null check (kind = 'totp'),
        label text not null,
        state text not null check (state in ('issued', 'active', 'expired', 'void')),
        seed bytea check ((seed is null) = (state in ('expired', 'void'))),
        last_step integer not null default 0,
        drift_steps integer not null default 0,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        activated_at timestamptz,
        last_used_at timestamptz
      )`.execute(db);
    await sql`create index authenticators_of_user on authenticators (user_id, id)`.execute(db);
    await sql`create unique index authenticators_one_pending on authenticators (user_id)
      where state = 'issued'`.execute(db);

    // One row per login flow; a new code replaces the hash of the one before.
    await sql`
      create table login_pins (
        id text primary key,
        login_flow_id text not null,
        user_id text not null,
        channel text not null check (channel in ('sms', 'email')),
        sends integer not null check (sends > 0),
        resend_at timestamptz not null,
        code_hash bytea,
        delivery_id text,
        expires_at timestamptz,
        used_at timestamptz,
        constraint login_pins_one_per_flow unique (login_flow_id, user_id)
      )`.execute(db);

    // `code` and `destination` are sealed, and erased as soon as the delivery is closed.
    await sql`
      create table pin_deliveries (
        id text primary key,
        login_pin_id text not null references login_pins (id),
        language text not null,
        destination bytea,
        code bytea,
        closed_at timestamptz,
        outcome text check (outcome in ('delivered', 'not_wanted', 'refused')),
        check ((closed_at is null) = (code is not null and destination is not null and outcome is null))
      )`.execute(db);
    await sql`create index pin_deliveries_of_pin on pin_deliveries (login_pin_id)`.execute(db);

    // `digests` is the concatenation of 1 to 100 SHA-256 digests.
    await sql`
      create table signing_challenges (
        id text primary key,
        user_id text not null,
        operation_id text not null,
        credential_id text not null,
        digests bytea not null check (length(digests) between 32 and 3200 and length(digests) % 32 = 0),
        created_at timestamptz not null,
        expires_at timestamptz not null,
        answered_at timestamptz
      )`.execute(db);
    await sql`create index signing_challenges_of_operation on signing_challenges (user_id, operation_id, id)`.execute(
      db,
    );
  },
};
