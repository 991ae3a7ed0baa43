import { createThrottlesTable } from '@countersign/attempts';
import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

export const throttlesAndDevices: Migration = {
  async up(db) {
    await createThrottlesTable(db);
    await sql`
      create table devices (
        id text primary key,
        user_id text not null references users (id),
        token_hash bytea not null unique,
        label text not null,
        address text not null,
        created_at timestamptz(3) not null,
        last_used_at timestamptz(3) not null,
        revoked_at timestamptz(3)
      )`.execute(db);
    await sql`create index devices_user on devices (user_id, last_used_at)`.execute(db);

    // A flow of the code before is a login from a device that is not known.
    await sql`
      alter table login_flows
        add column kind text not null default 'login' check (kind in ('login', 'step_up')),
        add column device_id text references devices (id) on delete set null,
        add column device text not null default '',
        add column sends integer not null default 0`.execute(db);
    await sql`create index login_flows_device on login_flows (device_id) where device_id is not null`.execute(db);

    await sql`
      create table login_notices (
        user_id text not null references users (id),
        kind text not null check (kind in ('password-known', 'login-stopped')),
        address text not null,
        at timestamptz(3) not null,
        primary key (user_id, kind)
      )`.execute(db);
  },
};
