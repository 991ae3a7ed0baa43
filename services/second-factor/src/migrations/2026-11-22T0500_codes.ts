import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

/**
 * One-time codes of other purposes than a first login, in the tables of its PINs: `login_flow_id` is then what the code
 * is for, and `user_id` is empty.
 */
export const codes: Migration = {
  async up(db) {
    await sql`alter table login_pins
      add column purpose text not null default 'login'
        check (purpose in ('login', 'recovery', 'contact', 'contact_consent')),
      add column destination_hash bytea,
      add column asked_channel text check (asked_channel in ('sms', 'email')),
      drop constraint login_pins_one_per_flow,
      add constraint login_pins_one_per_flow unique (login_flow_id, user_id, purpose)`.execute(db);
    await sql`create index login_pins_by_age on login_pins (resend_at)`.execute(db);
    // What else the message names; sealed, and erased with the code.
    await sql`alter table pin_deliveries add column about bytea`.execute(db);
  },
};
